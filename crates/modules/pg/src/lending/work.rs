//! What is noted while a session is lent, for those who get it next.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use super::borrow::Memory;
use super::effects::{Effect, effect};
use super::statements::OWN_NAMES;
use crate::limits::MAX_NAMES;
use crate::request::Request;

/// One borrower's doings with a session.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) memory: Memory,
    /// Statements prepared by protocol under names of the script's own.
    names: BTreeSet<String>,
    worst: Effect,
    /// Set when any client of the invocation did what may reach the others.
    struck: Arc<AtomicBool>,
}

impl Work {
    /// `struck` is shared by all clients of an invocation.
    pub(crate) fn new(memory: Memory, struck: Arc<AtomicBool>) -> Self {
        Self {
            memory,
            names: BTreeSet::new(),
            worst: Effect::Undone,
            struck,
        }
    }

    /// Takes note of what is about to be sent.
    pub(crate) fn note(&mut self, request: &Request) {
        for text in &request.texts {
            self.worst = self.worst.max(effect(text));
            // Who speaks of our own statements may have put others in their place.
            if text.contains(OWN_NAMES) {
                self.worst = self.worst.max(Effect::Kept);
            }
        }
        if self.worst == Effect::Strikes {
            self.struck.store(true, Relaxed);
        }
        // A name with an end in its middle is no name: what follows it is another field to the server.
        let is_odd = |name: &String| name.contains('\0') || name.starts_with(OWN_NAMES);
        if request.names.iter().any(is_odd) {
            self.worst = self.worst.max(Effect::Kept);
        }
        self.names.extend(request.names.iter().cloned());
        if self.names.len() > MAX_NAMES {
            self.worst = self.worst.max(Effect::Kept);
        }
    }

    /// Takes note of a command that completed, by its tag.
    pub(crate) fn completed(&mut self, tag: &str) {
        if matches!(tag, "DEALLOCATE ALL" | "DISCARD ALL") {
            // The script's own names stay noted: some may have been prepared behind it, in one go. To close one that is
            // gone is no error.
            self.memory.statements.clear();
        }
    }

    /// Whether a reset brings the session back to how it was.
    pub(crate) fn can_be_undone(&self) -> bool {
        self.worst == Effect::Undone && !self.struck.load(Relaxed)
    }

    /// The names to close, and what goes on with the session.
    pub(crate) fn into_parts(self) -> (BTreeSet<String>, Memory) {
        (self.names, self.memory)
    }
}
