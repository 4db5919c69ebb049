//! `unknown-module`, `unknown-method`, `unused-module`: what is required and what is called of it.

use super::names;
use crate::check::Check;
use crate::code::Code;
use crate::facts::Is;
use crate::tree::{Id, Kind};

pub(super) fn check(check: &mut Check<'_>) {
    let (tree, facts) = (check.tree, check.facts);
    for id in tree.ids() {
        match tree.kind(id) {
            Kind::Call { callee, arguments } => {
                if tree.name(*callee) == Some("require") && tree.symbol(*callee).is_none() {
                    if let Some(name) = arguments.first().and_then(|first| tree.text(*first)) {
                        module(check, arguments[0], name);
                    }
                    unused(check, id);
                } else {
                    method(check, *callee);
                }
            }
            Kind::New { callee, .. } => method(check, *callee),
            Kind::Import { module: name, .. } => module(check, id, name),
            Kind::PatternEntry { key: Some(key), .. } => {
                // const { Clinet } = require('pg')
                let value = tree.ancestors(id).find_map(|up| match tree.kind(up) {
                    Kind::Variable {
                        pattern,
                        value: Some(value),
                    } if tree.node(id).parent == Some(*pattern) => Some(*value),
                    _ => None,
                });
                if let Some(Is::Module(module)) = value.and_then(|value| facts.is(value)) {
                    export(check, id, &module, key);
                }
            }
            _ => {}
        }
    }
}

fn module(check: &mut Check<'_>, at: Id, written: &str) {
    let name = crate::facts::bare(written);
    let top = if name.starts_with('@') {
        name
    } else {
        name.split('/').next().unwrap_or(name)
    };
    let known = check
        .modules
        .0
        .iter()
        .any(|known| *known == name || *known == top)
        || name.starts_with("lodash.");
    if known {
        return;
    }
    let near = names::nearest(name, check.modules.0.iter().copied());
    let hint = match near {
        Some(near) => format!("did you mean {near}?"),
        None => format!("there are {}", check.modules.0.join(", ")),
    };
    check.report(
        Code::UnknownModule,
        at,
        format!("there is no module {written:?}: {hint}"),
    );
}

fn method(check: &mut Check<'_>, callee: Id) {
    let (tree, facts) = (check.tree, check.facts);
    let Some((object, name)) = tree.member(callee) else {
        return;
    };
    match facts.is(object) {
        Some(Is::Module(module)) => export(check, callee, &module, name),
        Some(Is::Client { .. }) => missing(check, callee, "a client of pg", name, names::CLIENT),
        Some(Is::Pool) => missing(check, callee, "a pool of pg", name, names::POOL),
        _ => {}
    }
}

fn export(check: &mut Check<'_>, at: Id, module: &str, name: &str) {
    let list = match module {
        "pg" => names::PG,
        "bcrypt" => names::BCRYPT,
        "bcryptjs" => names::BCRYPTJS,
        "lodash" => names::LODASH,
        _ => return,
    };
    missing(check, at, module, name, list);
}

fn missing(check: &mut Check<'_>, at: Id, what: &str, name: &str, list: &[&str]) {
    if list.contains(&name) || names::OBJECT.contains(&name) {
        return;
    }
    let hint = names::nearest(name, list.iter().copied())
        .map_or(String::new(), |near| format!("; did you mean {near}?"));
    check.report(
        Code::UnknownMethod,
        at,
        format!("{what} has no {name}{hint}"),
    );
}

/// `const _ = require('lodash')` and no `_` anywhere.
fn unused(check: &mut Check<'_>, call: Id) {
    let (tree, facts) = (check.tree, check.facts);
    let Some(variable) = tree.node(call).parent else {
        return;
    };
    let Kind::Variable { pattern, .. } = tree.kind(variable) else {
        return;
    };
    let Kind::Binding {
        symbol: Some(symbol),
        name,
    } = tree.kind(*pattern)
    else {
        return;
    };
    if !facts.uses(*symbol).is_empty() {
        return;
    }
    let fix = tree
        .node(variable)
        .parent
        .filter(|list| matches!(tree.kind(*list), Kind::Variables(list) if list.len() == 1));
    let fix = fix.and_then(|statement| {
        let (start, end) = tree.span(statement);
        let line = check.text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
        let blank = check.text.get(line..start)?.trim().is_empty();
        let rest = check.text.get(end..)?;
        let stop = end + rest.find('\n').map_or(rest.len(), |at| at + 1);
        let alone = blank && check.text.get(end..stop)?.trim().is_empty();
        check.fix(
            "take it out",
            &[(if alone { (line, stop) } else { (start, end) }, "")],
        )
    });
    check
        .report(Code::UnusedModule, variable, format!("{name} is not used"))
        .fix = fix;
}
