//! Makes the startup snapshot: V8's heap with deno_core, our shims and the realm's own code already run, and what nearly
//! every script goes through already compiled.

#![allow(clippy::print_stdout, reason = "cargo reads a build script's output")]

mod database;
mod warm_up;

use std::cell::RefCell;
use std::env;
use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::rc::Rc;

use deno_core::snapshot::{CreateSnapshotOptions, create_snapshot};

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?)
        .join("REALM_SNAPSHOT.bin");
    let warm = Rc::new(RefCell::new(Err("nothing was warmed up".to_owned())));
    let options = CreateSnapshotOptions {
        cargo_manifest_dir: env!("CARGO_MANIFEST_DIR"),
        startup_snapshot: None,
        skip_op_registration: false,
        extensions: connector_realm::extensions(),
        extension_transpiler: None,
        with_runtime_cb: Some(Box::new({
            let warm = Rc::clone(&warm);
            move |runtime| *warm.borrow_mut() = warm_up::run(runtime)
        })),
    };
    let snapshot = create_snapshot(options, None)?;
    warm.replace(Ok(()))?;
    fs::write(&out, snapshot.output)?;
    println!("cargo:rerun-if-changed=build");
    for file in snapshot.files_loaded_during_snapshot {
        println!("cargo:rerun-if-changed={}", file.display());
    }
    Ok(())
}
