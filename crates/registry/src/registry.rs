//! Opening a registry, and what all its parts share.

use std::fs::File;
use std::sync::Mutex;

use sqlx::{Any, Transaction};
use tokio::sync::watch;

use crate::cache::Cache;
use crate::deployment::Deployment;
use crate::error::Result;
use crate::keys::StoredKey;
use crate::names::{ConnectionId, TenantId};
use crate::nodes::NodeId;
use crate::sealing_key::SealingKeys;
use crate::store::{Location, Store};
use crate::tenants::Tenant;

/// Where a registry lies: a path of an SQLite file, or a URL of a PostgreSQL. `Debug` shows no password.
#[derive(Debug, Clone)]
pub struct StoreUrl(Location);

impl std::fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl StoreUrl {
    /// Reads `postgres://…` or `postgresql://…`; everything else is a path.
    pub fn new(text: &str) -> Self {
        Self(Location::of(text))
    }

    /// The file, where it is one.
    pub fn file(&self) -> Option<&std::path::Path> {
        match &self.0 {
            Location::File(path) => Some(path),
            Location::Postgres(_) => None,
        }
    }
}

/// An open registry. Each of its files adds what it is about.
pub struct Registry {
    pub(crate) store: Store,
    pub(crate) sealing: SealingKeys,
    /// This process, among those that share the registry.
    pub(crate) node: NodeId,
    pub(crate) deployments: Cache<(TenantId, ConnectionId), Deployment>,
    pub(crate) keys: Cache<String, StoredKey>,
    pub(crate) tenants: Cache<TenantId, Tenant>,
    /// Counts changes of what belongs to no tenant.
    shared: watch::Sender<u64>,
    /// Held while this process serves.
    lock: Mutex<Option<File>>,
}

impl Registry {
    /// Opens a registry, making its tables where there are none.
    ///
    /// # Errors
    /// When the database can't be opened, its tables are not ours, or the sealing keys are not its own.
    pub async fn open(url: &StoreUrl, sealing: SealingKeys) -> Result<Self> {
        let registry = Self {
            store: Store::open(url.0.clone()).await?,
            sealing,
            node: NodeId::fresh(),
            deployments: Cache::new(10_000),
            keys: Cache::new(100_000),
            tenants: Cache::new(100_000),
            shared: watch::Sender::new(0),
            lock: Mutex::new(None),
        };
        registry.check_sealing_key().await?;
        Ok(registry)
    }

    /// Reserves the registry for this server, where it can have one only.
    ///
    /// # Errors
    /// When another process serves the same file.
    pub fn serve_alone(&self) -> Result<()> {
        let lock = self.store.serve_alone()?;
        *self
            .lock
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = lock;
        Ok(())
    }

    /// Whether several servers may share it.
    pub(crate) fn is_shared(&self) -> bool {
        matches!(self.store.location, Location::Postgres(_))
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<()> {
        sqlx::query("SELECT value FROM revision WHERE id = 1")
            .fetch_one(&self.store.reads)
            .await?;
        Ok(())
    }

    /// Closes all connections; what was committed stays.
    pub async fn close(&self) {
        self.store.close().await;
    }

    /// Commits a change of what nodes hold about a tenant, and forgets it here.
    pub(crate) async fn commit(
        &self,
        mut transaction: Transaction<'static, Any>,
        tenant: &str,
    ) -> Result<()> {
        self.store.touch(&mut transaction, tenant).await?;
        transaction.commit().await?;
        self.forget(tenant);
        Ok(())
    }

    /// Drops what is held in memory about a tenant; about keys of operators, for the empty name.
    pub(crate) fn forget(&self, tenant: &str) {
        self.deployments.forget(|(of, _), _| of.as_str() == tenant);
        self.tenants.forget(|of, _| of.as_str() == tenant);
        self.keys.forget(|_, key| key.tenant_name() == tenant);
        if tenant.is_empty() {
            self.shared.send_modify(|count| *count += 1);
        }
    }

    /// Changes whenever what belongs to no tenant may have changed, on whichever server: operators' keys, and secrets
    /// that all servers share. Only while [`Self::watch`] runs does it hear of others.
    pub fn shared_changes(&self) -> watch::Receiver<u64> {
        self.shared.subscribe()
    }

    pub(crate) fn forget_all(&self) {
        self.deployments.forget(|_, _| true);
        self.tenants.forget(|_, _| true);
        self.keys.forget(|_, _| true);
        self.shared.send_modify(|count| *count += 1);
    }

    pub(crate) fn believe(&self) {
        self.deployments.believe();
        self.tenants.believe();
        self.keys.believe();
    }
}
