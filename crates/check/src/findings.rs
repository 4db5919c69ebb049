//! The findings, by theme.

mod clients;
mod driver_text;
mod entry;
mod hashing;
mod modules;
mod names;
mod not_found;
mod passwords;
mod promises;
mod results;
mod secrets;
mod shape;
mod sql_text;
mod state;
mod stored_passwords;

use connector_contract::Dialect;

use crate::check::Check;

/// Runs all of them.
pub(crate) fn all(check: &mut Check<'_>) {
    // Auth0's functions have other names, arguments and results.
    let contract = check.dialect != Dialect::Auth0;
    if contract {
        entry::check(check);
    }
    sql_text::check(check);
    results::check(check);
    clients::check(check);
    promises::check(check);
    passwords::check(check);
    stored_passwords::check(check);
    hashing::check(check);
    secrets::check(check);
    driver_text::check(check);
    if contract {
        shape::check(check);
        not_found::check(check);
    }
    modules::check(check);
    state::check(check);
}
