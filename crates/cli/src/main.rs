//! The `connector` binary.

mod args;
mod commands;
mod folder;
mod input;
mod printer;
mod reporters;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Cli, Command};
use crate::commands::Exit;
use crate::printer::Printer;

fn main() -> ExitCode {
    // A worker must be confined before anything else happens in its process.
    if std::env::args_os()
        .nth(1)
        .is_some_and(|word| word == args::WORKER_WORD)
    {
        return connector_host::worker_main();
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // clap's own code for a wrong command line is 2 as well, and 0 for --help.
        Err(error) => error.exit(),
    };
    let printer = Printer::new(cli.json);
    let exit = match cli.command {
        Command::Run(run) => commands::run::run(*run, &printer),
        Command::Test(test) => commands::test::run(*test, &printer),
        Command::Modules => commands::modules::run(&printer),
    };
    match exit {
        Ok(exit) => exit.into(),
        Err(error) => {
            printer.error(&error);
            commands::exit_code(&error).into()
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
