//! The cases of tests/differential/node on the true ops, in a V8 of ours, against what Node 20 gave.

#![allow(clippy::expect_used, reason = "a failing test is what it's for")]

mod realm;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use deno_core::serde_json;
use deno_core::serde_json::Value;
use realm::{run, runtime};

/// `[{file, name, source, expected}]`: the case's source, and Node's result as a text. `NODE_CASES="util url"` picks.
fn emitted() -> Vec<Value> {
    let runner =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/differential/node/run.mjs");
    let wanted = std::env::var("NODE_CASES").unwrap_or_default();
    let output = Command::new("node")
        .arg(runner)
        .arg("--emit")
        .args(wanted.split_whitespace())
        .output()
        .expect("node 20 is installed");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("the runner prints JSON")
}

/// Where two texts part, with what stands around it.
fn difference(expected: &str, actual: &str) -> String {
    let at = expected
        .chars()
        .zip(actual.chars())
        .take_while(|(a, b)| a == b)
        .count();
    let around = |text: &str| {
        text.chars()
            .skip(at.saturating_sub(120))
            .take(280)
            .collect::<String>()
    };
    format!(
        "at {at}\n  node: {}\n  ours: {}",
        around(expected),
        around(actual)
    )
}

#[tokio::test(flavor = "current_thread")]
async fn agrees_with_node() {
    let cases = emitted();
    assert!(!cases.is_empty());
    let mut by_file: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for case in &cases {
        by_file
            .entry(case["file"].as_str().expect("a file"))
            .or_default()
            .push(case);
    }
    let mut differences = Vec::new();
    for (file, cases) in by_file {
        // One after the other as under Node, but each file in an isolate of its own.
        let mut runtime = runtime();
        for case in cases {
            let name = case["name"].as_str().expect("a name");
            let source = case["source"].as_str().expect("a source");
            let expected = case["expected"].as_str().expect("a result");
            let actual = run(
                &mut runtime,
                &format!("return await ({source})(require, globals);"),
            )
            .await;
            if actual != expected {
                differences.push(format!(
                    "{file}: {name}\n  {}",
                    difference(expected, &actual)
                ));
            }
        }
    }
    assert!(
        differences.is_empty(),
        "{} differ:\n{}",
        differences.len(),
        differences.join("\n")
    );
}
