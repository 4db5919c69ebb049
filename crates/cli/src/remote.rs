//! Talking to a server: where it is, who we are, and what it says.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use ureq::http::{Method, Request};
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use crate::commands::{Exit, Usage};

/// Which server, and who asks it.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Server")]
pub(crate) struct Remote {
    /// The server.
    #[arg(
        long,
        env = "CONNECTOR_SERVER",
        value_name = "URL",
        default_value = "http://127.0.0.1:8700"
    )]
    server: String,

    /// A file with the key; CONNECTOR_KEY holds it itself.
    #[arg(long, env = "CONNECTOR_KEY_FILE", value_name = "FILE")]
    key_file: Option<PathBuf>,

    /// A certificate in PEM to trust instead of the public authorities.
    #[arg(long, env = "CONNECTOR_CA", value_name = "FILE")]
    ca: Option<PathBuf>,
}

/// Which connection of which tenant.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Server")]
pub(crate) struct At {
    #[command(flatten)]
    pub(crate) remote: Remote,

    /// The tenant.
    #[arg(long, env = "CONNECTOR_TENANT", value_name = "ID")]
    pub(crate) tenant: String,

    /// The connection [default: the name in ./connector.toml].
    #[arg(long, env = "CONNECTOR_CONNECTION", value_name = "ID")]
    pub(crate) connection: Option<String>,
}

impl At {
    /// The connection's path, its name taken from the folder's connector.toml unless it is given.
    pub(crate) fn path(&self, folder: &std::path::Path) -> Result<String, Usage> {
        let connection = match &self.connection {
            Some(connection) => connection.clone(),
            None => crate::folder::Folder::beside(&folder.join("any"))?
                .name
                .ok_or_else(|| {
                    Usage::new("--connection is missing, and no connector.toml names one")
                })?,
        };
        Ok(format!(
            "/v1/tenants/{}/connections/{}",
            segment(&self.tenant),
            segment(&connection)
        ))
    }
}

/// A name as part of a path.
pub(crate) fn segment(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut path, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            path.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(path, "%{byte:02X}");
        }
        path
    })
}

/// A server's refusal.
#[derive(Debug, thiserror::Error)]
#[error("the server says {code}: {text}")]
pub(crate) struct Refused {
    pub(crate) status: u16,
    pub(crate) code: String,
    text: String,
    /// The whole document.
    pub(crate) problem: Value,
}

impl Refused {
    /// What the caller can mend is a usage error; a script that was refused is a refusal; the rest is the server's.
    pub(crate) fn exit(&self) -> Exit {
        match (self.code.as_str(), self.status) {
            ("script_rejected", _) => Exit::Refused,
            (_, 429) => Exit::HostFailure,
            (_, 400..=499) => Exit::Usage,
            _ => Exit::HostFailure,
        }
    }
}

/// A server and a key for it.
pub(crate) struct Client {
    agent: ureq::Agent,
    server: String,
    key: SecretString,
}

/// Longer than any invocation may take, waiting included.
const PATIENCE: Duration = Duration::from_secs(60);
/// More than any answer has.
const ANSWER_BYTES: u64 = 64 * 1024 * 1024;

/// Whether a URL leads to this machine, by its very text.
fn is_here(url: &str) -> bool {
    let host = url.parse::<ureq::http::Uri>().ok();
    let host = host.as_ref().and_then(ureq::http::Uri::host).unwrap_or("");
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

impl Remote {
    pub(crate) fn client(&self) -> anyhow::Result<Client> {
        let mut config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(PATIENCE))
            .user_agent(concat!("connector/", env!("CARGO_PKG_VERSION")));
        // A key for a server on this machine is nobody else's, a proxy's neither.
        if is_here(&self.server) {
            config = config.proxy(None);
        }
        if let Some(path) = &self.ca {
            let failed = |error: &dyn std::fmt::Display| {
                Usage::new(format!("--ca {}: {error}", path.display()))
            };
            let pem = std::fs::read(path).map_err(|error| failed(&error))?;
            let certificate = Certificate::from_pem(&pem).map_err(|error| failed(&error))?;
            let roots = RootCerts::new_with_certs(&[certificate]);
            config = config.tls_config(TlsConfig::builder().root_certs(roots).build());
        }
        Ok(Client {
            agent: config.build().new_agent(),
            server: self.server.trim_end_matches('/').to_owned(),
            key: self.key()?,
        })
    }

    fn key(&self) -> Result<SecretString, Usage> {
        let text = match (std::env::var("CONNECTOR_KEY"), &self.key_file) {
            (Ok(key), _) => key,
            (Err(_), Some(path)) => std::fs::read_to_string(path)
                .map_err(|error| Usage::new(format!("--key-file {}: {error}", path.display())))?,
            (Err(_), None) => {
                return Err(Usage::new(
                    "no key: set CONNECTOR_KEY, or name a file with --key-file",
                )
                .hint(
                    "`connector keys create-operator` makes the first one, beside the registry.",
                ));
            }
        };
        Ok(text.trim().into())
    }
}

impl Client {
    pub(crate) fn get<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        self.ask(Method::GET, path, None::<&()>, &[])
    }

    pub(crate) fn delete<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        self.ask(Method::DELETE, path, None::<&()>, &[])
    }

    pub(crate) fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> anyhow::Result<T> {
        self.ask(method, path, Some(body), &[])
    }

    /// Asks, and reads the answer; nothing as `null`. A refusal is a [`Refused`].
    pub(crate) fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
        headers: &[(&str, &str)],
    ) -> anyhow::Result<T> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.server))
            .header(
                "authorization",
                format!("Bearer {}", self.key.expose_secret()),
            );
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let unreachable = || format!("cannot reach the server {}", self.server);
        let response = match body {
            Some(body) => {
                let body = serde_json::to_vec(body)?;
                let request = request
                    .header("content-type", "application/json")
                    .body(body);
                self.agent
                    .run(request.map_err(|error| Usage::new(error.to_string()))?)
            }
            None => self.agent.run(
                request
                    .body(())
                    .map_err(|error| Usage::new(error.to_string()))?,
            ),
        };
        let mut response = response.with_context(unreachable)?;
        let status = response.status().as_u16();
        let text = response
            .body_mut()
            .with_config()
            .limit(ANSWER_BYTES)
            .read_to_vec()
            .with_context(unreachable)?;
        if (200..300).contains(&status) {
            let text: &[u8] = if text.is_empty() { b"null" } else { &text };
            return serde_json::from_slice(text)
                .context("the server's answer is not what this version expects");
        }
        let problem: Value = serde_json::from_slice(&text).unwrap_or_default();
        let part = |name: &str| problem.get(name).and_then(Value::as_str);
        Err(Refused {
            status,
            code: part("code").map_or_else(|| format!("HTTP {status}"), str::to_owned),
            text: part("detail")
                .or(part("title"))
                .unwrap_or("nothing more")
                .to_owned(),
            problem,
        }
        .into())
    }
}
