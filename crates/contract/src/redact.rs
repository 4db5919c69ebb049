//! Taking secrets out of text that leaves us.
//!
//! Secrets are database passwords (a URI's too, as written and decoded), keys of `env` declared secret, and plaintext
//! passwords among the arguments. In text they are found by value, from six characters on: shorter ones would take
//! ordinary words along. In arguments they are found by field, at any length. Returned values are never touched.

mod collect;

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

use crate::env::Env;
use crate::invocation::Invocation;
use crate::text::ELLIPSIS;

/// What stands in a secret's place. Shorter than any secret looked for, so it cannot be part of one by itself.
pub const MASK: &str = "***";

/// Values of fewer characters are not looked for in text.
pub const MIN_CHARS: usize = 6;

/// Knows the secrets of one invocation. Neither `Debug` nor anything else here prints one.
#[derive(Clone, Default)]
pub struct Redactor {
    /// Every spelling of every secret, [`MIN_CHARS`] characters or more each.
    secrets: Vec<String>,
}

impl Redactor {
    /// Gathers the secrets of an invocation.
    pub fn new(env: &Env, invocation: &Invocation) -> Self {
        let mut redactor = Self::default();
        collect::from_env(env, &mut redactor);
        collect::from_arguments(invocation, &mut redactor);
        redactor
    }

    /// Adds a secret and its spellings: as it is, decoded from and encoded for a URI, and escaped in a JSON string.
    pub fn add(&mut self, secret: &str) {
        for spelling in collect::spellings(secret) {
            if spelling.chars().nth(MIN_CHARS - 1).is_some() && !self.secrets.contains(&spelling) {
                self.secrets.push(spelling);
            }
        }
    }

    /// The text without secrets. Passwords in the URIs it shows go too, whoever they belong to and however short.
    ///
    /// Redact before cutting; where a text was [cut](crate::text::bounded) before, the head of a secret at its end is
    /// recognised by the ellipsis.
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let Some(masked) = self.pass(text) else {
            return Cow::Borrowed(text);
        };
        // What is left and right of a mask may have come to spell a secret: then nothing of the text is safe to show.
        if self.pass(&masked).is_some() {
            Cow::Borrowed(MASK)
        } else {
            Cow::Owned(masked)
        }
    }

    /// Arguments, or any other JSON, for keeping: values of fields that hold passwords are masked at any length, and
    /// every other string is [redacted](Self::text).
    pub fn json(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text).into_owned()),
            Value::Array(items) => Value::Array(items.iter().map(|item| self.json(item)).collect()),
            Value::Object(entries) => entries
                .iter()
                .map(|(key, value)| {
                    let masked = collect::is_password_field(key)
                        && !matches!(value, Value::Null | Value::Bool(_));
                    let value = if masked {
                        Value::String(MASK.to_owned())
                    } else {
                        self.json(value)
                    };
                    (self.text(key).into_owned(), value)
                })
                .collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    /// An invocation's arguments for keeping; password parameters are masked at any length.
    pub fn arguments(&self, invocation: &Invocation) -> Vec<Value> {
        let mut kept: Vec<Value> = invocation
            .arguments
            .iter()
            .map(|argument| self.json(argument))
            .collect();
        for (parameter, argument) in invocation.action.parameters().iter().zip(&mut kept) {
            if collect::is_password_field(parameter.name) {
                *argument = Value::String(MASK.to_owned());
            }
        }
        kept
    }

    /// Masks what it finds; `None` when there is nothing.
    fn pass(&self, text: &str) -> Option<String> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        for secret in &self.secrets {
            find_all(text, secret, &mut found);
        }
        if let Some(kept) = text.strip_suffix(ELLIPSIS) {
            found.extend(
                self.secrets
                    .iter()
                    .filter_map(|secret| cut_secret(kept, secret)),
            );
        }
        collect::uri_passwords(text, |start, end| {
            if text.get(start..end) != Some(MASK) {
                found.push((start, end));
            }
        });
        if found.is_empty() {
            return None;
        }
        found.sort_unstable();
        let (mut masked, mut kept_to) = (String::with_capacity(text.len()), 0);
        for (start, end) in found {
            // Overlapping finds share one mask.
            if start >= kept_to {
                masked.push_str(text.get(kept_to..start).unwrap_or_default());
                masked.push_str(MASK);
            }
            kept_to = kept_to.max(end);
        }
        masked.push_str(text.get(kept_to..).unwrap_or_default());
        Some(masked)
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redactor")
            .field("secrets", &self.secrets.len())
            .finish()
    }
}

/// Overlapping finds included: the second "abcabcab" in "abcabcabcab" must not survive by its tail.
fn find_all(text: &str, secret: &str, found: &mut Vec<(usize, usize)>) {
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(secret)) {
        let start = from + at;
        let end = start + secret.len();
        match found.last_mut() {
            // One growing find instead of one for each step keeps "aaaaaa" in a long run of "a" linear in memory.
            Some(last) if last.0 <= start && start <= last.1 => last.1 = last.1.max(end),
            _ => found.push((start, end)),
        }
        from = start
            + text
                .get(start..)
                .and_then(|rest| rest.chars().next())
                .map_or(1, char::len_utf8);
    }
}

/// The head of a secret, [`MIN_CHARS`] or more, in which a cut text ends.
fn cut_secret(kept: &str, secret: &str) -> Option<(usize, usize)> {
    let least = secret.char_indices().nth(MIN_CHARS).map(|(at, _)| at)?;
    let heads = secret
        .char_indices()
        .map(|(at, _)| at)
        .filter(|at| *at >= least)
        .take_while(|at| *at <= kept.len());
    let longest = heads
        .filter(|at| secret.get(..*at).is_some_and(|head| kept.ends_with(head)))
        .last()?;
    Some((kept.len() - longest, kept.len()))
}
