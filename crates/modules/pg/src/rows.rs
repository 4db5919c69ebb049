//! Rows between the wire and JavaScript: kept as the server sent them until the shim says how it wants them.
//!
//! Which parser a column gets is the script's to decide, up to the moment its rows are handled. So a run of rows waits
//! here; the shim then names, column by column, what may be decoded on this side, and gets one JSON text that V8 turns
//! into objects of one shape.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use fallible_iterator::FallibleIterator as _;
use postgres_protocol::message::backend::DataRowBody;
use serde::Deserialize;

use crate::cells::{self, Cell};
use crate::log::write_text;

/// Longest text made of the column names of a run of rows; wider results go without names.
const MAX_NAME_BYTES: usize = 8 * 1024 * 1024;

/// Consecutive rows of one answer.
#[derive(Debug, Default, Clone)]
pub(crate) struct RowSet {
    /// Each cell as on the wire: its length (-1 for NULL) and its bytes.
    cells: Vec<u8>,
    rows: Vec<Row>,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    /// Where its cells end.
    end: usize,
    width: usize,
}

/// How the shim wants a run of rows: `[as arrays, codes, column names]`. A code for each column:
///
/// | code | cell becomes |
/// | --- | --- |
/// | `s` | the text |
/// | `i`, `f` | a number, when the text is one as JSON has it and can't lose by it |
/// | `b` | a boolean, from `t` and `f` |
/// | `j` | the value, when the text is JSON |
/// | `d` | milliseconds since 1970, beside the row |
/// | `I`, `F`, `S` | an array of numbers or texts, one dimension |
/// | `x` | the text, beside the row |
#[derive(Debug, Deserialize)]
pub(crate) struct Plan(bool, String, Vec<String>);

impl RowSet {
    /// Takes one more row.
    pub(crate) fn push(&mut self, body: &DataRowBody) {
        self.cells.extend_from_slice(body.buffer());
        self.rows.push(Row {
            end: self.cells.len(),
            width: body.ranges().size_hint().0,
        });
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn each_row(&self) -> impl Iterator<Item = Cells<'_>> {
        let mut start = 0;
        self.rows.iter().map(move |row| {
            let bytes = self.cells.get(start..row.end).unwrap_or_default();
            start = row.end;
            Cells {
                bytes,
                left: row.width,
            }
        })
    }

    /// All rows as arrays of texts and nulls.
    pub(crate) fn to_json(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.cells.len().saturating_add(self.rows.len() * 8));
        out.push(b'[');
        for (index, row) in self.each_row().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            out.push(b'[');
            for (column, cell) in row.enumerate() {
                if column > 0 {
                    out.push(b',');
                }
                match cell {
                    Some(cell) => write_text(&mut out, cell),
                    None => out.extend_from_slice(b"null"),
                }
            }
            out.push(b']');
        }
        out.push(b']');
        out
    }

    /// The rows as `plan` wants them: `[rows, beside, odd]`. In `rows` what is told elsewhere is null. `beside` has an
    /// array `[column, [cell of each row]]` for every column of code `d` and `x`; `odd` has `[row, column, text]` for
    /// every cell that is not what its column's code expects.
    ///
    /// `None` when they can't be told like that: rows of another width, JSON that is none, names that would take more
    /// room than the rows.
    pub(crate) fn decode(&self, Plan(as_arrays, codes, names): &Plan) -> Option<Vec<u8>> {
        let codes = codes.as_bytes();
        if names.len() != codes.len() || self.rows.iter().any(|row| row.width != codes.len()) {
            return None;
        }
        let keys: Vec<Vec<u8>> = names.iter().map(|name| key(name)).collect();
        let key_bytes: usize = keys.iter().map(Vec::len).sum();
        if !as_arrays && key_bytes.saturating_mul(self.rows.len()) > MAX_NAME_BYTES {
            return None;
        }
        let mut out = Vec::with_capacity(
            self.cells
                .len()
                .saturating_add(key_bytes.saturating_mul(self.rows.len())),
        );
        let mut beside: Vec<Option<Vec<u8>>> = codes
            .iter()
            .map(|code| matches!(code, b'd' | b'x').then(Vec::new))
            .collect();
        let mut odd = Vec::new();
        let (open, close) = if *as_arrays {
            (b'[', b']')
        } else {
            (b'{', b'}')
        };
        out.extend_from_slice(b"[[");
        for (index, mut row) in self.each_row().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            out.push(open);
            for (column, ((code, key), beside)) in
                codes.iter().zip(&keys).zip(&mut beside).enumerate()
            {
                if column > 0 {
                    out.push(b',');
                }
                if !as_arrays {
                    out.extend_from_slice(key);
                }
                let cell = row.next()?;
                let target = match beside {
                    Some(beside) => {
                        out.extend_from_slice(b"null");
                        if index > 0 {
                            beside.push(b',');
                        }
                        beside
                    }
                    None => &mut out,
                };
                match cell.map_or(Cell::Null, |cell| cells::write(*code, cell, target)) {
                    Cell::Written => {}
                    Cell::Null => target.extend_from_slice(b"null"),
                    Cell::Odd => {
                        target.extend_from_slice(b"null");
                        let start: &[u8] = if odd.is_empty() { b"[" } else { b",[" };
                        odd.extend_from_slice(start);
                        odd.extend_from_slice(format!("{index},{column},").as_bytes());
                        write_text(&mut odd, cell.unwrap_or_default());
                        odd.push(b']');
                    }
                    Cell::Broken => return None,
                }
            }
            out.push(close);
        }
        out.extend_from_slice(b"],[");
        let mut first = true;
        for (column, cells) in beside.iter().enumerate() {
            if let Some(cells) = cells {
                if !first {
                    out.push(b',');
                }
                first = false;
                out.extend_from_slice(format!("[{column},[").as_bytes());
                out.extend_from_slice(cells);
                out.extend_from_slice(b"]]");
            }
        }
        out.extend_from_slice(b"],[");
        out.extend_from_slice(&odd);
        out.extend_from_slice(b"]]");
        Some(out)
    }
}

