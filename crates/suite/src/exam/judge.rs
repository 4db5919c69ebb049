//! Whether what must hold does.

use std::collections::BTreeSet;

use connector_contract::Status;
use serde_json::Value;

use super::ask::AGAIN;
use super::question::{Question, Rule};
use super::report::ExamFinding;
use super::seen::{Rows, Seen, is_sql_error, short};
use super::users::{Row, Users, key};

/// How the host says that a script has as many clients as it may have.
const OUT_OF_CLIENTS: &str = "database clients";

/// What was found instead of what was expected.
struct Broken {
    happened: String,
    expected: String,
}

/// What no script may show in a public message or a value, whatever it was asked.
pub(crate) struct Secrets<'a> {
    /// The database's name, password and address.
    pub(crate) connection: &'a [String],
    /// The passwords that the case uses.
    pub(crate) passwords: &'a [String],
    /// Where passwords are kept.
    pub(crate) column: Option<&'a str>,
}

/// All that is wrong.
pub(crate) fn judge(
    question: &Question,
    seen: &Seen<'_>,
    users: &Users,
    secrets: &Secrets<'_>,
) -> Vec<ExamFinding> {
    let finding = |broken: Broken, why: &str, fix: &str, check: &[&str]| ExamFinding {
        happened: broken.happened,
        expected: broken.expected,
        why: why.to_owned(),
        fix: fix.to_owned(),
        check: check.iter().map(|code| (*code).to_owned()).collect(),
    };
    let mut found = Vec::new();
    for rule in &question.rules {
        let Some(broken) = broken(rule, seen, users) else {
            continue;
        };
        found.push(match rule {
            Rule::NoSqlError => finding(
                broken,
                "Text from outside became part of a statement: whoever sends it chooses what the database runs.",
                "Write $1, $2 … in the SQL and pass the values as query's second argument; take column names from a list of your own.",
                &["sql-concatenation"],
            ),
            _ => finding(broken, question.why, question.fix, question.check),
        });
    }
    if let Some(broken) = leaked_password(seen, secrets) {
        found.push(finding(
            broken,
            "A profile travels to the provider, into tokens and into logs; a hash in it can be guessed offline.",
            "Return only the fields of a profile, never the row as it is.",
            &[],
        ));
    }
    if let Some(broken) = leaked_text(seen, secrets) {
        found.push(finding(
            broken,
            "The thrown text is shown to whoever tries to sign in.",
            "Throw a text of your own; write the driver's to the console.",
            &["driver-text-shown"],
        ));
    }
    found
}

fn names(statuses: &[Status]) -> String {
    statuses
        .iter()
        .map(|status| status.name())
        .collect::<Vec<_>>()
        .join(" or ")
}

