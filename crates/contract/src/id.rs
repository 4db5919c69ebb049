//! The shape of users' ids, checked before any script sees one.
//!
//! The published `updateUser` concatenates `id` into its SQL, and the caller's id is text from outside. So nothing
//! passes that could close a quote, start a comment, or be read as another column.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the ids of a connection look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdShape {
    /// 1 to 128 of `[A-Za-z0-9_.:@|-]`, or a whole number. Texts that SQL would read as a name of a column or as a
    /// constant (`id`, `users.id`, `null`, `1--`) are refused.
    #[default]
    Text,
    /// A whole number, or one as text: canonical decimal digits that fit 64 bits.
    Integer,
    /// A UUID as text: 8-4-4-4-12 hexadecimal digits.
    Uuid,
}

/// An id that does not have its connection's shape.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidId {
    /// Neither a string nor a number.
    #[error("must be {shape}, not {found}")]
    WrongType {
        /// The shape asked for.
        shape: IdShape,
        /// The JSON type found.
        found: &'static str,
    },
    /// A number that JavaScript would not hold exactly, or no whole number.
    #[error("must be a whole number between -(2^53 - 1) and 2^53 - 1")]
    NotWhole,
    /// Text of another shape.
    #[error("must be {shape}")]
    WrongShape {
        /// The shape asked for.
        shape: IdShape,
    },
    /// Text that is an expression when it stands in SQL without quotes.
    #[error("reads as an SQL expression, which a script may concatenate into its query")]
    Expression,
}

/// The largest whole number that JavaScript holds exactly, 2^53 - 1.
pub(crate) const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;
const MAX_TEXT: usize = 128;

impl fmt::Display for IdShape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "1 to 128 characters of A-Z a-z 0-9 _ . : @ | - (or a whole number)",
            Self::Integer => "a whole number",
            Self::Uuid => "a UUID such as 123e4567-e89b-12d3-a456-426614174000",
        })
    }
}

/// A name that is none of `text`, `integer`, `uuid`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name:?} is not a shape of ids: write text, integer or uuid")]
pub struct UnknownShape {
    /// The name as given.
    pub name: String,
}

impl FromStr for IdShape {
    type Err = UnknownShape;

    fn from_str(name: &str) -> Result<Self, UnknownShape> {
        match name {
            "text" => Ok(Self::Text),
            "integer" => Ok(Self::Integer),
            "uuid" => Ok(Self::Uuid),
            _ => Err(UnknownShape {
                name: name.to_owned(),
            }),
        }
    }
}

impl IdShape {
    /// Checks one id.
    ///
    /// # Errors
    /// When the value is neither text nor number, or not of this shape.
    pub fn check(self, id: &Value) -> Result<(), InvalidId> {
        match (self, id) {
            (Self::Text, Value::String(text)) => check_text(text),
            (Self::Integer, Value::String(text)) if is_integer(text) => Ok(()),
            (Self::Uuid, Value::String(text)) if is_uuid(text) => Ok(()),
            (Self::Text | Self::Integer, Value::Number(_)) => match whole(id) {
                Some(_) => Ok(()),
                None => Err(InvalidId::NotWhole),
            },
            (_, Value::String(_)) => Err(InvalidId::WrongShape { shape: self }),
            _ => Err(InvalidId::WrongType {
                shape: self,
                found: type_name(id),
            }),
        }
    }
}

/// A number's value if it is whole and JavaScript holds it exactly.
pub(crate) fn whole(value: &Value) -> Option<i64> {
    let limit = MAX_SAFE_INTEGER as f64;
    let number = value.as_f64()?;
    // Whole numbers of this size pass through f64 unchanged, and the range check comes first.
    (number.fract() == 0.0 && number.abs() <= limit).then_some(number as i64)
}

/// What JSON calls the value's type, with its article.
pub(crate) const fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// Canonical only: `007` and `7` would be two ids to us and one to the database.
fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let canonical = digits.starts_with(|c: char| ('1'..='9').contains(&c)) || text == "0";
    canonical && digits.bytes().all(|b| b.is_ascii_digit()) && text.parse::<i64>().is_ok()
}

/// `8-4-4-4-12` hexadecimal digits, in either case.
pub(crate) fn is_uuid(text: &str) -> bool {
    let hyphens = [8, 13, 18, 23];
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| {
            if hyphens.contains(&at) {
                byte == b'-'
            } else {
                byte.is_ascii_hexdigit()
            }
        })
}

fn check_text(text: &str) -> Result<(), InvalidId> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"_.:@|-".contains(&b);
    if text.is_empty() || text.len() > MAX_TEXT || !text.bytes().all(allowed) {
        return Err(InvalidId::WrongShape {
            shape: IdShape::Text,
        });
    }
    if is_expression(text) {
        Err(InvalidId::Expression)
    } else {
        Ok(())
    }
}

/// Names that mean something in SQL where an id is expected: the columns and tables of the published scripts,
/// PostgreSQL's system columns, and constants.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "id", "user_id", "userid", "uid", "uuid", "email", "name", "username", "phone", "nickname", "gender", "address",
    "company", "birthdate", "website", "token", "password", "photo", "email_verified", "phone_verified",
    "logins_count", "last_ip", "users", "user", "account", "accounts", "ctid", "xmin", "xmax", "cmin", "cmax",
    "tableoid", "oid", "null", "true", "false", "default", "unknown", "current_user", "session_user",
    "current_role", "current_catalog", "current_schema", "current_date", "current_time", "current_timestamp",
    "localtime", "localtimestamp",
];

/// Types one may cast to. Alone they are no expression.
#[rustfmt::skip]
const TYPES: &[&str] = &[
    "int", "int2", "int4", "int8", "integer", "smallint", "bigint", "numeric", "decimal", "real", "float", "float4",
    "float8", "text", "varchar", "char", "bpchar", "regclass", "bool", "boolean",
];

/// Whether unquoted SQL could read the text as something other than one number: an expression over known names
/// (`id`, `users.id`, `1|id`, `id::text`) matches more rows than were asked for, and `1--` hides what follows.
///
/// Between the operator characters `: @ | -` stand operands; the text is an expression only when each of them is a
/// number or a known name, so `bob@mail.com`, `auth0|id` and `urn:user:7` stay ids.
fn is_expression(text: &str) -> bool {
    let operands = || {
        text.split([':', '@', '|', '-'])
            .filter(|operand| !operand.is_empty())
    };
    let is_number = |operand: &str| {
        operand
            .bytes()
            .all(|b| b.is_ascii_digit() || b == b'.' || b == b'_')
    };
    let is_one_of = |names: &[&str], operand: &str| {
        let last = operand
            .rsplit('.')
            .find(|piece| !piece.is_empty())
            .unwrap_or_default();
        names.iter().any(|name| name.eq_ignore_ascii_case(last))
    };
    let is_name = |operand: &str| is_one_of(NAMES, operand);
    let dangerous = text.contains("--") || operands().any(is_name) || operands().next().is_none();
    dangerous
        && operands()
            .all(|operand| is_number(operand) || is_name(operand) || is_one_of(TYPES, operand))
}
