//! All of a registry as one file, whichever database it lies in: taken while servers run, restored into an empty one.
//!
//! The file is JSON lines: a head, then one line a row. Secrets stay sealed: restoring needs the same sealing key.

use std::io::{BufRead, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{Any, AssertSqlSafe, Row as _, Transaction, any::AnyRow};

use crate::error::{RegistryError, Result};
use crate::registry::Registry;
use crate::sealing_key::hex;
use crate::store::{Location, SETTINGS};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Text,
    Number,
    Bytes,
}

use Holds::{Bytes, Number, Text};

/// Every table, those that others refer to first; the columns in order.
const TABLES: &[(&str, &[(&str, Holds)])] = &[
    ("seals", &[("name", Text), ("sealed", Bytes)]),
    (
        "tenants",
        &[
            ("id", Text),
            ("name", Text),
            ("rate_per_second", Number),
            ("created_at", Number),
        ],
    ),
    (
        "connections",
        &[
            ("tenant", Text),
            ("id", Text),
            ("settings", Text),
            ("env_version", Text),
            ("created_at", Number),
            ("updated_at", Number),
        ],
    ),
    (
        "script_versions",
        &[
            ("tenant", Text),
            ("connection", Text),
            ("action", Text),
            ("version", Text),
            ("name", Text),
            ("source", Text),
            ("created_at", Number),
            ("created_by", Text),
        ],
    ),
    (
        "activations",
        &[
            ("tenant", Text),
            ("connection", Text),
            ("action", Text),
            ("number", Number),
            ("version", Text),
            ("activated_at", Number),
            ("activated_by", Text),
        ],
    ),
    (
        "script_labels",
        &[
            ("tenant", Text),
            ("connection", Text),
            ("action", Text),
            ("label", Text),
            ("version", Text),
        ],
    ),
    (
        "env_entries",
        &[
            ("tenant", Text),
            ("connection", Text),
            ("name", Text),
            ("sealed", Bytes),
            ("secret", Number),
            ("updated_at", Number),
        ],
    ),
    (
        "keys",
        &[
            ("id", Text),
            ("kind", Text),
            ("tenant", Text),
            ("connection", Text),
            ("label", Text),
            ("digest", Bytes),
            ("sealed", Bytes),
            ("created_at", Number),
            ("expires_at", Number),
            ("revoked_at", Number),
        ],
    ),
    (
        "nonces",
        &[("key_id", Text), ("nonce", Text), ("expires_at", Number)],
    ),
    (
        "claims",
        &[
            ("tenant", Text),
            ("connection", Text),
            ("action", Text),
            ("idempotency_key", Text),
            ("digest", Text),
            ("invocation", Text),
            ("version", Text),
            ("node", Text),
            ("sealed", Bytes),
            ("claimed_at", Number),
            ("expires_at", Number),
        ],
    ),
    (
        "invocations",
        &[
            ("id", Text),
            ("tenant", Text),
            ("connection", Text),
            ("action", Text),
            ("status", Text),
            ("version", Text),
            ("caller", Text),
            ("user_id", Text),
            ("at", Number),
            ("record", Text),
            ("kept", Bytes),
        ],
    ),
];

/// Tables that tell of running servers; a restored registry has its own.
#[cfg(test)]
const LEFT_OUT: &[&str] = &["revision", "changes", "nodes", "_sqlx_migrations"];

const FORMAT: &str = "connector registry 1";

/// The first line.
#[derive(Serialize, Deserialize)]
struct Head {
    format: String,
    taken_at: i64,
}

/// The last line: a file without it is torn.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Foot {
    rows: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    table: String,
    row: Vec<Value>,
}

