//! `module-state` and `argument-changed`: what outlives a call, and what a call changes that is not its own.

use crate::check::Check;
use crate::code::Code;
use crate::facts::Is;
use crate::tree::{Id, Kind};

pub(super) fn check(check: &mut Check<'_>) {
    let tree = check.tree;
    let Kind::Program(body) = tree.kind(tree.root) else {
        return;
    };
    for statement in body {
        let statement = match tree.kind(*statement) {
            Kind::Export(inner) => inner.first().copied().unwrap_or(*statement),
            _ => *statement,
        };
        let Kind::Variables(list) = tree.kind(statement) else {
            continue;
        };
        for one in list {
            if let Kind::Variable { pattern, value } = tree.kind(*one) {
                variable(check, *pattern, *value);
            }
        }
    }
    arguments(check);
}

fn variable(check: &mut Check<'_>, pattern: Id, value: Option<Id>) {
    let (tree, facts) = (check.tree, check.facts);
    let (Some(symbol), Some(name)) = (tree.symbol(pattern), tree.name(pattern)) else {
        return;
    };
    if matches!(
        value.and_then(|value| facts.is(value)),
        Some(Is::Client { .. } | Is::Pool)
    ) {
        let message = format!("{name} is a connection that outlives the call it was made for");
        check.report(Code::ModuleState, pattern, message);
        return;
    }
    let written = facts
        .uses(symbol)
        .iter()
        .copied()
        .find(|usage| tree.function_around(*usage).is_some() && is_changed(check, *usage));
    if let Some(written) = written {
        let line = check.line_of(written);
        check.report(
            Code::ModuleState,
            pattern,
            format!("{name} is changed by a function (line {line}) and kept between calls"),
        );
    }
}

/// Whether this use of a variable changes it or what it holds.
fn is_changed(check: &Check<'_>, usage: Id) -> bool {
    let tree = check.tree;
    let Some(parent) = tree.node(usage).parent else {
        return false;
    };
    match tree.kind(parent) {
        Kind::Assign { target, .. } => *target == usage,
        Kind::Update(target) => *target == usage,
        Kind::Unary {
            operator: "delete", ..
        } => true,
        Kind::Member { object, name, .. } if *object == usage => {
            let Some(up) = tree.node(parent).parent else {
                return false;
            };
            match tree.kind(up) {
                Kind::Assign { target, .. } => *target == parent,
                Kind::Update(_)
                | Kind::Unary {
                    operator: "delete", ..
                } => true,
                Kind::Call { callee, .. } => {
                    *callee == parent
                        && matches!(
                            name.as_deref(),
                            Some(
                                "set"
                                    | "add"
                                    | "push"
                                    | "unshift"
                                    | "pop"
                                    | "shift"
                                    | "splice"
                                    | "delete"
                                    | "clear"
                                    | "sort"
                                    | "fill"
                            )
                        )
                }
                _ => false,
            }
        }
        _ => false,
    }
}

/// Once for a parameter: the first change says it.
fn arguments(check: &mut Check<'_>) {
    let (tree, facts) = (check.tree, check.facts);
    let Some(Kind::Function { parameters, .. }) = facts.entry.map(|entry| tree.kind(entry)) else {
        return;
    };
    for parameter in parameters {
        let Some(symbol) = tree.symbol(*parameter) else {
            continue;
        };
        let changed = facts.uses(symbol).iter().copied().find(|usage| {
            tree.node(*usage)
                .parent
                .is_some_and(|parent| matches!(tree.kind(parent), Kind::Member { .. }))
                && is_changed(check, *usage)
        });
        if let Some(changed) = changed {
            let at = tree.node(changed).parent.unwrap_or(changed);
            let name = tree.name(*parameter).unwrap_or("the argument").to_owned();
            check.report(
                Code::ArgumentChanged,
                at,
                format!("this changes {name}, which is the caller's"),
            );
        }
    }
}
