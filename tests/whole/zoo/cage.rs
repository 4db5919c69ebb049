//! One case of the zoo: its folder, its tenant, its database, and what came of it as its caller sees it.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use connector_contract::{Action, Env, Invocation, Script};
use connector_host::{Cancel, Host, Job, Place};
use serde_json::Value;

use crate::case::{self, PATIENT, check_outcome};
use crate::database::{self, Users};

/// An invocation that has used its processor time may have used this much more when it stops: one tick of the
/// watchdog, and the 250 ms after which nobody waits for it any more.
const CPU_OVERSHOOT_MS: f64 = 400.0;
/// How long beyond its limit the caller may wait, on a machine that is busy with other tests. A built-in that can't be
/// stopped holds its thread for longer than this.
const WALL_OVERSHOOT: Duration = Duration::from_secs(4);
/// How much slower than alone a script may run here.
const CROWDED: u32 = 5;
/// How long what a script left in its database may take to go: a service answers first.
const AFTERWARDS: Duration = Duration::from_secs(20);

/// A case, ready to run.
pub(super) struct Case {
    name: String,
    case: case::Case,
    job: Job,
    /// Whether its limits are its own, and so what it is to end by.
    limited: bool,
    database: Option<Users>,
}

impl Case {
    /// Reads a folder and makes the database, if it has one.
    pub(super) async fn open(folder: &Path) -> Self {
        let name = folder
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let (case, script) =
            case::Case::read(folder).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
        let database = if case.database {
            let database = database::users().await;
            if let Some(sql) = &case.sql {
                database.execute(sql).await;
            }
            Some(database)
        } else {
            None
        };
        let (invocation, limited) = invocation(&name, &case.run);
        let source = std::fs::read_to_string(&script).expect("the script can be read");
        let script =
            Script::new("updateUser.js", source, invocation.limits.source_bytes).expect("a script");
        let mut env = Env::new();
        if let Some(database) = &database {
            env.set(Env::DB_CONNECTION_URI, database.url());
        }
        Self {
            job: Job {
                script,
                env,
                invocation,
            },
            name,
            case,
            limited,
            database,
        }
    }

    /// Runs it as a tenant of its own; what is wrong, or nothing.
    pub(super) async fn run(&self, host: &Host) -> Option<String> {
        let place = Place {
            tenant: self.name.clone(),
            connection: "users".to_owned(),
            env_version: "1".to_owned(),
        };
        let asked = Instant::now();
        let outcome = host.invoke(&place, self.job.clone(), Cancel::never()).await;
        let took = asked.elapsed();
        let mut wrong = String::new();
        let outcome = match outcome {
            Ok(outcome) => serde_json::to_value(&outcome).expect("an outcome is JSON"),
            Err(error) => return Some(format!("== {}\nthe host failed: {error}", self.name)),
        };
        // Which limit comes first depends on how busy the machine is; `scripts` knows them one by one.
        let status = outcome["status"].as_str().unwrap_or_default();
        if !(is_limit(&self.case.expect.status) && is_limit(status)) {
            check_outcome(&self.case.expect, &outcome, &mut wrong);
        }
        self.check_overshoot(&outcome, took, &mut wrong);
        self.check_rows(&mut wrong).await;
        (!wrong.is_empty()).then(|| format!("== {}\n{wrong}it ended as {outcome}", self.name))
    }

    fn check_overshoot(&self, outcome: &Value, took: Duration, wrong: &mut String) {
        let limits = &self.job.invocation.limits;
        let number = |pointer: &str| {
            outcome
                .pointer(pointer)
                .and_then(Value::as_f64)
                .unwrap_or_default()
        };
        let limit = match self.case.expect.status.as_str() {
            "cpu_limit" => limits.cpu * CROWDED,
            "timeout" => limits.wall,
            _ => return,
        };
        assert!(
            self.limited,
            "{}: which limit it hits is not its own",
            self.name
        );
        let queued = Duration::from_secs_f64(number("/receipt/wait_ms/queue") / 1e3);
        let most = limit + WALL_OVERSHOOT;
        if took.saturating_sub(queued) > most {
            let _ = writeln!(
                wrong,
                "its caller waited {took:?}, at most {most:?} are right"
            );
        }
        let (used, most) = (
            number("/receipt/cpu_ms"),
            limits.cpu.as_secs_f64() * 1e3 + CPU_OVERSHOOT_MS,
        );
        if used > most {
            let _ = writeln!(
                wrong,
                "it used {used} ms of the processor, at most {most} are right"
            );
        }
    }

    async fn check_rows(&self, wrong: &mut String) {
        let Some(database) = &self.database else {
            return;
        };
        let give_up = Instant::now() + AFTERWARDS;
        for (query, rows) in &self.case.rows {
            loop {
                let found = database.rows(query).await;
                if &found == rows {
                    break;
                }
                if Instant::now() > give_up {
                    let _ = writeln!(wrong, "{query}: expected {rows:?}, found {found:?}");
                    break;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }

    /// Sessions of its script that are still there.
    pub(super) async fn leaked_sessions(&self) -> Vec<String> {
        match &self.database {
            Some(database) => {
                let sessions = database.leaked_sessions().await;
                let named = |session| format!("{}: {session}", self.name);
                sessions.into_iter().map(named).collect()
            }
            None => Vec::new(),
        }
    }
}

fn is_limit(status: &str) -> bool {
    ["cpu_limit", "memory_limit", "timeout"].contains(&status)
}

/// The invocation that the words of a command line ask for, and whether they set limits. Those of the zoo use few.
fn invocation(name: &str, words: &[String]) -> (Invocation, bool) {
    let (mut id, mut updates, mut limits) = (Value::Null, Value::Null, None);
    for pair in words.chunks(2) {
        match pair {
            [flag, value] if flag == "--id" => id = Value::String(value.clone()),
            [flag, value] if flag == "--updates" => {
                updates = serde_json::from_str(value).expect("updates are JSON");
            }
            [flag, value] if flag == "--limits" => limits = Some(value.clone()),
            other => panic!("{name}: the zoo doesn't know {other:?}"),
        }
    }
    // As the command line reads a number.
    if let Some(number) = id.as_str().and_then(|id| id.parse::<i64>().ok()) {
        id = number.into();
    }
    let mut invocation = Invocation::new(Action::UpdateUser, vec![id, updates], Value::Null);
    let own = limits.is_some();
    for pair in limits.unwrap_or_else(|| PATIENT.to_owned()).split(',') {
        let (name, value) = pair.split_once('=').expect("name=value");
        invocation.limits.set(name, value).expect("a limit");
    }
    invocation.check().expect("its arguments are right");
    (invocation, own)
}
