//! What a request says about notifying, and doing it: `SendResetPasswordNotificationDto`.

use crate::backend::Backend;
use crate::fields::Fields;
use crate::mapping::is_email;
use crate::notify::{Channel, Notice, Notifier};
use crate::refusal::{Reason, Refusal};
use crate::secret::Secret;
use crate::session::Session;

/// Who is to be told of a new password.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Notification {
    /// At the user's own e-mail address.
    default_email: bool,
    /// At the user's own phone.
    default_phone: bool,
    email: Option<String>,
    phone: Option<String>,
    app_id: Option<String>,
}

/// Reads the option `sendPasswordResetedNotification` (sic). `None` when it asks for nothing.
pub(crate) fn read_notification(options: &mut Fields) -> Result<Option<Notification>, Refusal> {
    let Some(mut fields) = options.object("sendPasswordResetedNotification")? else {
        return Ok(None);
    };
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    let read = Notification {
        default_email: fields
            .flag("sendDefaultEmailNotification")?
            .unwrap_or_default(),
        default_phone: fields
            .flag("sendDefaultPhoneNotification")?
            .unwrap_or_default(),
        email: given(fields.text("inputSendEmailNotification")?),
        phone: given(fields.text("inputSendPhoneNotification")?),
        app_id: given(fields.text("appId")?),
    };
    if read.email.as_ref().is_some_and(|email| !is_email(email)) {
        return Err(fields.bad("inputSendEmailNotification"));
    }
    fields.done()?;
    let asks = read.channels().next().is_some();
    Ok(asks.then_some(read))
}

impl Notification {
    fn channels(&self) -> impl Iterator<Item = Channel> {
        let email = self.default_email || self.email.is_some();
        let phone = self.default_phone || self.phone.is_some();
        let wanted = [(email, Channel::Email), (phone, Channel::Phone)];
        wanted
            .into_iter()
            .filter_map(|(wanted, channel)| wanted.then_some(channel))
    }

    /// Whether it could be sent, before anything is changed.
    ///
    /// # Errors
    /// 501 when the operator has set up no notifier for a channel it wants.
    pub(crate) fn check(&self, notifier: Option<&dyn Notifier>) -> Result<(), Refusal> {
        let missing = self
            .channels()
            .find(|channel| !notifier.is_some_and(|notifier| notifier.has(*channel)));
        match missing {
            None => Ok(()),
            Some(channel) => Err(Refusal::new(501, Reason::NoNotifier(channel.name()))),
        }
    }

    /// Sends it to everybody it names, `user` being V3's of the changed user.
    ///
    /// # Errors
    /// 502 when one of them was not reached. The change is made all the same.
    pub(crate) async fn send<B: Backend>(
        &self,
        session: &Session<B>,
        user: &serde_json::Value,
        generated: Option<Secret>,
    ) -> Result<(), Refusal> {
        let not_notified = || Refusal::new(502, Reason::NotNotified);
        let notifier = session
            .gate
            .settings
            .notifier
            .as_ref()
            .ok_or_else(not_notified)?;
        let own = |wanted: bool, field: &str| {
            // A user without an address cannot be told: an empty one is refused below.
            let text = || {
                user.get(field)
                    .and_then(|value| value.as_str())
                    .unwrap_or_default()
            };
            wanted.then(|| text().to_owned())
        };
        let targets = [
            (Channel::Email, own(self.default_email, "email")),
            (Channel::Email, self.email.clone()),
            (Channel::Phone, own(self.default_phone, "phone")),
            (Channel::Phone, self.phone.clone()),
        ];
        let mut reached = true;
        for (channel, to) in targets {
            let Some(to) = to else { continue };
            let notice = Notice {
                channel,
                to,
                lang: session.lang,
                user_pool: session.connection.user_pool.name.clone(),
                app_id: self.app_id.clone(),
                generated: generated.clone(),
            };
            if notice.to.is_empty() {
                reached = false;
            } else if let Err(error) = notifier.send(notice).await {
                tracing::warn!(place = %session.place, %error, "a notification was not sent");
                reached = false;
            }
        }
        if reached { Ok(()) } else { Err(not_notified()) }
    }
}
