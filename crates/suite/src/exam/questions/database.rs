//! The days that databases have, for whatever an action's plainest call is.

use std::time::Duration;

use connector_contract::{Action, Status};

use crate::exam::fault::Fault;
use crate::exam::question::{Manner, Question, Rule};
use crate::exam::report::Severity::{Critical, Major, Minor};

/// So much later comes each piece from a slow server. A login by SCRAM and a few statements stay within the wall clock's
/// default limit.
const LAG: Duration = Duration::from_millis(100);
const HONEST: (&str, &str) = (
    "A database that can't be asked knows nothing: whatever else is answered is made up, and logged as the user's mistake.",
    "Let errors of connect and query pass, or throw one of your own; never answer in a catch.",
);

pub(super) fn questions(plain: &Question) -> Vec<Question> {
    let action = plain.action;
    // What else the plain question calls is not of interest here.
    let first = |name: &str, severity, about: &str| {
        let mut question = Question::new(action, name, severity, about);
        question.calls = plain.calls.iter().take(1).cloned().collect();
        question.setup.clone_from(&plain.setup);
        question.skipped = plain.skipped;
        question
    };
    let statuses: Vec<Status> = plain
        .rules
        .iter()
        .find_map(|rule| match rule {
            Rule::All(statuses) | Rule::Call(0, statuses) => Some(statuses.clone()),
            _ => None,
        })
        .unwrap_or_else(|| vec![Status::Success]);
    let mut questions = vec![
        first("database_down", Critical, "A database that can't be reached is told of as a fault")
            .told(HONEST.0, HONEST.1)
            .fault(Fault::Down)
            .all(&[Status::ScriptError])
            .rule(Rule::Untouched),
        first("database_dropped", Critical, "A connection that breaks in a query is told of as a fault")
            .told(HONEST.0, HONEST.1)
            .fault(Fault::Dropped)
            .all(&[Status::ScriptError]),
        first("database_slow", Minor, "A slow database is waited for")
            .told(
                "Networks and databases have slow days; the host's limits are there for them.",
                "Ask in one or two statements, not one for each user; don't set shorter timeouts of your own.",
            )
            .fault(Fault::Slow(LAG))
            .all(&statuses),
        first("clients", Major, "Every client is ended on the way to the plain result")
            .told(
                "A client that is never ended keeps its session until the server has none left.",
                "Call await client.end() in a finally block that begins right after connect().",
            )
            .check(&["client-not-ended", "end-not-reached"])
            .manner(Manner::Again)
            .rule(Rule::ClientsLast),
    ];
    let read_only = |question: Question| {
        question.setup("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$")
    };
    match action {
        Action::CreateUser | Action::UpdateUser | Action::DeleteUser => questions.push(
            read_only(first("database_read_only", Critical, "A database that refuses to write is told of as a fault"))
                .told("After a failover the database may be read-only: what was answered as done is lost.", HONEST.1)
                .all(&[Status::ScriptError])
                .rule(Rule::Untouched),
        ),
        Action::GetUser | Action::SearchUser | Action::ListUsers | Action::ValidatePassword => questions.push(
            read_only(first("database_read_only", Minor, "Reading works on a database that is read-only"))
                .told("After a failover the database may be read-only for a while; what only reads should go on.", "Write nothing in what only reads.")
                .all(&statuses),
        ),
        // Whether a login that can't be written down should pass is the tenant's choice.
        Action::Login => {}
    }
    questions
}

/// The same for a call that comes to nothing: the ways out that are easily forgotten.
pub(super) fn clients_of(question: &Question, name: &str, about: &str) -> Question {
    let mut again = Question::new(question.action, name, Major, about)
        .told(
            "A client that is not ended on this way out keeps its session until the server has none left.",
            "Call await client.end() in a finally block that begins right after connect().",
        )
        .check(&["end-not-reached", "client-not-ended"])
        .manner(Manner::Again)
        .rule(Rule::ClientsLast);
    again.calls = question.calls.iter().take(1).cloned().collect();
    again.setup.clone_from(&question.setup);
    again.skipped = question.skipped;
    again
}
