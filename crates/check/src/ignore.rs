//! `// connector-ignore CODE reason`: silences findings of one code on its own line, or on the next when it stands alone.

use crate::code::{Code, Severity};
use crate::finding::Finding;
use crate::lines::Lines;

const WORD: &str = "connector-ignore";

struct Ignore<'s> {
    code: &'s str,
    reason: &'s str,
    span: (usize, usize),
    /// The line it speaks of.
    line: usize,
}

/// Takes out what the script's comments silence, and reports the comments that silence nothing or do not say why.
pub(crate) fn apply(
    source: &str,
    comments: &[(usize, usize)],
    lines: &Lines<'_>,
    found: &mut Vec<Finding>,
) {
    let mut own = Vec::new();
    for ignore in comments
        .iter()
        .filter_map(|span| read(source, *span, comments, lines))
    {
        let mut report = |code: Code, message: String| {
            own.push(Finding {
                code,
                severity: Severity::Warning,
                message,
                why: code.why(),
                range: lines.range(ignore.span),
                fix: None,
            });
        };
        if ignore.reason.is_empty() {
            let code = if ignore.code.is_empty() {
                "CODE"
            } else {
                ignore.code
            };
            report(
                Code::IgnoreWithoutReason,
                format!(
                    "say why, as in `// {WORD} {code} the id was checked above`; until then it silences nothing"
                ),
            );
            continue;
        }
        let before = found.len();
        found.retain(|finding| {
            finding.code.name() != ignore.code || finding.range.start.line != ignore.line
        });
        if found.len() == before {
            let known = Code::ALL.iter().any(|code| code.name() == ignore.code);
            report(
                Code::UnusedIgnore,
                if known {
                    format!(
                        "there is no {} on line {} to ignore",
                        ignore.code, ignore.line
                    )
                } else {
                    format!("there is no finding called {}", ignore.code)
                },
            );
        }
    }
    found.append(&mut own);
}

fn read<'s>(
    source: &'s str,
    span: (usize, usize),
    comments: &[(usize, usize)],
    lines: &Lines<'_>,
) -> Option<Ignore<'s>> {
    let text = source.get(span.0..span.1)?;
    let text = text
        .strip_prefix("//")
        .or_else(|| text.strip_prefix("/*")?.strip_suffix("*/"))?
        .trim();
    let rest = text.strip_prefix(WORD)?;
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let rest = rest.trim();
    let (code, reason) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let start = lines.place(span.0);
    let before = source.get(..span.0)?;
    let line_text = before
        .rsplit(['\n', '\r', '\u{2028}', '\u{2029}'])
        .next()
        .unwrap_or("");
    let line = if line_text.trim().is_empty() {
        next_code_line(source, span.1, comments, lines)
    } else {
        start.line
    };
    Some(Ignore {
        code,
        reason: reason.trim(),
        span,
        line,
    })
}

/// The line of the first character behind `at` that is neither blank nor in a comment.
fn next_code_line(
    source: &str,
    at: usize,
    comments: &[(usize, usize)],
    lines: &Lines<'_>,
) -> usize {
    let mut at = at;
    while let Some(rest) = source.get(at..) {
        at += rest.len() - rest.trim_start().len();
        match comments.iter().find(|(start, _)| *start == at) {
            Some((_, end)) if *end > at => at = *end,
            _ => break,
        }
    }
    lines.place(at).line
}
