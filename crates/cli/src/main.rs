//! The `connector` binary.

mod args;
mod commands;
mod coverage;
mod files;
mod folder;
mod input;
mod inspect;
mod printer;
mod printer_changes;
mod printer_check;
mod printer_remote;
mod remote;
mod reporters;

use std::process::ExitCode;

use crate::args::Command;
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
    // clap's own code for a wrong command line is 2 as well, and 0 for --help.
    let (cli, origins) = match commands::serve::parse() {
        Ok(parsed) => parsed,
        Err(error) => {
            Printer::new(false).error(&error);
            return commands::exit_code(&error).into();
        }
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
        Command::Serve(serve) => commands::serve::run(*serve, &origins, &printer),
        Command::Push(push) => commands::push::push(&push, &printer),
        Command::Diff(diff) => commands::push::diff(&diff, &printer),
        Command::Rollback(rollback) => commands::rollback::run(&rollback, &printer),
        Command::Invoke(invoke) => commands::invoke::run(&invoke, &printer),
        Command::Logs(logs) => commands::logs::run(&logs, &printer),
        Command::Env(env) => commands::env::run(&env, &printer),
        Command::Tenant(tenant) => commands::tenant::run(&tenant, &printer),
        Command::Keys(keys) => commands::keys::run(&keys, &printer),
        Command::Registry(registry) => commands::registry::run(&registry, &printer),
        Command::Schema(schema) => commands::schema::run(&schema, &printer),
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
