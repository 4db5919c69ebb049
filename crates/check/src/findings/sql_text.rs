//! `sql-concatenation` and `or-lookup`: what a statement's text is made of.

use connector_contract::Action;

use crate::check::Check;
use crate::code::{Code, Severity};
use crate::finding::Fix;
use crate::flow::{Origin, Piece, Query};
use crate::tree::{Id, Kind};

pub(super) fn check(check: &mut Check<'_>) {
    for query in check.facts.queries() {
        concatenation(check, &query);
        if check.may_be(&[
            Action::Login,
            Action::GetUser,
            Action::UpdateUser,
            Action::DeleteUser,
            Action::ValidatePassword,
        ]) {
            or_lookup(check, &query);
        }
    }
}

fn concatenation(check: &mut Check<'_>, query: &Query) {
    let facts = check.facts;
    let pieces = facts.pieces(query.text);
    if !pieces
        .iter()
        .any(|piece| matches!(piece, Piece::Text(text) if !text.trim().is_empty()))
    {
        // The whole text comes from elsewhere: an `execute` that is no SQL, most likely.
        return;
    }
    for (at, piece) in pieces.iter().enumerate() {
        let Piece::Value(value) = piece else { continue };
        let Some(origin) = facts.origin(*value) else {
            continue;
        };
        let written = check.written(*value);
        let message = match origin {
            Origin::Text => {
                format!("{written} comes from outside and becomes part of the SQL text")
            }
            Origin::Number => {
                format!("{written} becomes part of the SQL text instead of a parameter")
            }
            Origin::FieldName => {
                format!(
                    "{written} is a field name of the caller's object and becomes part of the SQL text unchecked"
                )
            }
        };
        let fix = bind(check, query, *value, &pieces, at);
        let finding = check.report(Code::SqlConcatenation, *value, message);
        finding.fix = fix;
        if origin == Origin::Number {
            finding.severity = Severity::Warning;
        }
    }
}

/// `… WHERE id = ${id}` with no parameters, or an array of them written out, becomes `… WHERE id = $n` and one parameter
/// more. Only where the value stands for a value: after an operator, LIMIT or OFFSET, and outside quotes.
fn bind(check: &Check<'_>, query: &Query, value: Id, pieces: &[Piece], at: usize) -> Option<Fix> {
    let tree = check.tree;
    let before: String = pieces
        .get(..at)?
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.as_str(),
            Piece::Value(_) => "?",
        })
        .collect();
    let after = match pieces.get(at + 1) {
        Some(Piece::Text(text)) => text.as_str(),
        Some(Piece::Value(_)) => return None,
        None => "",
    };
    if before.matches('\'').count() % 2 != 0
        || after.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '\'' | '"' | '_' | '.'))
    {
        return None;
    }
    let upper = before.trim_end().to_uppercase();
    if !["=", "<", ">", " LIKE", " ILIKE", " LIMIT", " OFFSET"]
        .iter()
        .any(|ending| upper.ends_with(ending))
    {
        return None;
    }
    let (_, _, arguments) = tree.method_call(query.call)?;
    if arguments.first() != Some(&query.text) {
        return None;
    }
    let (values_edit, number) = match (arguments, query.values) {
        ([only], None) => {
            let end = tree.span(*only).1;
            (((end, end), format!(", [{}]", check.source_of(value)?)), 1)
        }
        ([_, values], Some(same)) if *values == same => {
            let Kind::Array(elements) = tree.kind(*values) else {
                return None;
            };
            if elements
                .iter()
                .any(|one| matches!(tree.kind(*one), Kind::Spread(_)))
            {
                return None;
            }
            let source = check.source_of(value)?;
            match elements.last() {
                Some(last) => {
                    let end = tree.span(*last).1;
                    (((end, end), format!(", {source}")), elements.len() + 1)
                }
                None => ((tree.span(*values), format!("[{source}]")), 1),
            }
        }
        _ => return None,
    };
    let text_edit = placeholder(check, query.text, value, number)?;
    check.fix(
        format!("bind it as ${number}"),
        &[(text_edit.0, &text_edit.1), (values_edit.0, &values_edit.1)],
    )
}

/// The edit that puts `$n` where the value is, in a template or a sum that stands in the call itself.
fn placeholder(
    check: &Check<'_>,
    text: Id,
    value: Id,
    number: usize,
) -> Option<((usize, usize), String)> {
    let tree = check.tree;
    match tree.kind(text) {
        Kind::Template { parts, .. } if parts.contains(&value) => {
            let (start, end) = tree.span(value);
            let open = check.text.get(..start)?.rfind("${")?;
            let close = end + check.text.get(end..)?.find('}')?;
            let blank = |from: usize, to: usize| {
                check
                    .text
                    .get(from..to)
                    .is_some_and(|text| text.trim().is_empty())
            };
            (blank(open + 2, start) && blank(end, close))
                .then(|| ((open, close + 1), format!("${number}")))
        }
        // 'text ' + value, where the sum ends.
        Kind::Binary {
            operator: "+",
            left,
            right,
        } if *right == value => {
            let last = match tree.kind(*left) {
                Kind::Binary {
                    operator: "+",
                    right,
                    ..
                } => *right,
                _ => *left,
            };
            matches!(tree.kind(last), Kind::Text(_)).then_some(())?;
            let end = tree.span(last).1;
            let quote = check.text.get(end.checked_sub(1)?..end)?;
            Some(((end - 1, tree.span(value).1), format!("${number}{quote}")))
        }
        _ => None,
    }
}

/// Columns that tell users apart.
const IDENTIFIERS: [&str; 9] = [
    "id",
    "email",
    "phone",
    "username",
    "user_name",
    "mobile",
    "phone_number",
    "external_id",
    "login",
];

fn or_lookup(check: &mut Check<'_>, query: &Query) {
    let sql = check.facts.sql(query.text);
    let words: Vec<String> = words(&sql);
    if words
        .first()
        .is_none_or(|word| word != "select" && word != "with")
    {
        return;
    }
    let mut joined: Vec<&str> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        // … email = $1 OR username = $2 …
        if word == "or" {
            let before = words.get(..at).and_then(|before| column_before(before));
            let after = words.get(at + 1..).and_then(|after| column_after(after));
            for column in [before, after].into_iter().flatten() {
                if IDENTIFIERS.contains(&column) && !joined.contains(&column) {
                    joined.push(column);
                }
            }
        }
    }
    if joined.len() > 1 {
        let message = format!(
            "this looks one user up by {} at once, joined with OR",
            joined.join(", ")
        );
        check.report(Code::OrLookup, query.text, message);
    }
}

/// Lower-case words of SQL, and `=` where it stands alone; other signs part words.
fn words(sql: &str) -> Vec<String> {
    let spaced = sql
        .replace("<=", " ")
        .replace(">=", " ")
        .replace("!=", " ")
        .replace('=', " = ");
    spaced
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$' | '=' | '?' | '.')))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn column_before(words: &[String]) -> Option<&str> {
    let equals = words
        .iter()
        .rposition(|word| word == "=")
        .filter(|at| words.len() - at <= 3)?;
    column(words.get(equals.checked_sub(1)?)?)
}

fn column_after(words: &[String]) -> Option<&str> {
    let equals = words
        .iter()
        .position(|word| word == "=")
        .filter(|at| *at <= 2)?;
    column(words.get(equals.checked_sub(1)?)?)
}

fn column(word: &str) -> Option<&str> {
    word.rsplit('.').next()
}
