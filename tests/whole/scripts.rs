//! Every folder under `tests/scripts` that has a `case.json`.

use std::path::{Path, PathBuf};

use futures::StreamExt as _;

use crate::case;
use crate::command::top;

/// Two cores can keep so many busy: most cases wait for something.
const AT_ONCE: usize = 4;

/// The folders under `under` that hold a case, in order.
pub(crate) fn folders(under: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(under)
        .expect("the folder is there")
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .collect();
    entries.sort();
    for entry in entries.into_iter().filter(|entry| entry.is_dir()) {
        if entry.join("case.json").is_file() {
            found.push(entry);
        } else {
            folders(&entry, found);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn script_cases() {
    let top = top().join("tests/scripts");
    let mut cases = Vec::new();
    folders(&top, &mut cases);
    assert!(
        cases.len() > 30,
        "the cases have gone missing: {} left",
        cases.len()
    );
    let wrong: Vec<String> = futures::stream::iter(cases)
        .map(|folder| {
            let name = folder
                .strip_prefix(&top)
                .unwrap_or(&folder)
                .display()
                .to_string();
            async move {
                case::run(&folder)
                    .await
                    .err()
                    .map(|wrong| format!("== {name}\n{wrong}"))
            }
        })
        .buffer_unordered(AT_ONCE)
        .filter_map(|wrong| async { wrong })
        .collect()
        .await;
    assert!(
        wrong.is_empty(),
        "{} cases fail:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
