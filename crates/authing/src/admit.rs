//! Who sent a request: the two schemes of authing-contract.md §5.2, and client credentials for signing in.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::backend::{AccessKey, Backend, BackendError};
use crate::gate::Gate;
use crate::incoming::Incoming;
use crate::json::Document;
use crate::refusal::{Reason, Refusal};
use crate::secret::Secret;
use crate::signature::{Credentials, REMEMBERED, SignatureError, Signed};
use crate::token::Unverified;

/// Finds the key pair a request was made with, by its signature or its management token.
///
/// # Errors
/// When there is none, or it is not good.
pub(crate) async fn admit<B: Backend>(
    gate: &Gate<B>,
    incoming: &Incoming,
) -> Result<AccessKey, Refusal> {
    let authorization = incoming.authorization.as_deref().unwrap_or_default();
    if let Some(credentials) = Credentials::parse(authorization) {
        let credentials = credentials.map_err(Refusal::signature)?;
        return by_signature(gate, incoming, &credentials).await;
    }
    if authorization.is_empty() {
        return Err(Refusal::not_signed_in());
    }
    let token = Unverified::parse(authorization).ok_or_else(Refusal::bad_token)?;
    let key = find(gate, token.access_key_id()).await?;
    let key = key.filter(|key| token.verify(&key.secret, (gate.settings.clock)()));
    key.ok_or_else(Refusal::bad_token)
}

async fn by_signature<B: Backend>(
    gate: &Gate<B>,
    incoming: &Incoming,
    credentials: &Credentials,
) -> Result<AccessKey, Refusal> {
    let signed = Signed {
        method: incoming.method,
        path: &incoming.path,
        headers: &incoming.signed_headers,
        document: &incoming.document,
    };
    let now = (gate.settings.clock)();
    let key = find(gate, &credentials.access_key_id).await?;
    // An unknown key is verified like a known one, so that both are refused alike and for the same reasons.
    let secret = key
        .as_ref()
        .map_or_else(|| Secret::new("none"), |key| key.secret.clone());
    let nonce = signed
        .verify(credentials, &secret, now)
        .map_err(Refusal::signature)?;
    let key = key.ok_or_else(|| Refusal::signature(SignatureError::Wrong))?;
    let remembered = gate
        .backend
        .remember_nonce(&key.id, &nonce, REMEMBERED)
        .await;
    if remembered.map_err(|error| unavailable(&error))? {
        Ok(key)
    } else {
        Err(Refusal::signature(SignatureError::Replayed))
    }
}

/// Finds a key pair by id and secret, given as they are.
///
/// # Errors
/// When there is no such pair.
pub(crate) async fn by_pair<B: Backend>(
    gate: &Gate<B>,
    access_key_id: &str,
    secret: &str,
) -> Result<AccessKey, Refusal> {
    let key = find(gate, access_key_id).await?;
    let known = key
        .as_ref()
        .map_or_else(|| Secret::new("none"), |key| key.secret.clone());
    let same = verify_slices_are_equal(known.expose().as_bytes(), secret.as_bytes()).is_ok();
    key.filter(|_| same).ok_or_else(Refusal::wrong_key)
}

/// The client's credentials where an application signs its users in: `Authorization: Basic`, or `client_id` and
/// `client_secret` in the body.
pub(crate) fn client_credentials(
    authorization: Option<&str>,
    document: &Document,
) -> Option<(String, Secret)> {
    if let Some(authorization) = authorization {
        let (scheme, rest) = authorization.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let pair = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
        let (id, secret) = pair.split_once(':')?;
        return Some((id.to_owned(), Secret::new(secret)));
    }
    let field = |name: &str| {
        let entry = document.entries().iter().find(|entry| entry.key == name);
        entry.and_then(|entry| entry.value.as_str())
    };
    Some((
        field("client_id")?.to_owned(),
        Secret::new(field("client_secret")?),
    ))
}

async fn find<B: Backend>(gate: &Gate<B>, id: &str) -> Result<Option<AccessKey>, Refusal> {
    let found = gate.backend.access_key(id).await;
    found.map_err(|error| unavailable(&error))
}

/// The log gets the reason, the caller none.
pub(crate) fn unavailable(error: &BackendError) -> Refusal {
    tracing::error!(%error, "the registry did not answer");
    Refusal::new(503, Reason::Unavailable)
}
