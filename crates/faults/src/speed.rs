//! Requests a second, and how long they take, with nothing broken.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use hyper::Method;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::client::Client;
use crate::error::Failure;
use crate::seen::{Times, times};
use crate::stage::{CONNECTION, FLAGSHIP_TENANT, Stage};

/// One kind of request, asked as fast as so many callers can.
#[derive(Debug, Clone, Serialize)]
pub struct Speed {
    /// Which kind.
    pub what: &'static str,
    /// Callers at once.
    pub callers: usize,
    /// Requests a second.
    pub per_second: f64,
    /// How long they took, in milliseconds.
    pub times: Times,
    /// Answers that were not what they should be.
    pub failed: u64,
}

/// A kind of request.
#[derive(Debug, Clone)]
struct Kind {
    what: &'static str,
    method: Method,
    path: String,
    body: String,
    key: String,
    /// Where a good answer says so, and how.
    good: (&'static str, Value),
}

/// Warm-up before each measure.
const WARM: Duration = Duration::from_secs(2);

/// Measures invocations through the native API and through the Authing face, each for `time`.
///
/// # Errors
/// When the face gives no token.
pub async fn measure(stage: &Stage, callers: usize, time: Duration) -> Result<Vec<Speed>, Failure> {
    let token = stage.authing_token().await?;
    let invoke = |action: &str| {
        format!("/v1/tenants/{FLAGSHIP_TENANT}/connections/{CONNECTION}/invoke/{action}")
    };
    let native = ("status", Value::from("success"));
    let face = ("statusCode", Value::from(200));
    let kind = |what, method, path: String, body: Value, key: &str, good| Kind {
        what,
        method,
        path,
        body: if body.is_null() {
            String::new()
        } else {
            body.to_string()
        },
        key: key.to_owned(),
        good,
    };
    let (key, post, get) = (stage.key.as_str(), Method::POST, Method::GET);
    let updates = json!({ "arguments": [1, { "nickname": "Nick", "loginsCount": 7 }] });
    let update = json!({ "userId": "1", "nickname": "Nick" });
    let kinds = [
        kind(
            "invoke, no-op",
            post.clone(),
            invoke("getUser"),
            json!({ "arguments": [{ "id": "1" }] }),
            key,
            native.clone(),
        ),
        kind(
            "invoke, flagship",
            post.clone(),
            invoke("updateUser"),
            updates,
            key,
            native,
        ),
        kind(
            "V3 get-user, no-op",
            get,
            "/api/v3/get-user?userId=1".to_owned(),
            Value::Null,
            &token,
            face.clone(),
        ),
        kind(
            "V3 update-user, flagship",
            post,
            "/api/v3/update-user".to_owned(),
            update,
            &token,
            face,
        ),
    ];
    let server = stage.servers().first().copied();
    let server = server.ok_or_else(|| Failure::Server("there is none".to_owned()))?;
    let mut found = Vec::new();
    for kind in kinds {
        run(&kind, server, callers, WARM).await;
        found.push(run(&kind, server, callers, time).await);
    }
    Ok(found)
}

async fn run(kind: &Kind, server: SocketAddr, callers: usize, time: Duration) -> Speed {
    let begun = Instant::now();
    let mut asking = JoinSet::new();
    for _ in 0..callers {
        let kind = kind.clone();
        asking.spawn(async move {
            let mut client = Client::new(server, &kind.key);
            let (mut waits, mut failed) = (Vec::new(), 0_u64);
            while begun.elapsed() < time {
                let from = Instant::now();
                let (method, body) = (kind.method.clone(), kind.body.clone());
                let said = client.ask(method, &kind.path, &[], body).await;
                let good = said.is_ok_and(|said| {
                    said.status == 200 && said.json()[kind.good.0] == kind.good.1
                });
                if good {
                    waits.push(from.elapsed());
                } else {
                    failed += 1;
                }
            }
            (waits, failed)
        });
    }
    let (mut waits, mut failed) = (Vec::new(), 0);
    while let Some(asked) = asking.join_next().await {
        let (more, bad) = asked.unwrap_or_default();
        waits.extend(more);
        failed += bad;
    }
    let count = u32::try_from(waits.len()).unwrap_or(u32::MAX);
    Speed {
        what: kind.what,
        callers,
        per_second: f64::from(count) / begun.elapsed().as_secs_f64(),
        times: times(waits),
        failed,
    }
}
