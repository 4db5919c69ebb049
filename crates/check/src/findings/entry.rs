//! The action's function: there, spelt right, with its parameters, and more than the template.

use connector_contract::Action;

use super::names;
use crate::check::Check;
use crate::code::{Code, Severity};
use crate::tree::{Id, Kind};

pub(super) fn check(check: &mut Check<'_>) {
    template(check);
    let Some(action) = check.action else {
        let all = Action::ALL.map(Action::name).join(", ");
        check.report_span(
            Code::FunctionMissing,
            (0, 0),
            format!("the script defines none of {all}"),
        );
        return;
    };
    match check.facts.entry {
        None => missing(check, action),
        Some(entry) => parameters(check, action, entry),
    }
}

fn template(check: &mut Check<'_>) {
    let tree = check.tree;
    for id in tree.ids() {
        if let Kind::Throw(value) = tree.kind(id)
            && let Kind::New { arguments, .. } | Kind::Call { arguments, .. } = tree.kind(*value)
            && arguments
                .first()
                .and_then(|first| tree.text(check.facts.value_of(*first)))
                .is_some_and(|text| text.trim_start().starts_with("Please implement the"))
        {
            check.report(
                Code::TemplateUntouched,
                id,
                "this is still the template: it refuses everyone",
            );
        }
    }
}

fn missing(check: &mut Check<'_>, action: Action) {
    let name = action.name();
    let tops = check.facts.tops();
    let near =
        names::nearest(name, tops.iter().map(|(found, _, _)| found.as_str())).map(str::to_owned);
    let Some((found, at, _)) =
        near.and_then(|near| tops.into_iter().find(|(found, _, _)| *found == near))
    else {
        check.report_span(
            Code::FunctionMissing,
            (0, 0),
            format!("the script must define {}", action.signature()),
        );
        return;
    };
    let tree = check.tree;
    let fix = tree.symbol(at).and_then(|symbol| {
        let mut edits = vec![(tree.span(at), name)];
        for usage in check.facts.uses(symbol) {
            // { updateuser } is a name and a value at once.
            let shorthand = tree
                .node(*usage)
                .parent
                .is_some_and(|up| tree.span(up) == tree.span(*usage));
            if shorthand {
                return None;
            }
            edits.push((tree.span(*usage), name));
        }
        check.fix(format!("rename it {name}"), &edits)
    });
    check
        .report(
            Code::FunctionMissing,
            at,
            format!("{found} is not {name}: names are case-sensitive"),
        )
        .fix = fix;
}

fn parameters(check: &mut Check<'_>, action: Action, entry: Id) {
    let tree = check.tree;
    let Kind::Function { parameters, .. } = tree.kind(entry) else {
        return;
    };
    if parameters
        .iter()
        .any(|one| matches!(tree.kind(*one), Kind::Rest(_)))
    {
        return;
    }
    let wanted = action.parameters().len();
    let signature = action.signature();
    if let Some(last) = parameters.last().copied()
        && is_called(check, entry, last)
    {
        let name = tree.name(last).unwrap_or("the last parameter");
        let auth0 = matches!(
            action,
            Action::Login | Action::GetUser | Action::CreateUser | Action::DeleteUser
        ) && ["callback", "cb", "done"].contains(&name);
        if auth0 {
            let message = "it is called as Auth0's function of this name, with a callback: \
                           declare dialect = \"auth0\" in connector.toml, or return and throw";
            check.report(Code::CallbackStyle, last, message).severity = Severity::Warning;
        } else {
            let message = format!(
                "{name} is called, but the function gets no callback: {signature} returns or throws"
            );
            check.report(Code::CallbackStyle, last, message);
        }
        return;
    }
    let uses_arguments = tree
        .own(entry)
        .into_iter()
        .any(|id| tree.name(id) == Some("arguments") && tree.symbol(id).is_none());
    if parameters.len() < wanted && !uses_arguments {
        let (start, _) = tree.span(entry);
        let end = parameters.last().map_or(start, |last| tree.span(*last).1);
        let message = format!(
            "the function takes {} of the {wanted} arguments of {signature}",
            parameters.len()
        );
        check.report_span(Code::ParameterCount, (start, end.max(start)), message);
    } else if let Some(extra) = parameters.get(wanted + 1) {
        let message = format!("{signature} is all that is passed: this one is always undefined");
        check.report(Code::ParameterCount, *extra, message).severity = Severity::Error;
    }
}

/// Whether the script calls this parameter as a function.
fn is_called(check: &Check<'_>, entry: Id, parameter: Id) -> bool {
    let tree = check.tree;
    let Some(symbol) = tree.symbol(parameter) else {
        return false;
    };
    check.facts.uses(symbol).iter().any(|usage| {
        tree.is_within(*usage, entry)
            && tree.node(*usage).parent.is_some_and(
                |call| matches!(tree.kind(call), Kind::Call { callee, .. } if callee == usage),
            )
    })
}
