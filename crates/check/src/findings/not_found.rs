//! `not-found-by-null` and `not-found-thrown`: how each action says that a user is not there.

use connector_contract::Action;

use crate::check::Check;
use crate::code::Code;
use crate::facts::Is;
use crate::tree::{Id, Kind};

pub(super) fn check(check: &mut Check<'_>) {
    let (Some(action), Some(entry)) = (check.action, check.facts.entry) else {
        return;
    };
    let tree = check.tree;
    for id in tree.own(entry) {
        match (action, tree.kind(id)) {
            (Action::GetUser, Kind::Throw(value)) if is_not_found(check, *value) => {
                let fix = check.fix("return null", &[(tree.span(id), "return null;")]);
                let finding = check.report(
                    Code::NotFoundThrown,
                    id,
                    "getUser throws when there is no such user; it must return null",
                );
                finding.fix = fix;
            }
            (
                Action::Login | Action::DeleteUser | Action::ValidatePassword | Action::UpdateUser,
                Kind::Return(value),
            ) => {
                returned(check, action, id, *value);
            }
            _ => {}
        }
    }
}

fn returned(check: &mut Check<'_>, action: Action, at: Id, value: Option<Id>) {
    let tree = check.tree;
    let nothing = match value.map(|value| tree.kind(value)) {
        None | Some(Kind::Null) => true,
        Some(Kind::Name { name, .. }) => name == "undefined",
        Some(Kind::Boolean(false)) => matches!(action, Action::Login | Action::DeleteUser),
        Some(Kind::Conditional { yes, no, .. }) => {
            action != Action::UpdateUser
                && [yes, no]
                    .iter()
                    .any(|side| matches!(tree.kind(**side), Kind::Null))
        }
        _ => false,
    };
    // updateUser may return null when nothing was to change: only a test of what the statement matched tells otherwise.
    if !nothing || action == Action::UpdateUser && !after_missing_row(check, at) {
        return;
    }
    let fix = (action != Action::ValidatePassword || after_missing_row(check, at))
        .then(|| {
            check.fix(
                "throw",
                &[(tree.span(at), "throw new Error('User not exists!');")],
            )
        })
        .flatten()
        .filter(|_| after_missing_row(check, at));
    let written = check.written(at);
    let message = format!(
        "{} must throw `User not exists!` here, not {}",
        action.name(),
        written.trim_end_matches(';')
    );
    check.report(Code::NotFoundByNull, at, message).fix = fix;
}

/// Whether an `if` around this asks whether a row was found.
fn after_missing_row(check: &Check<'_>, at: Id) -> bool {
    let (tree, facts) = (check.tree, check.facts);
    tree.ancestors(at)
        .take_while(|id| !matches!(tree.kind(*id), Kind::Function { .. }))
        .filter_map(|id| match tree.kind(id) {
            Kind::If { test, yes, .. } if tree.is_within(at, *yes) => Some(*test),
            _ => None,
        })
        .any(|test| {
            tree.within(test).into_iter().any(|part| {
                matches!(facts.is(part), Some(Is::Row | Is::Rows | Is::Count))
                    || tree.member(part).is_some_and(|(object, name)| {
                        facts.is(object) == Some(Is::Result)
                            && !matches!(name, "command" | "fields")
                    })
            })
        })
}

/// `new Error('User not exists!')` and its spellings.
fn is_not_found(check: &Check<'_>, thrown: Id) -> bool {
    let tree = check.tree;
    let (Kind::New { arguments, .. } | Kind::Call { arguments, .. }) = tree.kind(thrown) else {
        return false;
    };
    let Some(text) = arguments.first().and_then(|first| tree.text(*first)) else {
        return false;
    };
    let text = text.to_lowercase();
    text.contains("user")
        && [
            "not exist",
            "not found",
            "does not exist",
            "doesn't exist",
            "no such",
        ]
        .iter()
        .any(|part| text.contains(part))
        || text.contains("no such user")
}
