//! How database sessions are lent from one invocation to the next.

use std::time::Duration;

use clap::Args;
use connector_host::HostConfig;

/// Settings of lending.
#[derive(Debug, Args)]
#[command(next_help_heading = "Database sessions")]
pub(super) struct Lending {
    /// A database session of its own for each client of a script, instead of one that is lent from invocation to
    /// invocation and reset in between.
    #[arg(long, env = "CONNECTOR_NO_LENDING")]
    no_lending: bool,

    /// How many seconds a database session is kept that nobody wants.
    #[arg(
        long,
        env = "CONNECTOR_SESSION_IDLE_SECONDS",
        value_name = "SECONDS",
        default_value_t = 60
    )]
    session_idle_seconds: u32,

    /// How many seconds a database session is lent on at most. A password that was changed on the database counts that late.
    #[arg(
        long,
        env = "CONNECTOR_SESSION_AGE_SECONDS",
        value_name = "SECONDS",
        default_value_t = 300
    )]
    session_age_seconds: u32,

    /// Database sessions of a tenant with the same settings, in each worker.
    #[arg(long, env = "CONNECTOR_SESSIONS_PER_LOGIN", value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=256))]
    sessions_per_login: u16,

    /// Database sessions of all tenants, in each worker.
    #[arg(long, env = "CONNECTOR_SESSIONS_PER_WORKER", value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u16).range(1..=512))]
    sessions_per_worker: u16,
}

impl Lending {
    /// Puts them into the host's configuration.
    pub(super) fn apply(&self, config: &mut HostConfig) {
        config.lend = !self.no_lending;
        let sessions = &mut config.sessions;
        sessions.idle_time = Duration::from_secs(self.session_idle_seconds.into());
        sessions.lifetime = Duration::from_secs(self.session_age_seconds.into());
        sessions.per_key = self.sessions_per_login.into();
        sessions.total = self.sessions_per_worker.into();
    }
}
