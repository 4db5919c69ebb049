//! `createUser(userinfo, context)`.

use connector_contract::{Action, Status};
use serde_json::{Value, json};

use super::injection;
use crate::exam::question::{Manner, Question, Rule};
use crate::exam::report::Severity::{Critical, Major, Minor};
use crate::exam::subject::{
    IDENTIFIERS, INJECTIONS, LONG, LONG_PASSWORD, Subject, UNICODE, UNICODE_PASSWORD,
};

const CREATE: Action = Action::CreateUser;
const TAKEN: (&str, &str) = (
    "Whoever signs up twice is told of a fault instead of being asked to sign in.",
    "Catch error.code '23505' and throw new Error('User already exists!').",
);
/// How NULL reads: whether a field is kept at all is a question of its own.
const NOT_KEPT: &str = "null";
/// Stored, or refused with the script's own words.
const STORED_OR_REFUSED: &[Status] = &[Status::Success, Status::ScriptError];

pub(super) fn questions(subject: &Subject) -> Vec<Question> {
    let newcomer = Value::Object(subject.newcomer(1));
    let mut questions = Vec::new();
    let mut plain = Question::new(
        CREATE,
        "new_user",
        Critical,
        "A new user is stored, and the profile has its id",
    )
    .told(
        "Nobody can sign up.",
        "INSERT … RETURNING * and return the profile of the row that came back.",
    )
    .check(&["plain-password-stored", "result-without-id"])
    .call(vec![newcomer.clone()])
    .all(&[Status::Success])
    .rule(Rule::More(1))
    .rule(Rule::ProfileOfNewRow(0))
    .rule(Rule::OnlyAdded);
    let mut kept = Question::new(
        CREATE,
        "fields_kept",
        Minor,
        "What a new user gives is kept",
    )
    .told(
        "A user name or phone that is not stored can't be signed in with.",
        "Name every column you keep in the INSERT.",
    )
    .call(vec![newcomer.clone()])
    .all(&[Status::Success]);
    for field in ["email", "username", "phone", "nickname"] {
        if let (Some(column), Some(value)) = (
            subject.column(field),
            newcomer.get(field).and_then(Value::as_str),
        ) {
            kept = kept.rule(Rule::NewRowsHold(
                column.name.clone(),
                vec![value.to_owned()],
            ));
        }
    }
    if let Some(password) = newcomer.get("password").and_then(Value::as_str) {
        plain = plain.rule(Rule::NotStored(password.to_owned()));
    }
    questions.push(plain.plain());
    questions.push(kept);
    questions.extend(taken(subject));
    questions.extend(missing_values(subject));
    if let Some((field, column)) = subject.plain_fields().first() {
        questions.push(
            Question::new(
                CREATE,
                "unicode",
                Minor,
                "Names of any script are stored to the letter",
            )
            .told(
                "People's names are not ASCII, and some have quotes in them.",
                "Bind values; keep the database in UTF-8.",
            )
            .noted(
                vec![subject.newcomer_with(1, field, UNICODE)],
                format!("{field} = {UNICODE:?}"),
            )
            .all(&[Status::Success])
            .rule(Rule::NewRowsHold(
                column.name.clone(),
                vec![UNICODE.to_owned(), NOT_KEPT.to_owned()],
            )),
        );
        questions.push(
            Question::new(
                CREATE,
                "long_field",
                Minor,
                "A field of a mebibyte is stored or refused",
            )
            .told(
                "Text from outside can be of any length.",
                "Refuse what is too long before asking the database.",
            )
            .noted(
                vec![subject.newcomer_with(1, field, "x".repeat(LONG))],
                format!("{field} of a mebibyte"),
            )
            .all(STORED_OR_REFUSED),
        );
    }
    for (name, password) in [
        ("unicode_password", UNICODE_PASSWORD),
        ("long_password", LONG_PASSWORD),
    ] {
        questions.extend(password_question(subject, name, password));
    }
    questions.push(
        Question::new(CREATE, "unknown_fields", Major, "Fields that have no column are left out")
            .told("The provider may send more than you keep; columns named by the caller can be any column.", "Take the fields you know by name.")
            .check(&["sql-concatenation"])
            .noted(
                vec![{
                    let mut info = subject.newcomer(1);
                    info.insert("exam_no_such_field".to_owned(), json!("x"));
                    info.insert("exam) VALUES (1); --".to_owned(), json!("x"));
                    info.into()
                }],
                "keys that are no columns",
            )
            .all(&[Status::Success])
            .rule(Rule::More(1)),
    );
    for field in ["email", "username", "nickname"] {
        let Some(column) = subject.column(field).filter(|column| column.is_text()) else {
            continue;
        };
        let mut texts: Vec<String> = INJECTIONS.iter().map(|text| (*text).to_owned()).collect();
        let harmless = subject.newcomer(50);
        texts.push(NOT_KEPT.to_owned());
        texts.extend(
            harmless
                .get(field)
                .and_then(Value::as_str)
                .map(str::to_owned),
        );
        questions.push(
            injection(
                CREATE,
                format!("injection_{field}"),
                field,
                vec![harmless.into()],
                |at, text| vec![subject.newcomer_with(51 + at, field, text)],
            )
            .rule(Rule::NewRowsHold(column.name.clone(), texts))
            .rule(Rule::OnlyAdded),
        );
    }
    questions
}

