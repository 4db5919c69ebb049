//! Opening the registry itself, for the verbs that need no server.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use connector_registry::{Registry, SealingKeys, StoreUrl};
use zeroize::Zeroizing;

use crate::commands::Usage;

/// Where the registry is, and what opens its secrets.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Registry")]
pub(crate) struct Store {
    /// The registry: a path of an SQLite file, or postgres://… for several nodes.
    #[arg(
        long,
        env = "CONNECTOR_REGISTRY",
        value_name = "FILE|URL",
        default_value = "connector.db",
        hide_env_values = true
    )]
    pub(crate) registry: String,

    /// The file with the sealing keys, one a line, the newest first; CONNECTOR_SEALING_KEY holds them itself
    /// [default: FILE.key beside an SQLite registry, made if there is none].
    #[arg(long, env = "CONNECTOR_SEALING_KEY_FILE", value_name = "FILE")]
    pub(crate) sealing_key_file: Option<PathBuf>,
}

/// The sealing keys themselves.
pub(crate) const SEALING_KEY: &str = "CONNECTOR_SEALING_KEY";

impl Store {
    /// Opens the registry, making it where it is a file that isn't there yet.
    pub(crate) async fn open(&self) -> anyhow::Result<Registry> {
        let url = StoreUrl::new(&self.registry);
        let keys = self.sealing_keys(&url)?;
        Registry::open(&url, keys)
            .await
            .with_context(|| format!("cannot open the registry {url}"))
    }

    fn sealing_keys(&self, url: &StoreUrl) -> anyhow::Result<SealingKeys> {
        if let Ok(text) = std::env::var(SEALING_KEY) {
            let text = Zeroizing::new(text);
            return SealingKeys::parse(&text)
                .map_err(|error| Usage::new(format!("{SEALING_KEY}: {error}")).into());
        }
        let path = match (&self.sealing_key_file, url.file()) {
            (Some(path), _) => path.clone(),
            (None, Some(file)) => beside(file)?,
            (None, None) => {
                return Err(Usage::new("a PostgreSQL registry needs --sealing-key-file or CONNECTOR_SEALING_KEY")
                    .hint("`connector registry new-sealing-key FILE` makes one; every node needs the same.")
                    .into());
            }
        };
        let text = std::fs::read_to_string(&path)
            .map(Zeroizing::new)
            .map_err(|error| {
                Usage::new(format!(
                    "cannot read the sealing keys {}: {error}",
                    path.display()
                ))
            })?;
        SealingKeys::parse(&text)
            .map_err(|error| Usage::new(format!("{}: {error}", path.display())).into())
    }
}

/// The key beside an SQLite registry. A registry without its key is never given a new one: nothing of it would open.
fn beside(file: &Path) -> anyhow::Result<PathBuf> {
    let path = PathBuf::from(format!("{}.key", file.display()));
    if !path.exists() && !file.exists() {
        new_sealing_key(&path)?;
    }
    Ok(path)
}

/// Makes a file with a fresh sealing key that only its owner can read.
pub(crate) fn new_sealing_key(path: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let text = SealingKeys::generate()?;
    let failed =
        |error: std::io::Error| Usage::new(format!("cannot write {}: {error}", path.display()));
    let mut file = std::fs::File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    Ok(())
}
