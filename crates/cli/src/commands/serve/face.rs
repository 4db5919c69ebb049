//! What `serve` sets of the Authing face: whom it believes, what it knows of addresses, how it reaches users.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use connector_server::AuthingSettings;
use connector_server::face::{Geo, Notifier, Notifiers, Secret, Smtp, Webhook};
use zeroize::Zeroizing;

use crate::commands::Usage;

/// The URL of the SMTP server itself.
pub(super) const SMTP_URL: &str = "CONNECTOR_SMTP_URL";
/// The webhook's key itself.
pub(super) const WEBHOOK_KEY: &str = "CONNECTOR_NOTICE_WEBHOOK_KEY";

/// The Authing face's settings.
#[derive(Debug, Args)]
#[command(next_help_heading = "Authing face")]
pub(super) struct Face {
    /// Networks whose x-forwarded-for the Authing face believes, such as 10.0.0.0/8; several with commas.
    #[arg(
        long,
        env = "CONNECTOR_TRUSTED_PROXIES",
        value_name = "CIDR,...",
        default_value = ""
    )]
    trusted_proxies: String,

    /// A database of addresses in MaxMind's format, such as GeoLite2-City.mmdb: context.request.geo is empty without.
    #[arg(long, env = "CONNECTOR_GEO", value_name = "FILE")]
    geo: Option<PathBuf>,

    /// Addresses that scripts' connections come from, shown by /api/v3/system; several with commas.
    #[arg(
        long,
        env = "CONNECTOR_PUBLIC_IPS",
        value_name = "IP,...",
        default_value = ""
    )]
    public_ips: String,

    /// A file with the SMTP server that tells users of changed passwords, such as smtps://user:password@mail.example.com;
    /// CONNECTOR_SMTP_URL holds it itself.
    #[arg(long, env = "CONNECTOR_SMTP_URL_FILE", value_name = "FILE")]
    smtp_url_file: Option<PathBuf>,

    /// Whom those mails are from: "Example <no-reply@example.com>".
    #[arg(long, env = "CONNECTOR_SMTP_FROM", value_name = "MAILBOX")]
    smtp_from: Option<String>,

    /// A URL that takes notices of changed passwords as signed JSON: those for phones, and all without an SMTP server.
    #[arg(long, env = "CONNECTOR_NOTICE_WEBHOOK", value_name = "URL")]
    notice_webhook: Option<String>,

    /// A file with the key that signs those; CONNECTOR_NOTICE_WEBHOOK_KEY holds it itself.
    #[arg(long, env = "CONNECTOR_NOTICE_WEBHOOK_KEY_FILE", value_name = "FILE")]
    notice_webhook_key_file: Option<PathBuf>,
}

impl Face {
    pub(super) fn settings(&self) -> Result<AuthingSettings, Usage> {
        let geo = self.geo.as_deref().map(|path| {
            Geo::open(path)
                .map_err(|error| Usage::new(format!("--geo {}: {error}", path.display())))
        });
        let public_ips = list(
            "--public-ips",
            "address such as 203.0.113.9",
            &self.public_ips,
        )?;
        Ok(AuthingSettings {
            trusted_proxies: list(
                "--trusted-proxies",
                "network such as 10.0.0.0/8",
                &self.trusted_proxies,
            )?,
            geo: geo.transpose()?,
            notifier: self.notifier()?,
            public_ips: public_ips.iter().map(std::net::IpAddr::to_string).collect(),
            ..AuthingSettings::default()
        })
    }

    /// How users are reached; nothing where nothing is set up, and half a set-up is none.
    fn notifier(&self) -> Result<Option<Arc<dyn Notifier>>, Usage> {
        let mut ways: Vec<Box<dyn Notifier>> = Vec::new();
        let url = secret(SMTP_URL, "--smtp-url-file", self.smtp_url_file.as_deref())?;
        match (url, &self.smtp_from) {
            (None, None) => {}
            (Some(url), Some(from)) => {
                let smtp = Smtp::new(url.expose(), from);
                ways.push(Box::new(smtp.map_err(|error| {
                    Usage::new(format!("the SMTP server: {error}"))
                })?));
            }
            (Some(_), None) => return Err(Usage::new("an SMTP server needs --smtp-from too")),
            (None, Some(_)) => {
                let message = format!("--smtp-from needs --smtp-url-file or {SMTP_URL} too");
                return Err(Usage::new(message));
            }
        }
        let flag = "--notice-webhook-key-file";
        let key = secret(WEBHOOK_KEY, flag, self.notice_webhook_key_file.as_deref())?;
        match (&self.notice_webhook, key) {
            (None, None) => {}
            (Some(url), Some(key)) => {
                let webhook = Webhook::new(url, &key);
                ways.push(Box::new(webhook.map_err(|error| {
                    Usage::new(format!("--notice-webhook: {error}"))
                })?));
            }
            (Some(_), None) => {
                let message = format!("--notice-webhook needs {flag} or {WEBHOOK_KEY} too");
                return Err(Usage::new(message));
            }
            (None, Some(_)) => {
                return Err(Usage::new(format!("{flag} needs --notice-webhook too")));
            }
        }
        Ok((!ways.is_empty()).then(|| {
            let all: Arc<dyn Notifier> = Arc::new(Notifiers(ways));
            all
        }))
    }
}

/// A secret, by a variable that holds it or a file. No message quotes it.
fn secret(variable: &str, flag: &str, file: Option<&Path>) -> Result<Option<Secret>, Usage> {
    if let Ok(text) = std::env::var(variable) {
        let text = Zeroizing::new(text);
        return Ok(Some(Secret::new(text.trim())));
    }
    let Some(path) = file else {
        return Ok(None);
    };
    let text = std::fs::read_to_string(path)
        .map(Zeroizing::new)
        .map_err(|error| Usage::new(format!("{flag} {}: {error}", path.display())))?;
    Ok(Some(Secret::new(text.trim())))
}

/// What stands between commas.
fn list<T: std::str::FromStr>(flag: &str, what: &str, text: &str) -> Result<Vec<T>, Usage> {
    let parts = text.split(',').map(str::trim);
    let parts = parts.filter(|part| !part.is_empty()).map(|part| {
        part.parse()
            .map_err(|_| Usage::new(format!("{flag}: {part:?} is no {what}")))
    });
    parts.collect()
}
