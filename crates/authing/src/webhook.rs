//! Notices by HTTP, to a receiver of the operator's that knows how to reach people.
//!
//! The body is JSON: `id` (of this notice, for receivers that see one twice), `type` (`passwordReset`), `channel`
//! (`email`, `phone`), `to`, `lang`, `userPool`, `appId` and, where one was generated, `password`. The header
//! `x-connector-signature: t=SECONDS,v1=HEX` signs it: HMAC-SHA256 over `SECONDS.BODY` with the operator's key, so that
//! a receiver knows who sends, and can refuse what is old.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_lc_rs::hmac;
use futures::future::BoxFuture;
use serde_json::json;
use tokio::sync::Semaphore;
use url::{Host, Url};
use uuid::Uuid;

use crate::notify::{Channel, Notice, Notifier, NotifyError};
use crate::refusal::Lang;
use crate::secret::Secret;

/// The header that signs a notice.
const SIGNATURE: &str = "x-connector-signature";
/// The caller waits for the hand-over.
const PATIENCE: Duration = Duration::from_secs(10);
/// Notices that are handed over at once. Each has a thread of those that look up scripts' hosts too: a receiver that hangs
/// must not have all of them.
const AT_ONCE: usize = 32;
/// Shorter keys are guessed.
const KEY_BYTES: usize = 16;

/// Sends notices to a URL.
pub struct Webhook {
    agent: ureq::Agent,
    url: Url,
    key: hmac::Key,
    places: Arc<Semaphore>,
}

/// A webhook that cannot be used. No message holds its key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// Not a URL to send to.
    #[error(
        "not a URL of a webhook: https, or http on this machine: a notice may hold a new password"
    )]
    Url,
    /// Too short a key.
    #[error("the webhook's key must have at least {KEY_BYTES} characters")]
    Key,
}

impl Webhook {
    /// By the receiver's URL and the key it knows: `https://`, or `http://` on this machine.
    ///
    /// # Errors
    /// When the URL is none, or the key is too short.
    pub fn new(url: &str, key: &Secret) -> Result<Self, WebhookError> {
        let url = Url::parse(url).map_err(|_| WebhookError::Url)?;
        if url.scheme() != "https" && !(url.scheme() == "http" && is_here(&url)) {
            return Err(WebhookError::Url);
        }
        let key = key.expose().as_bytes();
        if key.len() < KEY_BYTES {
            return Err(WebhookError::Key);
        }
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            // A redirect would send the notice where nobody has looked.
            .max_redirects(0)
            .timeout_global(Some(PATIENCE))
            .user_agent(concat!("connector/", env!("CARGO_PKG_VERSION")));
        // What is in the clear must not leave this machine, to a proxy neither.
        let config = if is_here(&url) {
            config.proxy(None)
        } else {
            config
        };
        Ok(Self {
            agent: config.build().new_agent(),
            url,
            key: hmac::Key::new(hmac::HMAC_SHA256, key),
            places: Arc::new(Semaphore::new(AT_ONCE)),
        })
    }

    /// The signature of a body sent at this time.
    fn signature(&self, seconds: u64, body: &str) -> String {
        use std::fmt::Write as _;
        let tag = hmac::sign(&self.key, format!("{seconds}.{body}").as_bytes());
        let mut text = format!("t={seconds},v1=");
        for byte in tag.as_ref() {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}

impl Notifier for Webhook {
    fn has(&self, _: Channel) -> bool {
        true
    }

    fn send(&self, notice: Notice) -> BoxFuture<'_, Result<(), NotifyError>> {
        let body = body(&notice);
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let seconds = now.map_or(0, |since| since.as_secs());
        let request = self
            .agent
            .post(self.url.as_str())
            .header("content-type", "application/json")
            .header(SIGNATURE, self.signature(seconds, &body));
        let place = Arc::clone(&self.places).acquire_owned();
        Box::pin(async move {
            let place = tokio::time::timeout(PATIENCE, place).await;
            let Ok(Ok(place)) = place else {
                return Err(NotifyError("the webhook is too slow".to_owned()));
            };
            let sent = tokio::task::spawn_blocking(move || {
                let sent = request.send(body);
                // Held for as long as the thread is, whether anybody waits or not.
                drop(place);
                sent
            })
            .await;
            let sent = sent.map_err(|error| NotifyError(error.to_string()))?;
            match sent {
                Ok(answer) if answer.status().is_success() => Ok(()),
                Ok(answer) => Err(NotifyError(format!(
                    "the webhook answered {}",
                    answer.status().as_u16()
                ))),
                Err(error) => Err(NotifyError(format!("the webhook: {error}"))),
            }
        })
    }
}

fn body(notice: &Notice) -> String {
    let mut body = json!({
        "id": Uuid::now_v7().to_string(),
        "type": "passwordReset",
        "channel": notice.channel.name(),
        "to": notice.to,
        "lang": match notice.lang {
            Lang::Zh => "zh",
            Lang::En => "en",
        },
        "userPool": notice.user_pool,
        "appId": notice.app_id,
    });
    if let Some(password) = &notice.generated {
        body["password"] = password.expose().into();
    }
    body.to_string()
}

/// Whether a URL leads to this machine.
fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn webhook(url: &str, key: &str) -> Result<Webhook, WebhookError> {
        Webhook::new(url, &Secret::new(key))
    }

    #[test]
    fn a_notice_is_sent_where_nobody_else_can_read_it() {
        let key = "0123456789abcdef";
        for good in [
            "https://example.com/hook",
            "http://localhost:1/x",
            "http://127.0.0.1:9/",
            "http://[::1]/",
        ] {
            assert!(webhook(good, key).is_ok(), "{good}");
        }
        for bad in [
            "http://example.com/hook",
            "ftp://localhost/",
            "file:///etc/passwd",
            "hook",
            "",
        ] {
            assert_eq!(webhook(bad, key).err(), Some(WebhookError::Url), "{bad}");
        }
        assert_eq!(
            webhook("https://example.com", "short").err(),
            Some(WebhookError::Key)
        );
    }

    #[test]
    fn the_signature_is_of_time_and_body() {
        // From Python: hmac.new(b"0123456789abcdef", b"1700000000.{}", "sha256").
        let webhook = webhook("https://example.com", "0123456789abcdef").unwrap();
        assert_eq!(
            webhook.signature(1_700_000_000, "{}"),
            "t=1700000000,v1=e4f8e2ecae2295b2ddb2f0b5584c8275e226c0ebe9b3b819e70156bb67122e3e"
        );
    }
}
