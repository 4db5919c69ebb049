//! Secrets on disk.

use std::sync::Arc;

use connector_registry::{EnvChange, RegistryError, SealingKeys};
use secrecy::ExposeSecret as _;

use crate::both::{both, connection, furnish, tenant};

async fn set(registry: &connector_registry::Registry, value: &str) {
    let change = EnvChange {
        set: [("API".to_owned(), value.into())].into(),
        ..EnvChange::default()
    };
    registry
        .change_env(&tenant(), &connection(), &change)
        .await
        .expect("it is set");
}

#[tokio::test]
async fn another_sealing_key_does_not_open_it() {
    for home in both().await {
        home.open().await.close().await;
        let other = SealingKeys::generate().unwrap();
        let error = home.open_with(&other).await.err().unwrap();
        assert!(
            matches!(error, RegistryError::WrongSealingKey),
            "{}: {error}",
            home.name
        );
        home.open().await;
    }
}

#[tokio::test]
async fn a_sealing_key_is_replaced_while_others_read() {
    for home in both().await {
        let registry = home.open().await;
        furnish(&registry).await;
        set(&registry, "hunter2").await;
        let (key, secret) = registry
            .create_access_key(&tenant(), &connection(), "", None)
            .await
            .unwrap();
        let fresh = SealingKeys::generate().unwrap();
        let both_keys = format!("{}{}", *fresh, home.keys);
        let resealing = home.open_with(&both_keys).await.unwrap();
        // The canary, the variable, the signing key.
        assert_eq!(resealing.reseal().await.unwrap(), 3, "{}", home.name);
        assert_eq!(resealing.reseal().await.unwrap(), 0);
        let after = home.open_with(&fresh).await.unwrap();
        let deployment = after.deployment(&tenant(), &connection()).await.unwrap();
        assert_eq!(deployment.env.get("API"), Some("hunter2"));
        let opened = after.access_key(&key.id).await.unwrap().unwrap();
        assert_eq!(opened.secret.expose_secret(), secret.expose_secret());
        assert!(
            home.open_with(&home.keys).await.is_err(),
            "the old key opens nothing any more"
        );
    }
}

#[tokio::test]
async fn no_secret_is_readable_in_the_file() {
    let [home, _] = both().await;
    let registry = home.open().await;
    furnish(&registry).await;
    set(&registry, "correct-horse-battery").await;
    let (_, secret) = registry
        .create_access_key(&tenant(), &connection(), "", None)
        .await
        .unwrap();
    registry.close().await;
    for ending in ["", "-wal"] {
        let Ok(bytes) = std::fs::read(format!("{}{ending}", home.url)) else {
            continue;
        };
        for secret in ["correct-horse-battery", secret.expose_secret()] {
            let found = bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!found, "{ending}");
        }
    }
}

#[tokio::test]
async fn of_servers_that_start_at_once_one_makes_the_shared_secret() {
    for home in both().await {
        let (one, two) = (home.open().await, home.open().await);
        let made = futures::future::join(
            one.server_secret_or("ring", b"one"),
            two.server_secret_or("ring", b"two"),
        )
        .await;
        assert_eq!(made.0.unwrap(), made.1.unwrap(), "{}", home.name);
    }
}

#[tokio::test]
async fn a_secret_of_the_servers_is_replaced_by_who_knows_the_present_one_and_all_are_told() {
    for home in both().await {
        let (one, two) = (home.open().await, home.open().await);
        let watching = tokio::spawn(Arc::clone(&two).watch());
        let mut told = two.shared_changes();
        one.server_secret_or("keys", b"first").await.unwrap();
        let other = one.replace_server_secret("keys", b"none", b"x").await;
        assert!(!other.unwrap(), "{}", home.name);
        // What it hears of when it begins to watch is not yet the change.
        tokio::time::timeout(std::time::Duration::from_secs(20), told.changed())
            .await
            .expect("it looks at the list")
            .unwrap();
        told.mark_unchanged();
        assert!(
            one.replace_server_secret("keys", b"first", b"second")
                .await
                .unwrap()
        );
        tokio::time::timeout(std::time::Duration::from_secs(20), told.changed())
            .await
            .expect("it is told")
            .unwrap();
        let read = two.server_secret("keys").await.unwrap().unwrap();
        assert_eq!(read.as_slice(), b"second", "{}", home.name);
        let late = two.replace_server_secret("keys", b"first", b"third").await;
        assert!(!late.unwrap());
        let missing = two.replace_server_secret("other", b"", b"").await;
        assert!(matches!(missing, Err(RegistryError::Missing { .. })));
        watching.abort();
    }
}
