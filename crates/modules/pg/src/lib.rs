//! require('pg'): node-postgres' surface over a small text-protocol connection.
