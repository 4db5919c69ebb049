//! What would have changed: rows, told by their primary keys, and sequences, which no rollback moves back.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};
use tokio_postgres::Config;

use crate::error::RehearsalError;
use crate::server::Server;
use crate::session::Session;
use crate::tables::{self, Table};

/// What a script would have changed.
#[derive(Debug, Default, Serialize)]
pub struct Changes {
    /// Tables with rows that would have changed, by name.
    pub tables: Vec<TableChanges>,
    /// Sequences that have moved. They stay where they are now.
    pub sequences: Vec<SequenceMove>,
    /// What is not shown, or was done otherwise than the script asked.
    pub notes: Vec<String>,
}

/// One table's rows.
#[derive(Debug, Serialize)]
pub struct TableChanges {
    /// As schema.table, quoted where SQL needs it.
    pub table: String,
    /// Rows that would be new, by column.
    pub inserted: Vec<Map<String, Value>>,
    /// Rows that would be others than before.
    pub updated: Vec<UpdatedRow>,
    /// Rows that would be gone.
    pub deleted: Vec<Map<String, Value>>,
}

/// A row before and after.
#[derive(Debug, Serialize)]
pub struct UpdatedRow {
    /// Its primary key.
    pub key: Map<String, Value>,
    /// The columns that differ.
    pub changes: BTreeMap<String, Change>,
}

/// A column before and after. What looks like a secret by the column's name reads `[hidden]`.
#[derive(Debug, Serialize)]
pub struct Change {
    /// Before.
    pub from: Value,
    /// After.
    pub to: Value,
}

/// A sequence that gave numbers away.
#[derive(Debug, Serialize)]
pub struct SequenceMove {
    /// As schema.sequence.
    pub sequence: String,
    /// Its last value before; none if it was never used.
    pub from: Option<String>,
    /// Its last value now.
    pub to: Option<String>,
}

/// What is remembered from before the script.
#[derive(Debug)]
pub(crate) struct Start {
    sequences: BTreeMap<String, Option<String>>,
}

impl Changes {
    /// Whether nothing would have changed.
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.sequences.is_empty()
    }
}

const SEQUENCES: &str = "\
SELECT format('%I.%I', n.nspname, c.relname), \
  CASE WHEN has_sequence_privilege(c.oid, 'USAGE') OR has_sequence_privilege(c.oid, 'SELECT') THEN pg_sequence_last_value(c.oid::regclass)::text END \
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
WHERE c.relkind = 'S' AND c.relpersistence <> 't' ORDER BY 1 LIMIT 10000";

async fn sequences(session: &mut Session) -> Result<BTreeMap<String, Option<String>>, String> {
    let rows = session.command(SEQUENCES).await?;
    let pair = |row: Vec<Option<String>>| {
        let mut cells = row.into_iter();
        Some((cells.next()??, cells.next()?))
    };
    Ok(rows.into_iter().filter_map(pair).collect())
}

/// Looks at what must be known beforehand.
pub(crate) async fn start(session: &mut Session) -> Result<Start, RehearsalError> {
    let sequences = sequences(session).await.map_err(RehearsalError::Lost)?;
    Ok(Start { sequences })
}

/// Finds the changes of the transaction that `session` is in, with a second session for how things look outside.
pub(crate) async fn find(
    session: &mut Session,
    (config, server): (&Config, &Server),
    start: &Start,
) -> Result<Changes, RehearsalError> {
    let lost = RehearsalError::Lost;
    let mut changes = Changes::default();
    let mut outside = Session::open(config, server).await?.session;
    for setting in ["SET lock_timeout = '2s'", "SET statement_timeout = '20s'"] {
        outside.command(setting).await.map_err(lost)?;
    }
    session
        .command("SET statement_timeout = '20s'")
        .await
        .map_err(lost)?;
    let now = sequences(session).await.map_err(lost)?;
    for (sequence, to) in now {
        let from = start.sequences.get(&sequence);
        if let Some(from) = from
            && *from != to
        {
            changes.sequences.push(SequenceMove {
                sequence,
                from: from.clone(),
                to,
            });
        }
    }
    let counted = session.command("SHOW track_counts").await.map_err(lost)?;
    if counted.first().and_then(|row| row.first()?.as_deref()) != Some("on") {
        changes.notes.push(
            "the server counts no rows (track_counts is off), so changed tables can't be found"
                .to_owned(),
        );
    }
    for name in tables::redefined(session).await.map_err(lost)? {
        changes.notes.push(format!(
            "{name} would be made, emptied or changed in its definition; its rows are not compared"
        ));
    }
    for table in tables::touched(session).await.map_err(lost)? {
        match tables::compare(session, &mut outside, &table).await {
            Ok(found) => {
                if found.cut {
                    changes.notes.push(format!(
                        "{}: more than {} rows would change; the first are shown",
                        table.name,
                        tables::MOST
                    ));
                }
                let rows = paired(&table, found);
                if !(rows.inserted.is_empty() && rows.updated.is_empty() && rows.deleted.is_empty())
                {
                    changes.tables.push(rows);
                }
            }
            Err(why) => {
                if let Some(why) = session.lost() {
                    return Err(lost(why.to_owned()));
                }
                let Table {
                    name,
                    inserted,
                    updated,
                    deleted,
                    ..
                } = &table;
                changes.notes.push(format!(
                    "{name}: {inserted} inserted, {updated} updated, {deleted} deleted; the rows are not shown: {why}"
                ));
            }
        }
    }
    outside.leave().await;
    Ok(changes)
}

