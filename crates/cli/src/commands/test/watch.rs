//! `connector test --watch`: again after every change.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use notify::{Event, EventKind, RecursiveMode, Watcher as _};
use tokio::sync::mpsc;

use super::Bench;
use crate::commands::{Exit, Usage};
use crate::printer::Printer;

/// Editors write a file in several steps; so long after the last one we begin.
const QUIET: Duration = Duration::from_millis(150);

/// Runs until it is interrupted, or watching itself fails.
pub(super) async fn run(bench: &mut Bench, printer: &Printer) -> anyhow::Result<Exit> {
    let (changed, mut changes) = mpsc::unbounded_channel();
    let ours = bench.reporters.files();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        if event.is_ok_and(|event| matters(&event, &ours)) {
            // Nobody listens any more when we are about to end.
            let _ = changed.send(());
        }
    })
    .context("cannot watch for changes")?;
    for path in bench.paths() {
        let watched = watcher.watch(&path, RecursiveMode::Recursive);
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
        while let Ok(Some(())) = tokio::time::timeout(QUIET, changes.recv()).await {}
    }
}

/// Whether this can change what comes of the cases. Reading them does not, nor do the reports we write ourselves.
fn matters(event: &Event, ours: &[PathBuf]) -> bool {
    let matters = |path: &Path| {
        let named = path.extension().is_some_and(|ending| {
            ["js", "json", "sql", "toml"]
                .iter()
                .any(|wanted| ending == *wanted)
        });
        named && !ours.iter().any(|our| path.ends_with(our))
    };
    !matches!(event.kind, EventKind::Access(_)) && event.paths.iter().any(|path| matters(path))
}
