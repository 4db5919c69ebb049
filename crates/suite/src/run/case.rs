//! One case: its database, its steps, what is left behind.

use std::time::Instant;

use connector_contract::{Env, Outcome};
use connector_host::{Cancel, Job};
use serde_json::Value;

use super::{Options, skipped};
use crate::connection::Connection;
use crate::database::{CaseDatabase, Databases};
use crate::error::SuiteError;
use crate::judge::Judge;
use crate::place::Place;
use crate::read::{Case, Planned};
use crate::refs;
use crate::report::{CaseReport, CaseResult, Failure, Part};
use crate::update::Update;

pub(super) async fn run(
    connection: &Connection,
    case: &Case,
    databases: Option<&Databases>,
    options: &Options<'_>,
) -> Result<CaseReport, SuiteError> {
    let begun = Instant::now();
    let database = match databases {
        Some(databases) => Some(databases.case_database(connection).await?),
        None => None,
    };
    let mut run = Run {
        connection,
        case,
        options,
        database: database.as_ref(),
        judge: Judge::new(case),
        update: Update::new(case),
        failures: Vec::new(),
        outcomes: Vec::new(),
    };
    let ran = run.all().await;
    let Run {
        mut failures,
        outcomes,
        update,
        ..
    } = run;
    if let (Some(databases), Some(database)) = (databases, database) {
        if ran.is_ok() {
            let judge = Judge::new(case);
            let leaks = databases.leaks(&database).await?;
            failures.extend(leaks.iter().map(|leak| {
                let message = format!(
                    "a database session is left behind: {} {}: {}",
                    leak.pid, leak.state, leak.query
                );
                judge.failure(Part::Sessions, None, &Place::default(), message)
            }));
        }
        databases.discard(database).await?;
    }
    ran?;
    let mut report = skipped(connection, case);
    if options.update && !failures.is_empty() {
        report.rewritten = update.text(case);
    }
    // What no rewriting can mend still fails.
    let left = failures
        .iter()
        .any(|failure| failure.differences.is_empty());
    let failed = !failures.is_empty() && (report.rewritten.is_none() || left);
    report.result = if failed {
        CaseResult::Failed
    } else {
        CaseResult::Passed
    };
    report.failures = failures;
    report.outcomes = outcomes;
    report.duration = begun.elapsed();
    Ok(report)
}

struct Run<'a> {
    connection: &'a Connection,
    case: &'a Case,
    options: &'a Options<'a>,
    database: Option<&'a CaseDatabase>,
    judge: Judge<'a>,
    update: Update,
    failures: Vec<Failure>,
    outcomes: Vec<Outcome>,
}

impl Run<'_> {
    async fn all(&mut self) -> Result<(), SuiteError> {
        for (name, sql) in &self.case.sql {
            let Some(database) = self.database else {
                break;
            };
            if let Err(message) = database.seed(name, sql).await {
                self.failures.push(self.judge.failure(
                    Part::Sql,
                    None,
                    &Place::default().key("sql"),
                    message,
                ));
                return Ok(());
            }
        }
        for (at, planned) in self.case.steps.iter().enumerate() {
            self.step(at + 1, planned).await?;
            // Later steps build on what this one should have done.
            if !self.failures.is_empty() && !self.options.update {
                break;
            }
        }
        Ok(())
    }

    async fn step(&mut self, number: usize, planned: &Planned) -> Result<(), SuiteError> {
        let resolved = |value: &Value| refs::resolve(value, &self.judge.captures);
        let arguments: Vec<Value> = planned.arguments.iter().map(resolved).collect();
        let context = match &planned.step.context {
            Some(context) => resolved(&Value::Object(context.clone())),
            None => self.options.context.clone(),
        };
        let invocation = match planned.step.invocation(&planned.base, arguments, context) {
            Ok(invocation) => invocation,
            Err(error) => {
                let failure = self.judge.failure(
                    Part::Arguments,
                    Some(number),
                    &planned.place,
                    error.to_string(),
                );
                self.failures.push(failure);
                return Ok(());
            }
        };
        let Some(script) = self.connection.scripts.get(&planned.step.action) else {
            // Found out while reading; the file cannot have gone since.
            return Ok(());
        };
        let mut env: Env = self.options.env.clone();
        if let Some(database) = self.database {
            database.set_env(&mut env);
        }
        env.extend(self.case.env.iter().cloned());
        let job = Job {
            script: script.clone(),
            env,
            invocation,
        };
        let outcome = {
            let place = self.connection.place();
            let host = self.options.host;
            host.invoke(&place, job, Cancel::never()).await?
        };
        let failures = self
            .judge
            .step(number, planned, &outcome, self.database)
            .await;
        self.update.step(planned, &outcome, &failures);
        self.failures.extend(failures);
        self.outcomes.push(outcome);
        Ok(())
    }
}
