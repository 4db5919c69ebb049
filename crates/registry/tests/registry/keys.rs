//! Who may call.

use connector_registry::{ConnectionId, KeyKind, NewKey, TenantId, now_ms};
use secrecy::ExposeSecret as _;

use crate::both::{both, connection, furnish, tenant};

fn new(kind: KeyKind, tenant: Option<TenantId>, connection: Option<ConnectionId>) -> NewKey {
    NewKey {
        kind,
        tenant,
        connection,
        label: "test".into(),
        expires_at: None,
    }
}

#[tokio::test]
async fn a_key_is_known_until_it_is_revoked_or_ends() {
    for home in both().await {
        let registry = home.open().await;
        furnish(&registry).await;
        let (operator, text) = registry
            .create_key(&new(KeyKind::Operator, None, None))
            .await
            .unwrap();
        let caller = registry
            .authenticate(text.expose_secret())
            .await
            .unwrap()
            .unwrap();
        assert!(
            caller.is_operator() && caller.reaches(&tenant(), &connection()),
            "{}",
            home.name
        );

        let narrow = new(KeyKind::Tenant, Some(tenant()), Some(connection()));
        let (_, narrow) = registry.create_key(&narrow).await.unwrap();
        let caller = registry
            .authenticate(narrow.expose_secret())
            .await
            .unwrap()
            .unwrap();
        assert!(caller.reaches(&tenant(), &connection()));
        assert!(!caller.reaches_tenant(&tenant()));
        assert!(!caller.reaches(&tenant(), &"other".parse().unwrap()));
        assert!(!caller.reaches(&"other".parse().unwrap(), &connection()));

        registry.revoke_key(&operator.id).await.unwrap();
        assert!(
            registry
                .authenticate(text.expose_secret())
                .await
                .unwrap()
                .is_none()
        );
        let ended = NewKey {
            expires_at: Some(now_ms() - 1),
            ..new(KeyKind::Operator, None, None)
        };
        let (_, ended) = registry.create_key(&ended).await.unwrap();
        assert!(
            registry
                .authenticate(ended.expose_secret())
                .await
                .unwrap()
                .is_none()
        );
    }
}

#[tokio::test]
async fn an_id_with_another_secret_is_nobody() {
    for home in both().await {
        let registry = home.open().await;
        let (one, _) = registry
            .create_key(&new(KeyKind::Operator, None, None))
            .await
            .unwrap();
        let (two, text) = registry
            .create_key(&new(KeyKind::Operator, None, None))
            .await
            .unwrap();
        let forged = text.expose_secret().replace(&two.id, &one.id);
        assert!(
            registry.authenticate(&forged).await.unwrap().is_none(),
            "{}",
            home.name
        );
        for nonsense in ["", "connector_op_", "x", &"a".repeat(10_000)] {
            assert!(registry.authenticate(nonsense).await.unwrap().is_none());
        }
    }
}

#[tokio::test]
async fn rotation_leaves_both_for_a_while_and_then_one() {
    for home in both().await {
        let registry = home.open().await;
        furnish(&registry).await;
        let (old, old_text) = registry
            .create_key(&new(KeyKind::Tenant, Some(tenant()), None))
            .await
            .unwrap();
        let (_, new_text) = registry.rotate_key(&old.id, 60_000).await.unwrap();
        for text in [&old_text, &new_text] {
            assert!(
                registry
                    .authenticate(text.expose_secret())
                    .await
                    .unwrap()
                    .is_some(),
                "{}",
                home.name
            );
        }
        let end = registry.key(&old.id).await.unwrap().expires_at.unwrap();
        assert!(end > now_ms());
        // Rotating again can only bring the end nearer.
        registry.rotate_key(&old.id, 0).await.unwrap();
        assert!(
            registry
                .authenticate(old_text.expose_secret())
                .await
                .unwrap()
                .is_none()
        );
        assert_eq!(registry.keys(Some(&tenant())).await.unwrap().len(), 3);
        assert!(registry.keys(None).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn parts_of_a_key_must_fit_each_other() {
    for home in both().await {
        let registry = home.open().await;
        furnish(&registry).await;
        for wrong in [
            new(KeyKind::Operator, Some(tenant()), None),
            new(KeyKind::Tenant, None, None),
            new(KeyKind::Authing, Some(tenant()), Some(connection())),
            new(KeyKind::Tenant, Some("nobody".parse().unwrap()), None),
            new(
                KeyKind::Tenant,
                Some(tenant()),
                Some("nothing".parse().unwrap()),
            ),
        ] {
            assert!(
                registry.create_key(&wrong).await.is_err(),
                "{}: {wrong:?}",
                home.name
            );
        }
    }
}

#[tokio::test]
async fn a_signing_key_opens_and_dies_with_its_connection() {
    for home in both().await {
        let registry = home.open().await;
        furnish(&registry).await;
        let (key, secret) = registry
            .create_access_key(&tenant(), &connection(), "sdk", None)
            .await
            .unwrap();
        let found = registry.access_key(&key.id).await.unwrap().unwrap();
        assert_eq!(
            found.secret.expose_secret(),
            secret.expose_secret(),
            "{}",
            home.name
        );
        assert_eq!((found.tenant, found.connection), (tenant(), connection()));
        assert!(
            !format!("{:?}", registry.access_key(&key.id).await).contains(secret.expose_secret())
        );
        assert!(
            registry
                .authenticate(secret.expose_secret())
                .await
                .unwrap()
                .is_none()
        );
        registry
            .delete_connection(&tenant(), &connection())
            .await
            .unwrap();
        assert!(registry.access_key(&key.id).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn of_equal_nonces_at_once_one_is_first() {
    for home in both().await {
        let registry = home.open().await;
        furnish(&registry).await;
        let (key, _) = registry
            .create_access_key(&tenant(), &connection(), "", None)
            .await
            .unwrap();
        let other = home.open().await;
        let tries = (0..8).map(|at| {
            let registry = if at % 2 == 0 { &registry } else { &other };
            registry.remember_nonce(&key.id, "n\0nce", 60_000)
        });
        let first = futures::future::join_all(tries)
            .await
            .into_iter()
            .filter(|first| *first.as_ref().unwrap())
            .count();
        assert_eq!(first, 1, "{}", home.name);
        assert!(
            registry
                .remember_nonce(&key.id, "another", -1)
                .await
                .unwrap()
        );
        assert!(
            registry
                .remember_nonce(&key.id, "another", 60_000)
                .await
                .unwrap(),
            "it had expired"
        );
    }
}
