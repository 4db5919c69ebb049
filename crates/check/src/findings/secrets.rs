//! `secret-literal`: passwords and keys written into the script.

use crate::check::Check;
use crate::code::Code;
use crate::tree::{Id, Kind};

pub(super) fn check(check: &mut Check<'_>) {
    let tree = check.tree;
    for id in tree.ids() {
        let texts: Vec<&str> = match tree.kind(id) {
            Kind::Text(text) => vec![text],
            Kind::Template { texts, .. } => texts.iter().map(String::as_str).collect(),
            _ => continue,
        };
        let what = if texts.iter().any(|text| has_password(text)) {
            "this connection string has a password in it"
        } else if texts.iter().any(|text| is_known_key(text)) {
            "this looks like a service's secret key"
        } else if is_password_setting(check, id) {
            "this is a password in a connection's settings"
        } else if is_secret_named(check, id) {
            "this is a secret, going by its name"
        } else {
            continue;
        };
        check.report(Code::SecretLiteral, id, format!("{what}; take it from env"));
    }
}

/// `scheme://user:password@host`.
fn has_password(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    authority
        .rsplit_once('@')
        .and_then(|(user, _)| user.split_once(':'))
        .is_some_and(|(_, password)| {
            !password.is_empty() && !password.contains(char::is_whitespace)
        })
}

fn is_known_key(text: &str) -> bool {
    let long = |min: usize| {
        text.len() >= min
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_.+/=".contains(&b))
    };
    let dots = text.matches('.').count();
    (text.starts_with("eyJ") && dots == 2 && long(40))
        || ([
            "sk_live_",
            "sk_test_",
            "ghp_",
            "github_pat_",
            "xoxb-",
            "xoxp-",
            "glpat-",
        ]
        .iter()
        .any(|p| text.starts_with(p))
            && long(20))
        || (text.starts_with("AKIA") && text.len() == 20 && long(20))
        || text.starts_with("-----BEGIN PRIVATE KEY")
        || text.starts_with("-----BEGIN RSA PRIVATE KEY")
}

/// `new Client({ password: '…' })`, or the same object in a variable that has a host or a user beside it.
fn is_password_setting(check: &Check<'_>, id: Id) -> bool {
    let tree = check.tree;
    let Some(entry) = tree.node(id).parent else {
        return false;
    };
    let Kind::Entry { key: Some(key), .. } = tree.kind(entry) else {
        return false;
    };
    if !matches!(key.as_str(), "password" | "passwd" | "pwd")
        || tree.text(id).is_none_or(str::is_empty)
    {
        return false;
    }
    let Some(object) = tree.node(entry).parent else {
        return false;
    };
    ["host", "user", "database", "server", "connectionString"]
        .iter()
        .any(|other| {
            // A map of columns has these keys too: its values are plain names, each under its own.
            tree.entry(object, other)
                .is_some_and(|value| tree.text(value) != Some(other))
        })
        && tree.text(id) != Some(key)
}

/// A long text without blanks under a name such as apiKey.
fn is_secret_named(check: &Check<'_>, id: Id) -> bool {
    let tree = check.tree;
    let Some(text) = tree.text(id) else {
        return false;
    };
    let random = text.len() >= 16
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.+/=".contains(&b))
        && text.bytes().any(|b| b.is_ascii_digit())
        && text.bytes().any(|b| b.is_ascii_alphabetic());
    if !random {
        return false;
    }
    let name = tree
        .node(id)
        .parent
        .and_then(|parent| match tree.kind(parent) {
            Kind::Entry { key, .. } => key.clone(),
            Kind::Variable { pattern, .. } => tree.name(*pattern).map(str::to_owned),
            Kind::Assign { target, .. } => tree.member(*target).map(|(_, name)| name.to_owned()),
            _ => None,
        });
    name.is_some_and(|name| {
        let name = name.to_lowercase();
        [
            "secret",
            "apikey",
            "api_key",
            "accesskey",
            "access_key",
            "privatekey",
            "private_key",
            "token",
            "authorization",
        ]
        .iter()
        .any(|word| name.contains(word))
    })
}
