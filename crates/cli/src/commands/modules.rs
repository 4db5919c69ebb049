//! `connector modules`: what `require` finds, which version each follows, and where we differ on purpose.

use crate::commands::Exit;
use crate::printer::Printer;

pub(crate) fn run(printer: &Printer) -> anyhow::Result<Exit> {
    let modules = connector_host::catalogue::MODULES;
    if printer.is_json() {
        printer.json(&modules)?;
    } else {
        printer.modules(modules);
    }
    Ok(Exit::Ok)
}