fn broken(rule: &Rule, seen: &Seen<'_>, users: &Users) -> Option<Broken> {
    let broken = |happened: String, expected: String| Some(Broken { happened, expected });
    let calls = 0..seen.outcomes.len();
    let status = |at: usize| seen.outcomes.get(at).map(|(_, outcome)| outcome.status);
    match rule {
        Rule::All(allowed) => {
            let at = calls
                .into_iter()
                .find(|at| status(*at).is_none_or(|status| !allowed.contains(&status)))?;
            broken(seen.told(at), names(allowed))
        }
        Rule::Call(at, allowed) => {
            let wrong = status(*at).is_none_or(|status| !allowed.contains(&status));
            wrong.then_some(())?;
            broken(seen.told(*at), names(allowed))
        }
        Rule::Exactly(count, one, rest) => {
            let ones = calls.clone().filter(|at| status(*at) == Some(*one)).count();
            let odd = calls
                .clone()
                .find(|at| status(*at).is_none_or(|status| status != *one && status != *rest));
            let expected = format!("{count} {one}, all others {rest}");
            match odd {
                Some(at) => broken(seen.told(at), expected),
                None if ones != *count => broken(
                    format!("{ones} of {} calls ended {one}", calls.len()),
                    expected,
                ),
                None => None,
            }
        }
        Rule::NoneSucceeds => {
            let at = calls
                .into_iter()
                .find(|at| status(*at).is_some_and(Status::is_ok))?;
            broken(seen.told(at), "no success".to_owned())
        }
        Rule::NoSqlError => {
            let bad = |at: &usize| {
                seen.outcomes
                    .get(*at)
                    .is_some_and(|(_, outcome)| is_sql_error(outcome))
            };
            if bad(&0) {
                return None;
            }
            let at = calls.into_iter().find(bad)?;
            broken(
                seen.told(at),
                "the value stays a value, whatever it holds".to_owned(),
            )
        }
        Rule::ClientsLast => {
            let out = seen.outcomes.iter().any(|(_, outcome)| {
                outcome
                    .error
                    .as_ref()
                    .is_some_and(|error| error.message.contains(OUT_OF_CLIENTS))
            });
            out.then_some(())?;
            broken(
                format!(
                    "called {AGAIN} times in one isolate, the script had no database client left"
                ),
                "each call ends its clients".to_owned(),
            )
        }
        Rule::FirstThenAll | Rule::ChangedThenAll => {
            let first = status(0).is_some_and(Status::is_ok);
            let changed = seen.after.as_ref().is_ok_and(|after| *after != seen.before);
            (first && (changed || *rule == Rule::FirstThenAll)).then_some(())?;
            let at = calls
                .into_iter()
                .find(|at| status(*at).is_none_or(|status| !status.is_ok()))?;
            broken(
                format!("the first call was a success, but {}", seen.told(at)),
                "success of the later calls too".to_owned(),
            )
        }
        Rule::Null => {
            let thrown = |at: &usize| {
                let outcome = seen.outcomes.get(*at).map(|(_, outcome)| outcome);
                outcome.is_some_and(|outcome| {
                    outcome.status == Status::NotFound
                        && outcome.rule != connector_contract::Rule::NoSuchUser.sentence()
                })
            };
            let at = calls.into_iter().find(thrown)?;
            broken(
                format!("{}: it threw", seen.told(at)),
                "null is returned, nothing is thrown".to_owned(),
            )
        }
        Rule::Profile(id) => {
            let wanted = key(id);
            let (at, other) = seen
                .profiles()
                .into_iter()
                .find(|(_, found)| *found != wanted)?;
            broken(
                format!("{} with the profile of id {}", seen.told(at), short(&other)),
                format!("the profile of id {wanted}"),
            )
        }
        Rule::ListLength(at, length) => {
            let list = seen.list(*at)?;
            (list.len() != *length).then_some(())?;
            broken(
                format!(
                    "{} with {} profiles in its list",
                    seen.told(*at),
                    list.len()
                ),
                format!("{length} profiles"),
            )
        }
        Rule::ListPartial(at) => {
            let list = seen.list(*at)?;
            (list.len() >= seen.before.len()).then_some(())?;
            broken(
                format!("{} with all {} users", seen.told(*at), list.len()),
                "only those that match".to_owned(),
            )
        }
        Rule::SomeListHas(id) => {
            let wanted = key(id);
            let lists: Vec<Vec<String>> = calls.filter_map(|at| seen.list(at)).collect();
            let missed = !lists.is_empty() && !lists.iter().any(|list| list.contains(&wanted));
            missed.then_some(())?;
            broken(
                format!("none of {} lists has the user of id {wanted}", lists.len()),
                "one of the user's own texts finds the user".to_owned(),
            )
        }
        Rule::Total(at, count) => {
            let total = seen.value(*at)?.get("totalCount").and_then(Value::as_u64);
            (total != u64::try_from(*count).ok()).then_some(())?;
            let total = total.map_or_else(|| "none".to_owned(), |total| total.to_string());
            broken(
                format!("totalCount is {total}"),
                format!("totalCount is {count}, the number of all that match"),
            )
        }
        Rule::ListsDisjoint => {
            let mut known = BTreeSet::new();
            let ids = calls.filter_map(|at| seen.list(at)).flatten();
            let twice = ids.into_iter().find(|id| !known.insert(id.clone()))?;
            broken(
                format!("the user of id {} stands on two pages", short(&twice)),
                "each user stands on one page".to_owned(),
            )
        }
        Rule::Untouched
        | Rule::OnlyAdded
        | Rule::OnlyRow(_)
        | Rule::OnlyColumns(..)
        | Rule::Holds(..)
        | Rule::HoldsNull(..)
        | Rule::Gone(_)
        | Rule::More(_)
        | Rule::NewRowsHold(..)
        | Rule::NotStored(_)
        | Rule::ProfileOfNewRow(_) => match &seen.after {
            Err(message) => broken(
                format!("{} can't be read any more: {}", users.name, short(message)),
                "the table is as it was".to_owned(),
            ),
            Ok(after) => rows(rule, seen, after, users),
        },
    }
}

