//! `connector test --watch`: again after every change.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use notify::RecursiveMode;
use notify_debouncer_mini::{DebounceEventResult, new_debouncer};
use tokio::sync::mpsc;

use super::Bench;
use crate::commands::{Exit, Usage};
use crate::printer::Printer;

/// Editors write a file in several steps; so long after the last one we begin.
const QUIET: Duration = Duration::from_millis(150);

/// Runs until it is interrupted, or watching itself fails.
pub(super) async fn run(bench: &mut Bench, printer: &Printer) -> anyhow::Result<Exit> {
    let (changed, mut changes) = mpsc::unbounded_channel();
    let mut debouncer = new_debouncer(QUIET, move |events: DebounceEventResult| {
        let paths: Vec<PathBuf> = events
            .into_iter()
            .flatten()
            .map(|event| event.path)
            .collect();
        if paths.iter().any(|path| matters(path)) {
            // Nobody listens any more when we are about to end.
            let _ = changed.send(());
        }
    })
    .context("cannot watch for changes")?;
    for path in bench.paths() {
        let watched = debouncer.watcher().watch(&path, RecursiveMode::Recursive);
        watched.map_err(|error| Usage::new(format!("cannot watch {}: {error}", path.display())))?;
    }
    loop {
        match bench.once(printer).await {
            Ok(_) => {}
            // A file that is being written may be wrong for a while.
            Err(error) if error.is::<Usage>() => printer.error(&error),
            Err(error) => return Err(error),
        }
        printer.progress("waiting for changes; Ctrl-C ends");
        if changes.recv().await.is_none() {
            return Ok(Exit::Ok);
        }
        // What has come in since then is seen by the next run too.
        while changes.try_recv().is_ok() {}
    }
}

/// Whether a change of this file can change what comes of the cases.
fn matters(path: &Path) -> bool {
    path.extension().is_some_and(|ending| {
        ["js", "json", "sql", "toml"]
            .iter()
            .any(|wanted| ending == *wanted)
    })
}
