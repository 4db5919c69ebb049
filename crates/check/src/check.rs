//! A script to its findings.

use connector_contract::{Action, Dialect};
use serde::Serialize;

use crate::code::{Code, Severity};
use crate::facts::Facts;
use crate::finding::{Edit, Finding, Fix};
use crate::lines::Lines;
use crate::tree::{Id, Tree};
use crate::{findings, ignore, parse};

/// A script to check.
#[derive(Debug, Clone, Copy)]
pub struct Source<'s> {
    /// Its file name; the ending tells the language.
    pub name: &'s str,
    /// Its text.
    pub text: &'s str,
    /// Which function it must define. `None` takes the first of the eight that it does define.
    pub action: Option<Action>,
    /// How its functions are called.
    pub dialect: Dialect,
}

/// The modules that `require` finds: names as in the host's catalogue.
#[derive(Debug, Clone, Copy)]
pub struct Modules<'m>(pub &'m [&'m str]);

/// What was found in one script.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The script's file name as it was given.
    pub file: String,
    /// The action it was checked for.
    pub action: Option<Action>,
    /// The findings, in the order of the source.
    pub findings: Vec<Finding>,
}

impl Report {
    /// How many findings are of this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    }
}

/// Checks one script. Never fails: what cannot be read is a finding.
pub fn check(source: Source<'_>, modules: Modules<'_>) -> Report {
    let lines = Lines::new(source.text);
    let parsed = parse::parse(source.name, source.text);
    let mut found = Vec::new();
    let mut action = source.action;
    match &parsed.tree {
        None => {
            // The parser goes on after the first error; what it says then is mostly its consequence.
            if let Some(error) = parsed.errors.first() {
                found.push(Finding {
                    code: Code::SyntaxError,
                    severity: Severity::Error,
                    message: error.message.clone(),
                    why: Code::SyntaxError.why(),
                    range: lines.range(error.span),
                    fix: None,
                });
            }
        }
        Some(tree) => {
            let mut facts = Facts::new(tree);
            action = action.or_else(|| {
                Action::ALL
                    .into_iter()
                    .find(|action| facts.top_function(action.name()).is_some())
            });
            facts.enter(action);
            let mut check = Check {
                tree,
                facts: &facts,
                action,
                dialect: source.dialect,
                modules,
                text: source.text,
                lines: &lines,
                found: Vec::new(),
            };
            findings::all(&mut check);
            found = check.found;
        }
    }
    ignore::apply(source.text, &parsed.comments, &lines, &mut found);
    found.sort_by_key(|finding| (finding.range, finding.code));
    found.dedup_by(|a, b| a.code == b.code && a.range == b.range);
    Report {
        file: source.name.to_owned(),
        action,
        findings: found,
    }
}

/// One script being checked.
pub(crate) struct Check<'c> {
    pub(crate) tree: &'c Tree,
    pub(crate) facts: &'c Facts<'c>,
    pub(crate) action: Option<Action>,
    pub(crate) dialect: Dialect,
    pub(crate) modules: Modules<'c>,
    pub(crate) text: &'c str,
    lines: &'c Lines<'c>,
    found: Vec<Finding>,
}

impl Check<'_> {
    /// Reports a finding at a node.
    pub(crate) fn report(
        &mut self,
        code: Code,
        at: Id,
        message: impl Into<String>,
    ) -> &mut Finding {
        self.report_span(code, self.tree.span(at), message)
    }

    /// Reports a finding at a piece of source.
    pub(crate) fn report_span(
        &mut self,
        code: Code,
        span: (usize, usize),
        message: impl Into<String>,
    ) -> &mut Finding {
        let finding = Finding {
            code,
            severity: code.severity(),
            message: message.into(),
            why: code.why(),
            range: self.lines.range(span),
            fix: None,
        };
        self.found.push(finding);
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// Whether a finding of this code was reported before.
    pub(crate) fn has(&self, code: Code) -> bool {
        self.found.iter().any(|finding| finding.code == code)
    }

    /// A fix of edits at these bytes.
    pub(crate) fn fix(
        &self,
        title: impl Into<String>,
        edits: &[((usize, usize), &str)],
    ) -> Option<Fix> {
        Some(Fix {
            title: title.into(),
            edits: edits
                .iter()
                .map(|(span, text)| Edit {
                    range: self.lines.range(*span),
                    text: (*text).to_owned(),
                })
                .collect(),
        })
    }

    /// A node as the script writes it.
    pub(crate) fn source_of(&self, id: Id) -> Option<&str> {
        let (start, end) = self.tree.span(id);
        self.text.get(start..end)
    }

    /// A node as the script writes it, shortened.
    pub(crate) fn written(&self, id: Id) -> String {
        let (start, end) = self.tree.span(id);
        let text = self.text.get(start..end).unwrap_or("");
        let line = text.lines().next().unwrap_or("");
        if line.chars().count() > 60 || line.len() < text.len() {
            line.chars().take(57).chain("...".chars()).collect()
        } else {
            line.to_owned()
        }
    }

    /// The line a node starts in, from 1.
    pub(crate) fn line_of(&self, id: Id) -> usize {
        self.lines.place(self.tree.span(id).0).line
    }

    /// Whether the action is one of these, or not known.
    pub(crate) fn may_be(&self, actions: &[Action]) -> bool {
        self.action.is_none_or(|action| actions.contains(&action))
    }
}
