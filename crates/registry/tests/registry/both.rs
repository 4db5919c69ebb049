//! A registry on each database.

use std::sync::Arc;

use connector_contract::{Limits, Script};
use connector_registry::{
    ConnectionId, ConnectionSettings, Registry, SealingKeys, StoreUrl, TenantId, Upload,
};
use connector_testkit::Database;
use tempfile::TempDir;

/// A database that a registry can be opened on, several times.
pub(crate) struct Home {
    pub(crate) name: &'static str,
    pub(crate) url: String,
    pub(crate) keys: String,
    _folder: Option<TempDir>,
    _database: Option<Database>,
}

/// One on SQLite, one on PostgreSQL.
pub(crate) async fn both() -> [Home; 2] {
    let folder = tempfile::tempdir().expect("a folder");
    let keys = SealingKeys::generate().expect("random numbers").to_string();
    let file = Home {
        name: "SQLite",
        url: folder.path().join("registry.db").display().to_string(),
        keys: keys.clone(),
        _folder: Some(folder),
        _database: None,
    };
    let database = Database::empty().await.expect("a PostgreSQL");
    let server = Home {
        name: "PostgreSQL",
        url: database.url(),
        keys,
        _folder: None,
        _database: Some(database),
    };
    [file, server]
}

impl Home {
    pub(crate) async fn open(&self) -> Arc<Registry> {
        self.open_with(&self.keys).await.expect("it opens")
    }

    pub(crate) async fn open_with(
        &self,
        keys: &str,
    ) -> Result<Arc<Registry>, connector_registry::RegistryError> {
        let keys = SealingKeys::parse(keys).expect("sealing keys");
        Registry::open(&StoreUrl::new(&self.url), keys)
            .await
            .map(Arc::new)
    }
}

pub(crate) fn tenant() -> TenantId {
    "acme".parse().expect("a name")
}

pub(crate) fn connection() -> ConnectionId {
    "shop".parse().expect("a name")
}

/// A tenant with a connection.
pub(crate) async fn furnish(registry: &Registry) {
    registry
        .create_tenant(tenant(), "Acme", None)
        .await
        .expect("a tenant");
    let settings = ConnectionSettings::default();
    registry
        .put_connection(&tenant(), &connection(), &settings)
        .await
        .expect("a connection");
}

/// A script to upload.
pub(crate) fn upload(source: &str, label: Option<&str>) -> Upload {
    Upload {
        script: Script::new("updateUser.js", source, Limits::default().source_bytes)
            .expect("a script"),
        label: label.map(|label| label.parse().expect("a label")),
        by: "tester".into(),
    }
}
