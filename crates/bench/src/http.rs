//! Whoever serves the work over HTTP: our server, workerd.

use std::any::Any;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use futures::future::{BoxFuture, try_join_all};

use crate::contestant::{Contestant, Round, summary};
use crate::wire::Wire;

/// A server, and connections to it that are kept from round to round.
pub(crate) struct Http {
    name: &'static str,
    wires: Vec<Wire>,
    requests: Vec<Vec<u8>>,
    next: usize,
    /// What lives for as long as it is asked.
    _kept: Box<dyn Any + Send>,
}

/// What an answer's body has when the script returned.
const SUCCESS: &[u8] = br#""status":"success""#;

impl Http {
    /// Connects `concurrency` times to a server that is up. Requests are taken in turn.
    pub(crate) async fn connect(
        name: &'static str,
        address: &str,
        requests: Vec<Vec<u8>>,
        concurrency: usize,
        kept: impl Any + Send,
    ) -> Result<Self> {
        let wires = (0..concurrency).map(|_| Wire::connect(address));
        Ok(Self {
            name,
            wires: try_join_all(wires).await?,
            requests,
            next: 0,
            _kept: Box::new(kept),
        })
    }
}

impl Contestant for Http {
    fn name(&self) -> &'static str {
        self.name
    }

    fn round(&mut self, length: Duration) -> BoxFuture<'_, Result<Round>> {
        Box::pin(async move {
            let begun = Instant::now();
            let (requests, step) = (&self.requests, self.wires.len());
            let first = self.next;
            let serving = self
                .wires
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
            let latencies = try_join_all(serving).await?.concat();
            self.next += latencies.len();
            Ok(summary(latencies, begun.elapsed().as_secs_f64()))
        })
    }
}
