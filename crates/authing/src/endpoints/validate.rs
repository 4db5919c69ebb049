//! `validate-password`: the getUser script to find the user, then validatePassword.

use connector_contract::{Action, Status};
use serde_json::{Value, json};

use crate::backend::Backend;
use crate::fields::Fields;
use crate::gate::Endpoint;
use crate::password;
use crate::refusal::{Reason, Refusal};
use crate::session::{Session, value_of};
use crate::user_ref::{IdType, UserRef};

/// `POST /api/v3/validate-password`: `ValidatePasswordDto` to `ValidatePasswordRespDto`.
///
/// Of several identifiers the documented order decides: e-mail, phone, username. Unlike Authing's it is not open to
/// everybody: an open one would try passwords for anybody, and could not know whose users are meant.
pub(crate) struct ValidatePassword;

impl Endpoint for ValidatePassword {
    const NAME: &'static str = "validate-password";

    async fn answer<B: Backend>(session: Session<B>) -> Result<Value, Refusal> {
        let mut fields = Fields::of(&session.document);
        let encryption = password::encryption(&mut fields)?.unwrap_or_default();
        let mut who = None;
        for (name, id_type) in [
            ("email", IdType::Email),
            ("phone", IdType::Phone),
            ("username", IdType::Username),
        ] {
            let text = fields.text(name)?.filter(|text| !text.is_empty());
            who = who.or(text.map(|text| UserRef { id_type, text }));
        }
        let who = who.ok_or_else(|| Refusal::bad_request(Reason::NoIdentifier))?;
        let country_code = fields.text("phoneCountryCode")?;
        let sealed = password::sealed(&mut fields, encryption, "")?;
        let sealed = sealed.ok_or_else(|| fields.missing("password"))?;
        fields.done()?;
        let password = session.open(&sealed).await?;
        let context = session.context(&[(sealed.pointer, &password)]);
        let mut query = who.query();
        if let (IdType::Phone, Some(code)) = (who.id_type, country_code) {
            query.insert("phoneCountryCode".to_owned(), Value::from(code));
        }
        let arguments = vec![Value::Object(query)];
        let profile = session.value(Action::GetUser, arguments, &context).await?;
        let id = profile.get("id").cloned().unwrap_or_default();
        let arguments = vec![id, password::plain(&password)];
        let outcome = session
            .invoke(Action::ValidatePassword, arguments, &context)
            .await?;
        if outcome.status == Status::InvalidPassword {
            return Ok(json!({ "valid": false }));
        }
        value_of(&outcome)?;
        Ok(json!({ "valid": true }))
    }
}
