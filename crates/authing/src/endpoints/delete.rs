//! `delete-users-batch`: the deleteUser script.

use connector_contract::Action;
use serde_json::{Value, json};

use super::BATCH;
use crate::backend::Backend;
use crate::fields::Fields;
use crate::gate::Endpoint;
use crate::refusal::Refusal;
use crate::session::Session;
use crate::user_ref::{IdType, UserRef};

/// `POST /api/v3/delete-users-batch`: `DeleteUsersBatchDto` to `IsSuccessRespDto`. Ends at the first that fails; the
/// answer names it and says how many were deleted before.
pub(crate) struct DeleteUsersBatch;

impl Endpoint for DeleteUsersBatch {
    const NAME: &'static str = "delete-users-batch";

    async fn answer<B: Backend>(session: Session<B>) -> Result<Value, Refusal> {
        let mut fields = Fields::of(&session.document);
        let mut id_type = IdType::default();
        if let Some(mut options) = fields.object("options")? {
            id_type = IdType::read(&mut options, &session.connection)?;
            options.done()?;
        }
        let ids = fields.texts("userIds", BATCH)?;
        fields.done()?;
        let context = session.context(&[]);
        for (at, text) in ids.into_iter().enumerate() {
            let who = UserRef { id_type, text };
            let deleted = async {
                let id = session.resolve(&who, &context).await?;
                session.value(Action::DeleteUser, vec![id], &context).await
            };
            if let Err(refusal) = deleted.await {
                let refusal = refusal.at(format!("userIds[{at}]"), at);
                return Err(refusal.with_data(json!({ "success": false })));
            }
        }
        Ok(json!({ "success": true }))
    }
}