impl Registry {
    /// Writes everything, as it is at one moment; how many rows.
    ///
    /// # Errors
    /// When the database or the writer fails.
    pub async fn backup(&self, to: &mut (impl Write + Send)) -> Result<u64> {
        // One transaction sees one moment. SQLite's begins with its first reading.
        let begin = match self.store.location {
            Location::File(_) => "BEGIN",
            Location::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        let mut transaction = self.store.reads.begin_with(begin).await?;
        let head = Head {
            format: FORMAT.to_owned(),
            taken_at: crate::clock::now_ms(),
        };
        line(to, &head)?;
        let mut rows = 0;
        for (table, columns) in TABLES {
            rows += write_table(&mut transaction, table, columns, to).await?;
        }
        line(to, &Foot { rows })?;
        transaction.commit().await?;
        Ok(rows)
    }

    /// Restores a backup into this registry, all of it or nothing; how many rows. Claims that were open are told as
    /// crashed.
    ///
    /// # Errors
    /// When this registry has a tenant or a key already, the file is no whole backup, it was taken under other
    /// sealing keys, or the database fails.
    pub async fn restore(&self, from: &mut (impl BufRead + Send)) -> Result<u64> {
        let broken =
            |reason: String| RegistryError::Invalid(format!("not a whole backup: {reason}"));
        let mut lines = from.lines();
        let mut next = || -> Result<Option<String>> {
            lines
                .next()
                .transpose()
                .map_err(|error| broken(error.to_string()))
        };
        let head = next()?.ok_or_else(|| broken("it is empty".to_owned()))?;
        let head: Head = serde_json::from_str(&head)
            .map_err(|_| broken("its first line is not a backup's".to_owned()))?;
        if head.format != FORMAT {
            return Err(broken(format!(
                "its format is {:?}, not {FORMAT:?}",
                head.format
            )));
        }
        let mut transaction = self.store.begin().await?;
        let held: i64 = sqlx::query_scalar(
            "SELECT (SELECT count(*) FROM tenants) + (SELECT count(*) FROM keys)",
        )
        .fetch_one(&mut *transaction)
        .await?;
        if held > 0 {
            let message = "this registry holds tenants or keys already: restore into a new one";
            return Err(RegistryError::Invalid(message.to_owned()));
        }
        sqlx::query("DELETE FROM seals")
            .execute(&mut *transaction)
            .await?;
        let mut rows = 0;
        while let Some(text) = next()? {
            if let Ok(foot) = serde_json::from_str::<Foot>(&text) {
                if foot.rows != rows {
                    return Err(broken(format!("it has {rows} of {} rows", foot.rows)));
                }
                // Under other sealing keys nothing of it could ever be opened: better told now.
                self.check_restored(&mut transaction).await?;
                sqlx::raw_sql(SETTINGS).execute(&mut *transaction).await?;
                self.store.touch(&mut transaction, "").await?;
                transaction.commit().await?;
                self.forget_all();
                return Ok(rows);
            }
            let line: Line = serde_json::from_str(&text)
                .map_err(|error| broken(format!("row {}: {error}", rows + 1)))?;
            insert(&mut transaction, &line)
                .await?
                .ok_or_else(|| broken(format!("row {} is no row of {:?}", rows + 1, line.table)))?;
            rows += 1;
        }
        Err(broken("its end is missing".to_owned()))
    }

    async fn check_restored(&self, transaction: &mut Transaction<'static, Any>) -> Result<()> {
        let sealed: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT sealed FROM seals WHERE name = 'canary'")
                .fetch_optional(&mut **transaction)
                .await?;
        let fits = sealed.is_some_and(|sealed| self.is_canary(&sealed));
        if fits {
            Ok(())
        } else {
            Err(RegistryError::WrongSealingKey)
        }
    }
}

async fn write_table(
    transaction: &mut Transaction<'static, Any>,
    table: &str,
    columns: &[(&str, Holds)],
    to: &mut (impl Write + Send),
) -> Result<u64> {
    use futures::TryStreamExt as _;
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let sql = format!("SELECT {} FROM {table}", names.join(", "));
    let mut found = sqlx::query(AssertSqlSafe(sql)).fetch(&mut **transaction);
    let mut rows = 0;
    while let Some(row) = found.try_next().await? {
        let values = columns
            .iter()
            .enumerate()
            .map(|(at, (_, holds))| value(&row, at, *holds))
            .collect::<Result<Vec<_>>>()?;
        line(
            to,
            &Line {
                table: table.to_owned(),
                row: values,
            },
        )?;
        rows += 1;
    }
    Ok(rows)
}

fn value(row: &AnyRow, at: usize, holds: Holds) -> Result<Value> {
    Ok(match holds {
        Text => row.try_get::<Option<String>, _>(at)?.into(),
        Number => row.try_get::<Option<i64>, _>(at)?.into(),
        Bytes => row
            .try_get::<Option<Vec<u8>>, _>(at)?
            .map(|bytes| hex(&bytes))
            .into(),
    })
}

/// `None` where the line is no row of ours.
async fn insert(transaction: &mut Transaction<'static, Any>, line: &Line) -> Result<Option<()>> {
    let Some((table, columns)) = TABLES.iter().find(|(table, _)| *table == line.table) else {
        return Ok(None);
    };
    if columns.len() != line.row.len() {
        return Ok(None);
    }
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let places: Vec<String> = (1..=columns.len()).map(|at| format!("${at}")).collect();
    let sql = format!(
        "INSERT INTO {table} ({}) VALUES ({})",
        names.join(", "),
        places.join(", ")
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for ((_, holds), value) in columns.iter().zip(&line.row) {
        query = match (holds, value) {
            (Text, Value::Null) => query.bind(None::<String>),
            (Number, Value::Null) => query.bind(None::<i64>),
            (Bytes, Value::Null) => query.bind(None::<Vec<u8>>),
            (Text, Value::String(text)) => query.bind(text.clone()),
            (Number, Value::Number(number)) => match number.as_i64() {
                Some(number) => query.bind(number),
                None => return Ok(None),
            },
            (Bytes, Value::String(digits)) => match unhex(digits) {
                Some(bytes) => query.bind(bytes),
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
    }
    query.execute(&mut **transaction).await?;
    Ok(Some(()))
}

fn unhex(digits: &str) -> Option<Vec<u8>> {
    let bytes = digits.as_bytes();
    if !bytes.len().is_multiple_of(2) || !bytes.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok())
        .collect()
}

fn line(to: &mut impl Write, value: &impl Serialize) -> Result<()> {
    let failed = |error: std::io::Error| {
        RegistryError::Invalid(format!("the backup can't be written: {error}"))
    };
    let mut text = serde_json::to_vec(value).map_err(|error| failed(error.into()))?;
    text.push(b'\n');
    to.write_all(&text).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_of_the_schema_is_taken_or_left_out_on_purpose() {
        let schema = include_str!("../migrations/0001_registry.sql");
        let mut made: Vec<&str> = schema
            .lines()
            .filter_map(|line| line.strip_prefix("CREATE TABLE ")?.split(' ').next())
            .chain(["_sqlx_migrations"])
            .collect();
        let mut known: Vec<&str> = TABLES
            .iter()
            .map(|(table, _)| *table)
            .chain(LEFT_OUT.iter().copied())
            .collect();
        made.sort_unstable();
        known.sort_unstable();
        assert_eq!(made, known);
    }
}
