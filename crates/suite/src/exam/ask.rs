//! One case: its database, its day, its calls.

use std::time::{Duration, Instant};

use connector_contract::{Action, Env, Invocation, Outcome, Rule, Script};
use connector_host::{Cancel, Job};
use futures::future::try_join_all;

use super::ExamOptions;
use super::fault::Line;
use super::judge::{Secrets, judge};
use super::prepare::Prepared;
use super::question::{Call, Manner, Question};
use super::report::{ExamCase, ExamResult};
use super::seen::{Rows, Seen};
use super::subject::{LONG_PASSWORD, PASSWORD, UNICODE_PASSWORD};
use super::users;
use crate::connection::Connection;
use crate::database::{CaseDatabase, Databases};
use crate::error::SuiteError;

/// The clients that a script may have at once, where it is watched for those that it leaves behind.
const CLIENTS: usize = 4;
/// How often it is called then: more often than there are clients.
pub(crate) const AGAIN: usize = CLIENTS + 2;

/// Asks questions.
pub(crate) struct Examiner<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) databases: &'a Databases,
    pub(crate) options: &'a ExamOptions<'a>,
    pub(crate) prepared: &'a Prepared,
}

/// A case that did not run.
pub(crate) fn unasked(question: &Question, result: ExamResult) -> ExamCase {
    ExamCase {
        name: question.full_name(),
        action: question.action,
        about: question.about.clone(),
        severity: question.severity,
        result,
        duration: Duration::ZERO,
        reason: None,
        statuses: Vec::new(),
        findings: Vec::new(),
    }
}

impl Examiner<'_> {
    pub(crate) async fn ask(&self, question: &Question) -> Result<ExamCase, SuiteError> {
        if let Some(reason) = question.skipped {
            return Ok(skipped(question, reason));
        }
        let begun = Instant::now();
        let database = self.databases.case_database(self.connection).await?;
        let asked = self.on(question, &database).await;
        self.databases.discard(database).await?;
        let mut case = asked?;
        case.duration = begun.elapsed();
        Ok(case)
    }

    async fn on(
        &self,
        question: &Question,
        database: &CaseDatabase,
    ) -> Result<ExamCase, SuiteError> {
        let users = &self.prepared.subject.users;
        let setup = question
            .setup
            .iter()
            .map(|sql| ("the case's set-up".to_owned(), sql.clone()));
        for (name, sql) in self.prepared.seeds.iter().cloned().chain(setup) {
            if let Err(message) = database.seed(&name, &sql).await {
                return Ok(skipped(
                    question,
                    format!("this schema does not allow it: {message}"),
                ));
            }
        }
        let before: Rows = match users::rows(database, users).await {
            Ok(rows) => rows.into_iter().collect(),
            Err(message) => return Err(SuiteError::Exam(message)),
        };
        let mut env = self.options.env.clone();
        database.set_env(&mut env);
        let line = match (question.fault, database.address()) {
            (Some(fault), Some(server)) => {
                let line = Line::open(fault, server)
                    .await
                    .map_err(|source| SuiteError::Line { source })?;
                database.set_env_through(&mut env, line.port());
                Some(line)
            }
            _ => None,
        };
        // Arguments that the host refuses never reach a script.
        let jobs: Vec<(String, Job)> = question
            .calls
            .iter()
            .filter_map(|call| self.job(question, call, &env))
            .collect();
        if jobs.is_empty() {
            return Ok(skipped(
                question,
                "the host refuses such arguments before any script runs",
            ));
        }
        let outcomes = self.made(question.manner, jobs).await?;
        drop(line);
        if question.manner == Manner::Again
            && outcomes.iter().any(|(_, outcome)| never_called(outcome))
        {
            return Ok(skipped(
                question,
                "the function is no declaration, so it can't be called again and again from outside",
            ));
        }
        let after: Result<Rows, String> = users::rows(database, users)
            .await
            .map(|rows| rows.into_iter().collect());
        let secrets = database.secrets();
        let passwords = [PASSWORD, UNICODE_PASSWORD, LONG_PASSWORD].map(str::to_owned);
        let secrets = Secrets {
            connection: &secrets,
            passwords: &passwords,
            column: users.field("password").map(|column| column.name.as_str()),
        };
        let seen = Seen {
            outcomes: &outcomes,
            before: &before,
            after: after.as_ref().map_err(Clone::clone),
        };
        let findings = judge(question, &seen, users, &secrets);
        let mut case = unasked(
            question,
            if findings.is_empty() {
                ExamResult::Passed
            } else {
                ExamResult::Failed
            },
        );
        case.statuses = outcomes.iter().map(|(_, outcome)| outcome.status).collect();
        case.findings = findings;
        Ok(case)
    }

    fn job(&self, question: &Question, call: &Call, env: &Env) -> Option<(String, Job)> {
        let script = self.connection.scripts.get(&call.action)?;
        let mut invocation = Invocation::new(
            call.action,
            call.arguments.clone(),
            self.options.context.clone(),
        );
        invocation.id_shape = self.prepared.subject.base.id_shape;
        invocation.limits = self.prepared.subject.base.limits.clone();
        invocation.check().ok()?;
        let script = match question.manner {
            Manner::Again => {
                invocation.limits.clients = CLIENTS;
                again(script, call.action)?
            }
            Manner::InTurn | Manner::AtOnce => script.clone(),
        };
        let job = Job {
            script,
            env: env.clone(),
            invocation,
        };
        Some((call.note.clone(), job))
    }

    async fn made(
        &self,
        manner: Manner,
        jobs: Vec<(String, Job)>,
    ) -> Result<Vec<(String, Outcome)>, SuiteError> {
        let place = self.connection.place();
        let place = &place;
        let call = |(note, job): (String, Job)| async move {
            let host = self.options.host;
            let outcome = host.invoke(place, job, Cancel::never()).await?;
            Ok::<_, SuiteError>((note, outcome))
        };
        if manner == Manner::AtOnce {
            return try_join_all(jobs.into_iter().map(call)).await;
        }
        let mut outcomes = Vec::new();
        for job in jobs {
            outcomes.push(call(job).await?);
        }
        Ok(outcomes)
    }
}

fn skipped(question: &Question, reason: impl Into<String>) -> ExamCase {
    let mut case = unasked(question, ExamResult::Skipped);
    case.reason = Some(reason.into());
    case
}

/// The same script, whose function calls the author's several times and answers as the last call did.
fn again(script: &Script, action: Action) -> Option<Script> {
    let source = script.source();
    let more = format!(
        "\n;{{ const authors = {action}; {action} = async (...given) => {{ let last; \
         for (let call = 0; call < {AGAIN}; call++) {{ \
         try {{ last = {{ value: await authors(...JSON.parse(JSON.stringify(given))) }}; }} catch (error) {{ last = {{ error }}; }} }} \
         if ('error' in last) throw last.error; return last.value; }}; }}\n"
    );
    Script::new(script.name(), format!("{source}{more}"), usize::MAX).ok()
}

/// Whether the wrapped script could not even be loaded.
fn never_called(outcome: &Outcome) -> bool {
    [
        Rule::TopLevelThrew,
        Rule::SyntaxError,
        Rule::MissingFunction,
    ]
    .iter()
    .any(|rule| outcome.rule == rule.sentence())
}
