//! `connector registry`: looking after the registry itself.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde_json::json;

use crate::commands::store::{Store, new_sealing_key};
use crate::commands::{Exit, Usage, block_on};
use crate::printer::Printer;

const EXAMPLES: &str = "\
Examples:
  # while servers run; secrets in the file stay sealed
  connector registry backup monday.backup

  # into a new registry, which may be of the other kind
  connector registry restore monday.backup --registry postgres://connector@db/registry --sealing-key-file sealing.key";

/// What is typed after `registry`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct RegistryArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Write everything to one file, as it is at one moment.
    #[command(
        after_help = "Examples:\n  connector registry backup monday.backup --registry connector.db"
    )]
    Backup {
        /// The file to write; it must not be there yet.
        file: PathBuf,
        #[command(flatten)]
        store: Store,
    },
    /// Read a backup into a registry that holds nothing yet.
    #[command(
        after_help = "Examples:\n  connector registry restore monday.backup --registry new.db --sealing-key-file connector.db.key"
    )]
    Restore {
        /// The backup.
        file: PathBuf,
        #[command(flatten)]
        store: Store,
    },
    /// Seal every secret under the first sealing key, after a new one was put there.
    #[command(after_help = "Examples:\n  connector registry reseal --sealing-key-file sealing.key")]
    Reseal {
        #[command(flatten)]
        store: Store,
    },
    /// Make a file with a fresh sealing key.
    #[command(after_help = "Examples:\n  connector registry new-sealing-key sealing.key")]
    NewSealingKey {
        /// The file to write; it must not be there yet.
        file: PathBuf,
    },
}

pub(crate) fn run(args: &RegistryArgs, printer: &Printer) -> anyhow::Result<Exit> {
    let (count, what) = match &args.verb {
        Verb::Backup { file, store } => (block_on(backup(store, file))?, "rows written"),
        Verb::Restore { file, store } => (block_on(restore(store, file))?, "rows restored"),
        Verb::Reseal { store } => (block_on(reseal(store))?, "secrets sealed anew"),
        Verb::NewSealingKey { file } => {
            new_sealing_key(file)?;
            printer.written(std::slice::from_ref(file))?;
            return Ok(Exit::Ok);
        }
    };
    if printer.is_json() {
        printer.json(&json!({ "count": count }))?;
    } else {
        printer.text(&format!("{count} {what}"));
    }
    Ok(Exit::Ok)
}

async fn backup(store: &Store, path: &Path) -> anyhow::Result<u64> {
    let registry = store.open().await?;
    let failed =
        |error: std::io::Error| Usage::new(format!("cannot write {}: {error}", path.display()));
    let file = File::create_new(path).map_err(failed)?;
    let mut writer = BufWriter::new(file);
    let written = registry.backup(&mut writer).await;
    registry.close().await;
    let done = match written {
        Ok(rows) => writer
            .flush()
            .and_then(|()| writer.get_ref().sync_all())
            .map(|()| rows)
            .map_err(failed)
            .map_err(Into::into),
        Err(error) => Err(anyhow::Error::from(error)),
    };
    if done.is_err() {
        // Half a backup would be taken for one.
        let _ = std::fs::remove_file(path);
    }
    done
}

async fn restore(store: &Store, path: &Path) -> anyhow::Result<u64> {
    let file = File::open(path)
        .map_err(|error| Usage::new(format!("cannot read {}: {error}", path.display())))?;
    let registry = store.open().await?;
    let restored = registry.restore(&mut BufReader::new(file)).await;
    registry.close().await;
    restored.with_context(|| format!("{} was not restored", path.display()))
}

async fn reseal(store: &Store) -> anyhow::Result<u64> {
    let registry = store.open().await?;
    let count = registry.reseal().await;
    registry.close().await;
    Ok(count?)
}
