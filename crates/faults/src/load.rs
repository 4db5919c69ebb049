//! Many callers at once, at a pace, who ask again until they know.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use hyper::Method;
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::client::{Client, Said};
use crate::seen::{Call, Ended, Seen};
use crate::stage::{CONNECTION, tenant};
use crate::zipf::{Random, Zipf};

/// Between two tries of one call.
const AGAIN: Duration = Duration::from_millis(25);
/// A call that nobody answers for good is given up after this: a dead node is taken for dead after a minute.
const GIVE_UP: Duration = Duration::from_secs(100);

/// Callers and their pace.
#[derive(Debug, Clone)]
pub struct Load {
    /// The servers; callers are spread over them, and go to the next one when theirs is gone.
    pub servers: Vec<SocketAddr>,
    /// The operator's key.
    pub key: String,
    /// How many tenants there are.
    pub tenants: usize,
    /// How many callers at once.
    pub callers: usize,
    /// Calls a second of all of them together; as fast as they can where it is 0.
    pub pace: f64,
    /// What keys of this load begin with: no two loads of a run have the same.
    pub name: String,
}

/// A load under way.
pub struct Running {
    callers: JoinSet<Seen>,
    over: Arc<AtomicBool>,
    good: Arc<AtomicU64>,
}

impl Load {
    /// Lets the callers begin.
    pub fn begin(&self) -> Running {
        let over = Arc::new(AtomicBool::new(false));
        let good = Arc::new(AtomicU64::new(0));
        let zipf = Arc::new(Zipf::new(self.tenants));
        let mut callers = JoinSet::new();
        for number in 0..self.callers {
            let caller = Caller {
                load: self.clone(),
                number,
                zipf: Arc::clone(&zipf),
                over: Arc::clone(&over),
                good: Arc::clone(&good),
            };
            callers.spawn(caller.call());
        }
        Running {
            callers,
            over,
            good,
        }
    }

    /// Runs for so long.
    pub async fn run(&self, time: Duration) -> Seen {
        let running = self.begin();
        sleep(time).await;
        running.end().await
    }
}

impl Running {
    /// How many good answers there were so far.
    pub fn good(&self) -> u64 {
        self.good.load(Relaxed)
    }

    /// Waits for so many more good answers, at most so long; whether they came.
    pub async fn recovers(&self, more: u64, within: Duration) -> bool {
        let (from, begun) = (self.good(), Instant::now());
        while self.good() < from + more {
            if begun.elapsed() > within {
                return false;
            }
            sleep(Duration::from_millis(5)).await;
        }
        true
    }

    /// Lets every caller end its call, and takes what they saw.
    pub async fn end(mut self) -> Seen {
        self.over.store(true, Relaxed);
        let mut seen = Seen::default();
        while let Some(ended) = self.callers.join_next().await {
            match ended {
                Ok(one) => seen.merge(one),
                Err(_) => seen.count("a caller of ours failed"),
            }
        }
        seen
    }
}

struct Caller {
    load: Load,
    number: usize,
    zipf: Arc<Zipf>,
    over: Arc<AtomicBool>,
    good: Arc<AtomicU64>,
}

impl Caller {
    async fn call(self) -> Seen {
        let load = &self.load;
        let mut random = Random::new(u64::try_from(self.number).unwrap_or(0));
        let mut seen = Seen::default();
        let mut server = self.number;
        let mut client = self.client(server);
        let callers = u32::try_from(load.callers.max(1)).unwrap_or(u32::MAX);
        let step =
            (load.pace > 0.0).then(|| Duration::from_secs_f64(f64::from(callers) / load.pace));
        // Not all in the same moment.
        let mut due = Instant::now() + step.unwrap_or_default().mul_f64(random.share());
        for count in 0_u64.. {
            if let Some(step) = step {
                sleep(due.saturating_duration_since(Instant::now())).await;
                due += step;
            }
            if self.over.load(Relaxed) {
                break;
            }
            let from = match step {
                // Who is late because the last answer was waits too: it counts from when it was due.
                Some(step) => (due - step).min(Instant::now()),
                None => Instant::now(),
            };
            let tenant = self.zipf.pick(&mut random);
            let key = format!("{}-{}-{count}", load.name, self.number);
            let begun = Instant::now();
            let ended = loop {
                match ask(&mut client, tenant, &key).await {
                    Ok(said) => {
                        let (what, ended) = judged(&said);
                        seen.count(what);
                        if let Some(ended) = ended {
                            break ended;
                        }
                    }
                    Err(unanswered) => {
                        seen.count(unanswered.name());
                        server += 1;
                        client = self.client(server);
                    }
                }
                if begun.elapsed() > GIVE_UP {
                    break Ended::Unknown;
                }
                sleep(AGAIN).await;
            };
            if ended == Ended::Acknowledged {
                seen.waits.push(from.elapsed());
                seen.successes.push(Instant::now());
                self.good.fetch_add(1, Relaxed);
            }
            // Callers who fell behind don't make up for it: that would be another load.
            if let Some(step) = step {
                due = due.max(Instant::now() - step);
            }
            seen.calls.push(Call { key, tenant, ended });
        }
        seen
    }

    fn client(&self, server: usize) -> Client {
        let servers = &self.load.servers;
        let none = SocketAddr::from(([127, 0, 0, 1], 0));
        let at = servers.get(server % servers.len().max(1));
        Client::new(at.copied().unwrap_or(none), &self.load.key)
    }
}

/// Asks for the call of this key once.
///
/// # Errors
/// When there is no answer.
pub async fn ask(
    client: &mut Client,
    of: usize,
    key: &str,
) -> Result<Said, crate::client::Unanswered> {
    let path = format!(
        "/v1/tenants/{}/connections/{CONNECTION}/invoke/updateUser",
        tenant(of)
    );
    let body = json!({ "arguments": [1, { "nickname": key }] }).to_string();
    let headers = [("idempotency-key", key)];
    client.ask(Method::POST, &path, &headers, body).await
}

/// What an answer is called, and how the call ended if that was for good.
fn judged(said: &Said) -> (String, Option<Ended>) {
    let body = said.json();
    if said.status == 200 {
        let status = body["status"].as_str().unwrap_or("?");
        let ended = if status == "success" {
            Ended::Acknowledged
        } else {
            Ended::Otherwise
        };
        return (format!("200 {status}"), Some(ended));
    }
    let code = body["code"].as_str().unwrap_or("?");
    (format!("{} {code}", said.status), None)
}
