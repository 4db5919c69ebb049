//! Whether data, and not the script, may have put a text into an error.
//!
//! A user who is called "User not exists!" must not turn an error that quotes the name into `not_found`. So a refusal's
//! text counts only when nothing the call was given, and nothing a database said, could have supplied it.

use serde_json::Value;

use crate::invocation::Invocation;
use crate::verdict::Evidence;

/// A text whose origin is in question.
pub(super) enum Text {
    /// An error's `code`.
    Code(&'static str),
    /// The spellings of a refusal's message.
    Marker(&'static [&'static str]),
    /// The message of an untouched template.
    Template(&'static str),
}

/// Everything that may have supplied it.
pub(super) struct Provenance<'a> {
    invocation: &'a Invocation,
    evidence: &'a Evidence,
}

impl<'a> Provenance<'a> {
    pub(super) fn new(invocation: &'a Invocation, evidence: &'a Evidence) -> Self {
        Self {
            invocation,
            evidence,
        }
    }

    /// Whether data may have supplied the text: the arguments, the context, or a database's error.
    pub(super) fn may_hold(&self, text: &Text) -> bool {
        match text {
            // A database cannot set a code of this form (SQLSTATEs have five characters), so lost evidence is no matter.
            Text::Code(code) => self.any(&|data, _| holds(data, code)),
            Text::Template(template) => {
                self.evidence.incomplete || self.any(&|data, _| holds(data, template))
            }
            Text::Marker(markers) => {
                let markers: Vec<Marker> =
                    markers.iter().map(|marker| Marker::new(marker)).collect();
                let supplies = |data: &str, is_key: bool| {
                    let letters = squash(data);
                    markers.iter().any(|marker| {
                        letters.contains(&marker.letters) || (!is_key && marker.has_fragment(data))
                    })
                };
                self.evidence.incomplete || self.any(&supplies)
            }
        }
    }

    /// Whether any string satisfies `test`, which is also told whether the string is a key of an object.
    fn any(&self, test: &dyn Fn(&str, bool) -> bool) -> bool {
        self.evidence
            .database_errors
            .iter()
            .any(|error| test(error, false))
            || any_string(&self.invocation.context, test)
            || self
                .invocation
                .arguments
                .iter()
                .any(|argument| any_string(argument, test))
    }
}

/// Walks with a stack of its own, so that deep values cannot exhaust the thread's.
fn any_string(value: &Value, test: &dyn Fn(&str, bool) -> bool) -> bool {
    let mut pending = vec![value];
    while let Some(value) = pending.pop() {
        match value {
            Value::String(text) if test(text, false) => return true,
            Value::Array(items) => pending.extend(items),
            Value::Object(entries) => {
                if entries.keys().any(|key| test(key, true)) {
                    return true;
                }
                pending.extend(entries.values());
            }
            _ => {}
        }
    }
    false
}

fn holds(data: &str, text: &str) -> bool {
    data.to_ascii_lowercase()
        .contains(&text.to_ascii_lowercase())
}

/// Letters and digits only, in lower case: scripts trim, collapse and replace blanks and punctuation.
fn squash(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

struct Marker {
    letters: String,
    words: Vec<String>,
}

/// Words that make a refusal of a sentence. `User ${name} exists!` becomes one for a user named "not".
const TELLING: [&str; 5] = ["not", "exists", "already", "allready", "valid"];

impl Marker {
    fn new(marker: &str) -> Self {
        let words = marker.split(' ').map(str::to_ascii_lowercase).collect();
        Self {
            letters: squash(marker),
            words,
        }
    }

    /// Whether the whole text is a run of the marker's words, at least one of them telling.
    fn has_fragment(&self, data: &str) -> bool {
        // No longer text can be one, and arguments may be megabytes.
        if data.len() > 64 {
            return false;
        }
        let words: Vec<String> = data
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_ascii_lowercase)
            .collect();
        let telling = words.iter().any(|word| TELLING.contains(&word.as_str()));
        telling && self.words.windows(words.len()).any(|run| run == words)
    }
}
