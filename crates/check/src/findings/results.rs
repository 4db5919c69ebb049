//! `unknown-result-field` and `row-count-unchecked`: what a script reads of a result.

use connector_contract::Action;

use crate::check::Check;
use crate::code::Code;
use crate::facts::Is;
use crate::tree::{Id, Kind};

/// What a result of pg has.
const FIELDS: [&str; 15] = [
    "rows",
    "rowCount",
    "fields",
    "command",
    "oid",
    "rowAsArray",
    "RowCtor",
    "parseRow",
    "addRow",
    "addFields",
    "addCommandComplete",
    "_parsers",
    "_types",
    "hasOwnProperty",
    "constructor",
];

/// Names that other drivers use for the number of rows.
const COUNTS: [&str; 10] = [
    "effected",
    "affected",
    "affectedRows",
    "effectedRows",
    "rowsAffected",
    "changedRows",
    "changes",
    "count",
    "rowcount",
    "numAffectedRows",
];

pub(super) fn check(check: &mut Check<'_>) {
    unknown_fields(check);
    if check.may_be(&[Action::UpdateUser, Action::DeleteUser]) {
        unchecked(check);
    }
}

fn unknown_fields(check: &mut Check<'_>) {
    let (tree, facts) = (check.tree, check.facts);
    for id in tree.ids() {
        match tree.kind(id) {
            Kind::Member {
                object,
                name: Some(name),
                index: None,
            } if facts.is(*object) == Some(Is::Result) => {
                if FIELDS.contains(&name.as_str()) {
                    continue;
                }
                let (_, end) = tree.span(id);
                let property = (end.saturating_sub(name.len()), end);
                let written = check.written(*object);
                let fix = if COUNTS.contains(&name.as_str()) {
                    check.fix("read rowCount", &[(property, "rowCount")])
                } else if name == "length" {
                    check.fix("read rows.length", &[(property, "rows.length")])
                } else {
                    None
                };
                let message = format!(
                    "{written} is a result of pg and has no {name}; the number of rows is {written}.rowCount"
                );
                check
                    .report_span(Code::UnknownResultField, property, message)
                    .fix = fix;
            }
            Kind::Member {
                object,
                index: Some(index),
                ..
            } if facts.is(*object) == Some(Is::Result) => {
                if matches!(tree.kind(*index), Kind::Number(_)) {
                    let written = check.written(*object);
                    let (_, end) = tree.span(*object);
                    let fix = check.fix("index the rows", &[((end, end), ".rows")]);
                    let message = format!(
                        "{written} is a result of pg, not a list: the rows are in {written}.rows"
                    );
                    check.report(Code::UnknownResultField, id, message).fix = fix;
                }
            }
            Kind::Variable {
                pattern,
                value: Some(value),
            } if facts.is(*value) == Some(Is::Result) => {
                let Kind::ObjectPattern(entries) = tree.kind(*pattern) else {
                    continue;
                };
                for entry in entries {
                    if let Kind::PatternEntry { key: Some(key), .. } = tree.kind(*entry)
                        && !FIELDS.contains(&key.as_str())
                    {
                        check.report(
                            Code::UnknownResultField,
                            *entry,
                            format!("a result of pg has no {key}"),
                        );
                    }
                }
            }
            _ => {}
        }
    }
}

fn unchecked(check: &mut Check<'_>) {
    let facts = check.facts;
    for query in facts.queries() {
        let sql = facts.sql(query.text);
        let verb = sql
            .trim_start()
            .split(|c: char| !c.is_alphabetic())
            .next()
            .unwrap_or("")
            .to_uppercase();
        if !matches!(verb.as_str(), "UPDATE" | "DELETE") || is_looked_at(check, query.call) {
            continue;
        }
        check.report(
            Code::RowCountUnchecked,
            query.call,
            format!("nothing looks at how many rows this {verb} matched"),
        );
    }
}

/// Whether something reads the rows or their number, or the result goes where we cannot follow.
fn is_looked_at(check: &Check<'_>, call: Id) -> bool {
    let (tree, facts) = (check.tree, check.facts);
    let mut at = call;
    loop {
        let Some(parent) = tree.node(at).parent else {
            return false;
        };
        match tree.kind(parent) {
            Kind::Await(_) => at = parent,
            Kind::Statement(_) => {
                // With a callback the result is the callback's.
                return tree.method_call(call).is_some_and(|(_, _, arguments)| {
                    arguments
                        .last()
                        .is_some_and(|last| facts.function(*last).is_some())
                });
            }
            Kind::Variable { pattern, .. } => {
                return match tree.kind(*pattern) {
                    Kind::Binding {
                        symbol: Some(symbol),
                        ..
                    } => facts.uses(*symbol).iter().any(|usage| reads(check, *usage)),
                    _ => true,
                };
            }
            Kind::Assign { target, value, .. } if *value == at => {
                return match tree.symbol(*target) {
                    Some(symbol) => facts
                        .uses(symbol)
                        .iter()
                        .any(|usage| usage != target && reads(check, *usage)),
                    None => true,
                };
            }
            _ => return true,
        }
    }
}

/// Whether this use of a result tells how many rows there were. A field that is not there is another finding already.
fn reads(check: &Check<'_>, usage: Id) -> bool {
    let tree = check.tree;
    let Some(parent) = tree.node(usage).parent else {
        return false;
    };
    match tree.kind(parent) {
        Kind::Member {
            name: Some(name), ..
        } => !matches!(name.as_str(), "command" | "oid" | "fields"),
        Kind::Statement(_) => false,
        Kind::Call { arguments, .. } => {
            // Printing a result is not looking at it.
            !(arguments.contains(&usage)
                && tree
                    .method_call(parent)
                    .is_some_and(|(object, _, _)| tree.name(object) == Some("console")))
        }
        // A result is an object: as a condition it is always true.
        Kind::If { .. } | Kind::Unary { operator: "!", .. } => false,
        _ => true,
    }
}
