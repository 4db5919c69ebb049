//! `validatePassword(id, password, context)`.

use connector_contract::{Action, Status};
use serde_json::json;

use super::{NOBODY, injection};
use crate::exam::hash;
use crate::exam::question::{Question, Rule};
use crate::exam::report::Severity::{Critical, Major, Minor};
use crate::exam::subject::{LONG_PASSWORD, PASSWORD, Subject, UNICODE_PASSWORD};

const VALIDATE: Action = Action::ValidatePassword;
const OPEN: (&str, &str) = (
    "Whoever finds a session open can set a new password.",
    "Return what bcrypt.compare(password, hash) comes to, awaited.",
);

pub(super) fn questions(subject: &Subject) -> Vec<Question> {
    let id = subject.first.id.clone();
    let known = |question: Question| {
        if subject.knows_password {
            question
        } else {
            question.skipped("passwords are not kept as bcrypt hashes in a column of the users' table, so none can be set")
        }
    };
    let mut questions = vec![
        known(
            Question::new(
                VALIDATE,
                "right_password",
                Critical,
                "The user's own password is right",
            )
            .told("Nobody can change a password.", OPEN.1)
            .call(vec![id.clone(), json!(PASSWORD)])
            .all(&[Status::Success])
            .rule(Rule::Untouched)
            .plain(),
        ),
        Question::new(
            VALIDATE,
            "wrong_password",
            Critical,
            "Another password is wrong",
        )
        .told(OPEN.0, OPEN.1)
        .check(&["promise-not-awaited", "plain-password-compare"])
        .call(vec![id.clone(), json!("exam-Wrong-1")])
        .call(vec![id.clone(), json!("")])
        .all(&[Status::InvalidPassword])
        .rule(Rule::Untouched),
        Question::new(
            VALIDATE,
            "missing_user",
            Major,
            "Who is not there is told so",
        )
        .told(NOBODY.0, NOBODY.1)
        .check(&["not-found-by-null", "unknown-result-field"])
        .call(vec![subject.nobody.clone(), json!(PASSWORD)])
        .all(&[Status::NotFound]),
        injection(
            VALIDATE,
            "injection_password".to_owned(),
            "password",
            vec![id.clone(), json!("harmless")],
            |_, text| vec![id.clone(), json!(text)],
        )
        .rule(Rule::NoneSucceeds),
    ];
    if let Some(column) = subject.column("password").filter(|column| column.nullable) {
        questions.push(
            Question::new(VALIDATE, "no_password", Major, "Without a password any is wrong, and that is no fault")
                .told(
                    "Accounts made by a code on the phone have no password.",
                    "Return false where the column is NULL before calling bcrypt.compare, which throws for it.",
                )
                .setup(subject.set(&subject.first, &column.name, "NULL"))
                .call(vec![id.clone(), json!(PASSWORD)])
                .call(vec![id.clone(), json!("")])
                .all(&[Status::InvalidPassword]),
        );
    }
    for (name, password) in [
        ("unicode_password", UNICODE_PASSWORD),
        ("long_password", LONG_PASSWORD),
    ] {
        let statement = hash(password).and_then(|hash| subject.set_password(&subject.first, &hash));
        if let Some(statement) = statement {
            questions.push(known(
                Question::new(VALIDATE, name, Minor, "Such a password is as good as any")
                    .told(
                        "People choose passwords in their own language, and machines long ones.",
                        "Hand the password to bcrypt as it came.",
                    )
                    .setup(statement)
                    .call(vec![id.clone(), json!(password)])
                    .all(&[Status::Success]),
            ));
        }
    }
    questions
}
