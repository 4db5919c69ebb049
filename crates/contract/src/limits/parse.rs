//! Reading limits as people write them: `wall=10s,heap=128MiB`.

use super::{Limit, Limits, Unit};

/// Why limits were refused. Every message names the limit, and the bound that was passed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LimitsError {
    /// No limit has this name.
    #[error("there is no limit {name:?}: the limits are {}", names())]
    Unknown {
        /// The name as given.
        name: String,
    },
    /// An entry that is not `name=value`.
    #[error("{entry:?} is not a limit: write name=value, as in wall=10s")]
    NotAnAssignment {
        /// The entry as given.
        entry: String,
    },
    /// The value is no number, or its unit does not fit the limit.
    #[error("limit {name}: {value:?} is not {expected}")]
    Unreadable {
        /// The limit.
        name: &'static str,
        /// The value as given.
        value: String,
        /// How such a value is written.
        expected: &'static str,
    },
    /// More than anyone may grant.
    #[error("limit {name}: {value} is too much, the ceiling is {ceiling}")]
    AboveCeiling {
        /// The limit.
        name: &'static str,
        /// The value as understood.
        value: String,
        /// The most that is allowed.
        ceiling: String,
    },
    /// Less than makes sense.
    #[error("limit {name}: {value} is too little, it takes at least {floor}")]
    BelowFloor {
        /// The limit.
        name: &'static str,
        /// The value as understood.
        value: String,
        /// The least that is allowed.
        floor: String,
    },
}

fn names() -> String {
    let names: Vec<_> = Limits::TABLE.iter().map(|limit| limit.name).collect();
    names.join(", ")
}

impl Limit {
    /// Refuses values outside floor and ceiling.
    pub(super) fn checked(&self, value: u64) -> Result<u64, LimitsError> {
        let shown = || self.unit.show(value);
        if value > self.ceiling {
            let ceiling = self.unit.show(self.ceiling);
            return Err(LimitsError::AboveCeiling {
                name: self.name,
                value: shown(),
                ceiling,
            });
        }
        if value < self.floor {
            let floor = self.unit.show(self.floor);
            return Err(LimitsError::BelowFloor {
                name: self.name,
                value: shown(),
                floor,
            });
        }
        Ok(value)
    }
}

impl Limits {
    /// Applies overrides such as `wall=10s,heap=128MiB` to `self`. Later entries win; blanks around them do not matter.
    ///
    /// # Errors
    /// When an entry is malformed, unknown, or outside its bounds. `self` is then as before.
    pub fn apply(&mut self, overrides: &str) -> Result<(), LimitsError> {
        let mut changed = self.clone();
        for entry in overrides
            .split(',')
            .map(str::trim)
            .filter(|entry| !entry.is_empty())
        {
            let Some((name, value)) = entry.split_once('=') else {
                return Err(LimitsError::NotAnAssignment {
                    entry: entry.to_owned(),
                });
            };
            changed.set(name.trim(), value.trim())?;
        }
        *self = changed;
        Ok(())
    }

    /// Sets one limit from text: `set("wall", "10s")`. Bare numbers are milliseconds, bytes or things.
    ///
    /// # Errors
    /// When the name is unknown, the value unreadable, or outside its bounds.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), LimitsError> {
        let limit = Self::find(name).ok_or_else(|| LimitsError::Unknown {
            name: name.to_owned(),
        })?;
        let number = read(limit.unit, value).ok_or_else(|| LimitsError::Unreadable {
            name: limit.name,
            value: value.to_owned(),
            expected: expected(limit.unit),
        })?;
        limit.set(self, limit.checked(number)?);
        Ok(())
    }

    /// All limits as [`Limits::apply`] reads them back.
    pub fn to_overrides(&self) -> String {
        let entry = |limit: &Limit| format!("{}={}", limit.name, limit.unit.show(limit.get(self)));
        let entries: Vec<_> = Self::TABLE.iter().map(entry).collect();
        entries.join(",")
    }
}

const fn expected(unit: Unit) -> &'static str {
    match unit {
        Unit::Milliseconds => "a time: a number with ms, s or m, as in 500ms or 10s",
        Unit::Bytes => "a size: a number with B, KiB, MiB or GiB, as in 128MiB",
        Unit::Count => "a whole number",
    }
}

/// Whole and decimal numbers (`1.5s`), as long as they come to a whole number of the base unit.
fn read(unit: Unit, text: &str) -> Option<u64> {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let suffix = suffix.trim().to_ascii_lowercase();
    let scale: u64 = match (unit, suffix.as_str()) {
        (Unit::Milliseconds, "" | "ms") | (Unit::Bytes, "" | "b") | (Unit::Count, "") => 1,
        (Unit::Milliseconds, "s") => 1000,
        (Unit::Milliseconds, "m" | "min") => 60_000,
        (Unit::Bytes, "k" | "kb" | "kib") => 1024,
        (Unit::Bytes, "m" | "mb" | "mib") => 1024 * 1024,
        (Unit::Bytes, "g" | "gb" | "gib") => 1024 * 1024 * 1024,
        _ => return None,
    };
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) if (1..=9).contains(&fraction.len()) => (whole, fraction),
        Some(_) => return None,
        None => (number, ""),
    };
    let whole = whole.parse::<u64>().ok()?.checked_mul(scale)?;
    if fraction.is_empty() {
        return Some(whole);
    }
    let denominator = 10_u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let parts = fraction.parse::<u64>().ok()?.checked_mul(scale)?;
    parts
        .is_multiple_of(denominator)
        .then(|| whole.checked_add(parts / denominator))?
}
