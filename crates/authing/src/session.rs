//! An admitted request at work: its connection's scripts, called with its context.

use std::net::IpAddr;
use std::sync::Arc;

use connector_contract::{Action, Outcome, Status};
use serde_json::{Map, Value};

use crate::backend::{App, Backend, Call, Connection, InvokeError, Place};
use crate::context::{self, SealedPassword};
use crate::gate::Gate;
use crate::keyring::Encryption;
use crate::refusal::{Lang, Reason, Refusal, of_outcome};
use crate::secret::Secret;
use crate::user_ref::UserRef;

/// An admitted request.
pub(crate) struct Session<B> {
    pub(crate) gate: Gate<B>,
    /// The access key id of whoever asks.
    pub(crate) caller: String,
    pub(crate) place: Place,
    pub(crate) connection: Arc<Connection>,
    pub(crate) app: App,
    pub(crate) lang: Lang,
    pub(crate) ip: Option<IpAddr>,
    pub(crate) document: crate::json::Document,
}

impl<B: Backend> Session<B> {
    /// The context for scripts, with the passwords of the body opened.
    pub(crate) fn context(&self, passwords: &[(String, &Secret)]) -> Value {
        // A query is no body.
        let body = if self.document.textual {
            Map::new()
        } else {
            self.document.to_map()
        };
        let body = context::opened_body(Value::Object(body), passwords);
        let geo = match (&self.gate.settings.geo, self.ip) {
            (Some(geo), Some(ip)) => geo.locate(ip, self.lang),
            _ => Map::new(),
        };
        context::context(&self.connection, &self.app, self.ip, geo, body)
    }

    /// Decrypts a password. Only after everything else in the request was found right.
    ///
    /// # Errors
    /// 400, with one message for whatever is wrong.
    pub(crate) async fn open(&self, sealed: &SealedPassword) -> Result<Secret, Refusal> {
        let opened = if sealed.encryption == Encryption::None {
            Ok(sealed.text.clone())
        } else {
            let ring = self.gate.backend.keyring();
            let (encryption, text) = (sealed.encryption, sealed.text.clone());
            // A private key's operation takes about a millisecond, and a batch has many.
            tokio::task::spawn_blocking(move || ring.decrypt(encryption, text.expose()))
                .await
                .map_err(|_| Refusal::new(500, Reason::Internal))?
        };
        opened.map_err(|_| Refusal::bad_request(Reason::NotDecrypted))
    }

    /// Runs a script, whatever comes of it.
    ///
    /// # Errors
    /// When it did not run.
    pub(crate) async fn invoke(
        &self,
        action: Action,
        arguments: Vec<Value>,
        context: &Value,
    ) -> Result<Outcome, Refusal> {
        if !self.connection.actions.contains(&action) {
            return Err(Refusal::no_script(action));
        }
        let call = Call {
            caller: self.caller.clone(),
            action,
            arguments,
            context: context.clone(),
        };
        let outcome = self.gate.backend.invoke(&self.place, call).await;
        outcome.map_err(|error| {
            if let InvokeError::Host(_) = &error {
                tracing::error!(place = %self.place, %action, %error, "the host failed");
            }
            Refusal::from(error)
        })
    }

    /// Runs a script for the value it must return.
    ///
    /// # Errors
    /// When it did not run, or its outcome is none that has a value.
    pub(crate) async fn value(
        &self,
        action: Action,
        arguments: Vec<Value>,
        context: &Value,
    ) -> Result<Value, Refusal> {
        let outcome = self.invoke(action, arguments, context).await?;
        value_of(&outcome)
    }

    /// The profile of a user.
    ///
    /// # Errors
    /// 404 when there is none.
    pub(crate) async fn profile(&self, who: &UserRef, context: &Value) -> Result<Value, Refusal> {
        let query = Value::Object(who.query());
        self.value(Action::GetUser, vec![query], context).await
    }

    /// The id that scripts know a user by: as given, or of the profile that getUser finds.
    ///
    /// # Errors
    /// 404 when there is none.
    pub(crate) async fn resolve(&self, who: &UserRef, context: &Value) -> Result<Value, Refusal> {
        if let Some(id) = who.plain_id() {
            return Ok(Value::from(id));
        }
        let profile = self.profile(who, context).await?;
        Ok(profile.get("id").cloned().unwrap_or_default())
    }
}

/// What a script returned.
///
/// # Errors
/// When the outcome is no success. A value nested deeper than can be read is one the contract does not allow.
pub(crate) fn value_of(outcome: &Outcome) -> Result<Value, Refusal> {
    if let Some(refusal) = of_outcome(outcome) {
        return Err(refusal);
    }
    let json = outcome.value.as_ref().map_or("null", |value| value.get());
    serde_json::from_str(json).map_err(|_| {
        let message = "The user store gave an answer that cannot be used.".to_owned();
        let status = Status::ContractViolation;
        Refusal::new(603, Reason::ScriptFailed { status, message })
    })
}
