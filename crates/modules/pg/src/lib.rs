//! `require('pg')`: node-postgres' surface over a small text-protocol connection.
//!
//! The Rust half speaks PostgreSQL's protocol and owns every socket; the JavaScript half beside it decides when to say
//! what, exactly as node-postgres does, and never sees more than messages. Each client (`client.rs`) is a task that
//! outlives a careless script just long enough to cancel its statement and close its session, or, where the host keeps
//! [`Sessions`], to give it back (`lending/`).

mod authorities;
mod by_name;
mod cells;
mod certificate;
mod client;
mod clients;
mod exchange;
mod failure;
mod farewell;
mod handshake;
mod identity;
mod lending;
mod limits;
mod log;
mod ops;
mod options;
mod request;
mod rows;
mod scram;
mod socket;
mod stream;
mod talk;
mod tls;
mod wire;

pub use authorities::preload_certificates;
pub use lending::{SessionGauges, Sessions, SessionsConfig};

use ops::{
    op_pg_answer, op_pg_cancel, op_pg_connect, op_pg_end, op_pg_free_clients, op_pg_next_event,
    op_pg_open, op_pg_query, op_pg_rows, op_pg_terminate,
};

deno_core::extension!(
    connector_pg,
    ops = [
        op_pg_free_clients,
        op_pg_open,
        op_pg_connect,
        op_pg_answer,
        op_pg_query,
        op_pg_rows,
        op_pg_next_event,
        op_pg_end,
        op_pg_terminate,
        op_pg_cancel,
    ],
    esm = [
        dir "src",
        "defaults.js",
        "types.js",
        "type_array.js",
        "type_date.js",
        "type_interval.js",
        "type_overrides.js",
        "prepare_value.js",
        "escape.js",
        "connection_string.js",
        "connection_parameters.js",
        "database_error.js",
        "failures.js",
        "messages.js",
        "result.js",
        "query.js",
        "rows.js",
        "connection_settings.js",
        "connection_stream.js",
        "connection_events.js",
        "client.js",
        "pool.js",
        "bound_pool.js",
        "legacy.js",
        "cursor.js",
        "01_pg.js",
    ],
    docs = "node-postgres: sessions, queries, pools and cursors over PostgreSQL's own protocol."
);
