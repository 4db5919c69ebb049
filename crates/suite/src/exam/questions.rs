//! What is asked: a file an action, and the days that databases have for all of them.

mod create_user;
mod database;
mod delete_user;
mod get_user;
mod list_users;
mod login;
mod search_user;
mod update_user;
mod validate_password;

use connector_contract::{Action, Status};
use serde_json::Value;

use super::question::{Question, Rule};
use super::report::Severity;
use super::subject::{INJECTIONS, Subject};

/// Everything that can be asked of a folder, by action.
pub(crate) fn all(subject: &Subject) -> Vec<Question> {
    let asked = Action::ALL
        .into_iter()
        .filter(|action| subject.has(*action));
    asked.flat_map(|action| of(action, subject)).collect()
}

fn of(action: Action, subject: &Subject) -> Vec<Question> {
    let mut questions = match action {
        Action::Login => login::questions(subject),
        Action::GetUser => get_user::questions(subject),
        Action::SearchUser => search_user::questions(subject),
        Action::CreateUser => create_user::questions(subject),
        Action::UpdateUser => update_user::questions(subject),
        Action::DeleteUser => delete_user::questions(subject),
        Action::ListUsers => list_users::questions(subject),
        Action::ValidatePassword => validate_password::questions(subject),
    };
    let mut more = Vec::new();
    for question in &questions {
        if question.plain {
            more.extend(database::questions(question));
        }
        match question.name.as_str() {
            "missing_user" => more.push(database::clients_of(
                question,
                "clients_when_missing",
                "Every client is ended when the user is not there",
            )),
            "unknown_fields" if action == Action::UpdateUser => more.push(database::clients_of(
                question,
                "clients_when_unchanged",
                "Every client is ended when nothing is to change",
            )),
            _ => {}
        }
    }
    questions.extend(more);
    questions
}

const INJECTED: (&str, &str) = (
    "Text from outside that becomes part of a statement lets strangers in, or empties the table.",
    "Write $1, $2 … in the SQL and pass the values as query's second argument.",
);

/// A question that calls first with something harmless and then with each injection.
fn injection(
    action: Action,
    name: String,
    field: &str,
    harmless: Vec<Value>,
    injected: impl Fn(usize, &str) -> Vec<Value>,
) -> Question {
    let about = format!("SQL in {field} stays text");
    let mut question = Question::new(action, name, Severity::Critical, about)
        .told(INJECTED.0, INJECTED.1)
        .check(&["sql-concatenation"])
        .noted(harmless, format!("a harmless {field}"))
        .rule(Rule::NoSqlError);
    for (at, text) in INJECTIONS.iter().enumerate() {
        question = question.noted(injected(at, text), format!("{field} = {text:?}"));
    }
    question
}

/// Not there, by whichever refusal an action has for it.
const NOBODY: (&str, &str) = (
    "Whoever asked believes that something was done, or is told of a fault that is none.",
    "Look at rowCount or rows.length, and throw new Error('User not exists!').",
);

const REFUSED: &[Status] = &[Status::InvalidPassword, Status::NotFound];
