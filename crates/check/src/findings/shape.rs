//! `result-without-id` and `result-shape`: what the action's function returns.

use connector_contract::Action;

use crate::check::Check;
use crate::code::Code;
use crate::facts::FAR;
use crate::tree::{Id, Kind};

pub(super) fn check(check: &mut Check<'_>) {
    let (Some(action), Some(entry)) = (check.action, check.facts.entry) else {
        return;
    };
    for value in check.facts.returns(entry) {
        match action {
            Action::Login | Action::GetUser | Action::CreateUser | Action::UpdateUser => {
                profile(check, action, value, FAR)
            }
            Action::SearchUser | Action::ListUsers => page(check, action, value, FAR),
            Action::DeleteUser | Action::ValidatePassword => {}
        }
    }
    if check.facts.returns(entry).is_empty()
        && !throws_only(check, entry)
        && !check.has(Code::CallbackStyle)
    {
        check.report_span(
            Code::ResultShape,
            head(check, entry),
            format!(
                "{} returns nothing; it must return {}",
                action.name(),
                action.returns()
            ),
        );
    }
}

/// A function's first line is enough to point at.
fn head(check: &Check<'_>, function: Id) -> (usize, usize) {
    let (start, end) = check.tree.span(function);
    let length = check
        .text
        .get(start..end)
        .and_then(|text| text.find(['{', '\n']))
        .unwrap_or(0);
    (start, start + length)
}

fn throws_only(check: &Check<'_>, function: Id) -> bool {
    check
        .tree
        .own(function)
        .into_iter()
        .any(|id| matches!(check.tree.kind(id), Kind::Throw(_)))
}

/// What a value is in the end: through await, variables and the script's own functions.
fn settle(check: &Check<'_>, value: Id, far: usize, use_it: &mut dyn FnMut(Id)) {
    let (Some(far), Some(())) = (far.checked_sub(1), check.facts.step()) else {
        return;
    };
    let (tree, facts) = (check.tree, check.facts);
    match tree.kind(value) {
        Kind::Await(inner) => settle(check, *inner, far, use_it),
        Kind::Conditional { yes, no, .. } => {
            settle(check, *yes, far, use_it);
            settle(check, *no, far, use_it);
        }
        Kind::Name { .. } if facts.value_of(value) != value => {
            settle(check, facts.value_of(value), far, use_it)
        }
        Kind::Call { callee, .. } => {
            if let Some(function) = facts.function(*callee) {
                for returned in facts.returns(function) {
                    settle(check, returned, far, use_it);
                }
            }
        }
        _ => use_it(value),
    }
}

fn profile(check: &mut Check<'_>, action: Action, value: Id, far: usize) {
    let mut ends = Vec::new();
    check.facts.ask();
    settle(check, value, far, &mut |end| ends.push(end));
    for end in ends {
        match check.tree.kind(end) {
            Kind::Object(_) => without_id(check, end),
            Kind::Array(_) | Kind::Boolean(_) | Kind::Text(_) | Kind::Number(_) => {
                let message = format!(
                    "{} returns this; it must return {}",
                    action.name(),
                    action.returns()
                );
                check.report(Code::ResultShape, end, message);
            }
            _ => {}
        }
    }
}

fn without_id(check: &mut Check<'_>, object: Id) {
    let tree = check.tree;
    let Kind::Object(entries) = tree.kind(object) else {
        return;
    };
    let spread = entries.iter().any(|one| {
        matches!(
            tree.kind(*one),
            Kind::Spread(_) | Kind::Entry { key: None, .. }
        )
    });
    if spread
        || tree.entry(object, "id").is_some()
        || tree.entry(object, "then").is_some()
        || sets_id(check, object)
    {
        return;
    }
    let (start, _) = tree.span(object);
    check.report_span(
        Code::ResultWithoutId,
        (start, start + 1),
        "this profile has no id",
    );
}

/// `profile.id = …` later on.
fn sets_id(check: &Check<'_>, object: Id) -> bool {
    let (tree, facts) = (check.tree, check.facts);
    let variable = tree
        .node(object)
        .parent
        .and_then(|parent| match tree.kind(parent) {
            Kind::Variable { pattern, .. } => tree.symbol(*pattern),
            _ => None,
        });
    variable.is_some_and(|symbol| {
        facts.uses(symbol).iter().any(|usage| {
            tree.node(*usage).parent.is_some_and(|member| {
                matches!(tree.kind(member), Kind::Member { name: Some(name), .. } if name == "id")
                    || matches!(
                        tree.kind(member),
                        Kind::Member { name: None, .. } | Kind::Call { .. }
                    )
            })
        })
    })
}

fn page(check: &mut Check<'_>, action: Action, value: Id, far: usize) {
    let mut ends = Vec::new();
    check.facts.ask();
    settle(check, value, far, &mut |end| ends.push(end));
    for end in ends {
        let tree = check.tree;
        let Kind::Object(entries) = tree.kind(end) else {
            let wrong = matches!(
                tree.kind(end),
                Kind::Null | Kind::Array(_) | Kind::Boolean(_)
            ) || matches!(check.facts.is(end), Some(crate::facts::Is::Rows))
                || tree
                    .method_call(end)
                    .is_some_and(|(_, name, _)| name == "map");
            if wrong {
                let message = format!(
                    "{} returns this; it must return {}",
                    action.name(),
                    action.returns()
                );
                check.report(Code::ResultShape, end, message);
            }
            continue;
        };
        if entries.iter().any(|one| {
            matches!(
                tree.kind(*one),
                Kind::Spread(_) | Kind::Entry { key: None, .. }
            )
        }) {
            continue;
        }
        for key in ["totalCount", "list"] {
            if tree.entry(end, key).is_none() && !entries.is_empty() || entries.is_empty() {
                let (start, _) = tree.span(end);
                check.report_span(
                    Code::ResultShape,
                    (start, start + 1),
                    format!("this page has no {key}"),
                );
            }
        }
        if let Some(list) = tree.entry(end, "list") {
            elements(check, list);
        }
    }
}

/// The profiles of a page, where a map makes them.
fn elements(check: &mut Check<'_>, list: Id) {
    let (tree, facts) = (check.tree, check.facts);
    let list = facts.value_of(list);
    if let Some((_, "map", arguments)) = tree.method_call(list)
        && let Some(function) = arguments.first().and_then(|first| facts.function(*first))
    {
        for value in facts.returns(function) {
            let mut ends = Vec::new();
            check.facts.ask();
            settle(check, value, FAR, &mut |end| ends.push(end));
            for end in ends {
                without_id(check, end);
            }
        }
    }
}
