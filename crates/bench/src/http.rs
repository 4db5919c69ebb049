//! Whoever serves the work over HTTP: our server, workerd.

use std::any::Any;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use futures::future::{BoxFuture, try_join_all};

use crate::contestant::{Contestant, Round, summary, together};
use crate::wire::Wire;

/// A server, asked over connections that are kept for a round.
pub(crate) struct Http {
    name: &'static str,
    /// `host:port`.
    address: String,
    concurrency: usize,
    requests: Vec<Vec<u8>>,
    next: usize,
    /// What lives for as long as it is asked.
    _kept: Box<dyn Any + Send>,
}

/// What an answer's body has when the script returned.
const SUCCESS: &[u8] = br#""status":"success""#;

impl Http {
    /// A server that is up, for `concurrency` callers. Requests are taken in turn.
    pub(crate) fn new(
        name: &'static str,
        address: &str,
        requests: Vec<Vec<u8>>,
        concurrency: usize,
        kept: impl Any + Send,
    ) -> Self {
        Self {
            name,
            address: address.to_owned(),
            concurrency,
            requests,
            next: 0,
            _kept: Box::new(kept),
        }
    }
}

impl Contestant for Http {
    fn name(&self) -> &'static str {
        self.name
    }

    fn round(&mut self, length: Duration) -> BoxFuture<'_, Result<Round>> {
        Box::pin(async move {
            // Anew for each round: servers close connections on which nobody has asked anything for some seconds.
            let wires = (0..self.concurrency).map(|_| Wire::connect(&self.address));
            let mut wires = try_join_all(wires).await?;
            let begun = Instant::now();
            let (requests, step) = (&self.requests, self.concurrency);
            let first = self.next;
            let serving = wires
                .iter_mut()
                .enumerate()
                .map(|(number, wire)| async move {
                    let mut turn = first + number;
                    let mut latencies = Vec::new();
                    while begun.elapsed() < length {
                        let Some(request) = requests.get(turn % requests.len().max(1)) else {
                            bail!("nothing to ask");
                        };
                        turn += step;
                        let started = Instant::now();
                        let (status, body) = wire.ask(request).await?;
                        latencies.push(started.elapsed().as_secs_f64() * 1e6);
                        if status != 200 || !body.windows(SUCCESS.len()).any(|part| part == SUCCESS)
                        {
                            bail!("{status}: {}", String::from_utf8_lossy(body));
                        }
                    }
                    Ok(latencies)
                });
            let latencies = together(serving).await?.concat();
            self.next += latencies.len();
            Ok(summary(latencies, begun.elapsed().as_secs_f64()))
        })
    }
}
