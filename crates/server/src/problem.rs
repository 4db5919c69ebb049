//! Every refusal, as `application/problem+json` (RFC 9457) with a stable code.

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use connector_contract::ArgumentError;
use connector_host::HostError;
use connector_registry::RegistryError;
use serde::Serialize;
use serde_json::Value;

/// What went wrong, for programs. Codes are stable: `not_found`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// The body is not what the endpoint takes.
    InvalidBody,
    /// A part of the path or a query parameter is not what the endpoint takes.
    InvalidParameter,
    /// What was sent is understood and refused.
    Invalid,
    /// The script's arguments are wrong.
    InvalidArguments,
    /// Larger than a limit.
    TooLarge,
    /// No key, or none that counts.
    Unauthenticated,
    /// The key may not do this.
    Forbidden,
    /// There is no such thing, or the key doesn't reach it.
    NotFound,
    /// The connection has no script for the action.
    NoScript,
    /// The path exists, the method doesn't.
    MethodNotAllowed,
    /// There is such a thing already.
    AlreadyExists,
    /// The script can't be loaded, or doesn't define its function.
    ScriptRejected,
    /// The idempotency key was used with other arguments.
    IdempotencyKeyReused,
    /// The first call of the idempotency key is still under way.
    IdempotencyKeyInUse,
    /// The tenant asks too often.
    RateLimited,
    /// Too much is under way.
    Busy,
    /// The tenant's scripts have killed too many workers.
    Quarantined,
    /// The server is going.
    Draining,
    /// The registry can't be reached; nothing was run.
    RegistryUnavailable,
    /// The call ran and its outcome could not be kept: whether it took effect is unknown.
    OutcomeNotKept,
    /// Our fault.
    Internal,
}

impl Code {
    /// All of them.
    pub const ALL: [Self; 21] = [
        Self::InvalidBody,
        Self::InvalidParameter,
        Self::Invalid,
        Self::InvalidArguments,
        Self::TooLarge,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::NoScript,
        Self::MethodNotAllowed,
        Self::AlreadyExists,
        Self::ScriptRejected,
        Self::IdempotencyKeyReused,
        Self::IdempotencyKeyInUse,
        Self::RateLimited,
        Self::Busy,
        Self::Quarantined,
        Self::Draining,
        Self::RegistryUnavailable,
        Self::OutcomeNotKept,
        Self::Internal,
    ];

    /// How it is written, its HTTP status, and what it says.
    pub const fn told(self) -> (&'static str, StatusCode, &'static str) {
        match self {
            Self::InvalidBody => (
                "invalid_body",
                StatusCode::BAD_REQUEST,
                "the body is not what this endpoint takes",
            ),
            Self::InvalidParameter => (
                "invalid_parameter",
                StatusCode::BAD_REQUEST,
                "a parameter is not what this endpoint takes",
            ),
            Self::Invalid => (
                "invalid",
                StatusCode::UNPROCESSABLE_ENTITY,
                "what was sent is refused",
            ),
            Self::InvalidArguments => (
                "invalid_arguments",
                StatusCode::BAD_REQUEST,
                "the script's arguments are wrong",
            ),
            Self::TooLarge => (
                "too_large",
                StatusCode::PAYLOAD_TOO_LARGE,
                "larger than a limit",
            ),
            Self::Unauthenticated => (
                "unauthenticated",
                StatusCode::UNAUTHORIZED,
                "there is no key, or none that counts",
            ),
            Self::Forbidden => (
                "forbidden",
                StatusCode::FORBIDDEN,
                "the key may not do this",
            ),
            Self::NotFound => (
                "not_found",
                StatusCode::NOT_FOUND,
                "there is no such thing, or the key doesn't reach it",
            ),
            Self::NoScript => (
                "no_script",
                StatusCode::NOT_FOUND,
                "the connection has no script for the action",
            ),
            Self::MethodNotAllowed => (
                "method_not_allowed",
                StatusCode::METHOD_NOT_ALLOWED,
                "the path doesn't take this method",
            ),
            Self::AlreadyExists => (
                "already_exists",
                StatusCode::CONFLICT,
                "there is such a thing already",
            ),
            Self::ScriptRejected => (
                "script_rejected",
                StatusCode::UNPROCESSABLE_ENTITY,
                "the script can't be loaded, or doesn't define its function",
            ),
            Self::IdempotencyKeyReused => (
                "idempotency_key_reused",
                StatusCode::CONFLICT,
                "the idempotency key was used with other arguments",
            ),
            Self::IdempotencyKeyInUse => (
                "idempotency_key_in_use",
                StatusCode::CONFLICT,
                "the first call of the idempotency key is still under way",
            ),
            Self::RateLimited => (
                "rate_limited",
                StatusCode::TOO_MANY_REQUESTS,
                "the tenant asks too often",
            ),
            Self::Busy => (
                "busy",
                StatusCode::TOO_MANY_REQUESTS,
                "too much is under way; nothing was run",
            ),
            Self::Quarantined => (
                "quarantined",
                StatusCode::SERVICE_UNAVAILABLE,
                "the tenant's scripts have killed too many workers; nothing was run",
            ),
            Self::Draining => (
                "draining",
                StatusCode::SERVICE_UNAVAILABLE,
                "the server is going; nothing was run",
            ),
            Self::RegistryUnavailable => (
                "registry_unavailable",
                StatusCode::SERVICE_UNAVAILABLE,
                "the registry can't be reached; nothing was run",
            ),
            Self::OutcomeNotKept => (
                "outcome_not_kept",
                StatusCode::SERVICE_UNAVAILABLE,
                "the call ran and its outcome could not be kept: whether it took effect is unknown",
            ),
            Self::Internal => (
                "internal",
                StatusCode::INTERNAL_SERVER_ERROR,
                "the server failed",
            ),
        }
    }
}

