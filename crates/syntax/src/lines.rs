//! From bytes to lines and columns.

/// Where the lines of a source start.
#[derive(Debug, Clone)]
pub struct Lines<'s> {
    source: &'s str,
    starts: Vec<usize>,
}

impl<'s> Lines<'s> {
    /// Lines as V8 counts them: CR, LF, CRLF, U+2028 and U+2029 end one.
    pub fn new(source: &'s str) -> Self {
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

    /// Line and column of a byte, from 1, the column in UTF-16 units; and the byte itself. A byte outside the source or
    /// inside a character counts as the nearest place before it.
    pub fn place(&self, offset: usize) -> (usize, usize, usize) {
        let mut offset = offset.min(self.source.len());
        while !self.source.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line(offset);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let before = self.source.get(start..offset).unwrap_or("");
        (line, before.encode_utf16().count() + 1, offset)
    }

    /// The line of a byte, from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).max(1)
    }

    /// Where each line starts, in UTF-16 units.
    pub fn starts_in_units(&self) -> Vec<usize> {
        let (mut unit, mut before) = (0, 0);
        let starts = self.starts.iter().map(|start| {
            let line = self.source.get(before..*start).unwrap_or("");
            unit += line.encode_utf16().count();
            before = *start;
            unit
        });
        starts.collect()
    }
}