/// Rules about the rows.
fn rows(rule: &Rule, seen: &Seen<'_>, after: &Rows, users: &Users) -> Option<Broken> {
    let broken = |happened: String, expected: &str| {
        Some(Broken {
            happened,
            expected: expected.to_owned(),
        })
    };
    let cell = |row: &Row, column: &str| {
        row.get(column)
            .map_or_else(|| "nothing".to_owned(), |value| short(&value.to_string()))
    };
    match rule {
        Rule::Untouched => {
            let key = differing(seen.before, after).next()?;
            broken(changed(key, seen.before, after), "no row changes")
        }
        Rule::OnlyAdded => {
            let key = differing(seen.before, after).find(|key| seen.before.contains_key(*key))?;
            broken(
                changed(key, seen.before, after),
                "the rows that were there stay as they are",
            )
        }
        Rule::OnlyRow(own) => {
            let key = differing(seen.before, after).find(|key| *key != own)?;
            broken(
                changed(key, seen.before, after),
                &format!("no row but that of id {own} changes"),
            )
        }
        Rule::OnlyColumns(own, columns) => {
            let (old, new) = (seen.before.get(own)?, after.get(own)?);
            let other = users.columns.iter().find(|column| {
                !columns.contains(&column.name)
                    && !column.is_bookkeeping()
                    && old.get(&column.name) != new.get(&column.name)
            })?;
            let name = &other.name;
            broken(
                format!(
                    "column {name} of id {own} changed too, from {} to {}",
                    cell(old, name),
                    cell(new, name)
                ),
                "what is not among the updates stays as it is",
            )
        }
        Rule::Holds(own, column, wanted) => {
            let mut statuses = seen.outcomes.iter().map(|(_, outcome)| outcome.status);
            if statuses.any(|status| status == Status::Unchanged) {
                return None;
            }
            let found = after.get(own).and_then(|row| row.get(column));
            (found.map(key).as_ref() != Some(wanted)).then_some(())?;
            let found =
                found.map_or_else(|| "nothing".to_owned(), |value| short(&value.to_string()));
            broken(
                format!("column {column} of id {own} holds {found}"),
                &format!("it holds {}", short(wanted)),
            )
        }
        Rule::HoldsNull(own, column) => {
            let found = after
                .get(own)
                .and_then(|row| row.get(column))
                .filter(|value| !value.is_null())?;
            broken(
                format!(
                    "column {column} of id {own} holds {}",
                    short(&found.to_string())
                ),
                "it holds NULL",
            )
        }
        Rule::Gone(own) => {
            let same = after
                .get(own)
                .is_some_and(|row| seen.before.get(own) == Some(row));
            same.then_some(())?;
            broken(
                format!("the row of id {own} is as it was"),
                "it is gone, or marked as deleted",
            )
        }
        Rule::More(count) => {
            let more = seen.new_rows().len();
            (more != *count).then_some(())?;
            broken(format!("{more} rows are new"), &format!("{count} new"))
        }
        Rule::NewRowsHold(column, wanted) => {
            let rows = seen.new_rows();
            let odd = rows.iter().find(|row| {
                row.get(column)
                    .is_none_or(|value| !wanted.contains(&key(value)))
            })?;
            broken(
                format!("column {column} of a new row holds {}", cell(odd, column)),
                "it holds what was given, to the letter",
            )
        }
        Rule::NotStored(text) => {
            let fresh = after
                .iter()
                .filter(|(key, row)| seen.before.get(*key) != Some(row));
            let column = fresh.into_iter().find_map(|(_, row)| {
                let found = row
                    .iter()
                    .find(|(_, value)| value.as_str().is_some_and(|value| value.contains(text)));
                found.map(|(column, _)| column.clone())
            })?;
            broken(
                format!("column {column} holds the password in plain text"),
                "a hash of it",
            )
        }
        Rule::ProfileOfNewRow(at) => {
            let value = seen.value(*at)?;
            let id = value.get("id").map(key).unwrap_or_default();
            let rows = seen.new_rows();
            let [row] = rows.as_slice() else { return None };
            let known = row.values().any(|value| key(value) == id);
            (!known).then_some(())?;
            broken(
                format!(
                    "the profile's id {} stands nowhere in the new row",
                    short(&id)
                ),
                "the new user's id",
            )
        }
        _ => None,
    }
}

