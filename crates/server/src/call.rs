//! One invocation, from what was asked to an answer that is kept.
//!
//! It runs as a task of its own: a caller who goes away takes it back only until its first statement has left for the
//! database. With an idempotency key, the claim is on disk before the script starts and the outcome before it is
//! answered.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use connector_contract::{Action, Invocation, Outcome, Redactor, Status};
use connector_host::{Cancel, Job, Place};
use connector_registry::{
    Claim, ClaimRef, ConnectionId, Deployment, RegistryError, Settled, TenantId,
};
use opentelemetry::{Context, KeyValue};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use crate::app::App;
use crate::history;
use crate::problem::{Code, Problem, Result};
use crate::unsettled::End;

/// What a caller asks for.
pub(crate) struct Call {
    pub(crate) tenant: TenantId,
    pub(crate) connection: ConnectionId,
    /// The id of the key.
    pub(crate) caller: String,
    pub(crate) action: Action,
    pub(crate) arguments: Vec<Value>,
    pub(crate) context: Value,
    pub(crate) idempotency_key: Option<String>,
}

/// What it came to.
#[derive(Debug)]
pub(crate) enum Answer {
    /// It ran just now.
    Ran(Box<Outcome>),
    /// It had run before: that outcome's JSON, byte for byte.
    Replayed(Vec<u8>),
}

/// How often keeping an outcome is tried.
const TRIES: u32 = 6;

impl App {
    /// Runs a call, or answers with what it came to before.
    pub(crate) async fn call(self: &Arc<Self>, call: Call) -> Result<Answer> {
        if self.is_draining() {
            return Err(Problem::new(Code::Draining).retry_after(1));
        }
        let deployment = self
            .registry
            .deployment(&call.tenant, &call.connection)
            .await?;
        let prepared = Prepared::new(call, &deployment)?;
        let token = CancellationToken::new();
        // Dropped with this future, which is dropped when the caller is gone.
        let gone = token.clone().drop_guard();
        let app = Arc::clone(self);
        // The task is the request's still: what it logs and traces says so.
        let request = Context::current();
        let running = async move { app.once(prepared, token, request).await };
        let task = self.calls.spawn(running.in_current_span());
        let answer = task.await.unwrap_or_else(|error| {
            tracing::error!(%error, "an invocation's task ended early");
            Err(Problem::new(Code::Internal))
        });
        gone.disarm();
        answer
    }

    /// Claims the idempotency key, if there is one, then runs. All of it in the call's own task: a claim that was made
    /// for a caller who is gone must not be forgotten.
    async fn once(
        self: &Arc<Self>,
        prepared: Prepared,
        gone: CancellationToken,
        request: Context,
    ) -> Result<Answer> {
        if let Some(claim) = &prepared.claim {
            let begun = SystemTime::now();
            let claimed = self.registry.claim(claim).await;
            let told = match &claimed {
                Ok(Claim::Taken) => "taken",
                Ok(Claim::Replayed(_)) => "replayed",
                Ok(Claim::Open) => "open",
                Ok(Claim::OtherArguments) => "other_arguments",
                Err(_) => "failed",
            };
            let told = [KeyValue::new("connector.claim", told)];
            self.traces.part("claim", &request, begun, told);
            if let Err(RegistryError::Unacknowledged(_)) = &claimed {
                // It may be there. Nothing will run for it, so the key must not stay in use.
                self.end_later(claim.clone(), End::Released);
            }
            match claimed? {
                Claim::Taken => {}
                Claim::Replayed(outcome) => return Ok(Answer::Replayed(outcome.to_vec())),
                Claim::Open => return Err(Problem::new(Code::IdempotencyKeyInUse).retry_after(1)),
                Claim::OtherArguments => return Err(Problem::new(Code::IdempotencyKeyReused)),
            }
        }
        self.run(prepared, gone, &request).await
    }

    async fn run(
        self: &Arc<Self>,
        prepared: Prepared,
        gone: CancellationToken,
        request: &Context,
    ) -> Result<Answer> {
        let Prepared {
            place,
            job,
            claim,
            about,
        } = prepared;
        let redactor = Redactor::new(&job.env, &job.invocation);
        let invocation = job.invocation.clone();
        let cancel = Cancel::before_statement(gone);
        let begun = SystemTime::now();
        let outcome = match self.host.invoke(&place, job, cancel).await {
            Ok(outcome) => outcome,
            Err(error) => {
                // Refused or failed: an invocation that may have had an effect ends `crashed`, which is an outcome.
                if let Some(claim) = &claim {
                    self.release(claim).await;
                }
                return Err(error.into());
            }
        };
        self.metrics.outcome(&place.tenant, &outcome);
        let tenant = self.config.tenant_metrics.then_some(place.tenant.as_str());
        self.traces.invocation(request, begun, tenant, &outcome);
        tracing::info!(
            tenant = place.tenant, connection = place.connection, invocation = %outcome.invocation,
            action = %outcome.action, status = %outcome.status, ms = outcome.receipt.wall_ms, "invoked"
        );
        let entry = history::entry(about, &invocation, &outcome, &redactor);
        self.history.record(entry);
        match &claim {
            None => Ok(Answer::Ran(Box::new(outcome))),
            // Taken back before its first statement: nothing has happened, so a retry may run.
            Some(claim) if outcome.status == Status::Cancelled => {
                self.release(claim).await;
                Ok(Answer::Ran(Box::new(outcome)))
            }
            Some(claim) => {
                let begun = SystemTime::now();
                let answer = self.settle(claim, outcome).await;
                self.traces.part("settle", request, begun, []);
                answer
            }
        }
    }

