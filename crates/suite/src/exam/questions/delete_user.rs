//! `deleteUser(id, context)`.

use connector_contract::{Action, Status};

use super::NOBODY;
use crate::exam::question::{Manner, Question, Rule};
use crate::exam::report::Severity::{Critical, Major};
use crate::exam::subject::Subject;

const DELETE: Action = Action::DeleteUser;
const LOOKS: &[&str] = &[
    "row-count-unchecked",
    "unknown-result-field",
    "not-found-by-null",
];

pub(super) fn questions(subject: &Subject) -> Vec<Question> {
    let (own, id) = (subject.first.key.clone(), subject.first.id.clone());
    let mut plain = Question::new(
        DELETE,
        "one_user",
        Critical,
        "The user is gone, and nobody else",
    )
    .told(
        "Accounts can't be removed, or the wrong ones are.",
        "DELETE … WHERE id = $1, and return true when rowCount is 1.",
    )
    .call(vec![id.clone()])
    .rule(Rule::Call(0, vec![Status::Success]))
    .rule(Rule::Gone(own.clone()))
    .rule(Rule::OnlyRow(own.clone()));
    if subject.has(Action::GetUser) {
        plain = plain
            .then(Action::GetUser, vec![serde_json::json!({ "id": id })])
            .rule(Rule::Call(1, vec![Status::NotFound]));
    }
    let mut questions = vec![
        plain.plain(),
        Question::new(DELETE, "missing_user", Major, "Who is not there is told so")
            .told(NOBODY.0, NOBODY.1)
            .check(LOOKS)
            .call(vec![subject.nobody.clone()])
            .all(&[Status::NotFound])
            .rule(Rule::Untouched),
        Question::new(
            DELETE,
            "twice",
            Major,
            "The second time there is nobody to remove",
        )
        .told(NOBODY.0, NOBODY.1)
        .check(LOOKS)
        .call(vec![id.clone()])
        .call(vec![id.clone()])
        .rule(Rule::Call(0, vec![Status::Success]))
        .rule(Rule::Call(1, vec![Status::NotFound]))
        .rule(Rule::OnlyRow(own.clone())),
        Question::new(
            DELETE,
            "at_once",
            Major,
            "Of four at once, one removes the user",
        )
        .told(NOBODY.0, NOBODY.1)
        .check(LOOKS)
        .manner(Manner::AtOnce)
        .call(vec![id.clone()])
        .call(vec![id.clone()])
        .call(vec![id.clone()])
        .call(vec![id])
        .rule(Rule::Exactly(1, Status::Success, Status::NotFound))
        .rule(Rule::OnlyRow(own.clone())),
    ];
    if let Some((number, text)) = subject.both_ids() {
        for (name, id) in [("number_id", number), ("text_id", text)] {
            questions.push(
                Question::new(DELETE, name, Major, "The id may be text or a number")
                    .told(
                        "The provider hands ids over as the API's caller wrote them.",
                        "Let the database convert: WHERE id = $1.",
                    )
                    .call(vec![id])
                    .all(&[Status::Success])
                    .rule(Rule::Gone(own.clone())),
            );
        }
    }
    questions
}
