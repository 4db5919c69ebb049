//! Where something stands inside a case file: `steps[0].expect.value.id`.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;

/// A way from the top of a JSON document to one of its values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place(Vec<Segment>);

/// One step of the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Segment {
    /// Into an object.
    Key(String),
    /// Into an array, from 0.
    Index(usize),
}

impl Place {
    /// The same with a key after it.
    pub(crate) fn key(&self, key: impl Into<String>) -> Self {
        let mut place = self.clone();
        place.0.push(Segment::Key(key.into()));
        place
    }

    /// The same with an index after it.
    pub(crate) fn index(&self, index: usize) -> Self {
        let mut place = self.clone();
        place.0.push(Segment::Index(index));
        place
    }

    /// The same with the way `further` takes after it.
    pub(crate) fn join(&self, further: &Self) -> Self {
        Self(self.0.iter().chain(&further.0).cloned().collect())
    }

    pub(crate) fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// The value at this place, to be changed.
    pub(crate) fn find_mut<'v>(&self, root: &'v mut Value) -> Option<&'v mut Value> {
        self.0
            .iter()
            .try_fold(root, |value, segment| match segment {
                Segment::Key(key) => value.get_mut(key.as_str()),
                Segment::Index(index) => value.get_mut(*index),
            })
    }

    /// The place that holds this one, and the last segment.
    pub(crate) fn parent(&self) -> Option<(Self, &Segment)> {
        let (last, rest) = self.0.split_last()?;
        Some((Self(rest.to_vec()), last))
    }
}

impl From<&serde_path_to_error::Path> for Place {
    fn from(path: &serde_path_to_error::Path) -> Self {
        use serde_path_to_error::Segment as Theirs;
        let segment = |segment: &Theirs| match segment {
            Theirs::Seq { index } => Some(Segment::Index(*index)),
            Theirs::Map { key } => Some(Segment::Key(key.clone())),
            Theirs::Enum { .. } | Theirs::Unknown => None,
        };
        Self(path.iter().filter_map(segment).collect())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |key: &str| {
            !key.is_empty()
                && key
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$'))
        };
        for (at, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::Key(key) if !plain(key) => write!(f, "[{}]", Value::from(key.as_str()))?,
                Segment::Key(key) if at == 0 => f.write_str(key)?,
                Segment::Key(key) => write!(f, ".{key}")?,
            }
        }
        Ok(())
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_like_javascript() {
        let place = Place::default()
            .key("steps")
            .index(1)
            .key("expect")
            .key("SELECT \"a\"")
            .key("id");
        assert_eq!(place.to_string(), r#"steps[1].expect["SELECT \"a\""].id"#);
        assert_eq!(Place::default().to_string(), "");
    }
}
