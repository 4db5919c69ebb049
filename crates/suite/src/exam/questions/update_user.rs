//! `updateUser(id, updates, context)`.

use connector_contract::{Action, Status};
use serde_json::{Map, Value, json};

use super::{NOBODY, injection};
use crate::exam::question::{Manner, Question, Rule};
use crate::exam::report::Severity::{Critical, Major, Minor};
use crate::exam::subject::{IDENTIFIERS, LONG, LONG_PASSWORD, Subject, UNICODE, UNICODE_PASSWORD};

const UPDATE: Action = Action::UpdateUser;
const DONE: &[Status] = &[Status::Success, Status::Unchanged];

pub(super) fn questions(subject: &Subject) -> Vec<Question> {
    let (own, id) = (subject.first.key.clone(), subject.first.id.clone());
    let fields = subject.plain_fields();
    let Some((field, column)) = fields.first() else {
        return Vec::new();
    };
    let mut questions = vec![
        Question::new(
            UPDATE,
            "one_field",
            Critical,
            "One field of one user changes, and the profile says so",
        )
        .told(
            "Profiles don't change, or those of others do.",
            "UPDATE … SET only the columns of the updates WHERE id = $n RETURNING *.",
        )
        .check(&["promise-not-awaited", "result-shape"])
        .call(vec![id.clone(), json!({ *field: "Exam" })])
        .all(&[Status::Success])
        .rule(Rule::Profile(id.clone()))
        .rule(Rule::Holds(
            own.clone(),
            column.name.clone(),
            "Exam".to_owned(),
        ))
        .rule(Rule::OnlyColumns(own.clone(), vec![column.name.clone()]))
        .rule(Rule::OnlyRow(own.clone()))
        .plain(),
        Question::new(UPDATE, "missing_user", Major, "Who is not there is told so")
            .told(NOBODY.0, NOBODY.1)
            .check(&[
                "row-count-unchecked",
                "unknown-result-field",
                "not-found-by-null",
            ])
            .call(vec![subject.nobody.clone(), json!({ *field: "Exam" })])
            .all(&[Status::NotFound])
            .rule(Rule::Untouched),
        Question::new(
            UPDATE,
            "unknown_fields",
            Major,
            "Fields that have no column change nothing",
        )
        .told(
            "The provider may send more than you keep.",
            "Take the fields you know by name; return null when none is left.",
        )
        .check(&["sql-concatenation"])
        .noted(
            vec![id.clone(), json!({ "exam_no_such_field": 1 })],
            "a key that is no column",
        )
        .all(DONE)
        .rule(Rule::OnlyColumns(own.clone(), Vec::new()))
        .rule(Rule::OnlyRow(own.clone())),
        Question::new(
            UPDATE,
            "no_fields",
            Minor,
            "Updates without a field change nothing",
        )
        .told(
            "SET without a column is a syntax error.",
            "Return null when no known field is left.",
        )
        .noted(vec![id.clone(), json!({})], "no updates")
        .all(DONE)
        .rule(Rule::OnlyColumns(own.clone(), Vec::new()))
        .rule(Rule::OnlyRow(own.clone())),
        Question::new(
            UPDATE,
            "unicode",
            Minor,
            "Names of any script are stored to the letter",
        )
        .told(
            "People's names are not ASCII, and some have quotes in them.",
            "Bind values; keep the database in UTF-8.",
        )
        .noted(
            vec![id.clone(), json!({ *field: UNICODE })],
            format!("{field} = {UNICODE:?}"),
        )
        .all(&[Status::Success])
        .rule(Rule::Holds(
            own.clone(),
            column.name.clone(),
            UNICODE.to_owned(),
        )),
        Question::new(
            UPDATE,
            "long_field",
            Minor,
            "A field of a mebibyte is stored or refused",
        )
        .told(
            "Text from outside can be of any length.",
            "Refuse what is too long before asking the database.",
        )
        .noted(
            vec![id.clone(), json!({ *field: "x".repeat(LONG) })],
            format!("{field} of a mebibyte"),
        )
        .all(&[Status::Success, Status::ScriptError]),
        Question::new(
            UPDATE,
            "twice",
            Minor,
            "The same update twice is the same as once",
        )
        .told(
            "The provider repeats what it got no answer to.",
            "Set values; don't count or add.",
        )
        .call(vec![id.clone(), json!({ *field: "Exam" })])
        .call(vec![id.clone(), json!({ *field: "Exam" })])
        .all(DONE)
        .rule(Rule::Holds(
            own.clone(),
            column.name.clone(),
            "Exam".to_owned(),
        ))
        .rule(Rule::OnlyColumns(own.clone(), vec![column.name.clone()])),
    ];
    if column.nullable {
        questions.push(
            Question::new(
                UPDATE,
                "null_field",
                Minor,
                "A field can be emptied by null",
            )
            .told(
                "A user who removes a nickname keeps it.",
                "Bind null as it is; don't leave falsy values out.",
            )
            .noted(
                vec![id.clone(), json!({ *field: null })],
                format!("{field} = null"),
            )
            .all(&[Status::Success])
            .rule(Rule::HoldsNull(own.clone(), column.name.clone())),
        );
    }
    if let Some((other, second)) = fields.get(1) {
        questions.push(
            Question::new(UPDATE, "at_once", Major, "Two updates of different fields at once both last")
                .told(
                    "A script that reads the row and writes all of it back undoes what another call wrote meanwhile.",
                    "UPDATE … SET only the columns of the updates.",
                )
                .manner(Manner::AtOnce)
                .call(vec![id.clone(), json!({ *field: "Exam" })])
                .call(vec![id.clone(), json!({ *other: "exam.example" })])
                .all(DONE)
                .rule(Rule::Holds(own.clone(), column.name.clone(), "Exam".to_owned()))
                .rule(Rule::Holds(own.clone(), second.name.clone(), "exam.example".to_owned())),
        );
    }
    if let Some((number, text)) = subject.both_ids() {
        questions.push(
            Question::new(UPDATE, "id_types", Major, "The id may be text or a number")
                .told(
                    "The provider hands ids over as the API's caller wrote them.",
                    "Compare ids as text, or let the database convert: WHERE id = $1.",
                )
                .noted(vec![number, json!({ *field: "Exam" })], "a number")
                .noted(vec![text, json!({ *field: "Exam" })], "text")
                .all(&[Status::Success]),
        );
    }
    questions.extend(taken(subject));
    questions.extend(flag(subject));
    for (name, password) in [
        ("password", "exam-Other-1"),
        ("unicode_password", UNICODE_PASSWORD),
        ("long_password", LONG_PASSWORD),
    ] {
        questions.extend(password_question(subject, name, password));
    }
    questions.push(
        injection(
            UPDATE,
            format!("injection_{field}"),
            field,
            vec![id.clone(), json!({ *field: "harmless" })],
            |_, text| vec![id.clone(), json!({ *field: text })],
        )
        .rule(Rule::OnlyRow(own.clone()))
        .rule(Rule::OnlyColumns(own.clone(), vec![column.name.clone()])),
    );
    questions.push(keys(subject, field, &column.name));
    questions
}

