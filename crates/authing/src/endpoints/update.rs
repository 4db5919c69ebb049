//! `update-user` and `update-user-batch`: the updateUser script.

use serde_json::Value;

use super::change::{Change, ChangeOptions};
use super::{BATCH, open_all, placed};
use crate::backend::Backend;
use crate::fields::Fields;
use crate::gate::Endpoint;
use crate::password;
use crate::refusal::Refusal;
use crate::session::Session;

/// `POST /api/v3/update-user`: `UpdateUserReqDto` to `UserSingleRespDto`.
pub(crate) struct UpdateUser;

impl Endpoint for UpdateUser {
    const NAME: &'static str = "update-user";

    async fn answer<B: Backend>(session: Session<B>) -> Result<Value, Refusal> {
        let mut fields = Fields::of(&session.document);
        let options = ChangeOptions::read(&mut fields, &session.connection, true)?;
        let encryption = password::one_of(password::encryption(&mut fields)?, options.encryption)?;
        let change = Change::read(fields, &options, encryption, "", &session)?;
        let opened = open_all(&session, [change.password.as_ref()].into_iter()).await?;
        let context = session.context(&placed([change.password.as_ref()].into_iter(), &opened));
        let password = opened.first().and_then(Option::as_ref);
        change.make(&session, password, &context).await
    }
}

/// `POST /api/v3/update-user-batch`: `UpdateUserBatchReqDto` to `UserListRespDto`.
///
/// All entries are checked before the first is changed. At the first that fails it ends: the answer names the entry,
/// and its data are the users changed before.
pub(crate) struct UpdateUserBatch;

impl Endpoint for UpdateUserBatch {
    const NAME: &'static str = "update-user-batch";

    async fn answer<B: Backend>(session: Session<B>) -> Result<Value, Refusal> {
        let mut fields = Fields::of(&session.document);
        let options = ChangeOptions::read(&mut fields, &session.connection, false)?;
        let encryption = options.encryption.unwrap_or_default();
        let entries = fields.objects("list", BATCH)?;
        fields.done()?;
        let read = |(at, entry)| {
            Change::read(
                entry,
                &options,
                encryption,
                &format!("/list/{at}"),
                &session,
            )
        };
        let changes: Vec<Change> = entries
            .into_iter()
            .enumerate()
            .map(read)
            .collect::<Result<_, _>>()?;
        let sealed = || changes.iter().map(|change| change.password.as_ref());
        let opened = open_all(&session, sealed()).await?;
        let context = session.context(&placed(sealed(), &opened));
        let mut users = Vec::with_capacity(changes.len());
        for (at, (change, password)) in changes.into_iter().zip(&opened).enumerate() {
            match change.make(&session, password.as_ref(), &context).await {
                Ok(user) => users.push(user),
                Err(refusal) => {
                    // A change whose notification failed is made.
                    users.extend(refusal.data.clone());
                    let refusal = refusal.at(format!("list[{at}]"), users.len());
                    return Err(refusal.with_data(Value::Array(users)));
                }
            }
        }
        Ok(Value::Array(users))
    }
}
