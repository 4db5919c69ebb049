//! An outcome and the rows after it, against what the case expects.

use connector_contract::{LogLine, Outcome};
use serde_json::{Value, json};

use crate::database::CaseDatabase;
use crate::json_text::{Node, line_and_column, locate, scan};
use crate::pattern::{Captures, Difference, Pattern, Test, compare};
use crate::place::Place;
use crate::read::{Case, Planned};
use crate::report::{Failure, Part};

/// Judges the steps of one case.
pub(crate) struct Judge<'a> {
    case: &'a Case,
    root: Option<Node>,
    /// What the steps so far have kept.
    pub(crate) captures: Captures,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(case: &'a Case) -> Self {
        Self {
            case,
            root: scan(&case.text),
            captures: Captures::new(),
        }
    }

    /// A failure without places.
    pub(crate) fn failure(
        &self,
        part: Part,
        step: Option<usize>,
        place: &Place,
        message: impl Into<String>,
    ) -> Failure {
        let at = self.root.as_ref().map_or(0, |root| locate(root, place));
        Failure {
            part,
            step,
            line: line_and_column(&self.case.text, at).0,
            message: message.into(),
            detail: None,
            differences: Vec::new(),
            sides: None,
        }
    }

    /// What is wrong with step `number` (from 1).
    pub(crate) async fn step(
        &mut self,
        number: usize,
        planned: &Planned,
        outcome: &Outcome,
        database: Option<&CaseDatabase>,
    ) -> Vec<Failure> {
        let mut failures = Vec::new();
        let expect = planned.place.key("expect");
        if outcome.status != planned.step.expect.status {
            failures.push(self.status(number, planned, outcome));
        } else if let Some(pattern) = &planned.value {
            let place = expect.key("value");
            match value_of(outcome) {
                Some(found) => failures.extend(self.compared(
                    Part::Value,
                    number,
                    pattern,
                    &found,
                    &place,
                    "value",
                )),
                None => failures.push(self.failure(
                    Part::Value,
                    Some(number),
                    &place,
                    "the call returned no value",
                )),
            }
        }
        if let Some(pattern) = &planned.error
            && (outcome.error.is_some() || outcome.status == planned.step.expect.status)
        {
            let found = serde_json::to_value(&outcome.error).unwrap_or_default();
            failures.extend(self.compared(
                Part::Error,
                number,
                pattern,
                &found,
                &expect.key("error"),
                "error",
            ));
        }
        if let Some(pattern) = &planned.logs {
            let found = logs_as(pattern, &outcome.logs);
            failures.extend(self.compared(
                Part::Logs,
                number,
                pattern,
                &found,
                &expect.key("logs"),
                "console",
            ));
        }
        for (query, pattern) in &planned.rows {
            let place = expect.key("rows").key(query);
            let Some(database) = database else {
                failures.push(self.failure(
                    Part::Rows,
                    Some(number),
                    &place,
                    "there is no database to ask for rows",
                ));
                continue;
            };
            match database.rows(query).await {
                Err(message) => failures.push(self.failure(
                    Part::Rows,
                    Some(number),
                    &place,
                    format!("{query}: {message}"),
                )),
                Ok(rows) => {
                    let found: Value = (0..rows.len())
                        .filter_map(|at| rows.row(at, item_is_object(pattern, at)))
                        .collect();
                    failures.extend(self.compared(
                        Part::Rows,
                        number,
                        pattern,
                        &found,
                        &place,
                        query,
                    ));
                }
            }
        }
        failures
    }

    fn status(&self, number: usize, planned: &Planned, outcome: &Outcome) -> Failure {
        let place = planned.place.key("expect").key("status");
        let expected = planned.step.expect.status;
        let mut message = format!("status: expected {expected}, found {}", outcome.status);
        let mut detail = format!("because: {}", outcome.rule);
        if let Some(error) = &outcome.error {
            let name = error
                .name
                .as_ref()
                .map(|name| format!("{name}: "))
                .unwrap_or_default();
            message.push_str(&format!(": {name}{}", error.message));
            if let Some(more) = error.frame.as_ref().or(error.stack.as_ref()) {
                detail = format!("{detail}\n{more}");
            }
        }
        let mut failure = self.failure(Part::Status, Some(number), &place, message.clone());
        failure.detail = Some(detail);
        failure.differences.push(Difference {
            place,
            expected: expected.name().into(),
            found: Some(outcome.status.name().into()),
            message,
        });
        failure
    }

    fn compared(
        &mut self,
        part: Part,
        number: usize,
        pattern: &Pattern,
        found: &Value,
        place: &Place,
        what: &str,
    ) -> Option<Failure> {
        let comparison = compare(pattern, found, place, &mut self.captures);
        let first = comparison.differences.first()?;
        let inside = first.place.to_string();
        let prefix = place.to_string();
        let inside = inside.strip_prefix(&prefix).unwrap_or(&inside);
        let more = match comparison.differences.len() {
            1 => String::new(),
            several => format!(" (and {} more)", several - 1),
        };
        let message = format!("{what}{inside}: {}{more}", first.message);
        let mut failure = self.failure(part, Some(number), &first.place.clone(), message);
        failure.differences = comparison.differences;
        failure.sides = Some((comparison.expected, comparison.found));
        Some(failure)
    }
}

/// What was returned, if the call came to a value.
pub(crate) fn value_of(outcome: &Outcome) -> Option<Value> {
    outcome
        .value
        .as_ref()
        .and_then(|value| serde_json::from_str(value.get()).ok())
}

/// Whether the item that is expected at `at` is written as an object.
fn item_is_object(pattern: &Pattern, at: usize) -> bool {
    match pattern {
        Pattern::Array(items) => matches!(items.get(at).or(items.last()), Some(Pattern::Object(_))),
        Pattern::Tests { tests, .. } => tests.iter().any(|test| match test {
            Test::Contains(pattern) | Test::Not(pattern) => {
                matches!(**pattern, Pattern::Object(_)) || item_is_object(pattern, at)
            }
            _ => false,
        }),
        Pattern::Object(_) | Pattern::Scalar(_) => false,
    }
}

/// The console's lines in the shape the case has them.
fn logs_as(pattern: &Pattern, logs: &[LogLine]) -> Value {
    let line = |(at, line): (usize, &LogLine)| {
        if item_is_object(pattern, at) {
            json!({ "level": line.level.name(), "message": line.message })
        } else {
            Value::from(line.message.as_str())
        }
    };
    logs.iter().enumerate().map(line).collect()
}
