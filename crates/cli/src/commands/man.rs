//! `connector man`: manual pages, made from the command line's definition.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _};
use clap_mangen::Man;

use crate::args::Cli;
use crate::commands::{Exit, exit_codes};
use crate::files::{self, GENERATED_MAN, NewFile};
use crate::printer::Printer;

const EXAMPLES: &str = "\
Examples:
  # one page for the program and one for each command, then read one
  connector man --out man
  man man/connector-run.1";

/// What is typed after `man`.
#[derive(Debug, Args)]
#[command(name = "man", after_help = EXAMPLES)]
pub(crate) struct ManPages {
    /// The folder to write to; pages of an earlier time are replaced.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(crate) fn run(args: &ManPages, printer: &Printer) -> anyhow::Result<Exit> {
    let mut command = Cli::command();
    command.build();
    let mut pages = Vec::new();
    collect(&command, &mut pages)?;
    printer.written(&files::write_all(&args.out, &pages, true)?)?;
    Ok(Exit::Ok)
}

/// The page of a command and those of its own commands.
fn collect(command: &clap::Command, pages: &mut Vec<NewFile>) -> anyhow::Result<()> {
    let man = Man::new(command.clone());
    let mut page = GENERATED_MAN.as_bytes().to_vec();
    man.render(&mut page)?;
    let mut page = String::from_utf8(page)?;
    page.push_str(".SH \"EXIT STATUS\"\n");
    for (code, about) in exit_codes() {
        page.push_str(&format!(".TP\n\\fB{code}\\fR\n{about}\n"));
    }
    pages.push(NewFile::new(man.get_filename(), page));
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        if sub.get_name() != "help" {
            collect(sub, pages)?;
        }
    }
    Ok(())
}