    /// Keeps the outcome, then answers with it; or with the one that counts.
    async fn settle(self: &Arc<Self>, claim: &ClaimRef, outcome: Outcome) -> Result<Answer> {
        let text = serde_json::to_vec(&outcome).map_err(|error| {
            tracing::error!(%error, "an outcome can't be written as JSON");
            Problem::new(Code::OutcomeNotKept)
        })?;
        let mut wait = Duration::from_millis(50);
        for again in (0..TRIES).rev() {
            match self.registry.settle_claim(claim, &text).await {
                Ok(Settled::Kept) => return Ok(Answer::Ran(Box::new(outcome))),
                Ok(Settled::Superseded(text)) => return Ok(Answer::Replayed(text.to_vec())),
                Err(error) => tracing::error!(%error, "an outcome could not be kept"),
            }
            if again > 0 {
                tokio::time::sleep(wait).await;
                wait *= 2;
            }
        }
        self.end_later(claim.clone(), End::Settled(text));
        Err(Problem::new(Code::OutcomeNotKept))
    }

    async fn release(self: &Arc<Self>, claim: &ClaimRef) {
        if let Err(error) = self.registry.release_claim(claim).await {
            tracing::error!(%error, "an idempotency key could not be given back yet");
            self.end_later(claim.clone(), End::Released);
        }
    }
}

/// A call that is known to be right.
struct Prepared {
    place: Place,
    job: Job,
    claim: Option<ClaimRef>,
    about: history::About,
}

impl Prepared {
    fn new(call: Call, deployment: &Deployment) -> Result<Self> {
        let settings = &deployment.connection.settings;
        let script = deployment.scripts.get(&call.action).ok_or_else(|| {
            Problem::with(
                Code::NoScript,
                format!("there is no script for {}", call.action),
            )
        })?;
        let mut invocation = Invocation::new(call.action, call.arguments, call.context);
        invocation.id_shape = settings.id;
        invocation.limits = deployment.limits.clone();
        invocation.check()?;
        let claim = call.idempotency_key.map(|key| ClaimRef {
            tenant: call.tenant.clone(),
            connection: call.connection.clone(),
            action: call.action,
            key,
            digest: digest(&invocation),
            invocation: invocation.id,
            version: script.version(),
        });
        Ok(Self {
            place: Place {
                tenant: call.tenant.to_string(),
                connection: call.connection.to_string(),
                env_version: deployment.connection.env_version.clone(),
            },
            job: Job {
                script: script.clone(),
                env: deployment.env.clone(),
                invocation,
            },
            claim,
            about: history::About {
                tenant: call.tenant,
                connection: call.connection,
                caller: call.caller,
                keep_arguments: settings.keep_arguments,
            },
        })
    }
}

/// What a repeated call must have in common with the first. The context tells who asks and may differ.
fn digest(invocation: &Invocation) -> String {
    use std::fmt::Write as _;
    let text = canonical(&Value::Array(invocation.arguments.clone())).to_string();
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().fold(String::from("sha256:"), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The same value with keys in order: their order is not part of the question.
fn canonical(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(canonical).collect(),
        Value::Object(entries) => {
            let sorted: std::collections::BTreeMap<_, _> = entries.iter().collect();
            sorted
                .into_iter()
                .map(|(key, value)| (key.clone(), canonical(value)))
                .collect()
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_order_of_keys_makes_no_other_question_and_everything_else_does() {
        let of = |arguments: Value, context: Value| {
            let Value::Array(arguments) = arguments else {
                panic!("an array")
            };
            digest(&Invocation::new(Action::UpdateUser, arguments, context))
        };
        let first = of(json!([1, {"a": 1, "b": {"c": 2, "d": 3}}]), Value::Null);
        assert_eq!(
            first,
            of(
                json!([1, {"b": {"d": 3, "c": 2}, "a": 1}]),
                json!({"ip": "::1"})
            )
        );
        for other in [
            json!([2, {"a": 1}]),
            json!(["1", {"a": 1}]),
            json!([1, {"a": 1, "b": {"c": 2}}]),
        ] {
            assert_ne!(first, of(other, Value::Null));
        }
    }
}
