//! Notices by e-mail, through the operator's SMTP server.

use std::time::Duration;

use futures::future::BoxFuture;
use lettre::message::{Mailbox, header::ContentType};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use crate::notify::{Channel, Notice, Notifier, NotifyError};
use crate::refusal::Lang;

/// Sends notices as plain-text e-mails.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// An SMTP set-up that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SmtpError {
    /// Not a URL of an SMTP server.
    #[error("not an SMTP URL such as smtps://user:password@mail.example.com: {0}")]
    Url(#[source] lettre::transport::smtp::Error),
    /// Not an address mails can be from.
    #[error("{text:?} is no sender such as Example <no-reply@example.com>")]
    From {
        /// The text given.
        text: String,
    },
}

/// The caller waits for the hand-over.
const PATIENCE: Duration = Duration::from_secs(10);

impl Smtp {
    /// By a URL: `smtps://user:password@host` (TLS from the start), `smtp://host?tls=required` (STARTTLS), or
    /// `smtp://host` (neither, for a relay on the same machine). `from` is the sender: `Example <no-reply@example.com>`.
    ///
    /// # Errors
    /// When either cannot be read.
    pub fn new(url: &str, from: &str) -> Result<Self, SmtpError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(SmtpError::Url)?
            .timeout(Some(PATIENCE))
            .build();
        let from = from.parse().map_err(|_| SmtpError::From {
            text: from.to_owned(),
        })?;
        Ok(Self { transport, from })
    }

    fn message(&self, notice: &Notice) -> Result<Message, NotifyError> {
        let to: Mailbox = notice
            .to
            .parse()
            .map_err(|_| NotifyError("the address is none".to_owned()))?;
        let (subject, body) = text(notice);
        Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(body)
            .map_err(|error| NotifyError(error.to_string()))
    }
}

impl Notifier for Smtp {
    fn has(&self, channel: Channel) -> bool {
        channel == Channel::Email
    }

    fn send(&self, notice: Notice) -> BoxFuture<'_, Result<(), NotifyError>> {
        Box::pin(async move {
            let message = self.message(&notice)?;
            let sent = tokio::time::timeout(PATIENCE, self.transport.send(message)).await;
            match sent {
                Ok(Ok(_)) => Ok(()),
                Ok(Err(error)) => Err(NotifyError(error.to_string())),
                Err(_) => Err(NotifyError("the SMTP server took too long".to_owned())),
            }
        })
    }
}

fn text(notice: &Notice) -> (String, String) {
    let (pool, app) = (&notice.user_pool, notice.app_id.as_deref());
    let generated = notice.generated.as_ref().map(|password| password.expose());
    match notice.lang {
        Lang::Zh => {
            let mut body = format!("您在 {pool} 的密码已被管理员重置。\n");
            if let Some(password) = generated {
                body.push_str(&format!("\n新密码：{password}\n"));
            }
            if let Some(app) = app {
                body.push_str(&format!("\n请登录应用：{app}\n"));
            }
            (format!("{pool} 密码重置通知"), body)
        }
        Lang::En => {
            let mut body = format!("Your password at {pool} was reset by an administrator.\n");
            if let Some(password) = generated {
                body.push_str(&format!("\nYour new password: {password}\n"));
            }
            if let Some(app) = app {
                body.push_str(&format!("\nApplication to sign in to: {app}\n"));
            }
            (format!("Your password at {pool} was reset"), body)
        }
    }
}
