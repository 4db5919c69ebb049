//! Tenants that do nothing wrong, and check every answer they get.

use std::collections::BTreeMap;
use std::time::Duration;

use connector_contract::{Action, Env, Invocation, Limits, Script};
use connector_host::{Cancel, Host, Job, Place};
use serde_json::{Value, json};

use crate::database::{self, Users};

/// Between two calls of one neighbour.
const PAUSE: Duration = Duration::from_millis(25);

/// The three of them: one computes, one waits, one has a database.
pub(super) struct Neighbours {
    database: Users,
}

/// A tenant, its script, and what it makes of a number.
struct Neighbour {
    tenant: &'static str,
    source: &'static str,
    value: fn(u64) -> Value,
}

const COMPUTES: Neighbour = Neighbour {
    tenant: "acme",
    source: "
      const _ = require('lodash');
      async function updateUser(id, updates) {
        const squares = _.map(_.range(1, updates.n % 100 + 1), (n) => n * n);
        return { id, n: updates.n, sum: _.sum(squares) };
      }",
    value: |n| {
        let sum: u64 = (1..=n % 100).map(|n| n * n).sum();
        json!({ "id": "1", "n": n, "sum": sum })
    },
};

const WAITS: Neighbour = Neighbour {
    tenant: "initech",
    source: "
      async function updateUser(id, updates) {
        await new Promise((go) => setTimeout(go, 30));
        return { id, n: updates.n, text: 'x'.repeat(updates.n % 1000) };
      }",
    value: |n| {
        let text = "x".repeat(usize::try_from(n % 1000).unwrap_or(0));
        json!({ "id": "1", "n": n, "text": text })
    },
};

const STORES: Neighbour = Neighbour {
    tenant: "globex",
    source: "
      const { Client } = require('pg');
      async function updateUser(id, updates) {
        const client = new Client({ connectionString: env.DB_CONNECTION_URI });
        await client.connect();
        try {
          await client.query('UPDATE users SET logins_count = $2 WHERE id = $1', [id, updates.n]);
          const { rows } = await client.query('SELECT logins_count AS n FROM users WHERE id = $1', [id]);
          return { id, n: Number(rows[0].n) };
        } finally {
          await client.end();
        }
      }",
    value: |n| json!({ "id": "1", "n": n }),
};

impl Neighbours {
    /// They come first, and each is served once.
    pub(super) async fn move_in(host: &Host) -> Self {
        let neighbours = Self {
            database: database::users().await,
        };
        for neighbour in [COMPUTES, WAITS, STORES] {
            neighbours.call(host, &neighbour, 1).await;
        }
        neighbours
    }

    /// Lets them call, one call after the other each, until `trouble` is over; what that came to, and how often each was
    /// served. Panics at the first answer that is wrong.
    pub(super) async fn live_beside<T>(
        &self,
        host: &Host,
        trouble: impl Future<Output = T>,
    ) -> (T, BTreeMap<&'static str, u64>) {
        let over = connector_host::CancellationToken::new();
        let trouble = async {
            let came = trouble.await;
            over.cancel();
            came
        };
        let life = async |neighbour: Neighbour| {
            let mut calls = 0;
            while !over.is_cancelled() {
                calls += 1;
                self.call(host, &neighbour, calls).await;
                tokio::time::sleep(PAUSE).await;
            }
            (neighbour.tenant, calls)
        };
        let (came, a, b, c) = tokio::join!(trouble, life(COMPUTES), life(WAITS), life(STORES));
        (came, BTreeMap::from([a, b, c]))
    }

    async fn call(&self, host: &Host, neighbour: &Neighbour, n: u64) {
        let mut limits = Limits::default();
        for (name, value) in [("wall", "20s"), ("connect", "10s"), ("cpu", "10s")] {
            limits.set(name, value).expect("a limit");
        }
        let arguments = vec![json!("1"), json!({ "n": n })];
        let mut invocation = Invocation::new(Action::UpdateUser, arguments, Value::Null);
        invocation.limits = limits;
        let mut env = Env::new();
        env.set(Env::DB_CONNECTION_URI, self.database.url());
        let source = neighbour.source;
        let job = Job {
            script: Script::new("updateUser.js", source, Limits::default().source_bytes)
                .expect("a script"),
            env,
            invocation,
        };
        let place = Place {
            tenant: neighbour.tenant.to_owned(),
            connection: "users".to_owned(),
            env_version: "1".to_owned(),
        };
        let outcome = host.invoke(&place, job, Cancel::never()).await;
        let tenant = neighbour.tenant;
        let outcome = outcome.unwrap_or_else(|error| panic!("call {n} of {tenant}: {error}"));
        let shown = serde_json::to_value(&outcome).expect("an outcome is JSON");
        assert_eq!(shown["status"], "success", "call {n} of {tenant}: {shown}");
        assert_eq!(shown["value"], (neighbour.value)(n), "call {n} of {tenant}");
    }

    /// Their sessions that are still there.
    pub(super) async fn leaked_sessions(&self) -> Vec<String> {
        self.database.leaked_sessions().await
    }
}
