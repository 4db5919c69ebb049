//! The paths of the API, a file each.

mod change;
mod create;
mod delete;
mod exists;
mod get;
mod list;
mod open;
mod signin;
mod update;
mod validate;

pub(crate) use create::{CreateUser, CreateUsersBatch};
pub(crate) use delete::DeleteUsersBatch;
pub(crate) use exists::IsUserExists;
pub(crate) use get::{GetUser, GetUserBatch};
pub(crate) use list::ListUsers;
pub(crate) use open::{management_token, system};
pub(crate) use signin::Signin;
pub(crate) use update::{UpdateUser, UpdateUserBatch};
pub(crate) use validate::ValidatePassword;

use connector_contract::Action;
use serde_json::{Map, Value};

use crate::backend::{Backend, Connection};
use crate::context::SealedPassword;
use crate::fields::Fields;
use crate::refusal::{Reason, Refusal};
use crate::secret::Secret;
use crate::session::Session;

/// The most entries of a batch; the published lists have at most so many on a page.
const BATCH: usize = 50;
/// The published limit of `customData`, in characters of JSON.
const CUSTOM_DATA: usize = 1024;

/// Reads `customData`.
///
/// # Errors
/// 400 when it is too long or has a key that the connection does not declare.
fn custom_data(
    fields: &mut Fields,
    connection: &Connection,
) -> Result<Option<Map<String, Value>>, Refusal> {
    let Some(data) = fields.free_object("customData")? else {
        return Ok(None);
    };
    let undeclared = data
        .keys()
        .find(|key| !connection.custom_fields.contains(*key));
    if let Some(key) = undeclared {
        let shown: String = key.chars().take(64).collect();
        return Err(fields.bad(&format!("customData.{shown}")));
    }
    if Value::Object(data.clone()).to_string().chars().count() > CUSTOM_DATA {
        return Err(Refusal::bad_request(Reason::CustomDataTooLong));
    }
    Ok(Some(data))
}

/// Decrypts the passwords of a batch's entries, and gives each with its place in the body.
async fn open_all<B: Backend>(
    session: &Session<B>,
    sealed: impl Iterator<Item = Option<&SealedPassword>> + Send,
) -> Result<Vec<Option<Secret>>, Refusal> {
    let mut opened = Vec::new();
    for sealed in sealed {
        opened.push(match sealed {
            Some(sealed) => Some(session.open(sealed).await?),
            None => None,
        });
    }
    Ok(opened)
}

/// Each opened password with its place in the body.
fn placed<'a>(
    sealed: impl Iterator<Item = Option<&'a SealedPassword>>,
    opened: &'a [Option<Secret>],
) -> Vec<(String, &'a Secret)> {
    let both = sealed.zip(opened);
    both.filter_map(|(sealed, opened)| Some((sealed?.pointer.clone(), opened.as_ref()?)))
        .collect()
}

/// The single user of a query, or `None` when getUser finds none.
async fn find<B: Backend>(
    session: &Session<B>,
    query: Map<String, Value>,
    context: &Value,
) -> Result<Option<Value>, Refusal> {
    let found = session.value(Action::GetUser, vec![Value::Object(query)], context);
    match found.await {
        Ok(profile) => Ok(Some(profile)),
        Err(refusal) if refusal.reason == Reason::NotFound => Ok(None),
        Err(refusal) => Err(refusal),
    }
}
