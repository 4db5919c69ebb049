//! `listUsers(page, limit, context)`.

use connector_contract::{Action, Status};
use serde_json::json;

use crate::exam::question::{Question, Rule};
use crate::exam::report::Severity::{Major, Minor};
use crate::exam::subject::Subject;

const LIST: Action = Action::ListUsers;

pub(super) fn questions(subject: &Subject) -> Vec<Question> {
    let count = subject.count;
    vec![
        Question::new(
            LIST,
            "first_page",
            Major,
            "The first page has the users, and totalCount counts all",
        )
        .told(
            "Administrators see nobody, or too few pages.",
            "SELECT count(*) for totalCount; LIMIT limit OFFSET (page - 1) * limit for the list.",
        )
        .call(vec![json!(1), json!(10)])
        .all(&[Status::Success])
        .rule(Rule::ListLength(0, count.min(10)))
        .rule(Rule::Total(0, count))
        .rule(Rule::Untouched)
        .plain(),
        Question::new(
            LIST,
            "one_a_page",
            Major,
            "Pages count from 1 and don't overlap",
        )
        .told(
            "Users are shown twice or never.",
            "ORDER BY something unique, and OFFSET (page - 1) * limit.",
        )
        .noted(vec![json!(1), json!(1)], "page 1")
        .noted(vec![json!(2), json!(1)], "page 2")
        .all(&[Status::Success])
        .rule(Rule::ListLength(0, 1))
        .rule(Rule::ListLength(1, 1))
        .rule(Rule::Total(1, count))
        .rule(Rule::ListsDisjoint),
        Question::new(
            LIST,
            "beyond_the_end",
            Minor,
            "Behind the last page the list is empty",
        )
        .told(
            "Turning one page too far is no fault.",
            "Return an empty list with the same totalCount.",
        )
        .noted(vec![json!(1_000_000), json!(10)], "page 1000000")
        .all(&[Status::Success])
        .rule(Rule::ListLength(0, 0))
        .rule(Rule::Total(0, count)),
    ]
}
