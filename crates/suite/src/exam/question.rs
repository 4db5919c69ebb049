//! One case of an exam: what is called on which day, and what must hold afterwards.

use connector_contract::{Action, Status};
use serde_json::Value;

use super::fault::Fault;
use super::report::Severity;

/// A case, ready to be run.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    /// After the action's name and a slash: `wrong_password`.
    pub(crate) name: String,
    pub(crate) action: Action,
    pub(crate) severity: Severity,
    /// What it shows, in one sentence.
    pub(crate) about: String,
    pub(crate) why: &'static str,
    pub(crate) fix: &'static str,
    /// Findings of `connector check` that may point at the lines.
    pub(crate) check: &'static [&'static str],
    /// Statements for this case's database.
    pub(crate) setup: Vec<String>,
    pub(crate) fault: Option<Fault>,
    pub(crate) manner: Manner,
    pub(crate) calls: Vec<Call>,
    pub(crate) rules: Vec<Rule>,
    /// The plainest call of its action: when that fails, nothing else is worth asking.
    pub(crate) plain: bool,
    /// Why there is no occasion to ask.
    pub(crate) skipped: Option<&'static str>,
}

/// One call of one script.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) action: Action,
    pub(crate) arguments: Vec<Value>,
    /// What is special about it, for messages: `email = "' OR '1'='1"`.
    pub(crate) note: String,
}

/// How several calls are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// One after another.
    InTurn,
    /// All at once.
    AtOnce,
    /// The one call so often in one isolate that clients which are never ended use up those it may have.
    Again,
}

/// What must hold. Calls are counted from 0; keys are those of rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Rule {
    /// Every call ends with one of these.
    All(Vec<Status>),
    /// The call ends with one of these.
    Call(usize, Vec<Status>),
    /// So many calls end with the first, all others with the second.
    Exactly(usize, Status, Status),
    /// No call is a success.
    NoneSucceeds,
    /// The database never complains of SQL text, unless it does of the first, harmless call already.
    NoSqlError,
    /// No row differs from before.
    Untouched,
    /// No row that was there differs; new ones may be.
    OnlyAdded,
    /// No row but this one differs.
    OnlyRow(String),
    /// Of this row, only these columns and bookkeeping differ.
    OnlyColumns(String, Vec<String>),
    /// The column of this row has this text, unless a call said that nothing was to change.
    Holds(String, String, String),
    /// The column of this row is NULL.
    HoldsNull(String, String),
    /// The row is gone, or at least marked.
    Gone(String),
    /// There are so many rows more.
    More(usize),
    /// In every new row this column has one of these texts.
    NewRowsHold(String, Vec<String>),
    /// This text stands nowhere in a row that is new or changed.
    NotStored(String),
    /// Each profile that a call returns has this id.
    Profile(Value),
    /// What the call returns of a new row has that row's id.
    ProfileOfNewRow(usize),
    /// The call returned null and did not throw.
    Null,
    /// The call's list has this many profiles.
    ListLength(usize, usize),
    /// The call's list has fewer profiles than there are rows.
    ListPartial(usize),
    /// The list of one call at least has this id.
    SomeListHas(Value),
    /// The call's totalCount.
    Total(usize, usize),
    /// No id stands in the lists of two calls.
    ListsDisjoint,
    /// If the first call is a success, so is every later one.
    FirstThenAll,
    /// The same, if the first call changed a row too.
    ChangedThenAll,
    /// Called again and again in one isolate, the script never runs out of clients.
    ClientsLast,
}

impl Question {
    pub(crate) fn new(
        action: Action,
        name: impl Into<String>,
        severity: Severity,
        about: impl Into<String>,
    ) -> Self {
        Self {
            name: name.into(),
            action,
            severity,
            about: about.into(),
            why: "",
            fix: "",
            check: &[],
            setup: Vec::new(),
            fault: None,
            manner: Manner::InTurn,
            calls: Vec::new(),
            rules: Vec::new(),
            plain: false,
            skipped: None,
        }
    }

    /// `login/wrong_password`
    pub(crate) fn full_name(&self) -> String {
        format!("{}/{}", self.action, self.name)
    }

    pub(crate) fn told(mut self, why: &'static str, fix: &'static str) -> Self {
        (self.why, self.fix) = (why, fix);
        self
    }

    pub(crate) fn check(mut self, codes: &'static [&'static str]) -> Self {
        self.check = codes;
        self
    }

    pub(crate) fn setup(mut self, statement: impl Into<String>) -> Self {
        self.setup.push(statement.into());
        self
    }

    pub(crate) fn fault(mut self, fault: Fault) -> Self {
        self.fault = Some(fault);
        self
    }

    pub(crate) fn manner(mut self, manner: Manner) -> Self {
        self.manner = manner;
        self
    }

    /// One more call of the action itself.
    pub(crate) fn call(self, arguments: Vec<Value>) -> Self {
        self.noted(arguments, "")
    }

    pub(crate) fn noted(mut self, arguments: Vec<Value>, note: impl Into<String>) -> Self {
        self.calls.push(Call {
            action: self.action,
            arguments,
            note: note.into(),
        });
        self
    }

    /// One more call of another action.
    pub(crate) fn then(mut self, action: Action, arguments: Vec<Value>) -> Self {
        self.calls.push(Call {
            action,
            arguments,
            note: String::new(),
        });
        self
    }

    pub(crate) fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Every call ends with one of these.
    pub(crate) fn all(self, statuses: &[Status]) -> Self {
        self.rule(Rule::All(statuses.to_vec()))
    }

    pub(crate) fn plain(mut self) -> Self {
        self.plain = true;
        self
    }

    pub(crate) fn skipped(mut self, reason: &'static str) -> Self {
        self.skipped = Some(reason);
        self
    }
}
