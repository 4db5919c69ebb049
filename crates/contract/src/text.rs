//! Bounding text.

use std::borrow::Cow;

/// What a cut text ends in.
pub const ELLIPSIS: char = '\u{2026}';

/// `text` in at most `bytes` bytes of UTF-8, cut between characters and then ending in an ellipsis.
///
/// Whoever shortens text that may hold a secret must use this: the redactor knows the ellipsis, and looks for the
/// head of a secret before it.
pub fn bounded(text: &str, bytes: usize) -> Cow<'_, str> {
    if text.len() <= bytes {
        return Cow::Borrowed(text);
    }
    let mut end = bytes.saturating_sub(ELLIPSIS.len_utf8());
    while !text.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    let head = text.get(..end).unwrap_or_default();
    Cow::Owned(format!("{head}{ELLIPSIS}"))
}