/// Names of fields are the caller's too.
fn keys(subject: &Subject, field: &str, column: &str) -> Question {
    let id = &subject.first.id;
    let (key, id_column) = (&subject.first.key, &subject.users.id);
    let texts = [
        format!("{column} = 'exam', {column}"),
        format!("{column}\" = 'exam' --"),
        format!("{id_column} = {id_column} --"),
        "exam'\"; DELETE FROM users; --".to_owned(),
    ];
    texts.iter().fold(
        Question::new(
            UPDATE,
            "injection_keys",
            Critical,
            "SQL in the name of a field changes nothing",
        )
        .told(
            "Names of fields come from outside like their values.",
            "Take the fields you know by name, and column names from your own list.",
        )
        .check(&["sql-concatenation"])
        .noted(
            vec![id.clone(), json!({ field: "harmless" })],
            "a harmless key",
        )
        .rule(Rule::NoSqlError)
        .rule(Rule::OnlyRow(key.clone()))
        .rule(Rule::OnlyColumns(key.clone(), vec![column.to_owned()]))
        .rule(Rule::Holds(
            key.clone(),
            column.to_owned(),
            "harmless".to_owned(),
        )),
        |question, text| {
            let updates: Map<String, Value> = [(text.clone(), json!("exam"))].into_iter().collect();
            question.noted(
                vec![id.clone(), updates.into()],
                format!("the key {text:?}"),
            )
        },
    )
}

