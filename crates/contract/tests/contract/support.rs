//! Invocations and endings to judge.

use connector_contract::{
    Action, Ending, Evidence, Invocation, Returned, Status, Thrown, Verdict, classify,
};
use serde_json::{Value, json};

/// An invocation with arguments that pass its checks.
pub(crate) fn invocation(action: Action) -> Invocation {
    let arguments = match action {
        Action::Login => json!([{ "email": "bob@example.com" }, "correct horse"]),
        Action::GetUser => json!([{ "email": "bob@example.com" }]),
        Action::SearchUser => json!(["bob"]),
        Action::CreateUser => json!([{ "email": "bob@example.com", "password": "correct horse" }]),
        Action::UpdateUser => json!([1, { "nickname": "Bob" }]),
        Action::DeleteUser => json!([1]),
        Action::ListUsers => json!([1, 10]),
        Action::ValidatePassword => json!([1, "correct horse"]),
    };
    with_arguments(action, arguments)
}

pub(crate) fn with_arguments(action: Action, arguments: Value) -> Invocation {
    let Value::Array(arguments) = arguments else {
        panic!("arguments are an array");
    };
    Invocation::new(action, arguments, json!({ "appId": "app" }))
}

pub(crate) fn returned(json: &str) -> Ending {
    Ending::Returned(Returned::Json(json.to_owned()))
}

pub(crate) fn threw(message: &str) -> Ending {
    Ending::Threw(Thrown::error("Error", message))
}

pub(crate) fn evidence(errors: &[&str]) -> Evidence {
    Evidence {
        database_errors: errors.iter().map(ToString::to_string).collect(),
        incomplete: false,
    }
}

pub(crate) fn judge(invocation: &Invocation, ending: &Ending) -> Verdict {
    classify(invocation, ending, &Evidence::default())
}

pub(crate) fn status(invocation: &Invocation, ending: &Ending) -> Status {
    judge(invocation, ending).status
}
