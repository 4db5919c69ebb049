//! Connections, scripts and env: what an invocation gets.

use connector_contract::Action;
use connector_registry::{ConnectionSettings, EnvChange, RegistryError};

use crate::both::{both, connection, furnish, tenant, upload};

fn set(pairs: &[(&str, &str)]) -> EnvChange {
    EnvChange {
        set: pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).into()))
            .collect(),
        ..EnvChange::default()
    }
}

#[tokio::test]
async fn what_was_put_is_there_after_opening_again() {
    for home in both().await {
        let registry = home.open().await;
        furnish(&registry).await;
        let settings = ConnectionSettings {
            limits: [("wall_ms".to_owned(), 8_000)].into(),
            keep_arguments: true,
            ..ConnectionSettings::default()
        };
        let (put, made) = registry
            .put_connection(&tenant(), &connection(), &settings)
            .await
            .unwrap();
        assert!(!made && put.settings == settings);
        let script = upload("async function updateUser() {}", Some("v1"));
        let uploaded = registry
            .upload(&tenant(), &connection(), Action::UpdateUser, &script)
            .await
            .unwrap();
        registry
            .change_env(
                &tenant(),
                &connection(),
                &set(&[("DB_PASSWORD", "hunter2")]),
            )
            .await
            .unwrap();
        registry.close().await;

        let registry = home.open().await;
        let deployment = registry.deployment(&tenant(), &connection()).await.unwrap();
        assert_eq!(deployment.connection.settings, settings, "{}", home.name);
        assert_eq!(deployment.limits.wall.as_millis(), 8_000);
        assert_eq!(
            deployment.scripts[&Action::UpdateUser].version(),
            uploaded.version
        );
        assert_eq!(deployment.env.get("DB_PASSWORD"), Some("hunter2"));
        assert_eq!(registry.tenants(None, 10).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn versions_are_kept_and_the_active_one_moves() {
    for home in both().await {
        let registry = home.open().await;
        furnish(&registry).await;
        let (tenant, connection, action) = (tenant(), connection(), Action::UpdateUser);
        let mut versions = Vec::new();
        for (source, label) in [("1", Some("v1")), ("2", None), ("3", Some("v3"))] {
            let script = upload(source, label);
            let uploaded = registry
                .upload(&tenant, &connection, action, &script)
                .await
                .unwrap();
            assert_eq!(uploaded.previous, versions.last().cloned(), "{}", home.name);
            versions.push(uploaded.version);
        }
        let active = async || {
            let deployment = registry.deployment(&tenant, &connection).await.unwrap();
            deployment.scripts[&action].source().to_owned()
        };
        assert_eq!(active().await, "3");
        registry
            .rollback(&tenant, &connection, action, None, "tester")
            .await
            .unwrap();
        assert_eq!(active().await, "2");
        registry
            .rollback(&tenant, &connection, action, Some("v1"), "tester")
            .await
            .unwrap();
        assert_eq!(active().await, "1");
        registry
            .rollback(&tenant, &connection, action, Some(&versions[2]), "tester")
            .await
            .unwrap();
        assert_eq!(active().await, "3");
        let error = registry
            .rollback(&tenant, &connection, action, Some("v9"), "tester")
            .await
            .unwrap_err();
        assert!(matches!(error, RegistryError::Missing { .. }), "{error}");

        // A label moves; uploading what is active changes nothing else.
        let again = registry
            .upload(&tenant, &connection, action, &upload("3", Some("v1")))
            .await
            .unwrap();
        assert_eq!(again.previous.as_ref(), Some(&again.version));
        let listed = registry
            .script_versions(&tenant, &connection, action)
            .await
            .unwrap();
        assert_eq!(listed.len(), 3);
        let three = listed
            .iter()
            .find(|listed| listed.version == versions[2])
            .unwrap();
        assert!(three.active);
        let labels: Vec<&str> = three.labels.iter().map(|label| label.as_str()).collect();
        assert_eq!(labels, ["v1", "v3"]);
        let source = registry
            .script(&tenant, &connection, action, Some("v1"))
            .await
            .unwrap();
        assert_eq!(source.source(), "3");
    }
}

#[tokio::test]
async fn env_changes_whole_and_with_another_version() {
    for home in both().await {
        let registry = home.open().await;
        furnish(&registry).await;
        let (tenant, connection) = (tenant(), connection());
        let mut change = set(&[("A", "1"), ("B", "2")]);
        change.secret.insert("B".to_owned());
        registry
            .change_env(&tenant, &connection, &change)
            .await
            .unwrap();
        let first = registry.deployment(&tenant, &connection).await.unwrap();
        assert!(first.env.is_secret("B") && !first.env.is_secret("A"));

        let mut change = set(&[("C", "3")]);
        change.unset.insert("A".to_owned());
        registry
            .change_env(&tenant, &connection, &change)
            .await
            .unwrap();
        let second = registry.deployment(&tenant, &connection).await.unwrap();
        assert_eq!(
            second.env.keys().collect::<Vec<_>>(),
            ["B", "C"],
            "{}",
            home.name
        );
        assert_ne!(first.connection.env_version, second.connection.env_version);

        let change = EnvChange {
            replace: true,
            ..set(&[("D", "4")])
        };
        registry
            .change_env(&tenant, &connection, &change)
            .await
            .unwrap();
        let names = registry.env_entries(&tenant, &connection).await.unwrap();
        assert_eq!(
            names
                .iter()
                .map(|entry| entry.name.as_str())
                .collect::<Vec<_>>(),
            ["D"]
        );

        // Too many at once: none of them is there.
        let many: Vec<(String, String)> = (0..300)
            .map(|at| (format!("V{at}"), String::new()))
            .collect();
        let many: Vec<(&str, &str)> = many
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        registry
            .change_env(&tenant, &connection, &set(&many))
            .await
            .unwrap_err();
        assert_eq!(
            registry
                .env_entries(&tenant, &connection)
                .await
                .unwrap()
                .len(),
            1
        );
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_apart() {
    for home in both().await {
        let registry = home.open().await;
        let settings = ConnectionSettings::default();
        let missing = registry
            .put_connection(&tenant(), &connection(), &settings)
            .await
            .unwrap_err();
        assert_eq!(
            missing.to_string(),
            "there is no tenant \"acme\"",
            "{}",
            home.name
        );
        furnish(&registry).await;
        let exists = registry
            .create_tenant(tenant(), "again", None)
            .await
            .unwrap_err();
        assert_eq!(exists.to_string(), "there is a tenant \"acme\" already");
        let script = upload("1", None);
        let nowhere = "nowhere".parse().unwrap();
        let missing = registry
            .upload(&tenant(), &nowhere, Action::GetUser, &script)
            .await
            .unwrap_err();
        assert_eq!(missing.to_string(), "there is no connection \"nowhere\"");
        for (key, value) in [("wall_ms", 3_600_000), ("wall", 1)] {
            let settings = ConnectionSettings {
                limits: [(key.to_owned(), value)].into(),
                ..settings.clone()
            };
            let refused = registry
                .put_connection(&tenant(), &connection(), &settings)
                .await
                .unwrap_err();
            assert!(matches!(refused, RegistryError::Invalid(_)), "{refused}");
        }
        registry.delete_tenant(&tenant()).await.unwrap();
        assert!(registry.deployment(&tenant(), &connection()).await.is_err());
        assert!(registry.tenant(&tenant()).await.is_err());
    }
}
