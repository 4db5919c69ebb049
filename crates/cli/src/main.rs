//! The `connector` binary.

mod args;
mod commands;
mod files;
mod folder;
mod input;
mod printer;
mod printer_check;
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
        Command::Check(check) => commands::check::run(&check, &printer),
        Command::Test(test) => commands::test::run(*test, &printer),
        Command::Exam(exam) => commands::exam::run(*exam, &printer),
        Command::Modules => commands::modules::run(&printer),
        Command::Init(init) => commands::init::run(&init, &printer),
        Command::Types(types) => commands::types::run(&types, &printer),
        Command::Completions(completions) => commands::completions::run(&completions, &printer),
        Command::Man(man) => commands::man::run(&man, &printer),
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
