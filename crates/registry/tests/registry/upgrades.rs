//! What an older version wrote is read by this one.

use connector_contract::{Dialect, IdShape};
use connector_registry::{Database, Mode};
use sqlx::AnyPool;

use crate::both::{both, connection, furnish, tenant, upload};

/// Settings as they were when a connection's database was called its dialect.
const OLD: &str = r#"{"mode":"lazy","dialect":"postgres","id":"integer","limits":{},"keep_arguments":false,"authing":{"user_pool":{"id":"p","name":"","metadata":{"dialect":"postgres","like":"{\"mode\":\"full\",\"dialect\":\"postgres\","}},"apps":[],"custom_fields":[],"lookups":[]}}"#;

#[tokio::test]
async fn a_connections_database_is_no_longer_called_its_dialect() {
    for home in both().await {
        let registry = home.open().await;
        furnish(&registry).await;
        registry.close().await;
        let url = match home.name {
            "SQLite" => format!("sqlite://{}", home.url),
            _ => home.url.clone(),
        };
        let pool = AnyPool::connect(&url).await.expect("it opens");
        sqlx::query("UPDATE connections SET settings = $1")
            .bind(OLD)
            .execute(&pool)
            .await
            .expect("as it was");
        sqlx::query("DELETE FROM _sqlx_migrations WHERE version >= 2")
            .execute(&pool)
            .await
            .expect("as it was");
        pool.close().await;

        let registry = home.open().await;
        let read = registry.connection(&tenant(), &connection()).await;
        let settings = read.expect("it is read").settings;
        assert_eq!(
            (
                settings.mode,
                settings.database,
                settings.dialect,
                settings.id
            ),
            (
                Mode::Lazy,
                Database::Postgres,
                Dialect::Any,
                IdShape::Integer
            ),
            "{}",
            home.name
        );
        let metadata = &settings.authing.user_pool.metadata;
        assert_eq!(metadata["dialect"], "postgres", "others' words stay");
        assert_eq!(
            metadata["like"], r#"{"mode":"full","dialect":"postgres","#,
            "others' words stay"
        );
        registry.close().await;
    }
}

#[tokio::test]
async fn a_backup_of_an_older_version_is_brought_up_to_date() {
    let [from, to] = both().await;
    let registry = from.open().await;
    furnish(&registry).await;
    let mut backup = Vec::new();
    registry.backup(&mut backup).await.expect("written");
    let text = String::from_utf8(backup).expect("UTF-8");
    let settings = "\\\"database\\\":\\\"postgres\\\",\\\"dialect\\\":\\\"any\\\"";
    assert!(text.contains(settings), "{text}");
    let older = text.replace(settings, "\\\"dialect\\\":\\\"postgres\\\"");

    let restored = to.open().await;
    restored
        .restore(&mut older.as_bytes())
        .await
        .expect("restored");
    let read = restored.connection(&tenant(), &connection()).await;
    assert_eq!(read.expect("it is read").settings.dialect, Dialect::Any);
}

#[tokio::test]
async fn scripts_have_their_last_name_and_their_connections_dialect() {
    for home in both().await {
        let registry = home.open().await;
        furnish(&registry).await;
        let (tenant, connection) = (tenant(), connection());
        let mut settings = connector_registry::ConnectionSettings {
            dialect: Dialect::Auth0,
            ..Default::default()
        };
        let put = registry.put_connection(&tenant, &connection, &settings);
        put.await.expect("set");
        let action = connector_contract::Action::UpdateUser;
        let source = "function updateUser(id, updates) { return { id } }";
        let first = upload(source, None);
        let mut second = first.clone();
        second.script =
            connector_contract::Script::new("updateUser.ts", source, 1000).expect("a script");
        for (upload, name) in [(first, "updateUser.js"), (second, "updateUser.ts")] {
            let uploaded = registry.upload(&tenant, &connection, action, &upload);
            uploaded.await.expect("uploaded");
            let deployment = registry.deployment(&tenant, &connection).await;
            let script = deployment.expect("there").scripts[&action].clone();
            assert_eq!((script.name(), script.dialect()), (name, Dialect::Auth0));
        }
        let versions = registry.script_versions(&tenant, &connection, action).await;
        let versions = versions.expect("listed");
        assert_eq!(
            (versions.len(), versions[0].name.as_str()),
            (1, "updateUser.ts")
        );
        settings.dialect = Dialect::Contract;
        let put = registry.put_connection(&tenant, &connection, &settings);
        put.await.expect("set");
        let deployment = registry.deployment(&tenant, &connection).await;
        let script = deployment.expect("there").scripts[&action].clone();
        assert_eq!(script.dialect(), Dialect::Contract, "{}", home.name);
    }
}
