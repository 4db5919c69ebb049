//! What the face needs of the rest: keys, nonces, the facts of a connection, and running a script.
//!
//! The router is generic over [`Backend`]; the server implements it over the registry and the host. Nothing here knows
//! HTTP. Management tokens need no storage: they are signed with the key pair's secret (see [`token`](crate::token)),
//! so they die with their key.

use std::collections::BTreeSet;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use connector_contract::{Action, ArgumentError, Outcome};
use serde_json::{Map, Value};

use crate::keyring::Keyring;
use crate::secret::Secret;

/// The rest of the system, as the router sees it. Cheap to share; every method may be called concurrently.
pub trait Backend: Send + Sync + 'static {
    /// The key pair of that id, if it exists and is neither revoked nor expired. Asked for on every request, so that
    /// a revoked key is refused at once.
    fn access_key(
        &self,
        access_key_id: &str,
    ) -> impl Future<Output = Result<Option<AccessKey>, BackendError>> + Send;

    /// Remembers a nonce of a key for `keep`: `true` if it was not known, `false` if it was. Atomic, durable before it
    /// answers, and shared by all nodes: of two requests with one nonce, at most one is told `true`.
    ///
    /// Called only for requests whose signature is right; `nonce` is 1 to 128 visible ASCII characters.
    fn remember_nonce(
        &self,
        access_key_id: &str,
        nonce: &str,
        keep: Duration,
    ) -> impl Future<Output = Result<bool, BackendError>> + Send;

    /// The facts of a connection, or `None` when it is gone.
    fn connection(
        &self,
        place: &Place,
    ) -> impl Future<Output = Result<Option<Arc<Connection>>, BackendError>> + Send;

    /// The server's keys for encrypted passwords. Called for each request: a rotated ring counts at once.
    fn keyring(&self) -> Arc<Keyring>;

    /// Runs one action of a connection. The context is complete and may hold a password in plain text
    /// (`request.body`): it is never to be stored.
    ///
    /// The future is dropped when the caller disconnects; what then becomes of the script is the implementation's to
    /// decide.
    fn invoke(
        &self,
        place: &Place,
        call: Call,
    ) -> impl Future<Output = Result<Outcome, InvokeError>> + Send;
}

/// Which connection of which tenant: what a key pair is bound to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The tenant's name.
    pub tenant: String,
    /// The connection's name, unique in its tenant.
    pub connection: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.tenant, self.connection)
    }
}

/// One key pair. The secret is the plain one: HMAC needs it, so it is sealed at rest and not hashed.
#[derive(Debug, Clone)]
pub struct AccessKey {
    /// The access key id. At Authing this is the user pool's id, or a collaborator's.
    pub id: String,
    /// The access key secret.
    pub secret: Secret,
    /// The one connection it opens.
    pub place: Place,
}

/// What the face must know of a connection.
#[derive(Debug, Clone, Default)]
pub struct Connection {
    /// The user pool, which becomes `context.userPool…` and the token's `scoped_userpool_id`.
    pub user_pool: UserPool,
    /// The applications. The first is the one meant when a request names none.
    pub apps: Vec<App>,
    /// Declared custom fields; a key of `customData` that is not among them is refused.
    pub custom_fields: BTreeSet<String>,
    /// What else than `id`, `email`, `phone` and `username` the getUser script looks users up by.
    pub lookups: BTreeSet<Lookup>,
    /// The actions that have a script.
    pub actions: BTreeSet<Action>,
}

/// A connection's user pool.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UserPool {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its settings, as the operator wrote them; scripts see them as `context.userPoolMetadata`.
    pub metadata: Map<String, Value>,
}

/// An application of a user pool.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct App {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its settings, as the operator wrote them; scripts see them as `context.appMetadata`.
    pub metadata: Map<String, Value>,
}

/// A way to look a user up that the published getUser does not know; a connection declares those its script has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lookup {
    /// `userIdType: "external_id"`; the script's `query.externalId`.
    ExternalId,
    /// `userIdType: "identity"`, `extIdpId:userIdInIdp`; the script's `query.identity`.
    Identity,
    /// `userIdType: "sync_relation"`, `provider:userIdInIdp`; the script's `query.syncRelation`.
    SyncRelation,
    /// `userIdType: "custom_field"`; the script's `query.customField`.
    CustomField,
}

impl Lookup {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::ExternalId,
        Self::Identity,
        Self::SyncRelation,
        Self::CustomField,
    ];

    /// How the API and a connection's declaration write it: `external_id`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ExternalId => "external_id",
            Self::Identity => "identity",
            Self::SyncRelation => "sync_relation",
            Self::CustomField => "custom_field",
        }
    }

    /// The key of getUser's `query`: `externalId`.
    pub const fn query_key(self) -> &'static str {
        match self {
            Self::ExternalId => "externalId",
            Self::Identity => "identity",
            Self::SyncRelation => "syncRelation",
            Self::CustomField => "customField",
        }
    }
}

/// One call of a script.
#[derive(Clone, PartialEq)]
pub struct Call {
    /// The access key id of whoever calls, for the record.
    pub caller: String,
    /// Which function.
    pub action: Action,
    /// Its positional arguments without `context`. May hold a password in plain text.
    pub arguments: Vec<Value>,
    /// The `context` of seed 1, complete. May hold a password in plain text.
    pub context: Value,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("action", &self.action)
            .finish_non_exhaustive()
    }
}

/// The registry could not answer. The caller is told no more than that; the text is for the log.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BackendError(pub String);

/// Why a script did not run, or its outcome is unknown.
#[derive(Debug, thiserror::Error)]
pub enum InvokeError {
    /// The arguments do not pass [`Invocation::check`](connector_contract::Invocation::check).
    #[error(transparent)]
    Refused(#[from] ArgumentError),
    /// The connection has no script for the action.
    #[error("the connection has no script for {0}")]
    NoScript(Action),
    /// There is no room just now, or the caller's share is used up.
    #[error("too many calls at once")]
    Busy {
        /// When it is worth trying again, if known.
        retry_after: Option<Duration>,
    },
    /// The host takes no calls: it is stopping, or the connection is quarantined.
    #[error("not available: {0}")]
    Unavailable(String),
    /// The host failed.
    #[error("{0}")]
    Host(String),
}
