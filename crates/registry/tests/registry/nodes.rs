//! Several processes on one registry.

use std::sync::Arc;
use std::time::{Duration, Instant};

use connector_registry::{EnvChange, KeyKind, NewKey, Registry};
use secrecy::ExposeSecret as _;

use crate::both::{both, connection, furnish, tenant};

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !holds().await {
        assert!(begun.elapsed() < Duration::from_secs(30), "{what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn env_of(registry: &Registry) -> Option<String> {
    let deployment = registry
        .deployment(&tenant(), &connection())
        .await
        .expect("it is there");
    deployment.env.get("A").map(str::to_owned)
}

#[tokio::test]
async fn others_see_a_change_and_a_revoked_key_dies_everywhere() {
    for home in both().await {
        let here = home.open().await;
        furnish(&here).await;
        let there = home.open().await;
        let watching = tokio::spawn(Arc::clone(&there).watch());
        let new = NewKey {
            kind: KeyKind::Operator,
            tenant: None,
            connection: None,
            label: String::new(),
            expires_at: None,
        };
        let (key, text) = here.create_key(&new).await.unwrap();
        // Until it watches, nothing is held in memory; from then on, what it holds is what it was told.
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(env_of(&there).await, None);
        assert!(
            there
                .authenticate(text.expose_secret())
                .await
                .unwrap()
                .is_some()
        );

        let change = EnvChange {
            set: [("A".to_owned(), "1".into())].into(),
            ..EnvChange::default()
        };
        here.change_env(&tenant(), &connection(), &change)
            .await
            .unwrap();
        assert_eq!(
            env_of(&here).await.as_deref(),
            Some("1"),
            "at once where it was made"
        );
        until(home.name, async || {
            env_of(&there).await.as_deref() == Some("1")
        })
        .await;
        here.revoke_key(&key.id).await.unwrap();
        until(home.name, async || {
            there
                .authenticate(text.expose_secret())
                .await
                .unwrap()
                .is_none()
        })
        .await;
        watching.abort();
    }
}

#[tokio::test]
async fn a_file_is_served_by_one_and_a_postgresql_by_many() {
    let [file, server] = both().await;
    let (one, two) = (file.open().await, file.open().await);
    one.serve_alone().unwrap();
    let refused = two.serve_alone().unwrap_err();
    assert!(refused.to_string().contains("PostgreSQL"), "{refused}");
    drop(one);
    two.serve_alone().unwrap();
    let (one, two) = (server.open().await, server.open().await);
    one.serve_alone().unwrap();
    two.serve_alone().unwrap();
}

#[tokio::test]
async fn opening_at_once_makes_one_schema() {
    for home in both().await {
        let opened = futures::future::join_all((0..4).map(|_| home.open_with(&home.keys))).await;
        for registry in opened {
            registry.unwrap().ping().await.unwrap();
        }
    }
}
