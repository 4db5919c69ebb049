//! Makes the startup snapshot: V8's heap with deno_core, our shims and the realm's own code already run.

use std::env;
use std::fs;
use std::path::PathBuf;

use deno_core::snapshot::{CreateSnapshotOptions, create_snapshot};

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"))
        .join("REALM_SNAPSHOT.bin");
    let snapshot = create_snapshot(
        CreateSnapshotOptions {
            cargo_manifest_dir: env!("CARGO_MANIFEST_DIR"),
            startup_snapshot: None,
            skip_op_registration: false,
            extensions: connector_realm::extensions(),
            extension_transpiler: None,
            with_runtime_cb: None,
        },
        None,
    )
    .unwrap_or_else(|error| panic!("the realm does not load: {error}"));
    fs::write(&out, snapshot.output).expect("cargo's out folder is writable");
    println!("cargo:rerun-if-changed=build.rs");
    for file in snapshot.files_loaded_during_snapshot {
        println!("cargo:rerun-if-changed={}", file.display());
    }
}
