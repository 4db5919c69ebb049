//! Connections: a tenant's database, and how its scripts are to be called.

use std::collections::BTreeMap;

use connector_contract::{Dialect, IdShape, Limits};
use serde::{Deserialize, Serialize};
use sqlx::{Row as _, any::AnyRow};
use uuid::Uuid;

use crate::authing::AuthingSettings;
use crate::clock::now_ms;
use crate::error::{RegistryError, Result};
use crate::names::{ConnectionId, TenantId};
use crate::registry::Registry;
use crate::tenants::name;

/// A connection and its settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Connection {
    /// Whose it is.
    pub tenant: TenantId,
    /// Its id, in paths.
    pub id: ConnectionId,
    /// How its scripts are called.
    pub settings: ConnectionSettings,
    /// Another one with each change of its env.
    pub env_version: String,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// When its settings changed last, in milliseconds since 1970.
    pub updated_at: i64,
}

/// What can be set of a connection. What is absent takes its default; unknown names are refused.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ConnectionSettings {
    /// Whether users stay in the tenant's database.
    pub mode: Mode,
    /// Which database it is.
    pub database: Database,
    /// How its scripts expect to be called: `contract`, `auth0`, or `any`, where their functions tell.
    #[schema(value_type = String, example = "any")]
    pub dialect: Dialect,
    /// What users' ids look like.
    #[schema(value_type = String, example = "integer")]
    pub id: IdShape,
    /// Limits other than the defaults, by their JSON names: `{"wall_ms": 8000}`.
    pub limits: BTreeMap<String, u64>,
    /// Whether history keeps arguments and returned values, sealed and without passwords.
    pub keep_arguments: bool,
    /// What the Authing face tells scripts and callers.
    pub authing: AuthingSettings,
}

/// How the provider uses a connection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Users are copied to the provider at their first login.
    Lazy,
    /// Users stay in the tenant's database.
    #[default]
    Full,
}

/// Which database a connection's scripts speak to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Database {
    /// PostgreSQL.
    #[default]
    Postgres,
}

/// More connections than this one tenant may not have.
const CONNECTIONS: i64 = 1_000;

impl ConnectionSettings {
    /// The limits of its invocations: the defaults, and what it sets otherwise.
    ///
    /// # Errors
    /// When a limit is unknown or beyond its ceiling.
    pub fn limits(&self) -> Result<Limits> {
        let object = serde_json::to_value(&self.limits)
            .map_err(|error| RegistryError::Invalid(error.to_string()))?;
        serde_json::from_value(object)
            .map_err(|error| RegistryError::Invalid(format!("limits: {error}")))
    }
}

impl Registry {
    /// Makes a connection, or gives the one there is other settings; whether it was made.
    ///
    /// # Errors
    /// When there is no such tenant, a limit is not one, or the tenant has too many.
    pub async fn put_connection(
        &self,
        tenant: &TenantId,
        id: &ConnectionId,
        settings: &ConnectionSettings,
    ) -> Result<(Connection, bool)> {
        settings.limits()?;
        settings.authing.check()?;
        let text = serde_json::to_string(settings)
            .map_err(|error| RegistryError::Invalid(error.to_string()))?;
        let now = now_ms();
        let mut transaction = self.store.begin().await?;
        let changed = sqlx::query(
            "UPDATE connections SET settings = $3, updated_at = $4 WHERE tenant = $1 AND id = $2",
        )
        .bind(tenant.as_str())
        .bind(id.as_str())
        .bind(&text)
        .bind(now)
        .execute(&mut *transaction)
        .await?;
        let made = changed.rows_affected() == 0;
        if made {
            let count: i64 =
                sqlx::query_scalar("SELECT count(*) FROM connections WHERE tenant = $1")
                    .bind(tenant.as_str())
                    .fetch_one(&mut *transaction)
                    .await?;
            if count >= CONNECTIONS {
                let message = format!("a tenant has at most {CONNECTIONS} connections");
                return Err(RegistryError::Invalid(message));
            }
            sqlx::query(
                "INSERT INTO connections (tenant, id, settings, env_version, created_at, updated_at) \
                 VALUES ($1, $2, $3, $4, $5, $5)",
            )
            .bind(tenant.as_str())
            .bind(id.as_str())
            .bind(&text)
            .bind(Uuid::now_v7().to_string())
            .bind(now)
            .execute(&mut *transaction)
            .await
            .map_err(|error| {
                let what = ("connection", id.as_str());
                RegistryError::told(error, what, ("tenant", tenant.as_str()))
            })?;
        }
        self.commit(transaction, tenant.as_str()).await?;
        Ok((self.connection(tenant, id).await?, made))
    }

    /// A connection.
    ///
    /// # Errors
    /// When there is none of this id.
    pub async fn connection(&self, tenant: &TenantId, id: &ConnectionId) -> Result<Connection> {
        let sql = format!("SELECT {COLUMNS} FROM connections WHERE tenant = $1 AND id = $2");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(tenant.as_str())
            .bind(id.as_str())
            .fetch_optional(&self.store.reads)
            .await?;
        read(&row.ok_or_else(|| RegistryError::missing("connection", id.as_str()))?)
    }

    /// A tenant's connections, by id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn connections(&self, tenant: &TenantId) -> Result<Vec<Connection>> {
        let sql = format!("SELECT {COLUMNS} FROM connections WHERE tenant = $1 ORDER BY id");
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(tenant.as_str())
            .fetch_all(&self.store.reads)
            .await?;
        rows.iter().map(read).collect()
    }

    /// Removes a connection with its scripts, env, keys and idempotency keys. History stays until it expires.
    ///
    /// # Errors
    /// When there is none of this id.
    pub async fn delete_connection(&self, tenant: &TenantId, id: &ConnectionId) -> Result<()> {
        let mut transaction = self.store.begin().await?;
        let gone = sqlx::query("DELETE FROM connections WHERE tenant = $1 AND id = $2")
            .bind(tenant.as_str())
            .bind(id.as_str())
            .execute(&mut *transaction)
            .await?;
        if gone.rows_affected() == 0 {
            return Err(RegistryError::missing("connection", id.as_str()));
        }
        self.commit(transaction, tenant.as_str()).await
    }
}

/// The columns that [`read`] reads.
const COLUMNS: &str = "tenant, id, settings, env_version, created_at, updated_at";

fn read(row: &AnyRow) -> Result<Connection> {
    let settings: String = row.try_get(2)?;
    Ok(Connection {
        tenant: name(row, 0)?,
        id: name(row, 1)?,
        settings: serde_json::from_str(&settings)
            .map_err(|error| RegistryError::corrupt("connection", error))?,
        env_version: row.try_get(3)?,
        created_at: row.try_get(4)?,
        updated_at: row.try_get(5)?,
    })
}
