//! Telling users that their password was changed. Off unless the operator sets a notifier up; whoever asks for a
//! notification without one gets an error instead of silence.

use futures::future::BoxFuture;

use crate::refusal::Lang;
use crate::secret::Secret;

/// A way to reach a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// An e-mail.
    Email,
    /// A text message.
    Phone,
}

impl Channel {
    /// How refusals call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }
}

/// One message to one user: the password was changed.
#[derive(Debug, Clone)]
pub struct Notice {
    /// By what way.
    pub channel: Channel,
    /// The e-mail address or phone number.
    pub to: String,
    /// The language of the request.
    pub lang: Lang,
    /// The name of the user pool, for the text.
    pub user_pool: String,
    /// The application whose login page the caller named, if any.
    pub app_id: Option<String>,
    /// The new password, if it was generated: nobody else knows it.
    pub generated: Option<Secret>,
}

/// Why a notice was not sent. The text is for the log.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NotifyError(pub String);

/// Sends notices.
pub trait Notifier: Send + Sync + 'static {
    /// Whether it has this way.
    fn has(&self, channel: Channel) -> bool;

    /// Sends one. Returns when it is handed over for delivery.
    fn send(&self, notice: Notice) -> BoxFuture<'_, Result<(), NotifyError>>;
}

/// Several notifiers: a notice goes to the first one that has its way.
pub struct Notifiers(pub Vec<Box<dyn Notifier>>);

impl Notifier for Notifiers {
    fn has(&self, channel: Channel) -> bool {
        self.0.iter().any(|notifier| notifier.has(channel))
    }

    fn send(&self, notice: Notice) -> BoxFuture<'_, Result<(), NotifyError>> {
        match self.0.iter().find(|notifier| notifier.has(notice.channel)) {
            Some(notifier) => notifier.send(notice),
            None => Box::pin(async { Err(NotifyError("nothing has this way".to_owned())) }),
        }
    }
}
