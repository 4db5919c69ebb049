//! What was invoked: one record each, searched by time, status, action and user, deleted by user.

use std::fmt::Write as _;

use connector_contract::{Action, InvocationId, Outcome, Status};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use sqlx::{Any, AssertSqlSafe, Row as _, Transaction, any::AnyRow};

use crate::error::{RegistryError, Result};
use crate::names::{ConnectionId, TenantId};
use crate::registry::Registry;
use crate::seal::Place;

/// One invocation, about to be written down.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Whose connection.
    pub tenant: TenantId,
    /// Which connection.
    pub connection: ConnectionId,
    /// The id of the key that called.
    pub caller: String,
    /// The user it was about, where that is known.
    pub user_id: Option<String>,
    /// When it ended, in milliseconds since 1970.
    pub at: i64,
    /// What it came to, redacted; its value is written down in `kept` only.
    pub outcome: Outcome,
    /// What the connection wants kept besides.
    pub kept: Option<Kept>,
}

/// What is kept of an invocation where its connection opted in. It lies sealed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Kept {
    /// The positional arguments, passwords masked.
    pub arguments: Vec<Value>,
    /// What the script returned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Box<RawValue>>,
}

/// One invocation as history tells it.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Record {
    /// When it ended, in milliseconds since 1970.
    pub at: i64,
    /// The id of the key that called.
    pub caller: String,
    /// The user it was about, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The positional arguments, where the connection keeps them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Object>>)]
    pub arguments: Option<Vec<Value>>,
    /// What it came to; with its value where the connection keeps it.
    #[schema(value_type = Object)]
    pub outcome: Outcome,
}

/// Which invocations.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Ended at this time or later, in milliseconds since 1970.
    pub from: Option<i64>,
    /// Ended before this time, in milliseconds since 1970.
    pub to: Option<i64>,
    /// With this status.
    pub status: Option<Status>,
    /// Of this action.
    pub action: Option<Action>,
    /// About this user.
    pub user_id: Option<String>,
    /// Beyond this one in the order asked for: a [`Page::next`].
    pub after: Option<String>,
    /// How they are ordered.
    pub order: Order,
    /// How many at most: 1 to 200.
    pub limit: u32,
}

/// An order of invocations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
}

/// Some invocations, and where to go on.
#[derive(Debug)]
pub struct Page {
    /// The invocations.
    pub records: Vec<Record>,
    /// What to ask `after` for more; none at the end.
    pub next: Option<String>,
}

/// The most invocations of one page.
pub const PAGE: u32 = 200;

/// The columns that [`Registry::record`] reads.
const COLUMNS: &str = "id, at, caller, user_id, record, kept";

/// Rows of one statement. SQLite takes 32,766 values in one, PostgreSQL 65,535.
const ROWS: usize = 64;
/// The columns that are written, in order.
const WRITTEN: [&str; 11] = [
    "id",
    "tenant",
    "connection",
    "action",
    "status",
    "version",
    "caller",
    "user_id",
    "at",
    "record",
    "kept",
];

