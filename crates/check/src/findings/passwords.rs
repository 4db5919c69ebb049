//! Passwords compared or stored as they are, and hashes that cost too little.

use std::collections::HashSet;

use connector_contract::Action;

use crate::check::Check;
use crate::code::Code;
use crate::facts::{FAR, Is, Source, Step};
use crate::flow::Query;
use crate::tree::{Id, Kind};

pub(super) fn check(check: &mut Check<'_>) {
    comparisons(check);
    hashing(check);
    for query in check.facts.queries() {
        in_where(check, &query);
        stored(check, &query);
    }
}

fn is_password(name: &str) -> bool {
    matches!(
        name.to_lowercase().as_str(),
        "password"
            | "passwd"
            | "pwd"
            | "pass"
            | "password_hash"
            | "passwordhash"
            | "hashed_password"
            | "hashedpassword"
    )
}

fn comparisons(check: &mut Check<'_>) {
    let tree = check.tree;
    for id in tree.ids() {
        let Kind::Binary {
            operator: "===" | "==" | "!==" | "!=",
            left,
            right,
        } = tree.kind(id)
        else {
            continue;
        };
        for (stored, given) in [(*left, *right), (*right, *left)] {
            if is_stored_password(check, stored) && is_given_password(check, given) {
                let message = format!(
                    "{} is compared with the stored password as text",
                    check.written(given)
                );
                check.report(Code::PlainPasswordCompare, id, message);
                break;
            }
        }
    }
}

/// A password column of a row.
fn is_stored_password(check: &Check<'_>, id: Id) -> bool {
    match check.facts.is(id) {
        Some(Is::Column(name)) => is_password(&name),
        Some(_) => false,
        None => {
            let id = check.facts.value_of(id);
            check.tree.member(id).is_some_and(|(object, name)| {
                is_password(name)
                    && check.facts.origin(object).is_none()
                    && check.tree.name(object) != Some("env")
            })
        }
    }
}

/// What the caller typed, or something of the script's making that is no literal.
fn is_given_password(check: &Check<'_>, id: Id) -> bool {
    let tree = check.tree;
    match tree.kind(id) {
        Kind::Name { name, .. } => name != "undefined" && check.facts.origin(id).is_some(),
        Kind::Member { .. } => check.facts.origin(id).is_some(),
        // md5(password) and its like: as good as plain.
        Kind::Call { .. } => check.facts.origin(id).is_some(),
        _ => false,
    }
}

fn hashing(check: &mut Check<'_>) {
    let (tree, facts) = (check.tree, check.facts);
    for id in tree.ids() {
        let Kind::Call { callee, arguments } = tree.kind(id) else {
            continue;
        };
        let (name, module) = match facts.is(*callee) {
            Some(Is::Export(module, name)) => (name, module),
            _ => continue,
        };
        if !matches!(module.as_str(), "bcrypt" | "bcryptjs") {
            continue;
        }
        let cost = match name.as_str() {
            "hash" | "hashSync" => arguments.get(1),
            "genSalt" | "genSaltSync" => arguments.first(),
            _ => None,
        };
        if let Some(cost) = cost {
            let literal = facts.value_of(*cost);
            if let Kind::Number(rounds) = tree.kind(literal)
                && *rounds < 10.0
            {
                let fix = check.fix("use 10", &[(tree.span(literal), "10")]);
                check
                    .report(
                        Code::LowBcryptCost,
                        literal,
                        format!("{name} is asked for a cost of {rounds}"),
                    )
                    .fix = fix;
            }
        }
        if let Some(other) = name.strip_suffix("Sync") {
            let message = format!("{name} blocks while it works; await bcrypt.{other} does not");
            check.report(Code::SyncBcrypt, id, message);
        }
    }
}

/// `WHERE … password = $2`: the database compares.
fn in_where(check: &mut Check<'_>, query: &Query) {
    let sql = check.facts.sql(query.text).to_lowercase();
    let Some((_, condition)) = sql.split_once("where") else {
        return;
    };
    if sql.contains("crypt(") {
        return;
    }
    let compact: String = condition.chars().filter(|c| !c.is_whitespace()).collect();
    let compared = [
        "password=$",
        "password=?",
        "password='",
        "passwd=$",
        "pwd=$",
        "password=md5(",
        "password=sha1(",
    ];
    if compared.iter().any(|part| compact.contains(part)) {
        check.report(
            Code::PlainPasswordCompare,
            query.text,
            "the statement compares the stored password as text",
        );
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
        } if is_password(name) => {
            if facts.origin(*object).is_some() && !is_overwritten(check, *object) {
                found.add((id, check.written(id)));
            }
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
                    Source::Value(value, way) => {
                        if matches!(way.first(), Some(Step::Key(key)) if is_password(key))
                            && facts.origin(*value).is_some()
                            && facts.sources(*symbol).len() == 1
                        {
                            found.add((id, check.written(id)));
                        }
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
