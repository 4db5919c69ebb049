//! What update-user and its batch have in common: a change read, and a change made.

use connector_contract::{Action, Status};
use serde_json::{Map, Value};

use super::custom_data;
use crate::backend::{Backend, Connection};
use crate::context::SealedPassword;
use crate::fields::Fields;
use crate::keyring::Encryption;
use crate::mapping::{self, Parts};
use crate::notification::{Notification, read_notification};
use crate::password;
use crate::refusal::{Reason, Refusal};
use crate::secret::Secret;
use crate::session::{Session, value_of};
use crate::user_ref::{IdType, UserRef};

/// The options of a change: `UpdateUserOptionsDto`, and `UpdateUserBatchOptionsDto`, which is the same without a type
/// of ids.
#[derive(Default)]
pub(super) struct ChangeOptions {
    id_type: IdType,
    pub(super) encryption: Option<Encryption>,
    /// Handed to the script among the updates, as they are.
    flags: Map<String, Value>,
    generate: bool,
    notification: Option<Notification>,
}

impl ChangeOptions {
    /// Reads the field `options`.
    pub(super) fn read(
        fields: &mut Fields,
        connection: &Connection,
        with_id_type: bool,
    ) -> Result<Self, Refusal> {
        let Some(mut options) = fields.object("options")? else {
            return Ok(Self::default());
        };
        let mut read = Self::default();
        if with_id_type {
            read.id_type = IdType::read(&mut options, connection)?;
        }
        read.encryption = password::encryption(&mut options)?;
        for name in ["resetPasswordOnFirstLogin", "resetPasswordOnNextLogin"] {
            if let Some(flag) = options.flag(name)? {
                read.flags.insert(name.to_owned(), Value::from(flag));
            }
        }
        read.generate = options.flag("autoGeneratePassword")?.unwrap_or_default();
        read.notification = read_notification(&mut options)?;
        options.done()?;
        Ok(read)
    }
}

/// One user to change, everything about it checked.
pub(super) struct Change {
    who: UserRef,
    updates: Map<String, Value>,
    pub(super) password: Option<SealedPassword>,
    generate: bool,
    notification: Option<Notification>,
}

impl Change {
    /// Reads one `UpdateUserInfoDto`; `prefix` is the JSON pointer of the object.
    pub(super) fn read<B: Backend>(
        mut fields: Fields,
        options: &ChangeOptions,
        encryption: Encryption,
        prefix: &str,
        session: &Session<B>,
    ) -> Result<Self, Refusal> {
        let who = UserRef {
            id_type: options.id_type,
            text: fields.required_text("userId")?,
        };
        let mut updates = mapping::from_v3(&mut fields)?;
        if let Some(data) = custom_data(&mut fields, &session.connection)? {
            updates.insert("customData".to_owned(), Value::Object(data));
        }
        let password = password::sealed(&mut fields, encryption, prefix)?;
        fields.unsupported("metadata")?;
        fields.done()?;
        if password.is_some() && options.generate {
            return Err(Refusal::bad_request(Reason::Together(
                "password",
                "autoGeneratePassword",
            )));
        }
        if let Some(notification) = &options.notification {
            if password.is_none() && !options.generate {
                return Err(Refusal::bad_request(Reason::NoPasswordToNotify));
            }
            notification.check(session.gate.settings.notifier.as_deref())?;
        }
        updates.extend(options.flags.clone());
        Ok(Self {
            who,
            updates,
            password,
            generate: options.generate,
            notification: options.notification.clone(),
        })
    }

    /// Makes the change and answers with the user as it is now; `password` is the opened one.
    pub(super) async fn make<B: Backend>(
        self,
        session: &Session<B>,
        password: Option<&Secret>,
        context: &Value,
    ) -> Result<Value, Refusal> {
        let mut updates = self.updates;
        let generated = if self.generate {
            Some(password::generate()?)
        } else {
            None
        };
        if let Some(password) = generated.as_ref().or(password) {
            updates.insert("password".to_owned(), password::plain(password));
        }
        let id = session.resolve(&self.who, context).await?;
        let arguments = vec![id.clone(), Value::Object(updates)];
        let outcome = session
            .invoke(Action::UpdateUser, arguments, context)
            .await?;
        let profile = if outcome.status == Status::Unchanged {
            // The script had nothing to change, and says nothing about the user.
            let query = Value::Object(Map::from_iter([("id".to_owned(), id)]));
            session.value(Action::GetUser, vec![query], context).await?
        } else {
            value_of(&outcome)?
        };
        let user = mapping::to_v3(&profile, Parts::ALL);
        if let Some(notification) = &self.notification
            && let Err(refusal) = notification.send(session, &user, generated).await
        {
            return Err(refusal.with_data(user));
        }
        Ok(user)
    }
}
