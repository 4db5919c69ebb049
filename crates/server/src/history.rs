//! What is written down of an invocation.

use connector_contract::{Action, Invocation, Outcome, ParameterKind, Redactor, Status};
use connector_registry::{ConnectionId, Entry, Kept, TenantId, now_ms};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// What is known before it runs.
pub(crate) struct About {
    pub(crate) tenant: TenantId,
    pub(crate) connection: ConnectionId,
    pub(crate) caller: String,
    pub(crate) keep_arguments: bool,
}

/// An invocation's entry. The returned value goes along only where the connection keeps it.
pub(crate) fn entry(
    about: About,
    invocation: &Invocation,
    outcome: &Outcome,
    redactor: &Redactor,
) -> Entry {
    let kept = about.keep_arguments.then(|| Kept {
        arguments: redactor.arguments(invocation),
        value: outcome
            .value
            .as_deref()
            .and_then(|value| redacted(redactor, value)),
    });
    let user_id = asked_for(invocation).or_else(|| returned(outcome));
    Entry {
        tenant: about.tenant,
        connection: about.connection,
        caller: about.caller,
        user_id,
        at: now_ms(),
        outcome: Outcome {
            value: None,
            ..outcome.clone()
        },
        kept,
    }
}

/// Profiles may hold a password's hash: fields that hold passwords are masked here too.
fn redacted(redactor: &Redactor, value: &RawValue) -> Option<Box<RawValue>> {
    let value: Value = serde_json::from_str(value.get()).ok()?;
    serde_json::value::to_raw_value(&redactor.json(&value)).ok()
}

/// The user that the arguments name by id.
fn asked_for(invocation: &Invocation) -> Option<String> {
    let parameters = invocation.action.parameters().iter();
    parameters
        .zip(&invocation.arguments)
        .find_map(|(parameter, argument)| match parameter.kind {
            ParameterKind::Id => text(argument),
            ParameterKind::Query => argument.get("id").and_then(text),
            _ => None,
        })
}

/// The user whose profile came back.
fn returned(outcome: &Outcome) -> Option<String> {
    #[derive(Deserialize)]
    struct Profile {
        id: Value,
    }
    let one = matches!(
        outcome.action,
        Action::Login | Action::GetUser | Action::CreateUser
    );
    let value = outcome
        .value
        .as_ref()
        .filter(|_| one && outcome.status == Status::Success)?;
    let profile: Profile = serde_json::from_str(value.get()).ok()?;
    text(&profile.id)
}

fn text(id: &Value) -> Option<String> {
    match id {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use connector_contract::{Env, Receipt, ScriptRef};
    use serde_json::json;

    use super::*;

    fn entry_of(action: Action, arguments: Value, value: Value, keep: bool) -> Entry {
        let Value::Array(arguments) = arguments else {
            panic!("an array")
        };
        let invocation = Invocation::new(action, arguments, Value::Null);
        let outcome = Outcome {
            invocation: invocation.id,
            action,
            status: Status::Success,
            value: Some(serde_json::value::to_raw_value(&value).unwrap()),
            error: None,
            rule: String::new(),
            script: ScriptRef {
                version: String::new(),
            },
            receipt: Receipt::default(),
            logs: Vec::new(),
        };
        let about = About {
            tenant: "acme".parse().unwrap(),
            connection: "main".parse().unwrap(),
            caller: String::new(),
            keep_arguments: keep,
        };
        let redactor = Redactor::new(&Env::new(), &invocation);
        entry(about, &invocation, &outcome, &redactor)
    }

    #[test]
    fn the_user_is_the_one_asked_for_else_the_one_that_came_back() {
        for (action, arguments, value, user) in [
            (
                Action::UpdateUser,
                json!([7, {}]),
                json!({"id": "7"}),
                Some("7"),
            ),
            (
                Action::GetUser,
                json!([{"id": "a"}]),
                json!({"id": "b"}),
                Some("a"),
            ),
            (
                Action::GetUser,
                json!([{"email": "a@b"}]),
                json!({"id": 8}),
                Some("8"),
            ),
            (
                Action::CreateUser,
                json!([{"email": "a@b"}]),
                json!({"id": "n"}),
                Some("n"),
            ),
            (
                Action::ListUsers,
                json!([1, 10]),
                json!({"totalCount": 0, "list": []}),
                None,
            ),
        ] {
            let entry = entry_of(action, arguments, value, false);
            assert_eq!(entry.user_id.as_deref(), user, "{action}");
            assert!(entry.kept.is_none() && entry.outcome.value.is_none());
        }
    }

    #[test]
    fn what_is_kept_has_no_password() {
        let arguments = json!([7, {"password": "hunter2", "name": "Ada"}]);
        let entry = entry_of(
            Action::UpdateUser,
            arguments,
            json!({"id": 7, "password": "$2b$hash"}),
            true,
        );
        let kept = serde_json::to_string(&entry.kept).unwrap();
        assert!(kept.contains("Ada"), "{kept}");
        assert!(
            !kept.contains("hunter2") && !kept.contains("$2b$hash"),
            "{kept}"
        );
    }
}
