//! Script versions: immutable, named by their hash; which one is active, and what was active before.

use connector_contract::{Action, Limits, Script};
use serde::{Deserialize, Serialize};
use sqlx::{Any, Row as _, Transaction, any::AnyRow};

use crate::clock::now_ms;
use crate::error::{RegistryError, Result};
use crate::names::{ConnectionId, Label, TenantId};
use crate::registry::Registry;

/// One version of one action's script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ScriptVersion {
    /// Which function it is for.
    #[schema(value_type = String, example = "updateUser")]
    pub action: Action,
    /// `sha256:` and the hash of the source.
    pub version: String,
    /// The file name in stack traces, whose ending says which language it is; the one it was uploaded with last.
    pub name: String,
    /// Whether it is the one that runs.
    pub active: bool,
    /// What people call it.
    pub labels: Vec<Label>,
    /// When it was uploaded first, in milliseconds since 1970.
    pub created_at: i64,
    /// The key that uploaded it.
    pub created_by: String,
}

/// A script on its way in.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The source and its file name.
    pub script: Script,
    /// What to call this version; the label leaves the version it stood at before.
    pub label: Option<Label>,
    /// The id of the key that uploads it.
    pub by: String,
}

/// What an upload came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploaded {
    /// The version that is active now.
    pub version: String,
    /// The one that was active before, if any.
    pub previous: Option<String>,
}

/// More versions of one action are not listed.
const LISTED: i64 = 500;

impl Registry {
    /// Stores a script and makes it the active one. Uploading the active one again changes nothing but its label.
    ///
    /// # Errors
    /// When there is no such connection.
    pub async fn upload(
        &self,
        tenant: &TenantId,
        connection: &ConnectionId,
        action: Action,
        upload: &Upload,
    ) -> Result<Uploaded> {
        let version = upload.script.version();
        let of = Of {
            tenant: tenant.as_str(),
            connection: connection.as_str(),
            action: action.name(),
        };
        let mut transaction = self.store.begin().await?;
        sqlx::query(
            "INSERT INTO script_versions (tenant, connection, action, version, name, source, created_at, created_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (tenant, connection, action, version) DO UPDATE SET name = excluded.name",
        )
        .bind(of.tenant)
        .bind(of.connection)
        .bind(of.action)
        .bind(&version)
        .bind(upload.script.name())
        .bind(upload.script.source())
        .bind(now_ms())
        .bind(&upload.by)
        .execute(&mut *transaction)
        .await
        .map_err(|error| {
            let what = ("script version", version.as_str());
            RegistryError::told(error, what, ("connection", of.connection))
        })?;
        if let Some(label) = &upload.label {
            sqlx::query(
                "INSERT INTO script_labels (tenant, connection, action, label, version) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (tenant, connection, action, label) DO UPDATE SET version = excluded.version",
            )
            .bind(of.tenant)
            .bind(of.connection)
            .bind(of.action)
            .bind(label.as_str())
            .bind(&version)
            .execute(&mut *transaction)
            .await?;
        }
        let previous = of.activate(&mut transaction, &version, &upload.by).await?;
        self.commit(transaction, of.tenant).await?;
        Ok(Uploaded { version, previous })
    }

    /// Makes another version the active one: the named one (a version or a label), else the one before the present.
    ///
    /// # Errors
    /// When there is no such version.
    pub async fn rollback(
        &self,
        tenant: &TenantId,
        connection: &ConnectionId,
        action: Action,
        to: Option<&str>,
        by: &str,
    ) -> Result<Uploaded> {
        let of = Of {
            tenant: tenant.as_str(),
            connection: connection.as_str(),
            action: action.name(),
        };
        let mut transaction = self.store.begin().await?;
        let version = match to {
            Some(to) => of.named(&mut transaction, to).await?,
            None => of.before(&mut transaction).await?,
        };
        let previous = of.activate(&mut transaction, &version, by).await?;
        self.commit(transaction, of.tenant).await?;
        Ok(Uploaded { version, previous })
    }

