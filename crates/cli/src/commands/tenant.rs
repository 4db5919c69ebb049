//! `connector tenant`: tenants of a server.

use clap::{Args, Subcommand};
use connector_registry::Tenant;
use serde_json::{Value, json};
use ureq::http::Method;

use crate::commands::Exit;
use crate::printer::{self, Printer};
use crate::remote::{Remote, segment};

const EXAMPLES: &str = "\
Examples:
  # with an operator's key in CONNECTOR_KEY
  connector tenant create acme --name 'Acme Ltd'
  connector tenant list";

/// What is typed after `tenant`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Tenants {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make a tenant.
    #[command(after_help = "Examples:\n  connector tenant create acme --rate 500")]
    Create {
        #[command(flatten)]
        remote: Remote,
        /// Its id: lower-case letters, digits and hyphens.
        id: String,
        /// Its name, for people.
        #[arg(long, default_value = "")]
        name: String,
        /// Requests a second it may make [default: the server's].
        #[arg(long, value_name = "N")]
        rate: Option<u32>,
    },
    /// List tenants.
    #[command(after_help = "Examples:\n  connector tenant list --json")]
    List {
        #[command(flatten)]
        remote: Remote,
    },
    /// Remove a tenant with its connections, scripts, env and keys.
    #[command(after_help = "Examples:\n  connector tenant delete acme --yes")]
    Delete {
        #[command(flatten)]
        remote: Remote,
        /// Its id.
        id: String,
        /// Said, since it can't be undone.
        #[arg(long, required = true)]
        yes: bool,
    },
}

/// Tenants of one page of the list.
const PAGE: usize = 1_000;

pub(crate) fn run(args: &Tenants, printer: &Printer) -> anyhow::Result<Exit> {
    match &args.verb {
        Verb::Create {
            remote,
            id,
            name,
            rate,
        } => {
            let body = json!({ "id": id, "name": name, "rate_per_second": rate });
            let made: Tenant = remote.client()?.send(Method::POST, "/v1/tenants", &body)?;
            if printer.is_json() {
                printer.json(&made)?;
            } else {
                printer.text(&format!("tenant {} is there", made.id));
            }
        }
        Verb::List { remote } => {
            let tenants = all(remote)?;
            if printer.is_json() {
                printer.json(&json!({ "tenants": tenants }))?;
            } else {
                for tenant in tenants {
                    let line = format!("{} {}", tenant.id, printer::printable(&tenant.name));
                    printer.text(line.trim_end());
                }
            }
        }
        Verb::Delete { remote, id, yes: _ } => {
            let _: Value = remote
                .client()?
                .delete(&format!("/v1/tenants/{}", segment(id)))?;
            if printer.is_json() {
                printer.json(&json!({ "deleted": id }))?;
            } else {
                printer.text(&format!("tenant {id} is gone"));
            }
        }
    }
    Ok(Exit::Ok)
}

fn all(remote: &Remote) -> anyhow::Result<Vec<Tenant>> {
    #[derive(serde::Deserialize)]
    struct Page {
        tenants: Vec<Tenant>,
    }
    let client = remote.client()?;
    let mut all: Vec<Tenant> = Vec::new();
    loop {
        let after = all
            .last()
            .map(|last| format!("&after={}", last.id))
            .unwrap_or_default();
        let page: Page = client.get(&format!("/v1/tenants?limit={PAGE}{after}"))?;
        let last = page.tenants.len() < PAGE;
        all.extend(page.tenants);
        if last {
            return Ok(all);
        }
    }
}
