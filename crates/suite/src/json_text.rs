//! JSON as text: where each value stands, and changing some of them while the rest keeps its looks.

mod print;
mod rewrite;
mod scan;

pub(crate) use rewrite::rewrite;
pub(crate) use scan::{Node, scan};

use crate::place::{Place, Segment};

/// Line and column of a byte, both from 1, the column in characters.
pub(crate) fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
    (before.matches('\n').count() + 1, column)
}

/// The byte where the value at `place` begins, or its key, or else the nearest thing around it that exists.
pub(crate) fn locate(root: &Node, place: &Place) -> usize {
    let mut node = root;
    let mut at = root.range.start;
    for segment in place.segments() {
        let next = match segment {
            Segment::Key(key) => node
                .members()
                .iter()
                .find(|member| member.key == *key)
                .map(|member| (member.start, &member.node)),
            Segment::Index(index) => node
                .items()
                .get(*index)
                .map(|item| (item.range.start, item)),
        };
        let Some((start, next)) = next else {
            break;
        };
        (at, node) = (start, next);
    }
    at
}
