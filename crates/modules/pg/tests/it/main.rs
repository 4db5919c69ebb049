//! The module against a real PostgreSQL, in a real isolate.

mod authentication;
mod postgres;
mod realm;
