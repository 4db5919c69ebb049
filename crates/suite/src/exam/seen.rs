//! What an exam's case came to, as the judge sees it.

use std::collections::BTreeMap;

use connector_contract::{Action, Outcome};
use serde_json::Value;

use super::users::{Row, key};
use crate::judge::value_of;

/// The users' rows by their ids.
pub(crate) type Rows = BTreeMap<String, Row>;

/// One case, run.
pub(crate) struct Seen<'a> {
    /// With the notes of their calls.
    pub(crate) outcomes: &'a [(String, Outcome)],
    pub(crate) before: &'a Rows,
    /// Or why there are none: the table may be gone.
    pub(crate) after: Result<&'a Rows, String>,
}

impl Seen<'_> {
    /// How a call ended, in words.
    pub(crate) fn told(&self, at: usize) -> String {
        let Some((note, outcome)) = self.outcomes.get(at) else {
            return "a call that was never made".to_owned();
        };
        let note = if note.is_empty() {
            String::new()
        } else {
            format!(" for {}", short(note))
        };
        let error = outcome
            .error
            .as_ref()
            .map(|error| format!(" ({})", short(&error.message)));
        format!(
            "{}{note} ended {}{}",
            outcome.action,
            outcome.status,
            error.unwrap_or_default()
        )
    }

    pub(crate) fn value(&self, at: usize) -> Option<Value> {
        self.outcomes
            .get(at)
            .and_then(|(_, outcome)| value_of(outcome))
    }

    /// The ids of a call's `list`.
    pub(crate) fn list(&self, at: usize) -> Option<Vec<String>> {
        let value = self.value(at)?;
        let list = value.get("list")?.as_array()?;
        Some(
            list.iter()
                .filter_map(|profile| profile.get("id").map(key))
                .collect(),
        )
    }

    /// The ids of all profiles that came back from actions which return one.
    pub(crate) fn profiles(&self) -> Vec<(usize, String)> {
        let of = |(at, (_, outcome)): (usize, &(String, Outcome))| {
            let one = matches!(
                outcome.action,
                Action::Login | Action::GetUser | Action::CreateUser | Action::UpdateUser
            );
            let value = value_of(outcome).filter(|_| one)?;
            value.get("id").map(|id| (at, key(id)))
        };
        self.outcomes.iter().enumerate().filter_map(of).collect()
    }

    /// Keys of rows that are new.
    pub(crate) fn new_rows(&self) -> Vec<&Row> {
        let Ok(after) = &self.after else {
            return Vec::new();
        };
        let added = after
            .iter()
            .filter(|(key, _)| !self.before.contains_key(*key));
        added.map(|(_, row)| row).collect()
    }
}

/// Whether the database complained of the SQL text itself, however the script wrapped it.
pub(crate) fn is_sql_error(outcome: &Outcome) -> bool {
    const TEXTS: [&str; 6] = [
        "syntax error at ",
        "unterminated quoted ",
        "unterminated dollar-quoted",
        "unterminated /* comment",
        "operator does not exist",
        "there is no parameter $",
    ];
    let Some(error) = &outcome.error else {
        return false;
    };
    // Undefined columns, tables and functions are of this class too: what was typed was read as a name.
    let class = error
        .code
        .as_deref()
        .is_some_and(|code| code.len() == 5 && code.starts_with("42"));
    let names = error.message.contains("does not exist")
        && ["column \"", "relation \"", "function "]
            .iter()
            .any(|word| error.message.contains(word));
    class || names || TEXTS.iter().any(|text| error.message.contains(text))
}

/// At most eighty characters, on one line.
pub(crate) fn short(text: &str) -> String {
    const MOST: usize = 80;
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MOST + 1)
        .collect();
    if line.chars().count() > MOST {
        let cut: String = line.chars().take(MOST).collect();
        return format!("{cut}\u{2026}");
    }
    line
}
