//! `get-user` and `get-user-batch`: the getUser script.

use serde_json::Value;

use super::{BATCH, find};
use crate::backend::Backend;
use crate::fields::Fields;
use crate::gate::Endpoint;
use crate::mapping::{Parts, to_v3};
use crate::refusal::Refusal;
use crate::session::Session;
use crate::user_ref::{IdType, UserRef};

/// Reads the flags for the optional parts of a user.
pub(super) fn parts(fields: &mut Fields) -> Result<Parts, Refusal> {
    // Posts are Authing's own; no script has them.
    fields.unsupported("withPost")?;
    Ok(Parts {
        custom_data: fields.flag("withCustomData")?.unwrap_or_default(),
        flat: fields.flag("flatCustomData")?.unwrap_or_default(),
        identities: fields.flag("withIdentities")?.unwrap_or_default(),
        department_ids: fields.flag("withDepartmentIds")?.unwrap_or_default(),
    })
}

/// `GET /api/v3/get-user` to `UserSingleRespDto`.
pub(crate) struct GetUser;

impl Endpoint for GetUser {
    const NAME: &'static str = "get-user";

    async fn answer<B: Backend>(session: Session<B>) -> Result<Value, Refusal> {
        let mut fields = Fields::of(&session.document);
        let who = UserRef {
            id_type: IdType::read(&mut fields, &session.connection)?,
            text: fields.required_text("userId")?,
        };
        let parts = parts(&mut fields)?;
        fields.done()?;
        let context = session.context(&[]);
        let profile = session.profile(&who, &context).await?;
        Ok(to_v3(&profile, parts))
    }
}

/// `GET /api/v3/get-user-batch` to `UserListRespDto`: those that are found, in the order asked for.
pub(crate) struct GetUserBatch;

impl Endpoint for GetUserBatch {
    const NAME: &'static str = "get-user-batch";

    async fn answer<B: Backend>(session: Session<B>) -> Result<Value, Refusal> {
        let mut fields = Fields::of(&session.document);
        let id_type = IdType::read(&mut fields, &session.connection)?;
        let ids = fields.texts("userIds", BATCH)?;
        let parts = parts(&mut fields)?;
        fields.done()?;
        let context = session.context(&[]);
        let mut users = Vec::with_capacity(ids.len());
        for (at, text) in ids.into_iter().enumerate() {
            let who = UserRef { id_type, text };
            let found = find(&session, who.query(), &context).await;
            let found = found.map_err(|refusal| refusal.at(format!("userIds[{at}]"), at))?;
            users.extend(found.map(|profile| to_v3(&profile, parts)));
        }
        Ok(Value::Array(users))
    }
}
