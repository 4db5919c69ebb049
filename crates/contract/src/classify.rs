//! From an ending to a verdict. Fail closed: only an explicit success value is success.
//!
//! - `value`: which returned values are legal for an action.
//! - `refusal`: which throws say that a user is absent, exists already, or gave a wrong password.
//! - `provenance`: whether data, and not the script, may have put a text there.
//! - `ended`: what the host ended or lost.
//! - `public`: what an end user may read of it.

mod ended;
mod provenance;
mod public;
mod refusal;
mod value;

use crate::ending::{Ending, Returned};
use crate::invocation::Invocation;
use crate::rule::Rule;
use crate::status::Status;
use crate::thrown::{Thrown, ThrownKind};
use crate::verdict::{Evidence, Failure, Verdict};

/// Judges how a call ended.
///
/// Reads the unredacted texts; what it returns is redacted when an [`Outcome`](crate::Outcome) is made of it.
pub fn classify(invocation: &Invocation, ending: &Ending, evidence: &Evidence) -> Verdict {
    match ending {
        Ending::Returned(Returned::Json(json)) => value::judge(invocation, json),
        Ending::Returned(Returned::Undefined) => value::undefined(invocation),
        Ending::Returned(Returned::Unserialisable { reason }) => {
            value::unserialisable(invocation, reason)
        }
        Ending::Threw(thrown) => {
            let (status, rule) = refusal::judge(invocation, thrown, evidence);
            thrown_verdict(status, rule, thrown, evidence)
        }
        // Before the function is entered nothing can have been looked up, so no text is a refusal.
        Ending::NotCompiled(thrown) => {
            thrown_verdict(Status::ScriptError, Rule::SyntaxError, thrown, evidence)
        }
        Ending::FailedToLoad(thrown) => {
            thrown_verdict(Status::ScriptError, Rule::TopLevelThrew, thrown, evidence)
        }
        Ending::Missing { defined } => ended::missing(invocation, defined),
        Ending::Terminated(termination) => ended::terminated(invocation, termination),
        Ending::Stalled { phase } => ended::stalled(*phase),
        Ending::Crashed { detail } => ended::crashed(detail),
    }
}

/// The verdict on whatever was thrown.
fn thrown_verdict(status: Status, rule: Rule, thrown: &Thrown, evidence: &Evidence) -> Verdict {
    let message = message_of(thrown);
    let failure = Failure {
        code: thrown
            .code
            .clone()
            .or_else(|| refusal::code(status).map(str::to_owned)),
        public_message: public::message(status, rule, thrown, &message, evidence),
        message,
        name: Some(thrown.name.clone()).filter(|name| !name.is_empty()),
        stack: thrown.stack.clone(),
        position: thrown.position.clone(),
    };
    Verdict {
        status,
        rule,
        value: None,
        failure: Some(failure),
    }
}

/// The thrown text, or words for a throw that has none.
fn message_of(thrown: &Thrown) -> String {
    if !thrown.message.is_empty() {
        return thrown.message.clone();
    }
    match &thrown.kind {
        ThrownKind::Error if thrown.name.is_empty() => {
            "the script threw an error without a message".to_owned()
        }
        ThrownKind::Error => format!("the script threw {} without a message", thrown.name),
        ThrownKind::String => "the script threw an empty string".to_owned(),
        ThrownKind::Null => "the script threw null".to_owned(),
        ThrownKind::Undefined => "the script threw undefined".to_owned(),
        ThrownKind::Other { type_name } => format!("the script threw {type_name}"),
    }
}

/// The verdict on something that was not thrown.
fn failed(
    status: Status,
    rule: Rule,
    code: &str,
    message: String,
    public_message: &str,
) -> Verdict {
    let failure = Failure {
        code: Some(code.to_owned()),
        message,
        public_message: public_message.to_owned(),
        ..Failure::default()
    };
    Verdict {
        status,
        rule,
        value: None,
        failure: Some(failure),
    }
}