    /// An action's versions, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn script_versions(
        &self,
        tenant: &TenantId,
        connection: &ConnectionId,
        action: Action,
    ) -> Result<Vec<ScriptVersion>> {
        let rows = sqlx::query(
            "SELECT v.version, v.name, v.created_at, v.created_by, \
             (SELECT a.version FROM activations a WHERE a.tenant = v.tenant AND a.connection = v.connection \
              AND a.action = v.action ORDER BY a.number DESC LIMIT 1) AS active \
             FROM script_versions v WHERE v.tenant = $1 AND v.connection = $2 AND v.action = $3 \
             ORDER BY v.created_at DESC, v.version LIMIT $4",
        )
        .bind(tenant.as_str())
        .bind(connection.as_str())
        .bind(action.name())
        .bind(LISTED)
        .fetch_all(&self.store.reads)
        .await?;
        let mut versions = rows
            .iter()
            .map(|row| {
                let version: String = row.try_get(0)?;
                let active: Option<String> = row.try_get(4)?;
                Ok(ScriptVersion {
                    action,
                    active: active.as_ref() == Some(&version),
                    version,
                    name: row.try_get(1)?,
                    labels: Vec::new(),
                    created_at: row.try_get(2)?,
                    created_by: row.try_get(3)?,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        let labels = sqlx::query(
            "SELECT label, version FROM script_labels WHERE tenant = $1 AND connection = $2 AND action = $3 ORDER BY label",
        )
        .bind(tenant.as_str())
        .bind(connection.as_str())
        .bind(action.name())
        .fetch_all(&self.store.reads)
        .await?;
        for row in &labels {
            let of: String = row.try_get(1)?;
            let label = crate::tenants::name(row, 0)?;
            if let Some(found) = versions.iter_mut().find(|found| found.version == of) {
                found.labels.push(label);
            }
        }
        Ok(versions)
    }

    /// One version of an action's script: the named one (a version or a label), else the active one.
    ///
    /// # Errors
    /// When there is no such version.
    pub async fn script(
        &self,
        tenant: &TenantId,
        connection: &ConnectionId,
        action: Action,
        which: Option<&str>,
    ) -> Result<Script> {
        let Some(which) = which else {
            let deployment = self.deployment(tenant, connection).await?;
            let script = deployment.scripts.get(&action).cloned();
            return script.ok_or_else(|| RegistryError::missing("script", action.name()));
        };
        let row = sqlx::query(
            "SELECT name, source FROM script_versions WHERE tenant = $1 AND connection = $2 AND action = $3 \
             AND (version = $4 OR version = (SELECT version FROM script_labels \
                  WHERE tenant = $1 AND connection = $2 AND action = $3 AND label = $4))",
        )
        .bind(tenant.as_str())
        .bind(connection.as_str())
        .bind(action.name())
        .bind(which)
        .fetch_optional(&self.store.reads)
        .await?;
        script_of(&row.ok_or_else(|| RegistryError::missing("script version", which))?)
    }
}

/// A script from its name and source, in the first two columns.
pub(crate) fn script_of(row: &AnyRow) -> Result<Script> {
    let (name, source): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    let bytes = source.len().max(Limits::default().source_bytes);
    Script::new(name, source, bytes).map_err(|error| RegistryError::corrupt("script", error))
}

/// One action of one connection.
struct Of<'a> {
    tenant: &'a str,
    connection: &'a str,
    action: &'a str,
}

impl Of<'_> {
    /// Makes a version active; the one that was. PostgreSQL's writers of one connection wait for each other here.
    async fn activate(
        &self,
        transaction: &mut Transaction<'static, Any>,
        version: &str,
        by: &str,
    ) -> Result<Option<String>> {
        sqlx::query("UPDATE connections SET updated_at = $3 WHERE tenant = $1 AND id = $2")
            .bind(self.tenant)
            .bind(self.connection)
            .bind(now_ms())
            .execute(&mut **transaction)
            .await?;
        let row = sqlx::query(
            "SELECT number, version FROM activations WHERE tenant = $1 AND connection = $2 AND action = $3 \
             ORDER BY number DESC LIMIT 1",
        )
        .bind(self.tenant)
        .bind(self.connection)
        .bind(self.action)
        .fetch_optional(&mut **transaction)
        .await?;
        let (number, previous) = match row {
            Some(row) => (
                row.try_get::<i64, _>(0)?,
                Some(row.try_get::<String, _>(1)?),
            ),
            None => (0, None),
        };
        if previous.as_deref() == Some(version) {
            return Ok(previous);
        }
        sqlx::query(
            "INSERT INTO activations (tenant, connection, action, number, version, activated_at, activated_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(self.tenant)
        .bind(self.connection)
        .bind(self.action)
        .bind(number.saturating_add(1))
        .bind(version)
        .bind(now_ms())
        .bind(by)
        .execute(&mut **transaction)
        .await?;
        Ok(previous)
    }

    async fn named(&self, transaction: &mut Transaction<'static, Any>, to: &str) -> Result<String> {
        let found: Option<String> = sqlx::query_scalar(
            "SELECT version FROM script_versions WHERE tenant = $1 AND connection = $2 AND action = $3 AND version = $4 \
             UNION ALL \
             SELECT version FROM script_labels WHERE tenant = $1 AND connection = $2 AND action = $3 AND label = $4",
        )
        .bind(self.tenant)
        .bind(self.connection)
        .bind(self.action)
        .bind(to)
        .fetch_optional(&mut **transaction)
        .await?;
        found.ok_or_else(|| RegistryError::missing("script version", to))
    }

    /// The version that was active before the present one.
    async fn before(&self, transaction: &mut Transaction<'static, Any>) -> Result<String> {
        let found: Option<String> = sqlx::query_scalar(
            "SELECT version FROM activations WHERE tenant = $1 AND connection = $2 AND action = $3 \
             ORDER BY number DESC LIMIT 1 OFFSET 1",
        )
        .bind(self.tenant)
        .bind(self.connection)
        .bind(self.action)
        .fetch_optional(&mut **transaction)
        .await?;
        found.ok_or_else(|| RegistryError::missing("earlier version of", self.action))
    }
}
