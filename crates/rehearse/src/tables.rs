//! Which tables a transaction has touched, and which of their rows.
//!
//! No triggers, and no copies of tables: a new version of a row is one that is seen inside the transaction, was written
//! since it began, and is not seen outside; an old version is one that is seen outside, has been marked by somebody,
//! and is not seen inside. Versions are told apart by their place and their writer, `ctid` and `xmin`.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::session::{Rows, Said, Session};
use crate::words::OURS;

/// The most rows that are shown of a table.
pub(crate) const MOST: usize = 1000;
/// Finding versions takes a look at every row: in larger tables they are only counted.
const LARGEST_BYTES: u64 = 256 * 1024 * 1024;
/// Rows that were marked by somebody, such as by foreign keys that point at them; beyond these they are only counted.
const CANDIDATES: usize = 20_000;

/// A table in which the transaction wrote.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) key: Vec<String>,
    /// So often rows were written, what was rolled back to a savepoint included.
    pub(crate) inserted: String,
    pub(crate) updated: String,
    pub(crate) deleted: String,
    pub(crate) bytes: u64,
}

/// Versions of rows.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) before: Vec<Map<String, Value>>,
    pub(crate) after: Vec<Map<String, Value>>,
    /// Whether there are more.
    pub(crate) cut: bool,
}

/// A row's version: where it stands and who wrote it.
type Version = (String, String);

const TOUCHED: &str = "\
SELECT format('%I.%I', s.schemaname, s.relname), s.n_tup_ins::text, s.n_tup_upd::text, s.n_tup_del::text, pg_relation_size(s.relid)::text, \
  (SELECT string_agg(a.attname, E'\\x01' ORDER BY array_position(i.indkey::int2[], a.attnum)) FROM pg_index i \
   JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::int2[]) WHERE i.indrelid = s.relid AND i.indisprimary) \
FROM pg_stat_xact_user_tables s JOIN pg_class c ON c.oid = s.relid \
WHERE c.relpersistence <> 't' AND s.n_tup_ins + s.n_tup_upd + s.n_tup_del > 0 ORDER BY 1";

/// The tables in which the transaction wrote rows.
pub(crate) async fn touched(session: &mut Session) -> Said<Vec<Table>> {
    let rows = session.command(TOUCHED).await?;
    let table = |row: Vec<Option<String>>| {
        let mut cells = row.into_iter();
        let mut cell = || cells.next().flatten();
        let (name, inserted, updated, deleted) = (cell()?, cell()?, cell()?, cell()?);
        let bytes = cell()?.parse().unwrap_or(u64::MAX);
        let key = cell().map(|key| key.split('\u{1}').map(str::to_owned).collect());
        Some(Table {
            name,
            key: key.unwrap_or_default(),
            inserted,
            updated,
            deleted,
            bytes,
        })
    };
    Ok(rows.into_iter().filter_map(table).collect())
}

/// Tables that nobody else may even read until the transaction is over.
pub(crate) async fn redefined(session: &mut Session) -> Said<Vec<String>> {
    let query = "SELECT DISTINCT format('%I.%I', n.nspname, c.relname) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation \
                 JOIN pg_namespace n ON n.oid = c.relnamespace \
                 WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' \
                   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
                   AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 1";
    let rows = session.command(query).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| row.into_iter().next()?)
        .collect())
}

/// The versions that the transaction has made and unmade.
pub(crate) async fn compare(
    inside: &mut Session,
    outside: &mut Session,
    table: &Table,
) -> Said<Found> {
    if table.bytes > LARGEST_BYTES {
        return Err(format!(
            "the table is larger than {} MiB",
            LARGEST_BYTES / 1024 / 1024
        ));
    }
    let name = &table.name;
    // Transactions are numbered in a circle; those of our savepoints come after our own.
    let since = "((t.xmin::text::bigint - pg_current_xact_id()::xid::text::bigint) & 4294967295) < 2147483648";
    let query = |condition: &str, most: usize| {
        format!(
            "SELECT t.ctid::text, t.xmin::text, to_jsonb(t)::text FROM ONLY {name} t WHERE {condition} ORDER BY t.ctid LIMIT {}",
            most + 1
        )
    };
    let marked = outside.command(&query("t.xmax <> 0", CANDIDATES)).await;
    let marked =
        marked.map_err(|why| format!("it can't be read from outside the transaction ({why})"))?;
    if marked.len() > CANDIDATES {
        return Err(format!(
            "more than {CANDIDATES} of its rows are marked by somebody"
        ));
    }
    let written = tried(inside, &query(since, CANDIDATES)).await?;
    let mut found = Found {
        cut: written.len() > CANDIDATES,
        ..Found::default()
    };
    let seen_outside = versions(outside, name, &written, false).await?;
    found.after = documents(&written, |version| !seen_outside.contains(version));
    let seen_inside = versions(inside, name, &marked, true).await?;
    // What somebody else has taken away meanwhile is gone outside too by now.
    let still_outside = versions(outside, name, &marked, false).await?;
    found.before = documents(&marked, |version| {
        !seen_inside.contains(version) && still_outside.contains(version)
    });
    found.cut |= found.after.len() > MOST || found.before.len() > MOST;
    found.after.truncate(MOST);
    found.before.truncate(MOST);
    Ok(found)
}

/// A query that may fail inside the transaction.
async fn tried(inside: &mut Session, sql: &str) -> Said<Rows> {
    inside.command(&format!("SAVEPOINT {OURS}")).await?;
    let rows = inside.command(sql).await;
    if rows.is_err() {
        inside
            .command(&format!("ROLLBACK TO SAVEPOINT {OURS}"))
            .await?;
    }
    inside.command(&format!("RELEASE SAVEPOINT {OURS}")).await?;
    rows
}

fn version(row: &[Option<String>]) -> Option<Version> {
    match row {
        [Some(place), Some(writer), ..] => Some((place.clone(), writer.clone())),
        _ => None,
    }
}

/// Which of these versions a session sees.
async fn versions(
    session: &mut Session,
    name: &str,
    rows: &Rows,
    is_inside: bool,
) -> Said<HashSet<Version>> {
    let mut seen = HashSet::new();
    for piece in rows.chunks(1000) {
        let places: Vec<String> = piece
            .iter()
            .filter_map(|row| Some(format!("\"{}\"", row.first()?.as_ref()?)))
            .collect();
        let query = format!(
            "SELECT t.ctid::text, t.xmin::text FROM ONLY {name} t WHERE t.ctid = ANY ('{{{}}}'::tid[])",
            places.join(",")
        );
        let found = if is_inside {
            tried(session, &query).await?
        } else {
            session.command(&query).await?
        };
        seen.extend(found.iter().filter_map(|row| version(row)));
    }
    Ok(seen)
}

fn documents(rows: &Rows, wanted: impl Fn(&Version) -> bool) -> Vec<Map<String, Value>> {
    let chosen = rows
        .iter()
        .filter(|row| version(row).is_some_and(|version| wanted(&version)));
    let read = |row: &Vec<Option<String>>| match serde_json::from_str(row.get(2)?.as_ref()?) {
        Ok(Value::Object(row)) => Some(row),
        _ => None,
    };
    chosen.filter_map(read).collect()
}
