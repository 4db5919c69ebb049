//! Which returned values are legal for an action.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::{ended, failed, refusal};
use crate::action::Action;
use crate::id::{is_uuid, whole};
use crate::invocation::Invocation;
use crate::rule::Rule;
use crate::status::Status;
use crate::verdict::Verdict;

/// How many levels of objects and arrays a result may have. Readers of JSON give up at some depth, serde_json at 128, and
/// an outcome wraps the value in a few levels of its own.
const RESULT_DEPTH: usize = 100;

/// Judges what `JSON.stringify` made of the returned value.
pub(super) fn judge(invocation: &Invocation, json: &str) -> Verdict {
    if json.len() > invocation.limits.result_bytes {
        return ended::result_too_large(invocation, json.len());
    }
    let Ok(raw) = RawValue::from_string(json.to_owned()) else {
        return unserialisable(invocation, "it is not JSON");
    };
    let depth = nesting(json);
    if depth > RESULT_DEPTH {
        let found = format!("a value nested {depth} levels deep");
        return violation(invocation, Rule::NestedTooDeep, &found);
    }
    match legal(invocation, &raw) {
        Ok((status, rule)) if status.is_ok() => Verdict {
            status,
            rule,
            value: Some(raw),
            failure: None,
        },
        Ok((status, rule)) => {
            let (code, message) = (
                refusal::code(status).unwrap_or_default(),
                rule.sentence().to_owned(),
            );
            failed(
                status,
                rule,
                code,
                message,
                refusal::text(status).unwrap_or_default(),
            )
        }
        Err(rule) => violation(invocation, rule, describe(&raw)),
    }
}

/// The deepest level of objects and arrays in a JSON text. Iterative: nesting is the script's to choose.
fn nesting(json: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_text, mut escaped) = (false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Nothing came back.
pub(super) fn undefined(invocation: &Invocation) -> Verdict {
    violation(
        invocation,
        Rule::ReturnedUndefined,
        "undefined (is a return missing?)",
    )
}

/// JSON has no text for what came back.
pub(super) fn unserialisable(invocation: &Invocation, reason: &str) -> Verdict {
    violation(
        invocation,
        Rule::ReturnedUnserialisable,
        &format!("a value that cannot be written as JSON: {reason}"),
    )
}

fn violation(invocation: &Invocation, rule: Rule, found: &str) -> Verdict {
    let action = invocation.action;
    let detail = match rule {
        Rule::OtherUser
        | Rule::ProfileWithoutId
        | Rule::BadListEntry
        | Rule::NotAPage
        | Rule::NestedTooDeep => {
            format!(": {}", rule.sentence())
        }
        _ => String::new(),
    };
    let message = format!(
        "{action} must return {}; it returned {found}{detail}",
        action.returns()
    );
    let public = "The user store gave an answer that cannot be used.";
    failed(
        Status::ContractViolation,
        rule,
        "CONNECTOR_CONTRACT_VIOLATION",
        message,
        public,
    )
}

/// The value's type with its article. Never its content: it may hold a password's hash.
fn describe(raw: &RawValue) -> &'static str {
    match raw.get().as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "a string",
        Some(b'n') => "null",
        Some(b't') => "true",
        Some(b'f') => "false",
        _ => "a number",
    }
}

/// `Ok` for values the action may return, whatever they say; `Err` with the rule they break.
fn legal(invocation: &Invocation, raw: &RawValue) -> Result<(Status, Rule), Rule> {
    let success = (Status::Success, Rule::LegalValue);
    match (invocation.action, raw.get()) {
        (Action::DeleteUser, "true") | (Action::ValidatePassword, "true") => Ok(success),
        (Action::ValidatePassword, "false") => Ok((Status::InvalidPassword, Rule::PasswordRefused)),
        (Action::GetUser, "null") => Ok((Status::NotFound, Rule::NoSuchUser)),
        (Action::UpdateUser, "null") => Ok((Status::Unchanged, Rule::NothingToChange)),
        (_, "null") => Err(Rule::ReturnedNull),
        (Action::DeleteUser, _) => Err(Rule::NotTrue),
        (Action::ValidatePassword, _) => Err(Rule::NotBoolean),
        (Action::Login | Action::GetUser | Action::CreateUser, _) => {
            profile_id(raw).map(|_| success)
        }
        (Action::UpdateUser, _) => {
            let returned = profile_id(raw)?;
            if is_asked_for(invocation, &returned) {
                Ok(success)
            } else {
                Err(Rule::OtherUser)
            }
        }
        (Action::SearchUser | Action::ListUsers, _) => page(raw).map(|()| success),
    }
}

// Only what is judged is parsed, and the rest skipped without recursion: nesting is the script's to choose.
#[derive(Deserialize)]
struct Profile<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Page<'a> {
    #[serde(borrow, rename = "totalCount")]
    total_count: &'a RawValue,
    #[serde(borrow)]
    list: Vec<&'a RawValue>,
}

/// A profile's id: a non-empty string or a finite number.
fn profile_id(raw: &RawValue) -> Result<Value, Rule> {
    // serde would read `["x"]` as a structure too.
    if !raw.get().starts_with('{') {
        return Err(Rule::NotAProfile);
    }
    let profile: Profile<'_> =
        serde_json::from_str(raw.get()).map_err(|_| Rule::ProfileWithoutId)?;
    let id = profile.id.ok_or(Rule::ProfileWithoutId)?;
    if id.get().starts_with(['{', '[']) {
        return Err(Rule::ProfileWithoutId);
    }
    match serde_json::from_str(id.get()) {
        Ok(Value::String(text)) if !text.is_empty() => Ok(Value::String(text)),
        Ok(Value::Number(number)) if number.as_f64().is_some_and(f64::is_finite) => {
            Ok(Value::Number(number))
        }
        _ => Err(Rule::ProfileWithoutId),
    }
}

fn page(raw: &RawValue) -> Result<(), Rule> {
    if !raw.get().starts_with('{') {
        return Err(Rule::NotAPage);
    }
    let page: Page<'_> = serde_json::from_str(raw.get()).map_err(|_| Rule::NotAPage)?;
    let count: f64 = serde_json::from_str(page.total_count.get()).map_err(|_| Rule::NotAPage)?;
    if !count.is_finite() {
        return Err(Rule::NotAPage);
    }
    for entry in page.list {
        profile_id(entry).map_err(|_| Rule::BadListEntry)?;
    }
    Ok(())
}

/// Whether updateUser returned the user it was asked for: the id given, or the one it was told to change it to.
fn is_asked_for(invocation: &Invocation, returned: &Value) -> bool {
    let asked = invocation.arguments.first();
    let changed = invocation
        .arguments
        .get(1)
        .and_then(|updates| updates.get("id"));
    let same = |id: &Value| same_id(id, returned);
    asked.is_some_and(same) || changed.is_some_and(same)
}

/// Ids compare as text, so `1` is `"1"`; two spellings of one UUID are one id.
fn same_id(one: &Value, other: &Value) -> bool {
    let (Some(one), Some(other)) = (id_text(one), id_text(other)) else {
        return false;
    };
    one == other || (is_uuid(&one) && one.eq_ignore_ascii_case(&other))
}

/// As JavaScript writes it in a template: `1.0` is `1`.
fn id_text(id: &Value) -> Option<String> {
    match id {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => {
            Some(whole(id).map_or_else(|| number.to_string(), |whole| whole.to_string()))
        }
        _ => None,
    }
}
