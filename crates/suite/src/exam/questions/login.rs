//! `login(query, password, context)`.

use connector_contract::{Action, Status};
use serde_json::{Value, json};

use super::{NOBODY, REFUSED, injection};
use crate::exam::hash;
use crate::exam::question::{Question, Rule};
use crate::exam::report::Severity::{Critical, Major, Minor};
use crate::exam::subject::{IDENTIFIERS, PASSWORD, Subject, UNICODE_PASSWORD};

const LOGIN: Action = Action::Login;
const OPEN: (&str, &str) = (
    "Whoever knows an e-mail address gets into its account.",
    "Return the profile only after bcrypt.compare(password, user.password) has come to true.",
);

pub(super) fn questions(subject: &Subject) -> Vec<Question> {
    let mut questions = Vec::new();
    let Some((field, value)) = subject.identifiers().into_iter().next() else {
        return questions;
    };
    let query = json!({ field: value });
    let own = subject.first.key.clone();
    let right = Question::new(
        LOGIN,
        "right_password",
        Critical,
        "The right password opens the user's own account",
    )
    .told(
        "Nobody can sign in.",
        "Compare with bcrypt.compare and return the profile of the row that was found.",
    )
    .call(vec![query.clone(), json!(PASSWORD)])
    .all(&[Status::Success])
    .rule(Rule::Profile(subject.first.id.clone()))
    .rule(Rule::OnlyRow(own.clone()))
    .plain();
    questions.push(known(subject, right));
    let others = IDENTIFIERS.iter().filter(|other| **other != field);
    for (name, value) in
        others.filter_map(|name| Some((*name, subject.text(&subject.first, name)?)))
    {
        let by = Question::new(
            LOGIN,
            format!("by_{name}"),
            Major,
            format!("A user can sign in by {name} too"),
        )
        .told(
            "The provider sends whichever identifier the user typed.",
            "Look in the column of the identifier that the query has.",
        )
        .call(vec![json!({ name: value }), json!(PASSWORD)])
        .all(&[Status::Success])
        .rule(Rule::Profile(subject.first.id.clone()));
        questions.push(known(subject, by));
    }
    questions.push(
        Question::new(
            LOGIN,
            "wrong_password",
            Critical,
            "A wrong password opens nothing",
        )
        .told(OPEN.0, OPEN.1)
        .check(&["plain-password-compare", "promise-not-awaited"])
        .call(vec![query.clone(), json!("exam-Wrong-1")])
        .all(REFUSED),
    );
    questions.push(
        Question::new(
            LOGIN,
            "empty_password",
            Critical,
            "An empty password opens nothing",
        )
        .told(OPEN.0, OPEN.1)
        .call(vec![query.clone(), json!("")])
        .all(&[
            Status::InvalidPassword,
            Status::NotFound,
            Status::ScriptError,
        ]),
    );
    questions.push(
        Question::new(LOGIN, "missing_user", Major, "Who is not there is told so")
            .told(NOBODY.0, NOBODY.1)
            .check(&["not-found-by-null", "unknown-result-field"])
            .call(vec![absent(field), json!(PASSWORD)])
            .all(REFUSED)
            .rule(Rule::Untouched),
    );
    if let Some(column) = subject.column("password").filter(|column| column.nullable) {
        questions.push(
            Question::new(LOGIN, "no_password", Major, "An account without a password can't be opened, and is no fault")
                .told(
                    "Accounts made by a code on the phone have no password; their owners are told of a fault instead of a wrong password.",
                    "Refuse where the column is NULL before calling bcrypt.compare, which throws for it.",
                )
                .setup(subject.set(&subject.first, &column.name, "NULL"))
                .call(vec![query.clone(), json!(PASSWORD)])
                .call(vec![query.clone(), json!("")])
                .call(vec![query.clone(), json!("null")])
                .all(REFUSED),
        );
    }
    let unicode = Question::new(
        LOGIN,
        "unicode_password",
        Minor,
        "A password may have letters of any script",
    )
    .told(
        "People choose passwords in their own language.",
        "Hand the password to bcrypt as it came.",
    )
    .call(vec![query.clone(), json!(UNICODE_PASSWORD)])
    .all(&[Status::Success]);
    questions.push(
        match hash(UNICODE_PASSWORD).and_then(|hash| subject.set_password(&subject.first, &hash)) {
            Some(statement) => known(subject, unicode.setup(statement)),
            None => unicode.skipped("there is no column for passwords"),
        },
    );
    questions.push(empty_identifier(subject, field));
    for (name, _) in subject.identifiers() {
        questions.push(
            injection(
                LOGIN,
                format!("injection_{name}"),
                name,
                vec![absent(name), json!(PASSWORD)],
                |_, text| vec![json!({ name: text }), json!(PASSWORD)],
            )
            .rule(Rule::NoneSucceeds)
            .rule(Rule::Untouched),
        );
    }
    questions.push(
        injection(
            LOGIN,
            "injection_password".to_owned(),
            "password",
            vec![query.clone(), json!("harmless")],
            |_, text| vec![query.clone(), json!(text)],
        )
        .rule(Rule::NoneSucceeds),
    );
    questions
}

fn known(subject: &Subject, question: Question) -> Question {
    if subject.knows_password {
        question
    } else {
        question.skipped("passwords are not kept as bcrypt hashes in a column of the users' table, so none can be set")
    }
}

fn absent(field: &str) -> Value {
    json!({ field: "exam-nobody@example.com" })
}

/// Identifiers joined by OR find whoever has an empty one.
fn empty_identifier(subject: &Subject, field: &'static str) -> Question {
    let question = Question::new(LOGIN, "empty_identifier", Major, "An identifier that is empty matches nobody")
        .told(
            "Identifiers that were left empty come as \"\" or null; joined by OR they find the first account that has none either.",
            "Look in one column only, that of the first identifier that is not empty.",
        )
        .check(&["or-lookup"]);
    let other = IDENTIFIERS.iter().find(|other| {
        **other != field && subject.column(other).is_some_and(|column| column.is_text())
    });
    let Some(other) = other else {
        return question.skipped("users have one identifier only");
    };
    let column = subject
        .column(other)
        .map(|column| column.name.clone())
        .unwrap_or_default();
    known(
        subject,
        question
            .setup(subject.set(&subject.first, &column, "''"))
            .call(vec![
                json!({ field: "exam-nobody@example.com", *other: "" }),
                json!(PASSWORD),
            ])
            .call(vec![
                json!({ field: "exam-nobody@example.com", *other: null }),
                json!(PASSWORD),
            ])
            .rule(Rule::NoneSucceeds),
    )
}
