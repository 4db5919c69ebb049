//! Every target, with its seeds and with what chance makes of them: the same inputs each time.

#![allow(
    clippy::expect_used,
    reason = "in tests it is how one says no; clippy.toml knows #[test] functions, not their helpers"
)]

use std::path::{Path, PathBuf};

use connector_fuzz::Target;
use connector_fuzz::mutate::{Random, mutated};

/// Makes the tests below try so many inputs each, instead of a few seconds' worth.
const TRIES: &str = "CONNECTOR_FUZZ_TRIES";
/// Makes them begin elsewhere.
const SEED: &str = "CONNECTOR_FUZZ_SEED";

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fuzz/seeds")
        .join(name);
    let entries = std::fs::read_dir(&folder).expect("the target has seeds");
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| std::fs::read(file).expect("it can be read"))
        .collect()
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Runs a target. A process that dies leaves the input it died of in cargo's folder for temporary files of tests.
fn fuzz(name: &str) {
    let target = connector_fuzz::target(name);
    let seeds = seeds(name);
    assert!(!seeds.is_empty());
    let last = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.input"));
    let run = |input: &[u8]| {
        std::fs::write(&last, input).expect("the input can be kept");
        let Target { run, .. } = target;
        run(input);
    };
    for seed in &seeds {
        run(seed);
    }
    let mut random = Random::new(number(SEED).unwrap_or(1));
    for _ in 0..number(TRIES).unwrap_or(target.tries as u64) {
        run(&mutated(&seeds, &mut random));
    }
    let _ = std::fs::remove_file(&last);
}

#[test]
fn classification() {
    fuzz("classification");
}

#[test]
fn frames() {
    fuzz("frames");
}

#[test]
fn arguments() {
    fuzz("arguments");
}

#[test]
fn connection_strings() {
    fuzz("connection_strings");
}

#[test]
fn require_names() {
    fuzz("require_names");
}

#[test]
fn ops() {
    fuzz("ops");
}

#[test]
fn scripts() {
    fuzz("scripts");
}
