//! Which throws say that a user is absent, exists already, or gave a wrong password.

use super::provenance::{Provenance, Text};
use crate::invocation::Invocation;
use crate::rule::Rule;
use crate::status::Status;
use crate::thrown::{Thrown, ThrownKind};
use crate::verdict::Evidence;

/// The texts of one refusal, without the exclamation mark, which may or may not follow (authing-contract.md §1.4).
struct Refusal {
    status: Status,
    code: &'static str,
    /// How the published scripts write it to end users.
    text: &'static str,
    markers: &'static [&'static str],
}

const REFUSALS: [Refusal; 3] = [
    Refusal {
        status: Status::NotFound,
        code: "USER_NOT_FOUND",
        text: "User not exists!",
        markers: &["User not exists"],
    },
    Refusal {
        status: Status::AlreadyExists,
        code: "USER_ALREADY_EXISTS",
        text: "User already exists!",
        // The first spelling is the published one.
        markers: &["User allready exists", "User already exists"],
    },
    Refusal {
        status: Status::InvalidPassword,
        code: "INVALID_PASSWORD",
        text: "Password is not valid!",
        markers: &["Password is not valid"],
    },
];

/// What the untouched templates throw; three of them share one text, and some end in a blank (authing-contract.md §1.5).
const TEMPLATES: [&str; 6] = [
    "Please implement the Login script for this database connection",
    "Please implement the Find User script for this database connection",
    "Please implement the Search User script for this database connection",
    "Please implement the Delete Account script for this database connection",
    "Please implement the List Users script for this database connection",
    "Please implement the Validate Password script for this database connection",
];

/// The code that stands for a refusal.
pub(super) fn code(status: Status) -> Option<&'static str> {
    REFUSALS
        .iter()
        .find(|refusal| refusal.status == status)
        .map(|refusal| refusal.code)
}

/// What an end user reads when the script has no words of its own for it.
pub(super) fn text(status: Status) -> Option<&'static str> {
    REFUSALS
        .iter()
        .find(|refusal| refusal.status == status)
        .map(|refusal| refusal.text)
}

/// The status of a throw, and why.
///
/// Codes go before texts, and the error before its causes. The first refusal found decides, and if data may have put
/// it there, it decides against itself.
pub(super) fn judge(
    invocation: &Invocation,
    thrown: &Thrown,
    evidence: &Evidence,
) -> (Status, Rule) {
    let found = by_code(thrown)
        .or_else(|| by_text(thrown))
        .or_else(|| by_template(thrown));
    let Some(found) = found else {
        return (Status::ScriptError, Rule::Threw);
    };
    if Provenance::new(invocation, evidence).may_hold(&found.text) {
        return (Status::ScriptError, Rule::ForgeableRefusal);
    }
    (found.status, found.rule)
}

struct Found {
    status: Status,
    rule: Rule,
    text: Text,
}

fn by_code(thrown: &Thrown) -> Option<Found> {
    let own = thrown.code.iter().map(|code| (code, Rule::ErrorCode));
    let causes = thrown
        .causes
        .iter()
        .filter_map(|cause| Some((cause.code.as_ref()?, Rule::CauseChain)));
    own.chain(causes).find_map(|(code, rule)| {
        let refusal = REFUSALS.iter().find(|refusal| refusal.code == code)?;
        Some(Found {
            status: refusal.status,
            rule,
            text: Text::Code(refusal.code),
        })
    })
}

fn by_text(thrown: &Thrown) -> Option<Found> {
    own_message(thrown)
        .and_then(|message| by_message(message, None))
        .or_else(|| {
            thrown
                .causes
                .iter()
                .find_map(|cause| by_message(&cause.message, Some(Rule::CauseChain)))
        })
}

/// Only errors and strings have a message; what another value shows itself as is no word of the script's.
fn own_message(thrown: &Thrown) -> Option<&str> {
    matches!(thrown.kind, ThrownKind::Error | ThrownKind::String).then_some(thrown.message.as_str())
}

fn by_message(message: &str, rule: Option<Rule>) -> Option<Found> {
    let whole = refusal_of(message).map(|refusal| (refusal, Rule::WholeMessage));
    // No marker holds a colon, so only what follows the last one can be a whole tail.
    let tail = || Some((refusal_of(message.rsplit_once(": ")?.1)?, Rule::MessageTail));
    let (refusal, place) = whole.or_else(tail)?;
    let text = Text::Marker(refusal.markers);
    Some(Found {
        status: refusal.status,
        rule: rule.unwrap_or(place),
        text,
    })
}

fn refusal_of(text: &str) -> Option<&'static Refusal> {
    let text = text.trim();
    let text = text.strip_suffix('!').unwrap_or(text);
    let is_marker = |marker: &&str| marker.eq_ignore_ascii_case(text);
    REFUSALS
        .iter()
        .find(|refusal| refusal.markers.iter().any(is_marker))
}

fn by_template(thrown: &Thrown) -> Option<Found> {
    let message = own_message(thrown)?.trim_end();
    let template = TEMPLATES
        .into_iter()
        .find(|template| *template == message)?;
    let (status, rule) = (Status::NotImplemented, Rule::UntouchedTemplate);
    Some(Found {
        status,
        rule,
        text: Text::Template(template),
    })
}