/// Keys of rows that were added, removed or changed.
fn differing<'r>(before: &'r Rows, after: &'r Rows) -> impl Iterator<Item = &'r String> {
    let gone_or_changed = before
        .iter()
        .filter(|(key, row)| after.get(*key) != Some(row));
    let added = after.keys().filter(|key| !before.contains_key(*key));
    gone_or_changed.map(|(key, _)| key).chain(added)
}

fn changed(key: &str, before: &Rows, after: &Rows) -> String {
    match (before.get(key), after.get(key)) {
        (Some(_), None) => format!("the row of id {} is gone", short(key)),
        (None, _) => format!("a row of id {} was added", short(key)),
        (Some(old), Some(new)) => {
            let columns = new
                .iter()
                .filter(|(column, value)| old.get(*column) != Some(value));
            let columns: Vec<&str> = columns.map(|(column, _)| column.as_str()).collect();
            format!(
                "the row of id {} changed in {}",
                short(key),
                columns.join(", ")
            )
        }
    }
}

fn leaked_password(seen: &Seen<'_>, secrets: &Secrets<'_>) -> Option<Broken> {
    const TELLING: usize = 8;
    let column = secrets.column?;
    let rows = seen
        .after
        .as_ref()
        .ok()
        .into_iter()
        .flat_map(|after| after.values())
        .chain(seen.before.values());
    let hashes: BTreeSet<&str> = rows
        .filter_map(|row| row.get(column)?.as_str())
        .filter(|hash| hash.len() >= TELLING)
        .collect();
    let (at, path) = (0..seen.outcomes.len()).find_map(|at| {
        let value = seen.value(at)?;
        let is_secret = |text: &str| {
            hashes.contains(text) || secrets.passwords.iter().any(|password| password == text)
        };
        find(&value, &is_secret, String::new()).map(|path| (at, path))
    })?;
    Some(Broken {
        happened: format!(
            "{} and its value{path} is a password or its hash",
            seen.told(at)
        ),
        expected: "no profile holds a password, in whatever form".to_owned(),
    })
}

/// Where a text stands in a value.
fn find(value: &Value, wanted: &dyn Fn(&str) -> bool, path: String) -> Option<String> {
    match value {
        Value::String(text) if wanted(text) => Some(path),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(at, item)| find(item, wanted, format!("{path}[{at}]"))),
        Value::Object(members) => members
            .iter()
            .find_map(|(name, member)| find(member, wanted, format!("{path}.{name}"))),
        _ => None,
    }
}

fn leaked_text(seen: &Seen<'_>, secrets: &Secrets<'_>) -> Option<Broken> {
    const DRIVERS: [&str; 6] = [
        "violates ",
        "duplicate key",
        "syntax error at",
        "ECONN",
        "relation \"",
        "column \"",
    ];
    let errors = seen
        .outcomes
        .iter()
        .filter_map(|(_, outcome)| outcome.error.as_ref());
    let leaking = errors.into_iter().find(|error| {
        let public = &error.public_message;
        DRIVERS.iter().any(|text| public.contains(text))
            || secrets
                .connection
                .iter()
                .any(|text| public.contains(text.as_str()))
    })?;
    Some(Broken {
        happened: format!("the public message is {:?}", short(&leaking.public_message)),
        expected: "no word of the database's in what end users read".to_owned(),
    })
}
