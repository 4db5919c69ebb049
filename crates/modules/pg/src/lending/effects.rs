//! What a text of SQL leaves behind in its session, as far as its words tell.
//!
//! Functions and triggers can do what no caller's text shows. What they can change is undone by the reset whatever the
//! text said (see [`reset`](super::reset)); the words are for what no reset reaches.

use super::words::{Piece, pieces};

/// What must be done about a session after a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Effect {
    /// A reset undoes it.
    Undone,
    /// No reset is sure to: the session is closed.
    Kept,
    /// It may reach other sessions too: all of this invocation's are closed.
    Strikes,
}

/// Statements that change rows, transactions, settings, and objects of the session that a reset clears.
const PLAIN: &[&str] = &[
    "abort",
    "analyze",
    "begin",
    "call",
    "checkpoint",
    "close",
    "cluster",
    "comment",
    "commit",
    "copy",
    "deallocate",
    "declare",
    "delete",
    "discard",
    "end",
    "execute",
    "explain",
    "fetch",
    "insert",
    "listen",
    "lock",
    "merge",
    "move",
    "notify",
    "prepare",
    "refresh",
    "reindex",
    "release",
    "reset",
    "rollback",
    "savepoint",
    "select",
    "show",
    "start",
    "table",
    "truncate",
    "unlisten",
    "update",
    "vacuum",
    "values",
    "with",
];

/// What CREATE, ALTER and DROP may be about.
const OBJECTS: &[&str] = &[
    "index",
    "materialized",
    "schema",
    "sequence",
    "table",
    "view",
];

/// Words between CREATE and what it is about.
const MODIFIERS: &[&str] = &[
    "global",
    "local",
    "or",
    "recursive",
    "replace",
    "temp",
    "temporary",
    "unique",
    "unlogged",
];

/// Functions with effects on the session that last.
const LASTING: &[&str] = &["setseed", "pg_start_backup", "pg_stop_backup"];
const LASTING_FAMILIES: &[&str] = &[
    "dblink",
    "pg_backup_",
    "pg_replication_origin_",
    "postgres_fdw_",
];

/// Functions that reach into other sessions.
const STRIKING: &[&str] = &["pg_cancel_backend", "pg_terminate_backend"];

/// Judges a text of any number of statements.
pub(crate) fn effect(sql: &str) -> Effect {
    let Some(pieces) = pieces(sql) else {
        // Struck words may hide in what can't be read.
        return Effect::Strikes;
    };
    let mut worst = Effect::Undone;
    for statement in pieces.split(|piece| *piece == Piece::Semicolon) {
        let words: Vec<&str> = statement
            .iter()
            .filter_map(|piece| match piece {
                Piece::Word(word) => Some(word.as_str()),
                Piece::Semicolon | Piece::Other => None,
            })
            .collect();
        worst = worst.max(statement_effect(&words));
    }
    worst
}

fn statement_effect(words: &[&str]) -> Effect {
    // Quoted names keep their case, and functions of these names have none.
    if words.iter().any(|word| STRIKING.contains(word)) {
        return Effect::Strikes;
    }
    let lasting = |word: &&str| {
        LASTING.contains(word)
            || LASTING_FAMILIES
                .iter()
                .any(|family| word.starts_with(family))
    };
    if words.iter().any(lasting) {
        return Effect::Kept;
    }
    let undone = match words {
        [] => true,
        // SET SESSION AUTHORIZATION, SET LOCAL SESSION AUTHORIZATION, SET session_authorization.
        ["set", rest @ ..] => !rest
            .iter()
            .take(3)
            .any(|word| matches!(*word, "authorization" | "session_authorization")),
        ["create" | "alter" | "drop", rest @ ..] => rest
            .iter()
            .find(|word| !MODIFIERS.contains(word))
            .is_some_and(|word| OBJECTS.contains(word)),
        [first, ..] => PLAIN.contains(first),
    };
    if undone { Effect::Undone } else { Effect::Kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reset_undoes() {
        for sql in [
            "",
            "select 1",
            "UPDATE users SET name = $1 WHERE id = 'do it'",
            "begin; set local role x; commit",
            "set search_path to a, b",
            "set my.var = 'x'",
            "set session characteristics as transaction read only",
            "create temp table t (x int)",
            "create or replace view v as select 1",
            "create unique index on t (a)",
            "drop table if exists t",
            "(select 1)",
            "select pg_advisory_lock(1)",
            "listen x; notify x",
            "with x as (select 1) delete from t",
            "declare c cursor with hold for select 1",
            "/* load */ select 'load'",
        ] {
            assert_eq!(effect(sql), Effect::Undone, "{sql}");
        }
    }

    #[test]
    fn what_it_does_not() {
        for sql in [
            "do $$ begin end $$",
            "load 'auto_explain'",
            "set session authorization x",
            "SET LOCAL SESSION AUTHORIZATION x",
            "set session_authorization = x",
            "create function f() returns int language sql as 'select 1'",
            "create or replace procedure p() language sql as ''",
            "alter role x set y = 1",
            "create extension citext",
            "create trigger t after insert on x execute function f()",
            "grant a to b",
            "select setseed(0.5)",
            "select \"setseed\"(0.5)",
            "select pg_catalog . setseed (0.5)",
            "select * from dblink_connect('x')",
            "select 1; do $$ begin end $$",
            "alter system set work_mem = 1",
            "gibberish",
            "security label on table t is 'x'",
            "import foreign schema x from server y into z",
        ] {
            assert_eq!(effect(sql), Effect::Kept, "{sql}");
        }
    }

    #[test]
    fn what_reaches_others() {
        for sql in [
            "select pg_cancel_backend(1)",
            "select 1; select pg_catalog.PG_TERMINATE_BACKEND(pid) from pg_stat_activity",
            "select 'a\\' || pg_cancel_backend(1) || '",
        ] {
            assert_eq!(effect(sql), Effect::Strikes, "{sql}");
        }
    }
}
