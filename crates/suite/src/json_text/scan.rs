//! Text to a tree of ranges.

use std::ops::Range;

use crate::place::Place;

/// A value's range in the text, and what is in it.
#[derive(Debug)]
pub(crate) struct Node {
    /// In bytes, without blanks around it.
    pub(crate) range: Range<usize>,
    inside: Inside,
}

#[derive(Debug)]
enum Inside {
    Scalar,
    Array(Vec<Node>),
    Object(Vec<Member>),
}

/// A key with its value.
#[derive(Debug)]
pub(crate) struct Member {
    /// The key, decoded.
    pub(crate) key: String,
    /// Where the key's quote opens.
    pub(crate) start: usize,
    /// The value.
    pub(crate) node: Node,
}

impl Node {
    /// An object's members; none of anything else.
    pub(crate) fn members(&self) -> &[Member] {
        match &self.inside {
            Inside::Object(members) => members,
            _ => &[],
        }
    }

    /// An array's items; none of anything else.
    pub(crate) fn items(&self) -> &[Self] {
        match &self.inside {
            Inside::Array(items) => items,
            _ => &[],
        }
    }

    /// The first key that its object has twice: `serde_json` would keep the later one and say nothing.
    pub(crate) fn repeated_key(&self, here: &Place) -> Option<(Place, usize)> {
        let members = self.members();
        for (at, member) in members.iter().enumerate() {
            let place = here.key(&member.key);
            let earlier = members.get(..at).unwrap_or_default();
            if earlier.iter().any(|earlier| earlier.key == member.key) {
                return Some((place, member.start));
            }
            if let Some(found) = member.node.repeated_key(&place) {
                return Some(found);
            }
        }
        let mut items = self.items().iter().enumerate();
        items.find_map(|(at, item)| item.repeated_key(&here.index(at)))
    }
}

/// The tree of a text that `serde_json` has accepted; `None` for other texts. `serde_json` bounds the depth.
pub(crate) fn scan(text: &str) -> Option<Node> {
    let mut scanner = Scanner { text, at: 0 };
    scanner.blanks();
    scanner.value()
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// Takes the byte if it comes next, and the blanks after it.
    fn take(&mut self, byte: u8) -> bool {
        let taken = self.peek() == Some(byte);
        if taken {
            self.at += 1;
            self.blanks();
        }
        taken
    }

    /// A value and the blanks after it.
    fn value(&mut self) -> Option<Node> {
        let start = self.at;
        let inside = match self.peek()? {
            b'{' => Inside::Object(self.list(b'}', Self::member)?),
            b'[' => Inside::Array(self.list(b']', Self::value)?),
            b'"' => {
                self.string()?;
                Inside::Scalar
            }
            _ => {
                while self
                    .peek()
                    .is_some_and(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
                {
                    self.at += 1;
                }
                Inside::Scalar
            }
        };
        let range = start..self.at;
        self.blanks();
        (!range.is_empty()).then_some(Node { range, inside })
    }

    /// From the opening bracket to the closing one; stands right behind it afterwards.
    fn list<T>(&mut self, close: u8, item: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        self.at += 1;
        self.blanks();
        let mut items = Vec::new();
        while self.peek()? != close {
            items.push(item(self)?);
            if !self.take(b',') && self.peek()? != close {
                return None;
            }
        }
        self.at += 1;
        Some(items)
    }

    fn member(&mut self) -> Option<Member> {
        let start = self.at;
        let range = self.string()?;
        let key = serde_json::from_str(self.text.get(range)?).ok()?;
        self.blanks();
        if !self.take(b':') {
            return None;
        }
        let node = self.value()?;
        Some(Member { key, start, node })
    }

    /// From quote to quote; stands right behind it afterwards.
    fn string(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        Some(start..self.at)
    }
}
