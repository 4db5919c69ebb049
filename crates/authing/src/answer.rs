//! V3's envelope: HTTP 200 whatever happened, and the code in the body decides (authing-contract.md §5.4). Only who
//! must come again later is told so by HTTP too: 429 and `Retry-After`, which proxies and clients' retries know.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use crate::refusal::{Lang, Refusal, done};

/// The apiCode of success, as the documentation's sample has it.
const SUCCESS: u32 = 20001;

/// The answer to one request.
pub(crate) fn answer(lang: Lang, request_id: &str, result: Result<Value, Refusal>) -> Response {
    let mut retry_after = None;
    let body = match result {
        Ok(data) => json!({
            "statusCode": 200,
            "message": done(lang),
            "apiCode": SUCCESS,
            "requestId": request_id,
            "data": data,
        }),
        Err(refusal) => {
            retry_after = refusal.retry_after;
            let mut body = json!({
                "statusCode": refusal.status_code,
                "message": refusal.message(lang),
                "requestId": request_id,
            });
            if let Some(code) = refusal.api_code {
                body["apiCode"] = Value::from(code);
            }
            if let Some(data) = refusal.data.map(|data| *data) {
                body["data"] = data;
            }
            body
        }
    };
    let mut response = json_response(&body);
    if let Some(seconds) = retry_after {
        *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// JSON that nobody may keep: answers hold people's data and tokens.
pub(crate) fn json_response(body: &Value) -> Response {
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json; charset=utf-8"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (StatusCode::OK, headers, body.to_string()).into_response()
}
