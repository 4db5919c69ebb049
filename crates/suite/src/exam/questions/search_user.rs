//! `searchUser(keyword, context)`.

use connector_contract::{Action, Status};
use serde_json::json;

use super::injection;
use crate::exam::question::{Question, Rule};
use crate::exam::report::Severity::{Major, Minor};
use crate::exam::subject::{INJECTIONS, LONG, Subject};

const SEARCH: Action = Action::SearchUser;

pub(super) fn questions(subject: &Subject) -> Vec<Question> {
    let mut questions = Vec::new();
    let fields = ["email", "phone", "username", "name", "nickname"];
    let known = fields
        .iter()
        .filter_map(|field| Some((*field, subject.text(&subject.first, field)?)));
    let finds = Question::new(
        SEARCH,
        "finds_user",
        Major,
        "A user is found by what stands in their e-mail, phone or a name",
    )
    .told(
        "Administrators find nobody.",
        "Compare with ILIKE in the columns of e-mail, phone and names.",
    )
    .all(&[Status::Success])
    .rule(Rule::SomeListHas(subject.first.id.clone()))
    .rule(Rule::Untouched)
    .plain();
    questions.push(known.fold(finds, |question, (field, text)| {
        question.noted(vec![json!(text)], format!("the user's {field}"))
    }));
    questions.push(
        Question::new(
            SEARCH,
            "finds_nobody",
            Major,
            "Where nobody matches, the list is empty",
        )
        .told(
            "An administrator's search that finds nothing is no fault.",
            "Return { totalCount: 0, list: [] }.",
        )
        .check(&["result-shape"])
        .call(vec![json!("exam-nobody-has-this")])
        .all(&[Status::Success])
        .rule(Rule::ListLength(0, 0))
        .rule(Rule::Total(0, 0)),
    );
    questions.push(
        Question::new(SEARCH, "wildcards", Minor, "% and _ mean themselves")
            .told(
                "Whoever types a % or _ gets everybody.",
                "Escape \\, % and _ before putting the keyword into a LIKE pattern.",
            )
            .noted(vec![json!("%_%")], "keyword %_%")
            .noted(vec![json!("__")], "keyword __")
            .rule(Rule::ListPartial(0))
            .rule(Rule::ListPartial(1)),
    );
    questions.push(
        Question::new(
            SEARCH,
            "empty_keyword",
            Minor,
            "An empty keyword is no fault of the database",
        )
        .told(
            "An administrator may press return in an empty field.",
            "Return an empty list, or everybody's first page.",
        )
        .call(vec![json!("")])
        .all(&[Status::Success, Status::ScriptError])
        .rule(Rule::NoSqlError),
    );
    questions.push(
        Question::new(
            SEARCH,
            "long_keyword",
            Minor,
            "A keyword of a mebibyte finds nobody",
        )
        .told(
            "Text from outside can be of any length.",
            "Refuse what is too long before asking the database.",
        )
        .noted(vec![json!("x".repeat(LONG))], "a keyword of a mebibyte")
        .all(&[Status::Success, Status::ScriptError]),
    );
    let mut injected = injection(
        SEARCH,
        "injection_keyword".to_owned(),
        "keyword",
        vec![json!("harmless")],
        |_, text| vec![json!(text)],
    )
    .rule(Rule::Untouched);
    for at in 1..=INJECTIONS.len() {
        injected = injected.rule(Rule::ListPartial(at));
    }
    questions.push(injected);
    questions
}
