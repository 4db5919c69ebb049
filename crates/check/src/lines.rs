//! From bytes to lines and columns.

use crate::finding::{Place, Range};

/// Where the lines of a source start.
pub(crate) struct Lines<'s> {
    source: &'s str,
    starts: Vec<usize>,
}

impl<'s> Lines<'s> {
    /// Lines as V8 counts them: CR, LF, CRLF, U+2028 and U+2029 end one.
    pub(crate) fn new(source: &'s str) -> Self {
        let mut starts = vec![0];
        let mut characters = source.char_indices().peekable();
        while let Some((at, c)) = characters.next() {
            match c {
                '\r' if characters.peek().is_some_and(|(_, next)| *next == '\n') => {}
                '\n' | '\r' | '\u{2028}' | '\u{2029}' => starts.push(at + c.len_utf8()),
                _ => {}
            }
        }
        Self { source, starts }
    }

    /// The place of a byte; one outside the source or inside a character counts as the nearest place before it.
    pub(crate) fn place(&self, offset: usize) -> Place {
        let mut offset = offset.min(self.source.len());
        while !self.source.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let before = self.source.get(start..offset).unwrap_or("");
        Place {
            line,
            column: before.encode_utf16().count() + 1,
            offset,
        }
    }

    pub(crate) fn range(&self, (start, end): (usize, usize)) -> Range {
        let start = self.place(start);
        Range {
            start,
            end: self.place(end.max(start.offset)),
        }
    }
}