/// E-mails, phones and user names that somebody has already.
fn taken(subject: &Subject) -> Vec<Question> {
    let mut questions = Vec::new();
    let unique: Vec<&str> = IDENTIFIERS
        .into_iter()
        .filter(|field| subject.column(field).is_some_and(|column| column.unique))
        .collect();
    for field in &unique {
        let Some(value) = subject.text(&subject.second, field) else {
            continue;
        };
        questions.push(
            Question::new(
                CREATE,
                format!("duplicate_{field}"),
                Major,
                format!("A taken {field} is refused as such"),
            )
            .told(TAKEN.0, TAKEN.1)
            .noted(
                vec![subject.newcomer_with(1, field, value)],
                format!("somebody's {field}"),
            )
            // A success means that the field was not stored: the constraint would have refused it.
            .all(&[Status::AlreadyExists, Status::Success])
            .rule(Rule::OnlyAdded),
        );
    }
    if !unique.is_empty() {
        let newcomer = Value::Object(subject.newcomer(1));
        questions.push(
            Question::new(
                CREATE,
                "twice",
                Major,
                "The same sign-up twice makes one user",
            )
            .told(TAKEN.0, TAKEN.1)
            .call(vec![newcomer.clone()])
            .call(vec![newcomer.clone()])
            .rule(Rule::Call(0, vec![Status::Success]))
            .rule(Rule::Call(1, vec![Status::AlreadyExists]))
            .rule(Rule::More(1)),
        );
        questions.push(
            Question::new(CREATE, "at_once", Major, "The same sign-up four times at once makes one user")
                .told(
                    "Two sign-ups can arrive together: a SELECT before the INSERT sees neither.",
                    "Let the unique constraint decide: catch error.code '23505' and throw new Error('User already exists!').",
                )
                .manner(Manner::AtOnce)
                .call(vec![newcomer.clone()])
                .call(vec![newcomer.clone()])
                .call(vec![newcomer.clone()])
                .call(vec![newcomer])
                .rule(Rule::Exactly(1, Status::Success, Status::AlreadyExists))
                .rule(Rule::More(1)),
        );
    }
    questions
}

/// Fields that are absent, null or empty.
fn missing_values(subject: &Subject) -> Vec<Question> {
    let mut questions = Vec::new();
    let named = |field: &str| subject.column(field);
    let identifier = IDENTIFIERS
        .into_iter()
        .find(|field| named(field).is_some_and(|column| column.is_text()));
    let Some(identifier) = identifier else {
        return questions;
    };
    // Columns that must have a value are the script's to fill, unless they are the caller's own fields.
    let optional = |field: &str| named(field).is_none_or(|column| !column.required);
    let fields = [
        "email", "phone", "username", "nickname", "photo", "password",
    ];
    let others: Vec<&str> = fields
        .into_iter()
        .filter(|field| *field != identifier && optional(field))
        .collect();
    let with = |number: usize, value: Option<Value>| {
        let mut info = subject.newcomer(number);
        for field in &others {
            match &value {
                Some(value) => info.insert((*field).to_owned(), value.clone()),
                None => info.shift_remove(*field),
            };
        }
        Value::Object(info)
    };
    questions.push(
        Question::new(
            CREATE,
            "absent_fields",
            Major,
            "Who gives only what is needed can sign up",
        )
        .told(
            "A sign-up by phone has no e-mail and no password.",
            "Bind what is absent as null, and hash a password only if there is one.",
        )
        .noted(vec![with(1, None)], format!("{identifier} only"))
        .noted(vec![with(2, None)], format!("{identifier} only, again"))
        .all(&[Status::Success])
        .rule(Rule::More(2)),
    );
    questions.push(
        Question::new(
            CREATE,
            "null_fields",
            Minor,
            "Fields that are null are as good as absent",
        )
        .told(
            "Which fields are left out and which are null is the provider's choice.",
            "Hash a password only if there is one.",
        )
        .noted(
            vec![with(1, Some(Value::Null))],
            format!("{identifier} and nulls"),
        )
        .all(&[Status::Success])
        .rule(Rule::More(1)),
    );
    let empties: Vec<&str> = IDENTIFIERS
        .into_iter()
        .filter(|field| others.contains(field) && named(field).is_some_and(|column| column.unique))
        .collect();
    if !empties.is_empty() {
        let empty = |number| {
            let mut info = subject.newcomer(number);
            empties.iter().for_each(|field| {
                info.insert((*field).to_owned(), json!(""));
            });
            Value::Object(info)
        };
        questions.push(
            Question::new(CREATE, "empty_identifiers", Major, "Two users without a phone or user name don't collide")
                .told(
                    "Left empty, an identifier comes as \"\"; stored so, the second such user collides with the first.",
                    "Store NULL for an empty identifier: userinfo.phone || null.",
                )
                .noted(vec![empty(1)], "empty identifiers")
                .noted(vec![empty(2)], "empty identifiers")
                .rule(Rule::FirstThenAll),
        );
    }
    questions
}

fn password_question(subject: &Subject, name: &str, password: &str) -> Option<Question> {
    subject.column("password")?;
    let (field, value) = {
        let newcomer = subject.newcomer(1);
        let field = IDENTIFIERS
            .into_iter()
            .find(|field| newcomer.contains_key(*field))?;
        (field, newcomer.get(field)?.clone())
    };
    let question = Question::new(
        CREATE,
        name,
        Major,
        "Who signs up with such a password can sign in with it",
    )
    .told(
        "A password that is cut or changed when it is stored locks its owner out.",
        "Hand the password to bcrypt.hash as it came, or refuse what it can't take.",
    )
    .check(&["plain-password-stored"])
    .noted(
        vec![subject.newcomer_with(1, "password", password)],
        "such a password",
    )
    .rule(Rule::Call(0, STORED_OR_REFUSED.to_vec()))
    .rule(Rule::NotStored(password.to_owned()));
    Some(if subject.has(Action::Login) {
        question
            .then(
                Action::Login,
                vec![json!({ field: value }), json!(password)],
            )
            .rule(Rule::FirstThenAll)
    } else {
        question
    })
}