fn taken(subject: &Subject) -> Vec<Question> {
    let question = |field: &str| {
        subject.column(field).filter(|column| column.unique)?;
        let value = subject.text(&subject.second, field)?;
        let question = Question::new(
            UPDATE,
            format!("duplicate_{field}"),
            Major,
            format!("Somebody else's {field} is refused as such"),
        )
        .told(
            "Whoever changes to a taken identifier is told of a fault.",
            "Catch error.code '23505' and throw new Error('User already exists!').",
        )
        .noted(
            vec![subject.first.id.clone(), json!({ field: value })],
            format!("somebody's {field}"),
        )
        .rule(Rule::Untouched);
        Some(question)
    };
    let found = IDENTIFIERS.iter().filter_map(|field| question(field));
    // A script may keep a field from being changed at all.
    found
        .map(|question| question.all(&[Status::AlreadyExists, Status::Unchanged]))
        .collect()
}

fn flag(subject: &Subject) -> Option<Question> {
    let column = subject
        .column("emailVerified")
        .filter(|column| column.kind == "bool")?;
    let id = &subject.first.id;
    Some(
        Question::new(UPDATE, "flag", Minor, "A flag can be set and taken back")
            .told(
                "Verified addresses stay unverified, or the other way round.",
                "Map emailVerified to its column; don't leave falsy values out.",
            )
            .noted(vec![id.clone(), json!({ "emailVerified": true })], "true")
            .noted(vec![id.clone(), json!({ "emailVerified": false })], "false")
            .all(DONE)
            .rule(Rule::Holds(
                subject.first.key.clone(),
                column.name.clone(),
                "false".to_owned(),
            )),
    )
}

fn password_question(subject: &Subject, name: &str, password: &str) -> Option<Question> {
    subject.column("password")?;
    let id = &subject.first.id;
    let question = Question::new(UPDATE, name, Critical, "Who changes the password can sign in with the new one")
        .told(
            "A password that is cut, changed or kept in plain text when it is stored locks its owner out, or lets readers of the table in.",
            "Store bcrypt.hash(password, 10) of the password as it came, or refuse what bcrypt can't take.",
        )
        .check(&["plain-password-stored"])
        .noted(vec![id.clone(), json!({ "password": password })], "a new password")
        .rule(Rule::Call(0, vec![Status::Success, Status::Unchanged, Status::ScriptError]))
        .rule(Rule::NotStored(password.to_owned()))
        .rule(Rule::OnlyRow(subject.first.key.clone()));
    let identifier = subject.identifiers().into_iter().next();
    Some(if subject.has(Action::ValidatePassword) {
        question
            .then(Action::ValidatePassword, vec![id.clone(), json!(password)])
            .rule(Rule::ChangedThenAll)
    } else if let (true, Some((field, value))) = (subject.has(Action::Login), identifier) {
        question
            .then(
                Action::Login,
                vec![json!({ field: value }), json!(password)],
            )
            .rule(Rule::ChangedThenAll)
    } else {
        question
    })
}
