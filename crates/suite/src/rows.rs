//! A query's rows as JSON.

use serde_json::{Map, Value};
use tokio_postgres::types::{Kind, Type};
use tokio_postgres::{Client, SimpleQueryMessage};

use crate::error::driver_text;

/// Columns by name, and a list of values a row.
#[derive(Debug)]
pub(crate) struct Rows {
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
}

impl Rows {
    /// A row as an array of values, or as an object by column.
    pub(crate) fn row(&self, at: usize, by_column: bool) -> Option<Value> {
        let row = self.rows.get(at)?;
        if !by_column {
            return Some(row.clone().into());
        }
        let members = self.columns.iter().cloned().zip(row.iter().cloned());
        Some(Value::Object(members.collect::<Map<_, _>>()))
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }
}

/// Runs one statement. Booleans are booleans, numbers that JavaScript holds exactly are numbers, `json` is what it says,
/// everything else is PostgreSQL's own text.
pub(crate) async fn query(client: &Client, query: &str) -> Result<Rows, String> {
    let text = |error: tokio_postgres::Error| driver_text(&error);
    // For the types alone: the driver's own values are binary, and texts are what people write into a case.
    let statement = client.prepare(query).await.map_err(text)?;
    let types: Vec<Type> = statement
        .columns()
        .iter()
        .map(|column| column.type_().clone())
        .collect();
    let columns = statement
        .columns()
        .iter()
        .map(|column| column.name().to_owned())
        .collect();
    let messages = client.simple_query(query).await.map_err(text)?;
    let row = |message: &SimpleQueryMessage| match message {
        SimpleQueryMessage::Row(row) => Some(
            types
                .iter()
                .enumerate()
                .map(|(at, kind)| json(kind, row.get(at)))
                .collect(),
        ),
        _ => None,
    };
    Ok(Rows {
        columns,
        rows: messages.iter().filter_map(row).collect(),
    })
}

fn json(kind: &Type, text: Option<&str>) -> Value {
    let Some(text) = text else {
        return Value::Null;
    };
    // A domain looks like what it is made of.
    let mut kind = kind;
    while let Kind::Domain(base) = kind.kind() {
        kind = base;
    }
    let read = match *kind {
        Type::BOOL => Some(Value::Bool(text == "t")),
        Type::INT2
        | Type::INT4
        | Type::INT8
        | Type::OID
        | Type::FLOAT4
        | Type::FLOAT8
        | Type::NUMERIC => number(text),
        Type::JSON | Type::JSONB => serde_json::from_str(text).ok(),
        _ => None,
    };
    read.unwrap_or_else(|| text.into())
}

/// A number, unless that would change it: 2^53 + 1, `NaN` and `1.50` stay text.
fn number(text: &str) -> Option<Value> {
    const SAFE: u64 = (1 << 53) - 1;
    if let Ok(whole) = text.parse::<i64>() {
        return (whole.unsigned_abs() <= SAFE && whole.to_string() == text).then(|| whole.into());
    }
    let number: f64 = text.parse().ok()?;
    let exact = serde_json::Number::from_f64(number)?;
    (number.to_string() == text).then_some(Value::Number(exact))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_a_number_holds_exactly_is_one() {
        for (text, value) in [
            ("7", json!(7)),
            ("-0.5", json!(-0.5)),
            ("9007199254740993", json!("9007199254740993")),
            ("1.50", json!("1.50")),
            ("NaN", json!("NaN")),
        ] {
            assert_eq!(json(&Type::NUMERIC, Some(text)), value, "{text}");
        }
        assert_eq!(json(&Type::BOOL, Some("f")), json!(false));
        assert_eq!(json(&Type::JSONB, Some("{\"a\": 1}")), json!({ "a": 1 }));
        assert_eq!(json(&Type::TEXT, Some("7")), json!("7"));
        assert_eq!(json(&Type::TEXT, None), Value::Null);
    }
}
