//! The Authing V3 face: what an official SDK calls, answered by a connection's scripts.
//!
//! The way of one request, and the file each step lives in:
//!
//! - [`router`]: the paths. [`incoming`]: a request read strictly ([`json`]), with its [`client_ip`].
//! - [`admit`]: who sent it, by [`signature`] or [`token`]. [`gate`]: the way from request to endpoint and back.
//! - [`endpoints`]: a path each, reading its [`fields`], its [`password`] and [`notification`], and the user it means
//!   ([`user_ref`]).
//! - [`session`]: a connection's scripts, called with their [`context`], which has a place on earth ([`geo`]).
//! - [`mapping`]: V2, which scripts speak, and V3, which callers do.
//! - [`refusal`], [`answer`]: what is said when it did not work, and the envelope of all answers.
//!
//! What it needs of the rest is [`backend`], [`settings`], the [`keyring`] for encrypted passwords, and a notifier
//! ([`notify`], [`smtp`], [`webhook`]).

mod admit;
mod answer;
pub mod backend;
mod client_ip;
mod context;
mod endpoints;
mod fields;
mod gate;
mod geo;
mod incoming;
mod json;
mod keyring;
mod mapping;
mod notification;
mod notify;
mod password;
mod refusal;
mod router;
mod secret;
mod session;
mod settings;
mod signature;
mod smtp;
mod token;
mod user_ref;
mod webhook;

pub use backend::{
    AccessKey, App, Backend, BackendError, Call, Connection, InvokeError, Lookup, Place, UserPool,
};
pub use geo::Geo;
pub use incoming::RequestId;
pub use keyring::{KeyError, KeyMaterial, Keyring, PublicKeys};
pub use notify::{Channel, Notice, Notifier, Notifiers, NotifyError};
pub use refusal::Lang;
pub use router::router;
pub use secret::Secret;
pub use settings::Settings;
pub use smtp::{Smtp, SmtpError};
pub use webhook::{Webhook, WebhookError};
