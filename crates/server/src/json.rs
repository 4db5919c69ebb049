//! Bodies in, and answers that say when something was made.

use axum::body::Bytes;
use axum::extract::{FromRequest, Query as AxumQuery, Request};
use axum::extract::{FromRequestParts, rejection::BytesRejection};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;

use crate::problem::{Code, Problem};

/// A JSON body, read whole; unknown fields are refused where the type says so.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| unread(&rejection))?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| Problem::with(Code::InvalidBody, told(&error)))
    }
}

/// A parser's message quotes what it read, which may be a password: only where it stopped is told, and what was
/// expected where that is of our own making.
fn told(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let ours = ["missing field", "unknown field", "duplicate field"];
    if ours.iter().any(|start| text.starts_with(start)) {
        return text;
    }
    match error.classify() {
        serde_json::error::Category::Data => format!(
            "a value of the wrong kind at line {} column {}",
            error.line(),
            error.column()
        ),
        _ => format!(
            "not JSON at line {} column {}",
            error.line(),
            error.column()
        ),
    }
}

fn unread(rejection: &BytesRejection) -> Problem {
    match rejection.status() {
        status if status == Code::TooLarge.told().1 => {
            Problem::with(Code::TooLarge, "the body is larger than the server takes")
        }
        _ => Problem::with(Code::InvalidBody, "the body did not arrive whole"),
    }
}

/// Query parameters.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        AxumQuery::from_request_parts(parts, state)
            .await
            .map(|AxumQuery(query)| Self(query))
            .map_err(|rejection| Problem::with(Code::InvalidParameter, rejection.body_text()))
    }
}

/// JSON that is written already.
pub(crate) struct Written(pub(crate) Vec<u8>);

impl IntoResponse for Written {
    fn into_response(self) -> Response {
        let kind = [(axum::http::header::CONTENT_TYPE, "application/json")];
        (kind, self.0).into_response()
    }
}
