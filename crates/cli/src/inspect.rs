//! `--inspect`: a script under a debugger.
//!
//! This process listens, on this machine only, and passes what the debugger says on to the worker. A page in a browser
//! must not become a debugger by way of a name that leads here, so requests for other hosts' names are refused.

mod door;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use connector_contract::Outcome;
use connector_host::{DebugOptions, HostConfig, Job, Line, Place};
use tokio::net::TcpListener;
use tokio::sync::mpsc::unbounded_channel;

use crate::args::Run;
use crate::commands::Usage;
use crate::printer::Printer;

/// Where to wait for a debugger: always on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct InspectAddress(SocketAddr);

impl FromStr for InspectAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let local = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let address = if let Ok(port) = text.parse() {
            SocketAddr::new(local, port)
        } else if let Some(port) = text.strip_prefix("localhost:") {
            let port = port
                .parse()
                .map_err(|_| format!("{port:?} is not a port"))?;
            SocketAddr::new(local, port)
        } else {
            text.parse().map_err(|_| {
                "it takes a port, or an address and a port: 127.0.0.1:9229".to_owned()
            })?
        };
        if !address.ip().is_loopback() {
            return Err(
                "a debugger can do all that the script can: only this machine may attach (127.0.0.1, ::1, localhost)"
                    .to_owned(),
            );
        }
        Ok(Self(address))
    }
}

/// How long a debugger has to hear the last words.
const GOODBYE: Duration = Duration::from_secs(1);

/// What was asked for.
pub(crate) struct Inspect {
    address: InspectAddress,
    stop: bool,
}

impl Inspect {
    /// Whether a debugger was asked for.
    pub(crate) fn asked_for(args: &Run) -> Option<Self> {
        let (address, stop) = match (args.inspect, args.inspect_brk) {
            (_, Some(address)) => (address, true),
            (Some(address), None) => (address, false),
            (None, None) => return None,
        };
        Some(Self { address, stop })
    }

    /// Runs the job under the debugger that comes.
    pub(crate) async fn debug(
        self,
        script: &Path,
        config: HostConfig,
        place: &Place,
        job: Job,
        printer: &Printer,
    ) -> anyhow::Result<Outcome> {
        let listener = TcpListener::bind(self.address.0).await.map_err(|error| {
            Usage::new(format!(
                "--inspect: cannot listen on {}: {error}",
                self.address.0
            ))
        })?;
        let address = listener.local_addr()?;
        let label = std::fs::canonicalize(script)?
            .to_string_lossy()
            .into_owned();
        let (to_worker, from_debugger) = unbounded_channel();
        let (to_debugger, from_worker) = unbounded_channel();
        let door = door::Door::new(address, &label, to_worker, from_worker);
        // Editors look for this line.
        printer.progress(&format!("Debugger listening on {}", door.url()));
        printer.progress(&format!(
            "waiting for a debugger: chrome://inspect, or attach your editor to {address}; limits of time are lifted"
        ));
        let watch = door.watch();
        let mut door = tokio::spawn(door.open(listener));
        let options = DebugOptions {
            label,
            stop: self.stop,
        };
        let line = Line {
            from: Some(from_debugger),
            to: Some(to_debugger),
        };
        let outcome = connector_host::debug(&config, place, job, options, line).await;
        // The worker's end of the line is gone: the door closes once the debugger, if any, has heard all.
        if watch.is_attached() {
            let _ = tokio::time::timeout(GOODBYE, &mut door).await;
        }
        door.abort();
        Ok(outcome?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_may_attach() {
        let parse = |text: &str| {
            text.parse::<InspectAddress>()
                .map(|address| address.0.to_string())
        };
        assert_eq!(parse("9229"), Ok("127.0.0.1:9229".to_owned()));
        assert_eq!(parse("localhost:1"), Ok("127.0.0.1:1".to_owned()));
        assert_eq!(parse("127.0.0.9:80"), Ok("127.0.0.9:80".to_owned()));
        assert_eq!(parse("[::1]:80"), Ok("[::1]:80".to_owned()));
        for text in [
            "0.0.0.0:9229",
            "[::]:9229",
            "192.168.1.1:9229",
            "example.com:1",
            "70000",
            "",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
