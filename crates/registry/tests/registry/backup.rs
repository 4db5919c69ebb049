//! All of a registry as one file.

use std::io::BufReader;

use connector_contract::{Action, InvocationId};
use connector_registry::{Claim, ClaimRef, EnvChange, KeyKind, NewKey};
use secrecy::ExposeSecret as _;

use crate::both::{both, connection, furnish, tenant, upload};

#[tokio::test]
async fn a_backup_goes_from_either_database_into_either() {
    for from in 0..2 {
        for to in 0..2 {
            let homes = both().await;
            let others = both().await;
            let (source, target) = (&homes[from], &others[to]);
            let registry = source.open().await;
            furnish(&registry).await;
            registry
                .upload(
                    &tenant(),
                    &connection(),
                    Action::UpdateUser,
                    &upload("1", Some("v1")),
                )
                .await
                .unwrap();
            let change = EnvChange {
                set: [("A".to_owned(), "hunter2".into())].into(),
                ..EnvChange::default()
            };
            registry
                .change_env(&tenant(), &connection(), &change)
                .await
                .unwrap();
            let new = NewKey {
                kind: KeyKind::Tenant,
                tenant: Some(tenant()),
                connection: None,
                label: "ci".into(),
                expires_at: None,
            };
            let (_, key) = registry.create_key(&new).await.unwrap();
            let claim = ClaimRef {
                tenant: tenant(),
                connection: connection(),
                action: Action::UpdateUser,
                key: "k".into(),
                digest: "d".into(),
                invocation: InvocationId::fresh(),
                version: "v".into(),
            };
            registry.claim(&claim).await.unwrap();
            registry.settle_claim(&claim, b"outcome").await.unwrap();
            let mut file = Vec::new();
            let rows = registry.backup(&mut file).await.unwrap();

            // Its own sealing key is not the source's: nothing may be taken over that could never be opened.
            let stranger = target.open().await;
            assert!(
                stranger
                    .restore(&mut BufReader::new(file.as_slice()))
                    .await
                    .is_err()
            );
            assert!(
                stranger.tenants(None, 1).await.unwrap().is_empty(),
                "nothing of it was taken"
            );
            stranger.close().await;

            let third = both().await;
            let restored = third[to].open_with(&source.keys).await.unwrap();
            for torn in [
                &file[..file.len() / 2],
                &file[..file.len() - 12],
                b"".as_slice(),
                b"{}\n",
            ] {
                assert!(restored.restore(&mut BufReader::new(torn)).await.is_err());
            }
            assert_eq!(
                restored
                    .restore(&mut BufReader::new(file.as_slice()))
                    .await
                    .unwrap(),
                rows
            );
            let deployment = restored.deployment(&tenant(), &connection()).await.unwrap();
            assert_eq!(deployment.env.get("A"), Some("hunter2"));
            assert_eq!(deployment.scripts[&Action::UpdateUser].source(), "1");
            assert!(
                restored
                    .authenticate(key.expose_secret())
                    .await
                    .unwrap()
                    .is_some()
            );
            assert!(matches!(
                restored.claim(&claim).await.unwrap(),
                Claim::Replayed(_)
            ));
            let again = restored
                .restore(&mut BufReader::new(file.as_slice()))
                .await
                .unwrap_err();
            assert!(again.to_string().contains("already"), "{again}");
        }
    }
}
