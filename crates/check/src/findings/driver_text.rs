//! `driver-text-shown`: the driver's message handed to the user. Once a script: what is said once is enough.

use crate::check::Check;
use crate::code::Code;
use crate::facts::Source;
use crate::tree::{Id, Kind};

pub(super) fn check(check: &mut Check<'_>) {
    let (tree, facts) = (check.tree, check.facts);
    let queries = facts.queries();
    for id in tree.ids() {
        let Kind::Throw(value) = tree.kind(id) else {
            continue;
        };
        let (Kind::New { arguments, .. } | Kind::Call { arguments, .. }) = tree.kind(*value) else {
            continue;
        };
        let Some(message) = arguments.first() else {
            continue;
        };
        // Only what can be the driver's: a statement or a connection is in the try.
        let around = tree.ancestors(id).find(|up| matches!(tree.kind(*up), Kind::Try { handler: Some(handler), .. } if tree.is_within(id, *handler)));
        let Some(Kind::Try { block, .. }) = around.map(|up| tree.kind(up)) else {
            continue;
        };
        let speaks = queries
            .iter()
            .any(|query| tree.is_within(query.call, *block))
            || tree
                .within(*block)
                .into_iter()
                .any(|id| matches!(tree.kind(id), Kind::Await(_)));
        if speaks
            && tree
                .within(*message)
                .into_iter()
                .any(|part| is_caught_text(check, part))
        {
            check.report(
                Code::DriverText,
                id,
                "every error is thrown on with the driver's own text; throw the error itself, or a text of your own",
            );
            return;
        }
    }
}

/// `error.message`, `error.stack`, `String(error)` or the error itself, caught.
fn is_caught_text(check: &Check<'_>, id: Id) -> bool {
    let (tree, facts) = (check.tree, check.facts);
    tree.symbol(id).is_some_and(|symbol| {
        facts
            .sources(symbol)
            .iter()
            .any(|source| matches!(source, Source::Caught))
    }) && tree
        .node(id)
        .parent
        .is_none_or(|parent| match tree.member(parent) {
            Some((_, name)) => matches!(name, "message" | "stack" | "detail" | "toString"),
            None => true,
        })
}
