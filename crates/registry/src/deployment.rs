//! All of a connection that an invocation needs, held in memory until it changes.

use std::collections::BTreeMap;
use std::sync::Arc;

use connector_contract::{Action, Env, Limits, Script};
use sqlx::Row as _;

use crate::connections::Connection;
use crate::error::{RegistryError, Result};
use crate::names::{ConnectionId, TenantId};
use crate::registry::Registry;
use crate::scripts::script_of;

/// A connection ready to be invoked.
#[derive(Debug)]
pub struct Deployment {
    /// Its settings.
    pub connection: Connection,
    /// The limits they come to.
    pub limits: Limits,
    /// The active script of each action that has one.
    pub scripts: BTreeMap<Action, Script>,
    /// What scripts see as `env`.
    pub env: Env,
}

impl Registry {
    /// A connection with its active scripts and its env, from memory where it is known.
    ///
    /// # Errors
    /// When there is no such connection, or something of it can't be read.
    pub async fn deployment(
        &self,
        tenant: &TenantId,
        connection: &ConnectionId,
    ) -> Result<Arc<Deployment>> {
        let key = (tenant.clone(), connection.clone());
        let epoch = match self.deployments.get(&key) {
            Ok(deployment) => return Ok(deployment),
            Err(epoch) => epoch,
        };
        // Read until nothing changed while reading: scripts and env always belong to the version that names them.
        let deployment = loop {
            let before = self.connection(tenant, connection).await?;
            let scripts = self.active_scripts(tenant, connection).await?;
            let dialect = before.settings.dialect;
            let scripts = scripts
                .into_iter()
                .map(|(action, script)| (action, script.in_dialect(dialect)))
                .collect();
            let env = self.open_env(tenant, connection).await?;
            let after = self.connection(tenant, connection).await?;
            if before == after {
                break Deployment {
                    limits: after.settings.limits()?,
                    connection: after,
                    scripts,
                    env,
                };
            }
        };
        let deployment = Arc::new(deployment);
        self.deployments.put(key, Arc::clone(&deployment), epoch);
        Ok(deployment)
    }

    /// The active script of each action that has one.
    async fn active_scripts(
        &self,
        tenant: &TenantId,
        connection: &ConnectionId,
    ) -> Result<BTreeMap<Action, Script>> {
        let rows = sqlx::query(
            "SELECT v.name, v.source, v.action FROM script_versions v JOIN activations a \
             ON a.tenant = v.tenant AND a.connection = v.connection AND a.action = v.action AND a.version = v.version \
             WHERE v.tenant = $1 AND v.connection = $2 AND a.number = \
             (SELECT max(b.number) FROM activations b WHERE b.tenant = $1 AND b.connection = $2 AND b.action = v.action)",
        )
        .bind(tenant.as_str())
        .bind(connection.as_str())
        .fetch_all(&self.store.reads)
        .await?;
        rows.iter()
            .map(|row| {
                let action: String = row.try_get(2)?;
                let action: Action = action
                    .parse()
                    .map_err(|_| RegistryError::corrupt("script", "its action is unknown"))?;
                Ok((action, script_of(row)?))
            })
            .collect()
    }
}