/// A refusal on its way out.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    code: Code,
    detail: Option<String>,
    /// Seconds until it makes sense to try again.
    retry_after: Option<u64>,
    /// What the code alone can't say: a script's diagnostics.
    extra: Option<Box<(&'static str, Value)>>,
}

pub(crate) type Result<T, E = Problem> = std::result::Result<T, E>;

impl Problem {
    pub(crate) fn new(code: Code) -> Self {
        Self {
            code,
            detail: None,
            retry_after: None,
            extra: None,
        }
    }

    pub(crate) fn with(code: Code, detail: impl ToString) -> Self {
        Self {
            detail: Some(detail.to_string()),
            ..Self::new(code)
        }
    }

    pub(crate) fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds.max(1));
        self
    }

    pub(crate) fn extra(mut self, name: &'static str, value: impl Serialize) -> Self {
        self.extra = serde_json::to_value(value)
            .ok()
            .map(|value| Box::new((name, value)));
        self
    }

    pub(crate) fn code(&self) -> Code {
        self.code
    }

    /// Seconds until it makes sense to try again.
    pub(crate) fn seconds(&self) -> Option<u64> {
        self.retry_after
    }

    /// The whole document, under the request's name.
    pub(crate) fn body(&self, request_id: &str) -> Value {
        let (code, status, title) = self.code.told();
        let mut body = serde_json::json!({
            "type": format!("urn:connector:problem:{code}"),
            "code": code,
            "status": status.as_u16(),
            "title": title,
            "request_id": request_id,
        });
        if let Some(object) = body.as_object_mut() {
            if let Some(detail) = &self.detail {
                object.insert("detail".to_owned(), detail.as_str().into());
            }
            if let Some((name, value)) = self.extra.as_deref() {
                object.insert((*name).to_owned(), value.clone());
            }
        }
        body
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (_, status, _) = self.code.told();
        let mut response = status.into_response();
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        if self.code == Code::Unauthenticated {
            headers.insert(
                axum::http::header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer"),
            );
        }
        // The body is written where the request's name is known: see request_id.
        response.extensions_mut().insert(self);
        response
    }
}

impl From<RegistryError> for Problem {
    fn from(error: RegistryError) -> Self {
        match &error {
            RegistryError::Missing { .. } => Self::with(Code::NotFound, error),
            RegistryError::Exists { .. } => Self::with(Code::AlreadyExists, error),
            RegistryError::Invalid(_) => Self::with(Code::Invalid, error),
            RegistryError::Database(cause) | RegistryError::Unacknowledged(cause) => {
                tracing::error!(%error, %cause, "the registry failed");
                Self::new(Code::RegistryUnavailable).retry_after(1)
            }
            _ => {
                tracing::error!(%error, "the registry failed");
                Self::new(Code::Internal)
            }
        }
    }
}

impl From<HostError> for Problem {
    fn from(error: HostError) -> Self {
        match &error {
            HostError::Busy { retry_after, .. } => {
                Self::with(Code::Busy, &error).retry_after(retry_after.as_secs().saturating_add(1))
            }
            HostError::Quarantined { until, .. } => {
                let left = until.duration_since(std::time::SystemTime::now());
                let seconds = left.map_or(0, |left| left.as_secs());
                Self::with(Code::Quarantined, &error).retry_after(seconds.saturating_add(1))
            }
            HostError::Draining => Self::new(Code::Draining).retry_after(1),
            HostError::Spawn(_)
            | HostError::Cgroup(_)
            | HostError::Unfit(_)
            | HostError::Sandbox(_)
            | HostError::Send(_) => {
                tracing::error!(%error, "the host failed");
                Self::new(Code::Internal)
            }
        }
    }
}

impl From<ArgumentError> for Problem {
    fn from(error: ArgumentError) -> Self {
        match error {
            ArgumentError::TooLarge { .. } => Self::with(Code::TooLarge, error),
            _ => Self::with(Code::InvalidArguments, error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_apart() {
        let codes: std::collections::BTreeSet<_> = Code::ALL.map(|code| code.told().0).into();
        assert_eq!(codes.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(code.told().1.is_client_error() || code.told().1.is_server_error());
        }
    }
}
