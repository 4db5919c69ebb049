//! From bytes to places.

use connector_syntax::lines::Lines as Starts;

use crate::finding::{Place, Range};

/// Where the lines of a source start.
pub(crate) struct Lines<'s>(Starts<'s>);

impl<'s> Lines<'s> {
    pub(crate) fn new(source: &'s str) -> Self {
        Self(Starts::new(source))
    }

    /// The place of a byte; one outside the source or inside a character counts as the nearest place before it.
    pub(crate) fn place(&self, offset: usize) -> Place {
        let (line, column, offset) = self.0.place(offset);
        Place {
            line,
            column,
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
