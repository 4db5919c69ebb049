//! What it was measured on.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::{peer, workerd};

/// The machine and everybody's version.
pub(crate) fn gather(modules: &Path) -> Value {
    let said = |program: &Path| {
        let output = Command::new(program).arg("--version").output();
        let text = output.map(|o| String::from_utf8_lossy(&o.stdout).into_owned());
        let text = text.unwrap_or_default();
        text.lines().next().unwrap_or("missing").to_owned()
    };
    let package = std::fs::read_to_string(modules.join("package.json")).unwrap_or_default();
    let package: Value = serde_json::from_str(&package).unwrap_or_default();
    let processor = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor = processor
        .lines()
        .find(|line| line.starts_with("model name"));
    json!({
        "cores": std::thread::available_parallelism().map_or(1, usize::from),
        "processor": processor.and_then(|line| line.split(": ").nth(1)),
        "kernel": std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default().trim(),
        "node": said(Path::new("node")),
        "deno": said(&peer::deno(modules)),
        "workerd": said(&workerd::program(modules)),
        "packages": package["dependencies"],
    })
}
