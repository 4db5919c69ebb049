//! The module against a real PostgreSQL, in a real isolate.

mod authentication;
mod bounds;
mod encryption;
mod endings;
mod events;
mod postgres;
mod realm;
