//! Applying fixes.

use crate::finding::{Edit, Finding};

/// The source with the findings' fixes applied, and how many were. A fix that touches what an earlier one changed is left
/// for the next time: check the result again to find it.
pub fn apply(source: &str, findings: &[Finding]) -> (String, usize) {
    let mut taken: Vec<&Edit> = Vec::new();
    let mut applied = 0;
    for fix in findings.iter().filter_map(|finding| finding.fix.as_ref()) {
        let clash = fix
            .edits
            .iter()
            .any(|edit| taken.iter().any(|other| overlap(edit, other)));
        let sound = fix.edits.iter().all(|edit| {
            source
                .get(edit.range.start.offset..edit.range.end.offset)
                .is_some()
        });
        if !clash && sound {
            taken.extend(&fix.edits);
            applied += 1;
        }
    }
    taken.sort_by_key(|edit| (edit.range.start.offset, edit.range.end.offset));
    let (mut text, mut at) = (String::with_capacity(source.len()), 0);
    for edit in taken {
        text.push_str(source.get(at..edit.range.start.offset).unwrap_or(""));
        text.push_str(&edit.text);
        at = edit.range.end.offset;
    }
    text.push_str(source.get(at..).unwrap_or(""));
    (text, applied)
}

/// Two insertions in one place overlap too: nothing tells which comes first.
fn overlap(one: &Edit, other: &Edit) -> bool {
    let (a, b) = (one.range.start.offset, one.range.end.offset);
    let (c, d) = (other.range.start.offset, other.range.end.offset);
    a == c || a < d && c < b
}
