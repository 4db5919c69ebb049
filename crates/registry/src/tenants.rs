//! Tenants.

use serde::{Deserialize, Serialize};
use sqlx::{Row as _, any::AnyRow};

use crate::clock::now_ms;
use crate::error::{RegistryError, Result};
use crate::names::TenantId;
use crate::registry::Registry;
use std::sync::Arc;

/// A tenant: whose connections, keys and history these are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Tenant {
    /// Its id, in paths.
    pub id: TenantId,
    /// Its name, for people; up to 200 characters.
    pub name: String,
    /// Requests a second it may make; the server's default where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_per_second: Option<u32>,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
}

const NAME_CHARS: usize = 200;

/// The columns that [`read`] reads.
const COLUMNS: &str = "id, name, rate_per_second, created_at";

impl Registry {
    /// Makes a tenant.
    ///
    /// # Errors
    /// When there is one of this id, or the name is too long.
    pub async fn create_tenant(
        &self,
        id: TenantId,
        name: &str,
        rate_per_second: Option<u32>,
    ) -> Result<Tenant> {
        if name.chars().count() > NAME_CHARS {
            let message = format!("a tenant's name has at most {NAME_CHARS} characters");
            return Err(RegistryError::Invalid(message));
        }
        let tenant = Tenant {
            id,
            name: name.to_owned(),
            rate_per_second,
            created_at: now_ms(),
        };
        let mut transaction = self.store.begin().await?;
        sqlx::query(
            "INSERT INTO tenants (id, name, rate_per_second, created_at) VALUES ($1, $2, $3, $4)",
        )
        .bind(tenant.id.as_str())
        .bind(&tenant.name)
        .bind(tenant.rate_per_second.map(i64::from))
        .bind(tenant.created_at)
        .execute(&mut *transaction)
        .await
        .map_err(|error| {
            let what = ("tenant", tenant.id.as_str());
            RegistryError::told(error, what, what)
        })?;
        self.commit(transaction, tenant.id.as_str()).await?;
        Ok(tenant)
    }

    /// A tenant, from memory where it is known.
    ///
    /// # Errors
    /// When there is none of this id.
    pub async fn tenant(&self, id: &TenantId) -> Result<Arc<Tenant>> {
        let epoch = match self.tenants.get(id) {
            Ok(tenant) => return Ok(tenant),
            Err(epoch) => epoch,
        };
        let row = sqlx::query(sqlx::AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM tenants WHERE id = $1"
        )))
        .bind(id.as_str())
        .fetch_optional(&self.store.reads)
        .await?
        .ok_or_else(|| RegistryError::missing("tenant", id.as_str()))?;
        let tenant = Arc::new(read(&row)?);
        self.tenants.put(id.clone(), Arc::clone(&tenant), epoch);
        Ok(tenant)
    }

    /// All tenants after `after` by id, `limit` at most.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tenants(&self, after: Option<&TenantId>, limit: u32) -> Result<Vec<Tenant>> {
        let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM tenants WHERE id > $1 ORDER BY id LIMIT $2"
        )))
        .bind(after.map_or("", TenantId::as_str))
        .bind(i64::from(limit))
        .fetch_all(&self.store.reads)
        .await?;
        rows.iter().map(read).collect()
    }

    /// Removes a tenant and everything of it: connections, scripts, env, keys. History stays until it expires.
    ///
    /// # Errors
    /// When there is none of this id.
    pub async fn delete_tenant(&self, id: &TenantId) -> Result<()> {
        let mut transaction = self.store.begin().await?;
        let gone = sqlx::query("DELETE FROM tenants WHERE id = $1")
            .bind(id.as_str())
            .execute(&mut *transaction)
            .await?;
        if gone.rows_affected() == 0 {
            return Err(RegistryError::missing("tenant", id.as_str()));
        }
        self.commit(transaction, id.as_str()).await
    }
}

fn read(row: &AnyRow) -> Result<Tenant> {
    let rate: Option<i64> = row.try_get(2)?;
    Ok(Tenant {
        id: name(row, 0)?,
        name: row.try_get(1)?,
        rate_per_second: rate.and_then(|rate| u32::try_from(rate).ok()),
        created_at: row.try_get(3)?,
    })
}

/// A name in a column.
pub(crate) fn name<N: TryFrom<String>>(row: &AnyRow, column: usize) -> Result<N>
where
    N::Error: ToString,
{
    let text: String = row.try_get(column)?;
    N::try_from(text).map_err(|error| RegistryError::corrupt("name", error.to_string()))
}
