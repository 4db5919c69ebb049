//! `connector modules`: what `require` finds, which version each follows, and where we differ on purpose.

use connector_host::catalogue::{MODULES, Module};
use connector_host::differences::{DIFFERENCES, Difference};
use serde::Serialize;

use crate::commands::Exit;
use crate::printer::Printer;

#[derive(Serialize)]
struct Document {
    modules: &'static [Module],
    differences: &'static [Difference],
}

pub(crate) fn run(printer: &Printer) -> anyhow::Result<Exit> {
    if printer.is_json() {
        printer.json(&Document {
            modules: MODULES,
            differences: DIFFERENCES,
        })?;
    } else {
        printer.modules(MODULES, DIFFERENCES);
    }
    Ok(Exit::Ok)
}
