//! `promise-not-awaited`: promises taken for their results.

use crate::check::Check;
use crate::code::Code;
use crate::facts::Is;
use crate::tree::{Id, Kind};

pub(super) fn check(check: &mut Check<'_>) {
    let (tree, facts) = (check.tree, check.facts);
    for id in tree.ids() {
        let Kind::Call { .. } = tree.kind(id) else {
            continue;
        };
        let Some(Is::Promise(inner)) = facts.is(id) else {
            continue;
        };
        // end() is the clients' finding.
        if tree
            .method_call(id)
            .is_some_and(|(_, name, _)| name == "end")
        {
            continue;
        }
        let Some(parent) = tree.node(id).parent else {
            continue;
        };
        match tree.kind(parent) {
            Kind::Statement(_) => {
                report(check, id, id, "nothing waits for this: its failure is lost")
            }
            Kind::Member {
                name: Some(name), ..
            } if !matches!(name.as_str(), "then" | "catch" | "finally") => {
                report(
                    check,
                    id,
                    id,
                    &format!("this is a promise and has no {name}"),
                );
            }
            Kind::Variable { pattern, .. } => {
                if let Some(symbol) = tree.symbol(*pattern) {
                    misused(check, id, symbol, *inner);
                } else {
                    report(check, id, id, "this takes apart a promise, not its result");
                }
            }
            _ if is_condition(check, id, parent) => report(
                check,
                id,
                id,
                "this is a promise: as a condition it is always true",
            ),
            Kind::Binary {
                operator: "===" | "==" | "!==" | "!=",
                ..
            } => {
                report(check, id, id, "this compares a promise, not its result");
            }
            _ => {}
        }
    }
}

/// A promise in a variable: used as what it is not.
fn misused(check: &mut Check<'_>, call: Id, symbol: usize, inner: Is) {
    let (tree, facts) = (check.tree, check.facts);
    let uses = facts.uses(symbol);
    // Awaited or handed on later: a promise on purpose.
    for usage in uses {
        let Some(parent) = tree.node(*usage).parent else {
            continue;
        };
        let wrong = match tree.kind(parent) {
            Kind::Member {
                name: Some(name), ..
            } => !matches!(name.as_str(), "then" | "catch" | "finally"),
            Kind::Entry { .. } | Kind::Array(_) => {
                matches!(inner, Is::Hash) && !in_promise_all(check, parent)
            }
            _ => is_condition(check, *usage, parent),
        };
        if wrong {
            let name = tree.name(*usage).unwrap_or("it").to_owned();
            report(
                check,
                call,
                call,
                &format!("{name} is used as if this were its result, but it is a promise"),
            );
            return;
        }
    }
    if uses.is_empty() {
        report(
            check,
            call,
            call,
            "nothing waits for this: its failure is lost",
        );
    }
}

fn in_promise_all(check: &Check<'_>, array: Id) -> bool {
    let tree = check.tree;
    tree.node(array).parent.is_some_and(|call| {
        tree.method_call(call)
            .is_some_and(|(object, _, _)| tree.name(object) == Some("Promise"))
    })
}

/// Whether `id`, directly in `parent`, is asked whether it is true.
fn is_condition(check: &Check<'_>, id: Id, parent: Id) -> bool {
    let tree = check.tree;
    match tree.kind(parent) {
        Kind::If { test, .. } | Kind::Conditional { test, .. } => *test == id,
        Kind::Unary { operator: "!", .. } => true,
        Kind::Binary {
            operator: "&&" | "||",
            left,
            ..
        } => {
            // On the right it may still be what an await outside takes.
            *left == id
        }
        Kind::Loop { test, .. } => *test == Some(id),
        _ => false,
    }
}

fn report(check: &mut Check<'_>, at: Id, call: Id, message: &str) {
    let (start, end) = check.tree.span(call);
    let in_member = check
        .tree
        .node(call)
        .parent
        .is_some_and(|parent| check.tree.member(parent).is_some());
    let fix = if !awaits(check, call) {
        None
    } else if in_member {
        check.fix(
            "await it",
            &[((start, start), "(await "), ((end, end), ")")],
        )
    } else {
        check.fix("await it", &[((start, start), "await ")])
    };
    check.report(Code::PromiseNotAwaited, at, message).fix = fix;
}

/// Whether `await` is allowed where this stands.
pub(super) fn awaits(check: &Check<'_>, id: Id) -> bool {
    let tree = check.tree;
    tree.function_around(id).is_some_and(|function| {
        matches!(tree.kind(function), Kind::Function { is_async: true, .. })
    })
}