/// The statement that writes so many rows; one that is there already stays as it is.
fn insertion(rows: usize) -> String {
    let row = |row: usize| {
        let first = row * WRITTEN.len() + 1;
        let places = (first..first + WRITTEN.len()).map(|place| format!("${place}"));
        format!("({})", places.collect::<Vec<_>>().join(", "))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!(
        "INSERT INTO invocations ({}) VALUES {} ON CONFLICT (id) DO NOTHING",
        WRITTEN.join(", "),
        rows.join(", ")
    )
}

impl Registry {
    /// Writes invocations down, all of them or none. One that is there already stays as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn write_history(&self, entries: &[Entry]) -> Result<()> {
        let mut transaction = self.store.begin().await?;
        // Few statements of many rows: each is a way to the database's thread, or to its machine, and back.
        for entries in entries.chunks(ROWS) {
            self.write_rows(&mut transaction, entries).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    async fn write_rows(
        &self,
        transaction: &mut Transaction<'static, Any>,
        entries: &[Entry],
    ) -> Result<()> {
        let corrupt = |error: serde_json::Error| RegistryError::corrupt("invocation", error);
        let sql = insertion(entries.len());
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for entry in entries {
            let id = entry.outcome.invocation.to_string();
            let outcome = Outcome {
                value: None,
                ..entry.outcome.clone()
            };
            let kept = entry.kept.as_ref().map(|kept| -> Result<_> {
                let text = serde_json::to_vec(kept).map_err(corrupt)?;
                Ok(self.sealing.seal(&place(&id), &text)?)
            });
            query = query
                .bind(id)
                .bind(entry.tenant.as_str())
                .bind(entry.connection.as_str())
                .bind(outcome.action.name())
                .bind(outcome.status.name())
                .bind(entry.outcome.script.version.as_str())
                .bind(entry.caller.as_str())
                .bind(entry.user_id.as_deref().map(storable))
                .bind(entry.at)
                // PostgreSQL's text has no NUL, and JSON writes it as an escape.
                .bind(serde_json::to_string(&outcome).map_err(corrupt)?)
                .bind(kept.transpose()?);
        }
        query.execute(&mut **transaction).await?;
        Ok(())
    }

    /// A page of a connection's invocations.
    ///
    /// # Errors
    /// When `after` is no [`Page::next`], or the database fails.
    pub async fn history(
        &self,
        tenant: &TenantId,
        connection: &ConnectionId,
        query: &Query,
    ) -> Result<Page> {
        let mut numbers: Vec<(&str, i64)> = Vec::new();
        let mut texts: Vec<(&str, String)> = Vec::new();
        numbers.extend(query.from.map(|from| ("at >=", from)));
        numbers.extend(query.to.map(|to| ("at <", to)));
        texts.extend(
            query
                .status
                .map(|status| ("status =", status.name().to_owned())),
        );
        texts.extend(
            query
                .action
                .map(|action| ("action =", action.name().to_owned())),
        );
        texts.extend(
            query
                .user_id
                .as_ref()
                .map(|user| ("user_id =", storable(user))),
        );
        let mut sql =
            format!("SELECT {COLUMNS} FROM invocations WHERE tenant = $1 AND connection = $2");
        let mut next = 3;
        for (condition, _) in &numbers {
            let _ = write!(sql, " AND {condition} ${next}");
            next += 1;
        }
        for (condition, _) in &texts {
            let _ = write!(sql, " AND {condition} ${next}");
            next += 1;
        }
        let (beyond, direction) = match query.order {
            Order::Newest => ("<", "DESC"),
            Order::Oldest => (">", "ASC"),
        };
        let after = query.after.as_deref().map(cursor).transpose()?;
        if after.is_some() {
            let _ = write!(sql, " AND (at, id) {beyond} (${next}, ${})", next + 1);
            next += 2;
        }
        let limit = query.limit.clamp(1, PAGE);
        let _ = write!(
            sql,
            " ORDER BY at {direction}, id {direction} LIMIT ${next}"
        );
        let mut statement = sqlx::query(AssertSqlSafe(sql))
            .bind(tenant.as_str())
            .bind(connection.as_str());
        for (_, number) in numbers {
            statement = statement.bind(number);
        }
        for (_, text) in texts {
            statement = statement.bind(text);
        }
        if let Some((at, id)) = after {
            statement = statement.bind(at).bind(id);
        }
        let rows = statement
            // One more than asked for tells whether there is more.
            .bind(i64::from(limit) + 1)
            .fetch_all(&self.store.reads)
            .await?;
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > wanted;
        let mut page = Page {
            records: Vec::new(),
            next: None,
        };
        for row in rows.iter().take(wanted) {
            page.records.push(self.record(row)?);
        }
        if more && let Some(last) = page.records.last() {
            page.next = Some(format!("{}.{}", last.at, last.outcome.invocation));
        }
        Ok(page)
    }

    /// One invocation of a connection.
    ///
    /// # Errors
    /// When there is none of this id.
    pub async fn invocation(
        &self,
        tenant: &TenantId,
        connection: &ConnectionId,
        id: InvocationId,
    ) -> Result<Record> {
        let sql = format!(
            "SELECT {COLUMNS} FROM invocations WHERE id = $1 AND tenant = $2 AND connection = $3"
        );
        let row = sqlx::query(AssertSqlSafe(sql))
            .bind(id.to_string())
            .bind(tenant.as_str())
            .bind(connection.as_str())
            .fetch_optional(&self.store.reads)
            .await?;
        self.record(&row.ok_or_else(|| RegistryError::missing("invocation", id.to_string()))?)
    }

    /// Deletes what history has about a user; how many invocations that were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_user(
        &self,
        tenant: &TenantId,
        connection: &ConnectionId,
        user_id: &str,
    ) -> Result<u64> {
        let mut transaction = self.store.begin().await?;
        let gone = sqlx::query(
            "DELETE FROM invocations WHERE tenant = $1 AND connection = $2 AND user_id = $3",
        )
        .bind(tenant.as_str())
        .bind(connection.as_str())
        .bind(storable(user_id))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(gone.rows_affected())
    }

    fn record(&self, row: &AnyRow) -> Result<Record> {
        let corrupt = |error: serde_json::Error| RegistryError::corrupt("invocation", error);
        let (id, record): (String, String) = (row.try_get(0)?, row.try_get(4)?);
        let mut outcome: Outcome = serde_json::from_str(&record).map_err(corrupt)?;
        let sealed: Option<Vec<u8>> = row.try_get(5)?;
        let kept = sealed.map(|sealed| -> Result<Kept> {
            let text = self.sealing.open(&place(&id), &sealed)?;
            serde_json::from_slice(&text).map_err(corrupt)
        });
        let kept = kept.transpose()?;
        let (arguments, value) = match kept {
            Some(kept) => (Some(kept.arguments), kept.value),
            None => (None, None),
        };
        outcome.value = value;
        Ok(Record {
            at: row.try_get(1)?,
            caller: row.try_get(2)?,
            user_id: row.try_get(3)?,
            arguments,
            outcome,
        })
    }
}

/// PostgreSQL's text has no NUL.
fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

fn cursor(text: &str) -> Result<(i64, String)> {
    let parts = text.split_once('.').and_then(|(at, id)| {
        let id: InvocationId = id.parse().ok()?;
        Some((at.parse().ok()?, id.to_string()))
    });
    parts
        .ok_or_else(|| RegistryError::Invalid(format!("after: {text:?} is not where a page ended")))
}

pub(crate) fn place(id: &str) -> Place {
    Place::new("invocation", &[id])
}
