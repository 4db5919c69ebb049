//! `is-user-exists`: the getUser script, asked whether it finds anybody.

use serde_json::{Value, json};

use super::find;
use crate::backend::{Backend, Lookup};
use crate::fields::Fields;
use crate::gate::Endpoint;
use crate::refusal::{Reason, Refusal};
use crate::session::Session;
use crate::user_ref::{IdType, UserRef};

/// `POST /api/v3/is-user-exists`: `IsUserExistsReqDto` to `IsUserExistsRespDto`. With several identifiers each is
/// looked up by itself; one that is found is enough.
pub(crate) struct IsUserExists;

impl Endpoint for IsUserExists {
    const NAME: &'static str = "is-user-exists";

    async fn answer<B: Backend>(session: Session<B>) -> Result<Value, Refusal> {
        let mut fields = Fields::of(&session.document);
        let mut asked = Vec::new();
        for (name, id_type) in [
            ("username", IdType::Username),
            ("email", IdType::Email),
            ("phone", IdType::Phone),
            ("externalId", IdType::Other(Lookup::ExternalId)),
        ] {
            if let Some(text) = fields.text(name)?.filter(|text| !text.is_empty()) {
                let id_type = id_type.offered(&session.connection)?;
                asked.push(UserRef { id_type, text });
            }
        }
        fields.done()?;
        if asked.is_empty() {
            return Err(Refusal::bad_request(Reason::NoIdentifier));
        }
        let context = session.context(&[]);
        for who in asked {
            if find(&session, who.query(), &context).await?.is_some() {
                return Ok(json!({ "exists": true }));
            }
        }
        Ok(json!({ "exists": false }))
    }
}
