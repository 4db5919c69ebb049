//! A file for each kind of thing. A route reads, asks the registry or the host, and writes; nothing is decided here
//! that another door would have to decide again.

pub(crate) mod connections;
pub(crate) mod env;
pub(crate) mod health;
pub(crate) mod invocations;
pub(crate) mod invoke;
pub(crate) mod keys;
pub(crate) mod password_keys;
pub(crate) mod scripts;
pub(crate) mod tenants;

/// Stands for the outcome's schema, which [`openapi`](crate::openapi) puts in its place.
#[derive(utoipa::ToSchema)]
#[schema(as = Outcome)]
pub(crate) struct OutcomeSchema {}

/// Stands for the problem's schema, which [`openapi`](crate::openapi) puts in its place.
#[derive(utoipa::ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemSchema {}
