//! `connector logs`: what was invoked on a server.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use clap::Args;
use connector_registry::{Record, now_ms};
use serde::Deserialize;

use crate::commands::{Exit, Usage};
use crate::printer::Printer;
use crate::remote::{At, Client, segment};

const EXAMPLES: &str = "\
Examples:
  # what failed in the last hour
  connector logs --since 1h --status script_error --tenant acme --connection shop

  # everything about one user, as JSON lines, and on as it happens
  connector logs --user 42 --follow --json --tenant acme --connection shop";

/// What is typed after `logs`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Logs {
    #[command(flatten)]
    at: At,

    /// Only this status, such as not_found.
    #[arg(long, value_name = "STATUS")]
    status: Option<String>,

    /// Only this action.
    #[arg(long, value_name = "NAME")]
    action: Option<String>,

    /// Only about the user of this id.
    #[arg(long, value_name = "ID")]
    user: Option<String>,

    /// Only what ended in the last 90s, 15m, 2h or 7d.
    #[arg(long, value_name = "TIME")]
    since: Option<String>,

    /// How many of the newest.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    count: u32,

    /// Go on with what is invoked from now on, until interrupted.
    #[arg(long)]
    follow: bool,
}

#[derive(Deserialize)]
struct Page {
    invocations: Vec<Record>,
    next: Option<String>,
    lost: u64,
}

/// How often --follow asks.
const EVERY: Duration = Duration::from_millis(500);
/// Servers write history in batches, and clocks differ: what ended so long before the newest may still appear.
const LATE_MS: i64 = 15_000;

pub(crate) fn run(args: &Logs, printer: &Printer) -> anyhow::Result<Exit> {
    let path = format!("{}/invocations", args.at.path(Path::new("."))?);
    let client = args.at.remote.client()?;
    let since = args.since.as_deref().map(since).transpose()?;
    let mut records = newest(&client, &path, args, since)?;
    records.reverse();
    for record in &records {
        printer.record(record)?;
    }
    if args.follow {
        follow(&client, &path, args, records, printer)?;
    }
    Ok(Exit::Ok)
}

/// The newest records, newest first.
fn newest(
    client: &Client,
    path: &str,
    args: &Logs,
    since: Option<i64>,
) -> anyhow::Result<Vec<Record>> {
    let wanted = usize::try_from(args.count).unwrap_or(usize::MAX);
    let mut records: Vec<Record> = Vec::new();
    let mut after: Option<String> = None;
    while records.len() < wanted {
        let limit = (wanted - records.len()).min(200);
        let mut question = args.question(path, "newest", since, after.as_deref());
        question.push_str(&format!("&limit={limit}"));
        let page: Page = client.get(&question)?;
        records.extend(page.invocations);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(records)
}

fn follow(
    client: &Client,
    path: &str,
    args: &Logs,
    shown: Vec<Record>,
    printer: &Printer,
) -> anyhow::Result<()> {
    let mut newest = shown.last().map_or_else(now_ms, |record| record.at);
    let mut seen: BTreeSet<(i64, String)> = shown.iter().map(name).collect();
    let mut lost = None;
    loop {
        let from = newest.saturating_sub(LATE_MS);
        let mut after = None;
        loop {
            let question = args.question(path, "oldest", Some(from), after.as_deref());
            let page: Page = client.get(&format!("{question}&limit=200"))?;
            for record in &page.invocations {
                if seen.insert(name(record)) {
                    printer.record(record)?;
                    newest = newest.max(record.at);
                }
            }
            if lost
                .replace(page.lost)
                .is_some_and(|before| before < page.lost)
            {
                printer.progress(&format!(
                    "the server lost {} invocations of all tenants so far",
                    page.lost
                ));
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        seen = seen.split_off(&(from, String::new()));
        std::thread::sleep(EVERY);
    }
}

fn name(record: &Record) -> (i64, String) {
    (record.at, record.outcome.invocation.to_string())
}

impl Logs {
    fn question(&self, path: &str, order: &str, from: Option<i64>, after: Option<&str>) -> String {
        let mut question = format!("{path}?order={order}");
        for (name, value) in [
            ("status", self.status.as_deref()),
            ("action", self.action.as_deref()),
            ("user", self.user.as_deref()),
            ("after", after),
            ("from", from.map(|from| from.to_string()).as_deref()),
        ] {
            if let Some(value) = value {
                question.push_str(&format!("&{name}={}", segment(value)));
            }
        }
        question
    }
}

/// The time that lies so long back, in milliseconds since 1970.
fn since(text: &str) -> Result<i64, Usage> {
    let wrong = || {
        Usage::new(format!(
            "--since: {text:?} is no time such as 90s, 15m, 2h or 7d"
        ))
    };
    let unit = text.chars().last().ok_or_else(wrong)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        _ => return Err(wrong()),
    };
    let count: u32 = text
        .strip_suffix(unit)
        .and_then(|count| count.parse().ok())
        .ok_or_else(wrong)?;
    Ok(now_ms().saturating_sub(i64::from(count).saturating_mul(seconds * 1000)))
}
