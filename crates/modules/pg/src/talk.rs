//! The conversation with the script while its client connects: what was said so far, and what only the script knows.

use std::sync::Arc;

use connector_capability::meter::Meter;
use postgres_protocol::message::backend::Message;
use serde_json::json;
use tokio::sync::{mpsc, oneshot};

use crate::client::Command;
use crate::failure::Failure;
use crate::handshake::Broken;
use crate::identity::Names;
use crate::log::{self, Log};
use crate::wire::Received;

/// One client's conversation. Every answer of the script carries the place for our next word.
pub(crate) struct Talk {
    /// What the server said since our last word.
    pub(crate) log: Log,
    reply: Option<oneshot::Sender<String>>,
    pub(crate) commands: mpsc::Receiver<Command>,
    meter: Arc<Meter>,
}

/// What the script is asked.
pub(crate) enum Question<'a> {
    /// `password` is a function.
    Password,
    /// `ssl.checkServerIdentity` is a function.
    Identity { host: &'a str, names: &'a Names },
}

impl Talk {
    /// `reply` is where the script waits for the first word.
    pub(crate) fn new(
        reply: oneshot::Sender<String>,
        commands: mpsc::Receiver<Command>,
        meter: Arc<Meter>,
    ) -> Self {
        Self {
            log: Log::without_rows(),
            reply: Some(reply),
            commands,
            meter,
        }
    }

    /// Asks, and waits for what the script says.
    ///
    /// # Errors
    /// When it will never answer.
    pub(crate) async fn ask(&mut self, question: Question<'_>) -> Result<Option<String>, Broken> {
        let ask = match question {
            Question::Password => json!({ "ask": "password" }),
            Question::Identity { host, names } => {
                json!({ "ask": "identity", "host": host, "cert": names.to_json() })
            }
        };
        self.say(ask);
        loop {
            match self.commands.recv().await {
                Some(Command::Answer(answer, reply)) => {
                    self.reply = Some(reply);
                    return Ok(answer);
                }
                // The shim sends nothing else before it is connected.
                Some(_) => {}
                None => return Err(Broken::Abandoned),
            }
        }
    }

    /// Tells the script that it is connected.
    pub(crate) fn connected(&mut self) {
        self.say(json!({ "connected": true }));
    }

    /// Tells the script that it won't be connected: by a failure, by what the log says, or by silence.
    pub(crate) fn broken(&mut self, failure: Option<&Failure>) {
        self.say(match failure {
            Some(failure) => json!({ "closed": true, "error": failure }),
            None => json!({ "closed": true }),
        });
    }

    /// Writes an error of the server down, for the script and for the invocation's own record.
    pub(crate) fn note(&mut self, received: &Received) {
        note_error(&self.meter, &received.message);
        self.log.push(received);
    }

    fn say(&mut self, word: serde_json::Value) {
        let log = std::mem::replace(&mut self.log, Log::without_rows()).finish();
        if let Some(reply) = self.reply.take() {
            // When nobody listens any more the task ends by other means.
            let _ = reply.send(format!("[{word},{log}]"));
        }
    }
}

/// Records the texts of a server's error, so that data in them is never taken for the script's own words.
pub(crate) fn note_error(meter: &Meter, message: &Message) {
    if let Message::ErrorResponse(body) = message {
        log::error_texts(body.fields(), |text| meter.database_error(text));
    }
}
