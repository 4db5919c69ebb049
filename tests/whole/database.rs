//! One PostgreSQL for all tests of this binary, and a database of its own for each.

use connector_testkit::Database;
use tokio_postgres::SimpleQueryMessage;

use crate::command::top;

/// A database of one test, filled with the example connection's schema.
pub(crate) struct Users(Database);

/// A fresh one.
pub(crate) async fn users() -> Users {
    let schema = std::fs::read_to_string(top().join("examples/postgres-full/schema.sql"))
        .expect("the example is there");
    Users(
        Database::with_sql(&schema)
            .await
            .expect("a database with the example's schema"),
    )
}

impl Users {
    /// Its address, password and all.
    pub(crate) fn url(&self) -> String {
        self.0.url()
    }

    /// Runs statements.
    pub(crate) async fn execute(&self, sql: &str) {
        let client = self.0.client().await.expect("the server is up");
        client
            .batch_execute(sql)
            .await
            .expect("the statement is right");
    }

    /// A query's rows as text.
    pub(crate) async fn rows(&self, query: &str) -> Vec<Vec<Option<String>>> {
        let client = self.0.client().await.expect("the server is up");
        let messages = client
            .simple_query(query)
            .await
            .expect("the query is right");
        let text = |row: &tokio_postgres::SimpleQueryRow| {
            (0..row.len())
                .map(|at| row.get(at).map(str::to_owned))
                .collect()
        };
        messages
            .iter()
            .filter_map(|message| {
                if let SimpleQueryMessage::Row(row) = message {
                    Some(text(row))
                } else {
                    None
                }
            })
            .collect()
    }

    /// Sessions that are still there though whoever opened them is gone; waits a moment for the server to notice.
    pub(crate) async fn leaked_sessions(&self) -> Vec<String> {
        let sessions = self.0.leaked_sessions().await.expect("the server is up");
        sessions
            .iter()
            .map(|session| format!("{session:?}"))
            .collect()
    }
}
