//! Code frames: the lines around a place in a script, with a mark under it.

use unicode_width::UnicodeWidthChar as _;

use crate::script::Script;
use crate::thrown::Position;

/// Lines shown before and after the marked one.
const CONTEXT: usize = 2;
/// Columns of source shown; a longer line is shown around the mark.
const WIDTH: usize = 100;
const TAB: usize = 4;

/// The lines of `script` around `position`, without colours, ending without a newline:
///
/// ```text
///   2 |   const row = result.rows[0];
/// > 3 |   return { id: row.id };
///     |                    ^
///   4 | }
/// ```
///
/// `None` when the position is not in the script.
pub fn code_frame(script: &Script, position: &Position) -> Option<String> {
    if position.file != script.name() {
        return None;
    }
    let marked = usize::try_from(position.line).ok()?.checked_sub(1)?;
    let column = usize::try_from(position.column).ok()?.saturating_sub(1);
    let first = marked.saturating_sub(CONTEXT);
    let shown: Vec<&str> = lines(script.source())
        .skip(first)
        .take(marked - first + 1 + CONTEXT)
        .collect();
    let line = Cells::new(shown.get(marked - first)?);
    let mark = line.column_of(column);
    // All lines are shifted alike, so that indentation still lines up.
    let from = if mark < WIDTH * 3 / 4 {
        0
    } else {
        mark - WIDTH / 2
    };
    let digits = (first + shown.len()).to_string().len();
    let mut frame = String::new();
    for (offset, text) in shown.iter().enumerate() {
        let number = first + offset + 1;
        let arrow = if first + offset == marked { '>' } else { ' ' };
        let visible = Cells::new(text).window(from);
        frame.push_str(format!("{arrow} {number:>digits$} | {visible}").trim_end());
        frame.push('\n');
        if first + offset == marked {
            frame.push_str(&format!(
                "  {:digits$} | {:pad$}^\n",
                "",
                "",
                pad = mark - from
            ));
        }
    }
    frame.pop();
    Some(frame)
}

/// Lines as V8 counts them: U+2028 and U+2029 end one too.
fn lines(source: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(source);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(at) = text.find(['\n', '\r', '\u{2028}', '\u{2029}']) else {
            rest = None;
            return Some(text);
        };
        let (line, tail) = text.split_at_checked(at)?;
        let end = if tail.starts_with("\r\n") {
            2
        } else {
            tail.chars().next().map_or(1, char::len_utf8)
        };
        rest = tail.get(end..);
        Some(line)
    })
}

/// A line as a terminal lays it out.
struct Cells {
    /// Each character with the column it starts in and the columns it takes.
    cells: Vec<(char, usize, usize)>,
    /// For each UTF-16 unit, the column of its character.
    columns: Vec<usize>,
    width: usize,
}

impl Cells {
    fn new(line: &str) -> Self {
        let (mut cells, mut columns, mut width) = (Vec::new(), Vec::new(), 0);
        for c in line.chars() {
            let taken = if c == '\t' {
                TAB - width % TAB
            } else {
                shown(c).width().unwrap_or(1)
            };
            columns.extend(std::iter::repeat_n(width, c.len_utf16()));
            cells.push((shown(c), width, taken));
            width += taken;
        }
        Self {
            cells,
            columns,
            width,
        }
    }

    /// Where the UTF-16 unit stands; behind the line's end when there is no such unit.
    fn column_of(&self, unit: usize) -> usize {
        self.columns.get(unit).copied().unwrap_or(self.width)
    }

    /// The columns from `from` on, [`WIDTH`] of them; an ellipsis stands where something was left out.
    fn window(&self, from: usize) -> String {
        let to = from + WIDTH;
        let mut text = String::new();
        let mut at = from;
        for (c, start, taken) in &self.cells {
            let end = start + taken;
            if end <= from && *taken > 0 || *start < from {
                continue;
            }
            if end > to {
                break;
            }
            // A wide character that the edge would halve leaves a blank.
            text.extend(std::iter::repeat_n(' ', start.saturating_sub(at)));
            if *c == '\t' {
                text.extend(std::iter::repeat_n(' ', *taken))
            } else {
                text.push(*c)
            }
            at = end;
        }
        if from > 0 && !text.trim().is_empty() {
            text = replace_first_column(&text);
        }
        if self.width > to {
            text.push('\u{2026}');
        }
        text
    }
}

fn replace_first_column(text: &str) -> String {
    let mut chars = text.chars();
    let width = chars.next().and_then(char::width).unwrap_or(1);
    let mut replaced = String::from('\u{2026}');
    replaced.extend(std::iter::repeat_n(' ', width.saturating_sub(1)));
    replaced.push_str(chars.as_str());
    replaced
}

/// What stands for a character: control characters could move a terminal's cursor, and the ones that turn the
/// direction of text could make source read as something else.
fn shown(c: char) -> char {
    match c {
        '\t' => '\t',
        '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}
