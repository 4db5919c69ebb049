//! Bytes as choices. When they are used up every choice is the first one, so that all that is built comes to an end.

use serde_json::{Map, Value};

/// The bytes that are left.
pub(crate) struct Dice<'a>(&'a [u8]);

/// How deep made-up JSON may be.
const DEEPEST: usize = 6;

impl<'a> Dice<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        match self.0.split_first() {
            Some((first, rest)) => {
                self.0 = rest;
                *first
            }
            None => 0,
        }
    }

    /// A number below `count`, which is at most 65,536; 0 when `count` is.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        let thrown = if count > 256 {
            usize::from(self.byte()) << 8 | usize::from(self.byte())
        } else {
            usize::from(self.byte())
        };
        thrown.checked_rem(count).unwrap_or(0)
    }

    /// One of them.
    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        *from
            .get(self.below(from.len()))
            .expect("there is something to pick from")
    }

    /// The next bytes, at most `most`, as text; what isn't UTF-8 is replaced.
    pub(crate) fn text(&mut self, most: usize) -> String {
        let length = self.below(most.saturating_add(1)).min(self.0.len());
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        String::from_utf8_lossy(text).into_owned()
    }

    /// A JSON value whose texts come from `words`, or are made up.
    pub(crate) fn json(&mut self, words: &[&str]) -> Value {
        self.json_at(words, 0)
    }

    /// One of `words`, or a made-up text.
    pub(crate) fn word(&mut self, words: &[&str]) -> String {
        if !words.is_empty() && self.byte().is_multiple_of(2) {
            self.pick(words).to_owned()
        } else {
            self.text(40)
        }
    }

    fn json_at(&mut self, words: &[&str], depth: usize) -> Value {
        let kinds = if depth < DEEPEST { 9 } else { 7 };
        match self.below(kinds) {
            0 => Value::Null,
            1 => Value::Bool(self.byte().is_multiple_of(2)),
            2 => Value::from(i64::from(self.byte()) - 128),
            3 => {
                let bytes = std::array::from_fn(|_| self.byte());
                Value::from(i64::from_le_bytes(bytes))
            }
            4 => {
                let bytes = std::array::from_fn(|_| self.byte());
                // NaN and the infinities have no JSON form and become null.
                Value::from(f64::from_le_bytes(bytes))
            }
            5 | 6 => Value::String(self.word(words)),
            7 => {
                let count = self.below(5);
                Value::Array((0..count).map(|_| self.json_at(words, depth + 1)).collect())
            }
            _ => Value::Object(self.object_at(words, depth)),
        }
    }

    /// A JSON object.
    pub(crate) fn object(&mut self, words: &[&str]) -> Map<String, Value> {
        self.object_at(words, 0)
    }

    fn object_at(&mut self, words: &[&str], depth: usize) -> Map<String, Value> {
        let count = self.below(5);
        (0..count)
            .map(|_| (self.word(words), self.json_at(words, depth + 1)))
            .collect()
    }
}