/// Old and new rows of the same primary key are one row that changed.
fn paired(table: &Table, found: tables::Found) -> TableChanges {
    let mut changes = TableChanges {
        table: table.name.clone(),
        inserted: Vec::new(),
        updated: Vec::new(),
        deleted: Vec::new(),
    };
    let key = |row: &Map<String, Value>| -> Option<Map<String, Value>> {
        let cells = table
            .key
            .iter()
            .map(|column| Some((column.clone(), row.get(column)?.clone())));
        cells
            .collect::<Option<_>>()
            .filter(|_| !table.key.is_empty())
    };
    let mut before = found.before;
    for new in found.after {
        let own = key(&new);
        let old = own
            .as_ref()
            .and_then(|own| before.iter().position(|old| key(old).as_ref() == Some(own)));
        match (own, old) {
            (Some(own), Some(at)) => {
                let old = before.swap_remove(at);
                let columns = new
                    .iter()
                    .filter(|(column, value)| old.get(*column) != Some(value));
                let differing: BTreeMap<String, Change> = columns
                    .map(|(column, to)| {
                        let from = old.get(column).cloned().unwrap_or_default();
                        let (from, to) = (shown(column, from), shown(column, to.clone()));
                        (column.clone(), Change { from, to })
                    })
                    .collect();
                // A row that was written anew as it was is no change.
                if !differing.is_empty() {
                    changes.updated.push(UpdatedRow {
                        key: own,
                        changes: differing,
                    });
                }
            }
            _ => changes.inserted.push(shown_row(new)),
        }
    }
    changes.deleted = before.into_iter().map(shown_row).collect();
    changes
}

fn shown_row(row: Map<String, Value>) -> Map<String, Value> {
    row.into_iter()
        .map(|(column, value)| (column.clone(), shown(&column, value)))
        .collect()
}

/// Reports end up in terminals and build logs.
fn shown(column: &str, value: Value) -> Value {
    let column = column.to_lowercase();
    let secret = ["pass", "pwd", "secret", "token", "hash", "salt"]
        .iter()
        .any(|part| column.contains(part));
    match value {
        Value::String(text) if secret && !text.is_empty() => "[hidden]".into(),
        value => value,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn rows_are_paired_by_their_keys_and_secrets_are_hidden() {
        let table = Table {
            name: "public.users".to_owned(),
            key: vec!["id".to_owned()],
            ..Table::default()
        };
        let found = tables::Found {
            before: vec![
                row(json!({ "id": 1, "a": "x", "password": "old" })),
                row(json!({ "id": 2, "a": "y", "password": null })),
                row(json!({ "id": 4, "a": "same", "password": "p" })),
            ],
            after: vec![
                row(json!({ "id": 1, "a": "z", "password": "new" })),
                row(json!({ "id": 3, "a": "w", "password": "p" })),
                row(json!({ "id": 4, "a": "same", "password": "p" })),
            ],
            cut: false,
        };
        let changes = serde_json::to_value(paired(&table, found)).unwrap();
        assert_eq!(
            changes,
            json!({
                "table": "public.users",
                "inserted": [{ "id": 3, "a": "w", "password": "[hidden]" }],
                "updated": [{ "key": { "id": 1 }, "changes": {
                    "a": { "from": "x", "to": "z" }, "password": { "from": "[hidden]", "to": "[hidden]" } } }],
                "deleted": [{ "id": 2, "a": "y", "password": null }],
            })
        );
    }
}