fn key(name: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(name.len().saturating_add(3));
    write_text(&mut key, name.as_bytes());
    key.push(b':');
    key
}

/// The cells of one row; ends early when the server's lengths don't add up.
struct Cells<'a> {
    bytes: &'a [u8],
    left: usize,
}

impl<'a> Iterator for Cells<'a> {
    type Item = Option<&'a [u8]>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let (length, rest) = self.bytes.split_first_chunk::<4>()?;
        let Ok(length) = usize::try_from(i32::from_be_bytes(*length)) else {
            self.bytes = rest;
            return Some(None);
        };
        let (cell, rest) = rest.split_at_checked(length)?;
        self.bytes = rest;
        Some(Some(cell))
    }
}

/// Runs of rows of one client that the shim has been told of and not taken yet, by number.
#[derive(Debug, Clone, Default)]
pub(crate) struct RowSets(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    sets: HashMap<u32, RowSet>,
    last: u32,
}

impl RowSets {
    /// Keeps a run; its number.
    pub(crate) fn keep(&self, set: RowSet) -> u32 {
        self.with(|kept| {
            kept.last = kept.last.wrapping_add(1);
            kept.sets.insert(kept.last, set);
            kept.last
        })
    }

    /// Takes a run out.
    pub(crate) fn take(&self, number: u32) -> Option<RowSet> {
        self.with(|kept| kept.sets.remove(&number))
    }

    /// Puts a run back that could not be told as the shim wanted it.
    pub(crate) fn put_back(&self, number: u32, set: RowSet) {
        self.with(|kept| kept.sets.insert(number, set));
    }

    /// Forgets all: nobody will ask.
    pub(crate) fn clear(&self) {
        self.with(|kept| kept.sets = HashMap::new());
    }

    fn with<T>(&self, act: impl FnOnce(&mut Kept) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn set(rows: &[&[Option<&str>]]) -> RowSet {
        let mut set = RowSet::default();
        for row in rows {
            for cell in *row {
                let length = cell.map_or(-1, |cell| i32::try_from(cell.len()).unwrap());
                set.cells.extend_from_slice(&length.to_be_bytes());
                set.cells
                    .extend_from_slice(cell.unwrap_or_default().as_bytes());
            }
            set.rows.push(Row {
                end: set.cells.len(),
                width: row.len(),
            });
        }
        set
    }

    fn decode(set: &RowSet, plan: Value) -> Option<Value> {
        let plan: Plan = serde_json::from_value(plan).unwrap();
        set.decode(&plan)
            .map(|json| serde_json::from_slice(&json).unwrap())
    }

    #[test]
    fn rows_become_objects_with_what_needs_javascript_beside_them() {
        let set = set(&[
            &[
                Some("1"),
                Some("t"),
                Some("2000-01-02"),
                Some("(1,2)"),
                Some("{\"a\":1}"),
            ],
            &[None, None, None, None, None],
            &[
                Some("007"),
                Some("yes"),
                Some("infinity"),
                Some(""),
                Some("null"),
            ],
        ]);
        assert_eq!(
            decode(&set, json!([false, "ibdxj", ["n", "b", "d", "p\"", "j"]])).unwrap(),
            json!([
                [
                    {"n": 1, "b": true, "d": null, "p\"": null, "j": {"a": 1}},
                    {"n": null, "b": null, "d": null, "p\"": null, "j": null},
                    {"n": null, "b": null, "d": null, "p\"": null, "j": null},
                ],
                [[2, [946_771_200_000_i64, null, null]], [3, ["(1,2)", null, ""]]],
                [[2, 0, "007"], [2, 1, "yes"], [2, 2, "infinity"]],
            ])
        );
    }

    #[test]
    fn rows_become_arrays() {
        let set = set(&[&[Some("1"), Some("a")], &[None, Some("\u{4e2d}")]]);
        assert_eq!(
            decode(&set, json!([true, "is", ["n", "n"]])).unwrap(),
            json!([[[1, "a"], [null, "\u{4e2d}"]], [], []])
        );
        let set = super::tests::set(&[&[], &[]]);
        assert_eq!(
            decode(&set, json!([false, "", []])).unwrap(),
            json!([[{}, {}], [], []])
        );
    }

    #[test]
    fn what_does_not_fit_the_plan_is_left_to_the_slow_way() {
        let narrow = set(&[&[Some("1")]]);
        assert_eq!(decode(&narrow, json!([false, "ii", ["a", "b"]])), None);
        assert_eq!(decode(&narrow, json!([false, "i", []])), None);
        let broken = set(&[&[Some("{\"a\":")]]);
        assert_eq!(decode(&broken, json!([false, "j", ["a"]])), None);
        let mut lying = set(&[&[Some("1")]]);
        lying.cells[3] = 200;
        assert_eq!(decode(&lying, json!([false, "i", ["a"]])), None);
        assert_eq!(lying.to_json(), b"[[]]");
    }

    #[test]
    fn names_take_no_more_room_than_they_may() {
        let name = "x".repeat(MAX_NAME_BYTES / 2);
        let set = set(&[&[Some("1")], &[Some("2")]]);
        assert_eq!(decode(&set, json!([false, "i", [name]])), None);
        assert!(decode(&set, json!([true, "i", [name]])).is_some());
    }
}
