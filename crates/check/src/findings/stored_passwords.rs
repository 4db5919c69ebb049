//! `plain-password-stored`: passwords among a statement's values that nothing has hashed.

use std::collections::HashSet;

use connector_contract::Action;

use super::passwords::is_password;
use crate::check::Check;
use crate::code::Code;
use crate::facts::{FAR, Is, Source, Step};
use crate::flow::Query;
use crate::tree::{Id, Kind};

pub(super) fn check(check: &mut Check<'_>) {
    for query in check.facts.queries() {
        stored(check, &query);
    }
}

fn stored(check: &mut Check<'_>, query: &Query) {
    let sql = check.facts.sql(query.text);
    let verb = sql.trim_start().get(..6).unwrap_or("").to_uppercase();
    if !matches!(verb.as_str(), "INSERT" | "UPDATE") || sql.to_lowercase().contains("crypt(") {
        return;
    }
    if let Some(values) = query.values {
        let mut found = Found::default();
        plain(check, values, FAR, &mut found);
        for (at, written) in found.list {
            check.report(
                Code::PlainPasswordStored,
                at,
                format!("{written} is stored as it came"),
            );
        }
    }
}

/// What was found, and what was looked at: values that name each other in a circle are looked at once.
#[derive(Default)]
struct Found {
    list: Vec<(Id, String)>,
    seen: HashSet<Id>,
}

impl Found {
    fn add(&mut self, one: (Id, String)) {
        self.list.push(one);
    }
}

/// The passwords among a statement's values that nothing has hashed.
fn plain(check: &Check<'_>, id: Id, far: usize, found: &mut Found) {
    let Some(far) = far.checked_sub(1).filter(|_| found.seen.insert(id)) else {
        return;
    };
    let (tree, facts) = (check.tree, check.facts);
    if matches!(facts.is(id), Some(Is::Hash | Is::Promise(_))) {
        return;
    }
    match tree.kind(id) {
        Kind::Array(elements) => elements
            .iter()
            .for_each(|one| plain(check, *one, far, found)),
        Kind::Spread(inner) | Kind::Await(inner) => plain(check, *inner, far, found),
        Kind::Conditional { yes, no, .. }
        | Kind::Binary {
            operator: "||" | "??" | "&&",
            left: yes,
            right: no,
        } => {
            plain(check, *yes, far, found);
            plain(check, *no, far, found);
        }
        Kind::Member {
            object,
            name: Some(name),
            ..
        } if is_password(name)
            && facts.origin(*object).is_some()
            && !is_overwritten(check, *object) =>
        {
            found.add((id, check.written(id)));
        }
        Kind::Name {
            symbol: Some(symbol),
            name,
        } => {
            if facts.entry_parameter(id).is_some() && is_password(name) {
                found.add((id, check.written(id)));
            }
            for source in facts.sources(*symbol) {
                match source {
                    Source::Value(value, way) if way.is_empty() => plain(check, *value, far, found),
                    Source::Value(value, way)
                        if matches!(way.first(), Some(Step::Key(key)) if is_password(key))
                            && facts.origin(*value).is_some()
                            && facts.sources(*symbol).len() == 1 =>
                    {
                        found.add((id, check.written(id)));
                    }
                    _ => {}
                }
            }
            pushed(check, *symbol, far, found);
        }
        // All fields of the caller's object, the password among them.
        Kind::Call { callee, arguments } => {
            let Some((object, name)) = tree.member(*callee) else {
                return;
            };
            match name {
                "values" => {
                    if let Some(all) = arguments.first() {
                        whole(check, id, *all, found);
                    }
                }
                "map" => {
                    for value in arguments
                        .first()
                        .and_then(|first| facts.function(*first))
                        .map(|f| facts.returns(f))
                        .unwrap_or_default()
                    {
                        if let Kind::Member {
                            object, name: None, ..
                        } = tree.kind(value)
                        {
                            whole(check, id, *object, found);
                        }
                    }
                }
                "concat" => {
                    plain(check, object, far, found);
                    arguments
                        .iter()
                        .for_each(|one| plain(check, *one, far, found));
                }
                _ => {}
            }
        }
        _ => {}
    }
}

/// What is pushed onto an array.
fn pushed(check: &Check<'_>, symbol: usize, far: usize, found: &mut Found) {
    let (tree, facts) = (check.tree, check.facts);
    for usage in facts.uses(symbol) {
        let call = tree
            .node(*usage)
            .parent
            .and_then(|member| tree.node(member).parent);
        if let Some((object, "push" | "unshift", arguments)) =
            call.and_then(|call| tree.method_call(call))
            && object == *usage
        {
            for argument in arguments {
                match tree.kind(*argument) {
                    Kind::Member {
                        object, name: None, ..
                    } => whole(check, *argument, *object, found),
                    _ => plain(check, *argument, far, found),
                }
            }
        }
    }
}

/// The caller's whole object goes into the statement. Its password does too, unless the script says otherwise somewhere.
fn whole(check: &Check<'_>, at: Id, object: Id, found: &mut Found) {
    let (tree, facts) = (check.tree, check.facts);
    if !check.may_be(&[Action::CreateUser, Action::UpdateUser])
        || facts.origin(object).is_none()
        || is_overwritten(check, object)
    {
        return;
    }
    // A password is among the fields only where the script names it; a script that hashes anything knows what it does.
    let mut named = false;
    for id in tree.ids() {
        match tree.kind(id) {
            Kind::Call { callee, .. } => {
                if matches!(facts.is(*callee), Some(Is::Export(module, _)) if matches!(module.as_str(), "bcrypt" | "bcryptjs" | "crypto"))
                {
                    return;
                }
            }
            Kind::Text(text) => named |= is_password(text),
            Kind::Entry { key: Some(key), .. } => named |= is_password(key),
            _ => {}
        }
    }
    if named {
        found.add((at, "the password among these values".to_owned()));
    }
}

/// Whether the script sets or deletes the password of this object.
fn is_overwritten(check: &Check<'_>, object: Id) -> bool {
    let (tree, facts) = (check.tree, check.facts);
    let Some(symbol) = tree.symbol(object) else {
        return false;
    };
    facts.uses(symbol).iter().any(|usage| {
        let Some(member) = tree.node(*usage).parent else {
            return false;
        };
        let names_it = match tree.kind(member) {
            Kind::Member {
                name: Some(name), ..
            } => is_password(name),
            Kind::Member { index: Some(_), .. } => true,
            _ => false,
        };
        names_it
            && tree
                .node(member)
                .parent
                .is_some_and(|parent| match tree.kind(parent) {
                    Kind::Assign { target, .. } => *target == member,
                    Kind::Unary {
                        operator: "delete", ..
                    } => matches!(tree.kind(member), Kind::Member { name: Some(_), .. }),
                    _ => false,
                })
    })
}
