//! Where secrets are, and how they may be spelled.

use serde_json::Value;

use super::Redactor;
use crate::env::Env;
use crate::invocation::Invocation;

/// Passwords found by a field's name beyond the documented places. A caller who sends more hides only its own.
const MAX_FIELDS: usize = 64;

pub(super) fn from_env(env: &Env, redactor: &mut Redactor) {
    for (key, value) in env.iter() {
        if env.is_secret(key) {
            redactor.add(value);
        }
        uri_passwords(value, |start, end| {
            redactor.add(value.get(start..end).unwrap_or_default())
        });
        for password in assigned_passwords(value) {
            redactor.add(password);
        }
    }
}

/// Password parameters and `password` fields first, which are the documented places, then the request's body.
pub(super) fn from_arguments(invocation: &Invocation, redactor: &mut Redactor) {
    for (parameter, argument) in invocation
        .action
        .parameters()
        .iter()
        .zip(&invocation.arguments)
    {
        if is_password_field(parameter.name) {
            redactor.add(argument.as_str().unwrap_or_default());
        }
        redactor.add(
            argument
                .get("password")
                .and_then(Value::as_str)
                .unwrap_or_default(),
        );
    }
    let mut pending: Vec<&Value> = invocation
        .arguments
        .iter()
        .chain([&invocation.context])
        .collect();
    let mut found = 0;
    while let Some(value) = pending.pop() {
        match value {
            Value::Array(items) => pending.extend(items),
            Value::Object(entries) => {
                for (key, value) in entries {
                    match value {
                        Value::String(text) if is_password_field(key) && found < MAX_FIELDS => {
                            redactor.add(text);
                            found += 1;
                        }
                        Value::Array(_) | Value::Object(_) => pending.push(value),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}

/// `password`, `oldPassword`, `new_password`, `passwd`.
pub(super) fn is_password_field(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("password") || name.contains("passwd")
}

/// Calls `found` with the range of each password in `scheme://user:password@host`.
///
/// Passwords are written into URIs unescaped as often as not, so the last `@` before a blank, quote or angle bracket
/// ends one, wherever slashes and question marks are.
pub(super) fn uri_passwords(text: &str, mut found: impl FnMut(usize, usize)) {
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("://")) {
        let start = from + at + 3;
        let rest = text.get(start..).unwrap_or_default();
        let end = rest
            .find(|c: char| c.is_whitespace() || "\"'`<>".contains(c))
            .unwrap_or(rest.len());
        let uri = rest.get(..end).unwrap_or_default();
        let authority = uri.split(['/', '?', '#']).next().unwrap_or_default();
        let userinfo = authority
            .rsplit_once('@')
            .or_else(|| uri.rsplit_once('@'))
            .map(|(userinfo, _)| userinfo);
        if let Some((user, password)) = userinfo.and_then(|userinfo| userinfo.split_once(':'))
            && !password.is_empty()
            && !user.contains(['/', '?', '#'])
        {
            let first = start + user.len() + 1;
            found(first, first + password.len());
        }
        from = start;
    }
}

/// What follows `password=` in a connection URI's query or a keyword string.
fn assigned_passwords(text: &str) -> impl Iterator<Item = &str> {
    let lower = text.to_ascii_lowercase();
    let starts: Vec<usize> = lower
        .match_indices("password=")
        .map(|(at, name)| at + name.len())
        .collect();
    starts.into_iter().filter_map(|start| {
        let rest = text.get(start..)?;
        rest.split(|c: char| c.is_whitespace() || "&'\"".contains(c))
            .find(|piece| !piece.is_empty())
    })
}

/// A secret as it is, decoded from and encoded for a URI, and escaped in a JSON string.
pub(super) fn spellings(secret: &str) -> Vec<String> {
    let mut all = vec![secret.to_owned()];
    let decoded = percent_decoded(secret);
    for plain in [Some(secret.to_owned()), decoded].into_iter().flatten() {
        let json = serde_json::to_string(&plain).unwrap_or_default();
        let escaped = json
            .get(1..json.len().saturating_sub(1))
            .unwrap_or_default()
            .to_owned();
        for spelling in [percent_encoded(&plain), escaped, plain] {
            if !all.contains(&spelling) {
                all.push(spelling);
            }
        }
    }
    all
}

/// `None` when there is nothing to decode, or what comes out is not UTF-8.
fn percent_decoded(text: &str) -> Option<String> {
    if !text.contains('%') {
        return None;
    }
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let Some((first, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let decoded = hex
            .filter(|hex| !hex.starts_with('+'))
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match decoded {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// As `encodeURIComponent` does it.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
