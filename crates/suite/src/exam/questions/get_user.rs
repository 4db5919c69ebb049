//! `getUser(query, context)`.

use connector_contract::{Action, Status};
use serde_json::json;

use super::injection;
use crate::exam::question::{Question, Rule};
use crate::exam::report::Severity::{Critical, Major, Minor};
use crate::exam::subject::{IDENTIFIERS, LONG, Subject};

const GET: Action = Action::GetUser;
const ABSENT: (&str, &str) = (
    "Sign-up asks getUser first: unless it says null, nobody new can sign up.",
    "Return null when no row was found; throw only for faults.",
);

pub(super) fn questions(subject: &Subject) -> Vec<Question> {
    let mut questions = Vec::new();
    let own = subject.first.id.clone();
    let identifiers = subject.identifiers();
    for (at, (field, value)) in identifiers.iter().enumerate() {
        let by = Question::new(
            GET,
            format!("by_{field}"),
            if at == 0 { Critical } else { Major },
            format!("A user is found by {field}"),
        )
        .told(
            "The provider asks by whichever identifier it has.",
            "Look in the column of the identifier that the query has.",
        )
        .call(vec![json!({ *field: value })])
        .all(&[Status::Success])
        .rule(Rule::Profile(own.clone()))
        .rule(Rule::Untouched);
        questions.push(if at == 0 { by.plain() } else { by });
    }
    let by_id = Question::new(
        GET,
        "by_id",
        Major,
        "A user is found by id, as text and as a number",
    )
    .told(
        "The provider asks by the id that your scripts returned.",
        "Look in the column id when the query has one.",
    );
    questions.push(
        match subject.both_ids() {
            Some((number, text)) => by_id
                .call(vec![json!({ "id": text })])
                .call(vec![json!({ "id": number })]),
            None => by_id.call(vec![json!({ "id": own })]),
        }
        .all(&[Status::Success])
        .rule(Rule::Profile(own.clone())),
    );
    let mut absent = Question::new(
        GET,
        "missing_user",
        Critical,
        "For who is not there it returns null",
    )
    .told(ABSENT.0, ABSENT.1)
    .check(&["not-found-thrown"])
    .call(vec![json!({ "id": subject.nobody })]);
    for (field, _) in &identifiers {
        absent = absent.noted(vec![json!({ *field: "exam-nobody@example.com" })], *field);
    }
    questions.push(
        absent
            .all(&[Status::NotFound])
            .rule(Rule::Null)
            .rule(Rule::Untouched),
    );
    if let [(first, value), ..] = identifiers.as_slice() {
        let mut query = json!({ *first: value });
        for other in IDENTIFIERS.iter().filter(|other| *other != first) {
            query[*other] = json!(null);
        }
        questions.push(
            Question::new(
                GET,
                "null_identifiers",
                Minor,
                "Identifiers that are null don't matter",
            )
            .told(
                "Which keys are left out and which are null is the provider's choice.",
                "Take the first identifier that is set.",
            )
            .call(vec![query])
            .all(&[Status::Success])
            .rule(Rule::Profile(own)),
        );
        questions.push(empty_identifier(subject, *first));
        let long = "x".repeat(LONG);
        questions.push(
            Question::new(
                GET,
                "long_identifier",
                Minor,
                "An identifier of a mebibyte finds nobody",
            )
            .told(
                "Text from outside can be of any length.",
                "Refuse what is too long before asking the database.",
            )
            .noted(
                vec![json!({ *first: long })],
                format!("{first} of a mebibyte"),
            )
            .all(&[Status::NotFound, Status::ScriptError]),
        );
    }
    for (field, _) in &identifiers {
        questions.push(
            injection(
                GET,
                format!("injection_{field}"),
                field,
                vec![json!({ *field: "exam-nobody@example.com" })],
                |_, text| vec![json!({ *field: text })],
            )
            .rule(Rule::NoneSucceeds)
            .rule(Rule::Untouched),
        );
    }
    questions
}

fn empty_identifier(subject: &Subject, first: &'static str) -> Question {
    let question = Question::new(GET, "empty_identifier", Major, "An identifier that is empty matches nobody")
        .told(
            "Joined by OR, an empty identifier finds the first account that has none either: somebody else's profile.",
            "Look in one column only, that of the first identifier that is not empty.",
        )
        .check(&["or-lookup"]);
    let other = IDENTIFIERS.iter().find(|other| {
        **other != first && subject.column(other).is_some_and(|column| column.is_text())
    });
    let Some((other, column)) = other.and_then(|other| Some((*other, subject.column(other)?)))
    else {
        return question.skipped("users have one identifier only");
    };
    question
        .setup(subject.set(&subject.second, &column.name, "''"))
        .call(vec![json!({ first: "exam-nobody@example.com", other: "" })])
        .all(&[Status::NotFound])
}
