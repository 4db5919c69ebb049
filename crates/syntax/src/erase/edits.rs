//! What becomes blank, and the single characters that stand in for what was there. Nothing ever moves.

use std::collections::BTreeMap;

/// The edits to a source. Offsets are bytes.
pub(super) struct Edits<'s> {
    source: &'s str,
    blanks: Vec<(usize, usize)>,
    marks: BTreeMap<usize, char>,
}

impl<'s> Edits<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        Self {
            source,
            blanks: Vec::new(),
            marks: BTreeMap::new(),
        }
    }

    pub(super) fn blank(&mut self, start: usize, end: usize) {
        if start < end {
            self.blanks.push((start, end));
        }
    }

    /// Puts an ASCII character in the place of the one that starts at `at`.
    pub(super) fn mark(&mut self, at: usize, c: char) {
        self.marks.insert(at, c);
    }

    /// Blanks a statement or a class member, leaving a `;`: without it, what stands before and behind could become one.
    pub(super) fn blank_whole(&mut self, start: usize, end: usize) {
        self.blank(start, end);
        self.mark(start, ';');
    }

    /// The last blank that ends exactly at `end`.
    pub(super) fn ending_at(&self, end: usize) -> Option<usize> {
        let found = self.blanks.iter().rev().find(|(_, to)| *to == end);
        found.map(|(from, _)| *from)
    }

    pub(super) fn text(&self, start: usize, end: usize) -> &'s str {
        self.source.get(start..end).unwrap_or("")
    }

    pub(super) fn has_newline(&self, start: usize, end: usize) -> bool {
        self.text(start, end).contains(is_newline)
    }

    /// Where `wanted` first stands in `start..end` outside comments.
    pub(super) fn find(&self, start: usize, end: usize, wanted: &str) -> Option<usize> {
        let bytes = self.source.as_bytes();
        let end = end.min(bytes.len());
        let mut at = start;
        while at < end {
            let rest = bytes.get(at..end)?;
            if rest.starts_with(b"//") {
                let line = self.text(at, end);
                at += line.find(is_newline).unwrap_or(line.len());
            } else if rest.starts_with(b"/*") {
                at += self
                    .text(at, end)
                    .find("*/")
                    .map_or(rest.len(), |to| to + 2);
            } else if rest.starts_with(wanted.as_bytes()) {
                return Some(at);
            } else {
                at += 1;
            }
        }
        None
    }

    /// The words (letters only) in `start..end` outside comments, with where each starts.
    pub(super) fn words(&self, start: usize, end: usize) -> Vec<(usize, &'s str)> {
        let mut words = Vec::new();
        let mut at = start;
        while let Some(from) = self.next_word(at, end) {
            let rest = self.text(from, end);
            let length = rest
                .find(|c: char| !c.is_ascii_alphabetic())
                .unwrap_or(rest.len());
            words.push((from, self.text(from, from + length)));
            at = from + length.max(1);
        }
        words
    }

    fn next_word(&self, mut at: usize, end: usize) -> Option<usize> {
        while at < end {
            let rest = self.text(at, end);
            if rest.starts_with("//") {
                at += rest.find(is_newline).unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                at += rest.find("*/").map_or(rest.len(), |to| to + 2);
            } else {
                let c = rest.chars().next()?;
                if c.is_ascii_alphabetic() {
                    return Some(at);
                }
                at += c.len_utf8();
            }
        }
        None
    }

    /// The source with the edits applied: as long as before in UTF-16 units, with the same lines.
    pub(super) fn apply(mut self) -> String {
        self.blanks.sort_unstable();
        let mut blanks = self.blanks.into_iter().peekable();
        let mut blank_to = 0;
        let mut text = String::with_capacity(self.source.len());
        for (at, c) in self.source.char_indices() {
            while let Some((_, end)) = blanks.next_if(|(start, _)| *start <= at) {
                blank_to = blank_to.max(end);
            }
            if let Some(mark) = self.marks.get(&at) {
                text.push(*mark);
            } else if at < blank_to && !is_newline(c) {
                text.extend(std::iter::repeat_n(' ', c.len_utf16()));
            } else {
                text.push(c);
            }
        }
        text
    }
}

/// What ends a line, for JavaScript.
pub(super) fn is_newline(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}
