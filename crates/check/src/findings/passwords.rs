//! `plain-password-compare`: passwords compared as they are, by the script or by the statement.

use crate::check::Check;
use crate::code::Code;
use crate::facts::Is;
use crate::flow::Query;
use crate::tree::{Id, Kind};

pub(super) fn check(check: &mut Check<'_>) {
    comparisons(check);
    for query in check.facts.queries() {
        in_where(check, &query);
    }
}

pub(super) fn is_password(name: &str) -> bool {
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
