//! `client-not-ended`, `end-not-awaited`, `end-not-reached`: a session's way home.

use crate::check::Check;
use crate::code::Code;
use crate::facts::Is;
use crate::tree::{Id, Kind, Symbol};

pub(super) fn check(check: &mut Check<'_>) {
    for made in made(check) {
        one(check, &made);
    }
}

/// A client in a variable of the function that made it.
struct Made {
    symbol: Symbol,
    name: String,
    /// The expression that makes it.
    at: Id,
    function: Id,
    lent: bool,
}

fn made(check: &Check<'_>) -> Vec<Made> {
    let (tree, facts) = (check.tree, check.facts);
    let mut found = Vec::new();
    for id in tree.ids() {
        let (target, value) = match tree.kind(id) {
            Kind::Variable {
                pattern,
                value: Some(value),
            } => (*pattern, *value),
            Kind::Assign { target, value, .. } => (*target, *value),
            _ => continue,
        };
        let makes = match tree.kind(value) {
            Kind::New { .. } => true,
            Kind::Await(inner) => tree.method_call(*inner).is_some_and(|(object, name, _)| {
                name == "connect" && facts.is(object) == Some(Is::Pool)
            }),
            _ => false,
        };
        let (true, Some(Is::Client { lent })) = (makes, facts.is(value)) else {
            continue;
        };
        if let (Some(symbol), Some(name), Some(function)) = (
            tree.symbol(target),
            tree.name(target),
            tree.function_around(id),
        ) {
            found.push(Made {
                symbol,
                name: name.to_owned(),
                at: value,
                function,
                lent,
            });
        }
    }
    found
}

fn one(check: &mut Check<'_>, made: &Made) {
    let (tree, facts) = (check.tree, check.facts);
    let Made { name, .. } = made;
    let end_name = if made.lent { "release" } else { "end" };
    let mut ends = Vec::new();
    let mut connect = None;
    for usage in facts.uses(made.symbol) {
        let Some(member) = tree.node(*usage).parent else {
            continue;
        };
        match tree
            .node(member)
            .parent
            .and_then(|call| Some((call, tree.method_call(call)?)))
        {
            Some((call, (object, method, _))) if object == *usage => {
                if method == end_name {
                    ends.push(call);
                } else if method == "connect" {
                    connect.get_or_insert(call);
                }
            }
            _ => match tree.kind(member) {
                // Handed out: somebody else may end it.
                Kind::Return(_) | Kind::Entry { .. } | Kind::Array(_) => return,
                Kind::Assign { value, .. } if value == usage => return,
                _ => {}
            },
        }
    }
    if ends.is_empty() {
        if !ended_elsewhere(check, made, end_name) {
            check.report(
                Code::ClientNotEnded,
                made.at,
                format!("{name} is never given back: {name}.{end_name}() is missing"),
            );
        }
        return;
    }
    if !made.lent {
        for end in &ends {
            not_awaited(check, *end, name);
        }
    }
    let from = match connect {
        Some(call) => tree.span(call).1,
        None if made.lent => tree.span(made.at).1,
        // Never connected: there is nothing open.
        None => return,
    };
    reached(check, made, &ends, from, end_name);
}

/// Whether a function that gets the client as an argument ends it.
fn ended_elsewhere(check: &Check<'_>, made: &Made, end_name: &str) -> bool {
    let (tree, facts) = (check.tree, check.facts);
    facts.uses(made.symbol).iter().any(|usage| {
        let Some(call) = tree.node(*usage).parent else {
            return false;
        };
        let Kind::Call { callee, arguments } = tree.kind(call) else {
            return false;
        };
        if !arguments.contains(usage) {
            return false;
        }
        match facts.function(*callee) {
            Some(function) => tree.within(function).into_iter().any(|id| {
                tree.method_call(id).is_some_and(|(object, method, _)| {
                    method == end_name && matches!(facts.is(object), Some(Is::Client { .. }))
                })
            }),
            // Unknown: it may.
            None => true,
        }
    })
}

fn not_awaited(check: &mut Check<'_>, end: Id, name: &str) {
    let tree = check.tree;
    let Some(parent) = tree.node(end).parent else {
        return;
    };
    if !matches!(tree.kind(parent), Kind::Statement(_))
        || tree
            .method_call(end)
            .is_some_and(|(_, _, given)| !given.is_empty())
    {
        return;
    }
    let start = tree.span(end).0;
    let fix = super::promises::awaits(check, end)
        .then(|| check.fix("await it", &[((start, start), "await ")]))
        .flatten();
    check
        .report(
            Code::EndNotAwaited,
            end,
            format!("{name}.end() is not awaited"),
        )
        .fix = fix;
}

/// What leaves the function between the client's start and the `try` whose `finally` ends it.
fn reached(check: &mut Check<'_>, made: &Made, ends: &[Id], from: usize, end_name: &str) {
    let tree = check.tree;
    let name = &made.name;
    let guard = ends.iter().find_map(|end| {
        tree.ancestors(*end)
            .take_while(|id| *id != made.function)
            .find(|id| matches!(tree.kind(*id), Kind::Try { finally: Some(finally), .. } if tree.is_within(*end, *finally)))
    });
    let until = match guard {
        Some(guard) => tree.span(guard).0,
        // An end without finally: all that can fail before it counts.
        None => ends
            .iter()
            .map(|end| tree.span(*end).0)
            .max()
            .unwrap_or(from),
    };
    let mut first_risk = None;
    for id in tree.own(made.function) {
        let (start, stop) = tree.span(id);
        if start < from || start >= until || guard.is_some() && stop > until {
            continue;
        }
        match tree.kind(id) {
            Kind::Return(_) | Kind::Throw(_) => {
                // An end just before, in the same block, is as good.
                if ends.iter().any(|end| same_block_before(check, *end, id))
                    || ends.iter().any(|end| tree.is_within(*end, id))
                {
                    continue;
                }
                let word = if matches!(tree.kind(id), Kind::Return(_)) {
                    "return"
                } else {
                    "throw"
                };
                check.report(
                    Code::EndNotReached,
                    id,
                    format!("this {word} leaves {name} open: {name}.{end_name}() is not reached"),
                );
            }
            Kind::Await(inner) if !ends.contains(inner) => {
                first_risk.get_or_insert(id);
            }
            _ => {}
        }
    }
    if let Some(risk) = first_risk {
        let message = if guard.is_some() {
            format!(
                "when this fails, {name} stays open: it stands before the try whose finally has {name}.{end_name}()"
            )
        } else {
            format!(
                "when this fails, {name} stays open: {name}.{end_name}() is in no finally block"
            )
        };
        check.report(Code::EndNotReached, risk, message);
    }
}

/// Whether `end` is in a statement before `leave`, in the same block or one around it.
fn same_block_before(check: &Check<'_>, end: Id, leave: Id) -> bool {
    let tree = check.tree;
    let statement = tree
        .ancestors(end)
        .find(|id| matches!(tree.kind(*id), Kind::Statement(_)));
    let Some(block) = statement.and_then(|statement| tree.node(statement).parent) else {
        return false;
    };
    tree.span(end).1 <= tree.span(leave).0 && tree.is_within(leave, block)
}
