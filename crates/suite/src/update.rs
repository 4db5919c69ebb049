//! Making a case say what was found.

use connector_contract::Outcome;
use serde_json::{Value, json};

use crate::json_text::rewrite;
use crate::judge::value_of;
use crate::place::Segment;
use crate::read::{Case, Planned};
use crate::report::{Failure, Part};

/// A case's document, changed step by step.
pub(crate) struct Update {
    before: Value,
    after: Value,
}

impl Update {
    pub(crate) fn new(case: &Case) -> Self {
        let before: Value = serde_json::from_str(&case.text).unwrap_or_default();
        Self {
            after: before.clone(),
            before,
        }
    }

    /// Takes over what `failures` of a step found. What cannot be expected away (SQL that fails) stays as it is.
    pub(crate) fn step(&mut self, planned: &Planned, outcome: &Outcome, failures: &[Failure]) {
        let turned = failures.iter().any(|failure| failure.part == Part::Status);
        for difference in failures.iter().flat_map(|failure| &failure.differences) {
            match (&difference.found, difference.place.parent()) {
                (Some(found), _) => {
                    if let Some(slot) = difference.place.find_mut(&mut self.after) {
                        *slot = found.clone();
                    }
                }
                (None, Some((parent, Segment::Key(key)))) => {
                    let parent = parent.find_mut(&mut self.after);
                    parent
                        .and_then(Value::as_object_mut)
                        .map(|members| members.shift_remove(key));
                }
                (None, _) => {}
            }
        }
        if turned {
            self.turn(planned, outcome);
        }
    }

    /// Another status: a value and an error never stand together.
    fn turn(&mut self, planned: &Planned, outcome: &Outcome) {
        let expect = planned.place.key("expect");
        let Some(Value::Object(expect)) = expect.find_mut(&mut self.after) else {
            return;
        };
        match (value_of(outcome), &outcome.error) {
            (Some(value), _) => {
                expect.shift_remove("error");
                expect.insert("value".to_owned(), value);
            }
            (None, Some(error)) => {
                expect.shift_remove("value");
                expect.insert("error".to_owned(), json!({ "message": error.message }));
            }
            (None, None) => {}
        }
    }

    /// The new text, if there is anything new.
    pub(crate) fn text(&self, case: &Case) -> Option<String> {
        if self.before == self.after {
            return None;
        }
        rewrite(&case.text, &self.before, &self.after)
    }
}
