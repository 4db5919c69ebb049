//! What can be known before anything is asked.

use connector_contract::{Action, Env, Invocation, Outcome, Status};
use connector_host::{Cancel, Job};
use serde_json::{Value, json};

use super::ExamOptions;
use super::subject::{PASSWORD, Person, Subject};
use super::users::{self, Row, Users, key, nobody};
use crate::connection::Connection;
use crate::database::{CaseDatabase, Databases};
use crate::error::SuiteError;
use crate::judge::value_of;

/// Everything the cases have in common.
pub(crate) struct Prepared {
    pub(crate) subject: Subject,
    /// Names for messages, and statements that fill each case's database.
    pub(crate) seeds: Vec<(String, String)>,
}

/// Looks at the folder's database, seeded as far as it takes to have two users.
pub(crate) async fn prepare(
    connection: &Connection,
    databases: &Databases,
    options: &ExamOptions<'_>,
) -> Result<Prepared, SuiteError> {
    let folder = connection.folder.display();
    let wrong = |message: String| SuiteError::Exam(message);
    if connection.scripts.is_empty() {
        return Err(wrong(format!(
            "{folder} has no script: a connection folder keeps one file for each action, such as updateUser.js"
        )));
    }
    if connection.schema.is_none() {
        return Err(wrong(format!(
            "{folder} has no schema.sql: the exam needs the users' table"
        )));
    }
    let none = Vec::new();
    let mut tried: Vec<&Vec<(String, String)>> = Vec::new();
    let seeded = connection.cases.iter().map(|case| &case.sql);
    for seeds in std::iter::once(&none).chain(seeded) {
        if tried.contains(&seeds) {
            continue;
        }
        tried.push(seeds);
        let database = databases.case_database(connection).await?;
        let found = look(connection, &database, seeds, options).await;
        databases.discard(database).await?;
        match found? {
            Looked::Enough(prepared) => return Ok(*prepared),
            Looked::NoTable => {
                return Err(wrong(match &options.table {
                    Some(table) => format!("--table: schema.sql makes no table {table}"),
                    None => format!(
                        "{folder}/schema.sql: which table holds the users? Name it with --table"
                    ),
                }));
            }
            Looked::TooFew => {}
        }
    }
    Err(wrong(format!(
        "{folder}: the users' table has fewer than two rows after schema.sql, and no case's sql adds them: the exam asks for one user and watches another"
    )))
}

enum Looked {
    Enough(Box<Prepared>),
    TooFew,
    NoTable,
}

async fn look(
    connection: &Connection,
    database: &CaseDatabase,
    seeds: &[(String, String)],
    options: &ExamOptions<'_>,
) -> Result<Looked, SuiteError> {
    for (name, sql) in seeds {
        // Some case's seeds may be meant to fail, or to stand beside others.
        if database.seed(name, sql).await.is_err() {
            return Ok(Looked::TooFew);
        }
    }
    let found = Users::find(database, options.table.as_deref())
        .await
        .map_err(SuiteError::Exam)?;
    let Some(mut users) = found else {
        return Ok(Looked::NoTable);
    };
    let mut rows = users::rows(database, &users)
        .await
        .map_err(SuiteError::Exam)?;
    // Users with an e-mail are what most scripts are about.
    let email = users.field("email").map(|column| column.name.clone());
    let has_email = |row: &Row| {
        email
            .as_ref()
            .is_some_and(|email| row.get(email).is_some_and(Value::is_string))
    };
    rows.sort_by_key(|(_, row)| !has_email(row));
    let [first, second, ..] = rows.as_slice() else {
        return Ok(Looked::TooFew);
    };
    let mut people = [person(first), person(second)];
    let base = connection.base.clone();
    for person in &mut people {
        let told = told_id(connection, database, options, &users, &base, person).await?;
        if let Some(id) = told
            && let Some(column) = column_of(&users, person, &id)
        {
            users.id = column;
            person.key = key(&id);
            person.id = id;
        }
    }
    let [mut first, second] = people;
    let mut seeds = seeds.to_vec();
    let password = users.field("password").map(|column| column.name.clone());
    let hashed = password.as_ref().is_some_and(|column| {
        first
            .row
            .get(column)
            .and_then(Value::as_str)
            .is_some_and(|hash| hash.starts_with("$2"))
    });
    let mut subject = Subject {
        nobody: nobody(&users, &base),
        scripts: connection.scripts.keys().copied().collect(),
        count: rows.len(),
        knows_password: false,
        first: first.clone(),
        second,
        users,
        base,
    };
    if hashed && let (Some(hash), Some(column)) = (super::hash(PASSWORD), password) {
        seeds.extend(
            subject
                .set_password(&first, &hash)
                .map(|statement| ("the exam's password".to_owned(), statement)),
        );
        first.row.insert(column, hash.into());
        subject.first = first;
        subject.knows_password = true;
    }
    Ok(Looked::Enough(Box::new(Prepared { subject, seeds })))
}

fn person((key, row): &(String, Row)) -> Person {
    Person {
        key: key.clone(),
        id: Value::from(key.as_str()),
        row: row.clone(),
    }
}

/// The id by which the scripts know a user, as getUser says it.
async fn told_id(
    connection: &Connection,
    database: &CaseDatabase,
    options: &ExamOptions<'_>,
    users: &Users,
    base: &Invocation,
    person: &Person,
) -> Result<Option<Value>, SuiteError> {
    let Some(script) = connection.scripts.get(&Action::GetUser) else {
        return Ok(None);
    };
    for field in super::subject::IDENTIFIERS {
        let value = users
            .field(field)
            .and_then(|column| person.row.get(&column.name))
            .and_then(Value::as_str);
        let Some(value) = value.filter(|value| !value.is_empty()) else {
            continue;
        };
        let mut invocation = base.clone();
        invocation.action = Action::GetUser;
        invocation.arguments = vec![json!({ field: value })];
        invocation.context = options.context.clone();
        let mut env: Env = options.env.clone();
        database.set_env(&mut env);
        let job = Job {
            script: script.clone(),
            env,
            invocation,
        };
        let place = connection.place();
        let outcome: Outcome = options.host.invoke(&place, job, Cancel::never()).await?;
        if outcome.status == Status::Success {
            return Ok(value_of(&outcome).and_then(|value| value.get("id").cloned()));
        }
    }
    Ok(None)
}

/// The column that holds what scripts call the id: the key's, if it fits.
fn column_of(users: &Users, person: &Person, id: &Value) -> Option<String> {
    let id = key(id);
    let holds = |column: &str| person.row.get(column).is_some_and(|value| key(value) == id);
    if holds(&users.id) {
        return Some(users.id.clone());
    }
    users
        .columns
        .iter()
        .find(|column| holds(&column.name))
        .map(|column| column.name.clone())
}
