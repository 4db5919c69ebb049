//! `connector keys`: who may call.

use clap::{Args, Subcommand};
use connector_registry::{Key, KeyKind, NewKey};
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ureq::http::Method;

use crate::commands::store::Store;
use crate::commands::{Exit, block_on};
use crate::printer::{self, Printer};
use crate::remote::{Remote, segment};

const EXAMPLES: &str = "\
Examples:
  # the first operator's key, written where the registry is; no server is needed
  connector keys create-operator --registry connector.db

  # a key that reaches one tenant only, and one for an Authing SDK
  connector keys create --tenant acme --label ci
  connector keys create --tenant acme --kind authing --connection shop

  # what callers of the Authing face encrypt passwords with; the older keys count for another day
  connector keys rotate-password";

/// What is typed after `keys`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Keys {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make an operator's key in the registry itself.
    #[command(
        after_help = "Examples:\n  connector keys create-operator --label laptop > operator.key"
    )]
    CreateOperator {
        #[command(flatten)]
        store: Store,
        /// What to call it.
        #[arg(long, default_value = "")]
        label: String,
    },
    /// Make a tenant's key.
    #[command(
        after_help = "Examples:\n  connector keys create --tenant acme --connection shop --expires-in-seconds 3600"
    )]
    Create {
        #[command(flatten)]
        remote: Remote,
        /// The tenant.
        #[arg(long, env = "CONNECTOR_TENANT", value_name = "ID")]
        tenant: String,
        /// The one connection it reaches.
        #[arg(long, value_name = "ID")]
        connection: Option<String>,
        /// tenant for this API, authing for the Authing face.
        #[arg(long, default_value = "tenant", value_parser = ["tenant", "authing"])]
        kind: String,
        /// What to call it.
        #[arg(long, default_value = "")]
        label: String,
        /// After so many seconds it ends.
        #[arg(long, value_name = "SECONDS")]
        expires_in_seconds: Option<u32>,
    },
    /// List a tenant's keys, or the operators'.
    #[command(after_help = "Examples:\n  connector keys list --tenant acme")]
    List {
        #[command(flatten)]
        remote: Remote,
        /// The tenant; the operators' keys without one.
        #[arg(long, env = "CONNECTOR_TENANT", value_name = "ID")]
        tenant: Option<String>,
    },
    /// Make a key like this one, which ends.
    #[command(
        after_help = "Examples:\n  connector keys rotate 0123456789abcdef --overlap-seconds 600"
    )]
    Rotate {
        #[command(flatten)]
        remote: Remote,
        /// The key's id.
        id: String,
        /// For so many seconds the old key counts too.
        #[arg(long, value_name = "SECONDS", default_value_t = 0)]
        overlap_seconds: u32,
    },
    /// Make new keys for the passwords that callers of the Authing face send encrypted, on all servers.
    #[command(after_help = "Examples:\n  connector keys rotate-password --overlap-seconds 86400")]
    RotatePassword {
        #[command(flatten)]
        remote: Remote,
        /// For so many seconds the older keys count too.
        #[arg(long, value_name = "SECONDS", default_value_t = 86_400)]
        overlap_seconds: u32,
    },
    /// Refuse a key from now on.
    #[command(after_help = "Examples:\n  connector keys revoke 0123456789abcdef")]
    Revoke {
        #[command(flatten)]
        remote: Remote,
        /// The key's id.
        id: String,
    },
}

/// A key with its secret.
#[derive(Serialize, Deserialize)]
struct Made {
    key: Key,
    secret: String,
}

pub(crate) fn run(args: &Keys, printer: &Printer) -> anyhow::Result<Exit> {
    match &args.verb {
        Verb::CreateOperator { store, label } => {
            let (key, secret) = block_on(create_operator(store, label))?;
            let secret = secret.expose_secret().to_owned();
            show(&Made { key, secret }, printer)
        }
        Verb::Create {
            remote,
            tenant,
            connection,
            kind,
            label,
            expires_in_seconds,
        } => {
            let body = json!({
                "kind": kind, "connection": connection, "label": label, "expires_in_seconds": expires_in_seconds,
            });
            let path = format!("/v1/tenants/{}/keys", segment(tenant));
            show(&remote.client()?.send(Method::POST, &path, &body)?, printer)
        }
        Verb::List { remote, tenant } => {
            let path = match tenant {
                Some(tenant) => format!("/v1/tenants/{}/keys", segment(tenant)),
                None => "/v1/keys".to_owned(),
            };
            let found: Value = remote.client()?.get(&path)?;
            list(&found, printer)
        }
        Verb::Rotate {
            remote,
            id,
            overlap_seconds,
        } => {
            let path = format!("/v1/keys/{}/rotate", segment(id));
            let body = json!({ "overlap_seconds": overlap_seconds });
            show(&remote.client()?.send(Method::POST, &path, &body)?, printer)
        }
        Verb::RotatePassword {
            remote,
            overlap_seconds,
        } => {
            let body = json!({ "overlap_seconds": overlap_seconds });
            let path = "/v1/password-keys/rotate";
            let rotated: Value = remote.client()?.send(Method::POST, path, &body)?;
            if printer.is_json() {
                printer.json(&rotated)?;
            } else {
                let count = rotated
                    .get("keys")
                    .and_then(Value::as_array)
                    .map_or(0, Vec::len);
                let older = match count.saturating_sub(1) {
                    1 => "1 older one counts".to_owned(),
                    older => format!("{older} older ones count"),
                };
                printer.text(&format!(
                    "new keys; {older} for at most {overlap_seconds} s"
                ));
            }
            Ok(Exit::Ok)
        }
        Verb::Revoke { remote, id } => {
            let key: Key = remote
                .client()?
                .delete(&format!("/v1/keys/{}", segment(id)))?;
            if printer.is_json() {
                printer.json(&key)?;
            } else {
                printer.text(&format!("{} is revoked", key.id));
            }
            Ok(Exit::Ok)
        }
    }
}

async fn create_operator(
    store: &Store,
    label: &str,
) -> anyhow::Result<(Key, secrecy::SecretString)> {
    let registry = store.open().await?;
    let new = NewKey {
        kind: KeyKind::Operator,
        tenant: None,
        connection: None,
        label: label.to_owned(),
        expires_at: None,
    };
    let made = registry.create_key(&new).await?;
    registry.close().await;
    Ok(made)
}

/// The secret alone on stdout, so that it can go into a file.
fn show(made: &Made, printer: &Printer) -> anyhow::Result<Exit> {
    if printer.is_json() {
        printer.json(made)?;
    } else {
        if made.key.kind == KeyKind::Authing {
            printer.progress(&format!(
                "access key id {}; its secret is shown this once:",
                made.key.id
            ));
        } else {
            printer.progress(&format!("key {}; it is shown this once:", made.key.id));
        }
        printer.text(&made.secret);
    }
    Ok(Exit::Ok)
}

fn list(found: &Value, printer: &Printer) -> anyhow::Result<Exit> {
    if printer.is_json() {
        printer.json(found)?;
        return Ok(Exit::Ok);
    }
    let keys: Vec<Key> = serde_json::from_value(found.get("keys").cloned().unwrap_or_default())?;
    for key in keys {
        let state = match (key.revoked_at, key.expires_at) {
            (Some(_), _) => "revoked",
            (None, Some(_)) => "ends",
            (None, None) => "",
        };
        let line = format!(
            "{} {:8} {state:7} {}",
            key.id,
            key.kind.name(),
            printer::printable(&key.label)
        );
        printer.text(line.trim_end());
    }
    Ok(Exit::Ok)
}
