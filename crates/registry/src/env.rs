//! What scripts see as `env`: written, never read back.

use std::collections::{BTreeMap, BTreeSet};

use connector_contract::Env;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use uuid::Uuid;

use crate::clock::now_ms;
use crate::error::{RegistryError, Result};
use crate::names::{ConnectionId, TenantId};
use crate::registry::Registry;
use crate::seal::Place;

/// A change of a connection's env. `Debug` shows names only.
#[derive(Debug, Clone, Default)]
pub struct EnvChange {
    /// Whether what is not named here goes.
    pub replace: bool,
    /// Variables and their new values.
    pub set: BTreeMap<String, SecretString>,
    /// Variables that go.
    pub unset: BTreeSet<String>,
    /// Those of `set` whose whole value is redacted wherever text leaves us.
    pub secret: BTreeSet<String>,
}

/// A variable without its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EnvEntry {
    /// Its name.
    pub name: String,
    /// Whether its whole value is a secret.
    pub secret: bool,
    /// When it was set last, in milliseconds since 1970.
    pub updated_at: i64,
}

const NAME_BYTES: usize = 128;
const VALUE_BYTES: usize = 64 * 1024;
const ENTRIES: usize = 256;

impl EnvChange {
    fn check(&self) -> Result<()> {
        let invalid = |message: String| Err(RegistryError::Invalid(message));
        for (name, value) in &self.set {
            if name.is_empty() || name.len() > NAME_BYTES || name.contains(['=', '\0']) {
                return invalid(format!(
                    "{name:?} cannot name a variable of env: 1 to {NAME_BYTES} bytes without = and NUL"
                ));
            }
            let size = value.expose_secret().len();
            if size > VALUE_BYTES {
                return invalid(format!(
                    "env {name} has {size} bytes, the limit is {VALUE_BYTES} bytes"
                ));
            }
        }
        if let Some(name) = self
            .secret
            .iter()
            .find(|name| !self.set.contains_key(*name))
        {
            return invalid(format!("{name:?} is declared secret and has no value"));
        }
        Ok(())
    }
}

impl Registry {
    /// Changes a connection's env, all of it or nothing; invocations that begin afterwards see it.
    ///
    /// # Errors
    /// When there is no such connection, or a name, a value or their number is beyond its limit.
    pub async fn change_env(
        &self,
        tenant: &TenantId,
        connection: &ConnectionId,
        change: &EnvChange,
    ) -> Result<()> {
        change.check()?;
        let now = now_ms();
        let mut transaction = self.store.begin().await?;
        let found =
            sqlx::query("UPDATE connections SET env_version = $3 WHERE tenant = $1 AND id = $2")
                .bind(tenant.as_str())
                .bind(connection.as_str())
                .bind(Uuid::now_v7().to_string())
                .execute(&mut *transaction)
                .await?;
        if found.rows_affected() == 0 {
            return Err(RegistryError::missing("connection", connection.as_str()));
        }
        if change.replace {
            sqlx::query("DELETE FROM env_entries WHERE tenant = $1 AND connection = $2")
                .bind(tenant.as_str())
                .bind(connection.as_str())
                .execute(&mut *transaction)
                .await?;
        }
        for name in &change.unset {
            sqlx::query(
                "DELETE FROM env_entries WHERE tenant = $1 AND connection = $2 AND name = $3",
            )
            .bind(tenant.as_str())
            .bind(connection.as_str())
            .bind(name)
            .execute(&mut *transaction)
            .await?;
        }
        for (name, value) in &change.set {
            let place = place(tenant, connection, name);
            sqlx::query(
                "INSERT INTO env_entries (tenant, connection, name, sealed, secret, updated_at) \
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant, connection, name) \
                 DO UPDATE SET sealed = excluded.sealed, secret = excluded.secret, updated_at = excluded.updated_at",
            )
            .bind(tenant.as_str())
            .bind(connection.as_str())
            .bind(name)
            .bind(self.sealing.seal(&place, value.expose_secret().as_bytes())?)
            .bind(i64::from(change.secret.contains(name)))
            .bind(now)
            .execute(&mut *transaction)
            .await?;
        }
        let count: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM env_entries WHERE tenant = $1 AND connection = $2",
        )
        .bind(tenant.as_str())
        .bind(connection.as_str())
        .fetch_one(&mut *transaction)
        .await?;
        if usize::try_from(count).is_ok_and(|count| count > ENTRIES) {
            let message = format!("env has {count} variables, the limit is {ENTRIES}");
            return Err(RegistryError::Invalid(message));
        }
        self.commit(transaction, tenant.as_str()).await
    }

    /// A connection's variables without their values.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn env_entries(
        &self,
        tenant: &TenantId,
        connection: &ConnectionId,
    ) -> Result<Vec<EnvEntry>> {
        let rows = sqlx::query(
            "SELECT name, secret, updated_at FROM env_entries WHERE tenant = $1 AND connection = $2 ORDER BY name",
        )
        .bind(tenant.as_str())
        .bind(connection.as_str())
        .fetch_all(&self.store.reads)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(EnvEntry {
                    name: row.try_get(0)?,
                    secret: row.try_get::<i64, _>(1)? != 0,
                    updated_at: row.try_get(2)?,
                })
            })
            .collect()
    }

    /// The env itself, for an invocation.
    pub(crate) async fn open_env(
        &self,
        tenant: &TenantId,
        connection: &ConnectionId,
    ) -> Result<Env> {
        let rows = sqlx::query(
            "SELECT name, sealed, secret FROM env_entries WHERE tenant = $1 AND connection = $2",
        )
        .bind(tenant.as_str())
        .bind(connection.as_str())
        .fetch_all(&self.store.reads)
        .await?;
        let mut env = Env::new();
        for row in &rows {
            let name: String = row.try_get(0)?;
            let sealed: Vec<u8> = row.try_get(1)?;
            let value = self
                .sealing
                .open(&place(tenant, connection, &name), &sealed)?;
            let value = std::str::from_utf8(&value)
                .map_err(|_| RegistryError::corrupt("variable of env", "not UTF-8"))?;
            if row.try_get::<i64, _>(2)? != 0 {
                env.declare_secret(&name);
            }
            env.set(&name, value);
        }
        Ok(env)
    }
}

pub(crate) fn place(tenant: &TenantId, connection: &ConnectionId, name: &str) -> Place {
    Place::new("env", &[tenant.as_str(), connection.as_str(), name])
}
