//! `connector completions`: what a shell needs to complete our command line, made from its definition.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::args::Cli;
use crate::commands::Exit;
use crate::printer::Printer;

const EXAMPLES: &str = "\
Examples:
  # bash: for this user, from the next shell on
  connector completions bash > ~/.local/share/bash-completion/completions/connector

  # zsh: into a folder of $fpath
  connector completions zsh > ~/.zfunc/_connector

  # fish
  connector completions fish > ~/.config/fish/completions/connector.fish";

/// What is typed after `completions`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

pub(crate) fn run(args: &Completions, printer: &Printer) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "connector", &mut script);
    let script = String::from_utf8(script)?;
    if printer.is_json() {
        printer.json(&serde_json::json!({ "shell": args.shell.to_string(), "script": script }))?;
    } else {
        printer.text(&script);
    }
    Ok(Exit::Ok)
}
