//! Statements a session keeps prepared from one borrower to the next, by their text.
//!
//! Only texts that come again are worth it: the first time is noted, the second prepares, the third uses.

use std::collections::HashMap;

/// How the names of statements begin that sessions keep.
pub(crate) const OWN_NAMES: &str = "__connector_";
/// Statements prepared on one session.
const MAX_PREPARED: usize = 64;
/// Texts noted that came once. A script that builds its SQL by hand makes a new one each time.
const MAX_SEEN: usize = 128;
/// Longer texts aren't kept, in bytes.
const MAX_TEXT_BYTES: usize = 8 * 1024;

/// What one session has prepared.
#[derive(Debug, Default)]
pub(crate) struct Statements {
    texts: HashMap<String, Known>,
    clock: u64,
    names: u64,
    /// Named statements don't work here: a pooler between us and the server gives each transaction another session.
    off: bool,
    /// Prepared on the server, and not wanted any more.
    doomed: Vec<String>,
}

#[derive(Debug)]
struct Known {
    /// `None`: came once.
    name: Option<String>,
    used: u64,
}

/// How a statement is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Way {
    /// As it is.
    Unnamed,
    /// Prepared under this name, for the next time.
    Prepare(String),
    /// Without its text: it is prepared under this name.
    Use(String),
}

impl Statements {
    /// How to send `text` now.
    pub(crate) fn way(&mut self, text: &str) -> Way {
        if self.off || text.len() > MAX_TEXT_BYTES {
            return Way::Unnamed;
        }
        self.clock = self.clock.wrapping_add(1);
        let clock = self.clock;
        match self.texts.get_mut(text) {
            Some(known) => {
                known.used = clock;
                if let Some(name) = &known.name {
                    return Way::Use(name.clone());
                }
                self.names = self.names.wrapping_add(1);
                Way::Prepare(format!("{OWN_NAMES}{}", self.names))
            }
            None => {
                self.make_room(MAX_SEEN, |known| known.name.is_none());
                let known = Known {
                    name: None,
                    used: clock,
                };
                self.texts.insert(text.to_owned(), known);
                Way::Unnamed
            }
        }
    }

    /// The server has prepared `text` under `name`.
    pub(crate) fn prepared(&mut self, text: &str, name: String) {
        self.make_room(MAX_PREPARED, |known| known.name.is_some());
        let used = self.clock;
        let known = Known {
            name: Some(name),
            used,
        };
        self.texts.insert(text.to_owned(), known);
    }

    /// The statement is of no use any more. It still stands on the server.
    pub(crate) fn dismiss(&mut self, text: &str) {
        let known = self.texts.remove(text);
        self.doomed.extend(known.and_then(|known| known.name));
    }

    /// The server has forgotten all.
    pub(crate) fn clear(&mut self) {
        self.texts.clear();
        self.doomed.clear();
    }

    /// Named statements don't work on this session.
    pub(crate) fn switch_off(&mut self) {
        self.clear();
        self.off = true;
    }

    /// Names to close on the server; each is told once.
    pub(crate) fn take_doomed(&mut self) -> Vec<String> {
        std::mem::take(&mut self.doomed)
    }

    fn make_room(&mut self, most: usize, counts: impl Fn(&Known) -> bool) {
        let counted = self.texts.iter().filter(|(_, known)| counts(known));
        if counted.clone().count() < most {
            return;
        }
        let oldest = counted.min_by_key(|(_, known)| known.used);
        if let Some(text) = oldest.map(|(text, _)| text.clone()) {
            self.dismiss(&text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prepare(statements: &mut Statements, text: &str) -> String {
        assert_eq!(statements.way(text), Way::Unnamed);
        let Way::Prepare(name) = statements.way(text) else {
            panic!("{text} came twice");
        };
        statements.prepared(text, name.clone());
        name
    }

    #[test]
    fn the_third_time_is_short() {
        let mut statements = Statements::default();
        let name = prepare(&mut statements, "select 1");
        assert_eq!(statements.way("select 1"), Way::Use(name.clone()));
        assert_ne!(prepare(&mut statements, "select 2"), name);
        statements.dismiss("select 1");
        assert_eq!(statements.take_doomed(), [name]);
        assert!(statements.take_doomed().is_empty());
        assert_eq!(statements.way("select 1"), Way::Unnamed);
    }

    #[test]
    fn the_least_used_make_room() {
        let mut statements = Statements::default();
        let first = prepare(&mut statements, "first");
        let second = prepare(&mut statements, "second");
        statements.way("first");
        for i in 0..MAX_PREPARED - 1 {
            prepare(&mut statements, &format!("select {i}"));
        }
        assert_eq!(statements.take_doomed(), [second]);
        assert_eq!(statements.way("first"), Way::Use(first));
        for i in 0..MAX_SEEN * 2 {
            assert_eq!(statements.way(&format!("once {i}")), Way::Unnamed);
        }
        assert!(statements.texts.len() <= MAX_SEEN + MAX_PREPARED);
        assert!(statements.take_doomed().is_empty());
    }

    #[test]
    fn long_texts_and_sessions_behind_a_pooler_stay_unnamed() {
        let mut statements = Statements::default();
        let long = "x".repeat(MAX_TEXT_BYTES + 1);
        for _ in 0..3 {
            assert_eq!(statements.way(&long), Way::Unnamed);
        }
        prepare(&mut statements, "a");
        statements.switch_off();
        for _ in 0..3 {
            assert_eq!(statements.way("a"), Way::Unnamed);
        }
        assert!(statements.take_doomed().is_empty());
    }
}
