//! Idempotency keys.

use connector_contract::{Action, InvocationId, Outcome, Status};
use connector_registry::{Claim, ClaimRef, Settled};

use crate::both::{both, connection, furnish, tenant};

fn claim(key: &str, digest: &str) -> ClaimRef {
    ClaimRef {
        tenant: tenant(),
        connection: connection(),
        action: Action::UpdateUser,
        key: key.into(),
        digest: digest.into(),
        invocation: InvocationId::fresh(),
        version: "sha256:00".into(),
    }
}

#[tokio::test]
async fn the_first_outcome_is_everybodys_also_after_opening_again() {
    for home in both().await {
        let registry = home.open().await;
        furnish(&registry).await;
        let first = claim("k", "d");
        assert!(
            matches!(registry.claim(&first).await.unwrap(), Claim::Taken),
            "{}",
            home.name
        );
        assert!(matches!(
            registry.claim(&claim("k", "d")).await.unwrap(),
            Claim::Open
        ));
        assert!(matches!(
            registry.claim(&claim("k", "other")).await.unwrap(),
            Claim::OtherArguments
        ));
        assert!(matches!(
            registry.settle_claim(&first, b"the outcome").await.unwrap(),
            Settled::Kept
        ));
        registry.close().await;

        let registry = home.open().await;
        match registry.claim(&claim("k", "d")).await.unwrap() {
            Claim::Replayed(text) => assert_eq!(text.as_slice(), b"the outcome"),
            other => panic!("{other:?}"),
        }
        assert!(matches!(
            registry.claim(&claim("k", "other")).await.unwrap(),
            Claim::OtherArguments
        ));
        // The key belongs to the action: another one may use it too.
        let other = ClaimRef {
            action: Action::CreateUser,
            ..claim("k", "x")
        };
        assert!(matches!(
            registry.claim(&other).await.unwrap(),
            Claim::Taken
        ));
    }
}

#[tokio::test]
async fn a_released_claim_may_be_taken_again_and_a_settled_one_is_never_released() {
    for home in both().await {
        let registry = home.open().await;
        furnish(&registry).await;
        let first = claim("k", "d");
        registry.claim(&first).await.unwrap();
        registry.release_claim(&first).await.unwrap();
        let second = claim("k", "d");
        assert!(
            matches!(registry.claim(&second).await.unwrap(), Claim::Taken),
            "{}",
            home.name
        );
        // The first call's late release or outcome is not the second's.
        registry.release_claim(&first).await.unwrap();
        assert!(registry.settle_claim(&first, b"late").await.is_err());
        registry.settle_claim(&second, b"mine").await.unwrap();
        registry.release_claim(&second).await.unwrap();
        assert!(matches!(
            registry.claim(&claim("k", "d")).await.unwrap(),
            Claim::Replayed(_)
        ));
    }
}

#[tokio::test]
async fn of_equal_claims_at_once_one_is_taken() {
    for home in both().await {
        let registry = home.open().await;
        furnish(&registry).await;
        let claims: Vec<ClaimRef> = (0..8).map(|_| claim("k", "d")).collect();
        let taken =
            futures::future::join_all(claims.iter().map(|claim| registry.claim(claim))).await;
        let taken = taken
            .iter()
            .filter(|taken| matches!(taken, Ok(Claim::Taken)))
            .count();
        assert_eq!(taken, 1, "{}", home.name);
    }
}

#[tokio::test]
async fn what_a_dead_server_left_open_is_crashed_and_nothing_else() {
    for home in both().await {
        let dead = home.open().await;
        furnish(&dead).await;
        let (left, done) = (claim("left", "d"), claim("done", "d"));
        for claim in [&left, &done] {
            dead.claim(claim).await.unwrap();
        }
        dead.settle_claim(&done, b"done").await.unwrap();

        // It never said that it lives, as one that was killed long ago.
        let registry = home.open().await;
        registry.beat().await.unwrap();
        let own = claim("own", "d");
        registry.claim(&own).await.unwrap();
        assert_eq!(registry.crash_orphans().await.unwrap(), 1, "{}", home.name);
        match registry.claim(&claim("left", "d")).await.unwrap() {
            Claim::Replayed(text) => {
                let outcome: Outcome = serde_json::from_slice(&text).unwrap();
                assert_eq!(
                    (outcome.status, outcome.invocation),
                    (Status::Crashed, left.invocation)
                );
                assert!(outcome.error.unwrap().message.contains("unknown"));
            }
            other => panic!("{other:?}"),
        }
        // The dead one was only slow: its own outcome comes too late, and it learns what counts.
        match dead.settle_claim(&left, b"slow").await.unwrap() {
            Settled::Superseded(text) => assert!(text.starts_with(b"{")),
            Settled::Kept => panic!("{}: two outcomes for one call", home.name),
        }
        assert!(matches!(
            registry.claim(&claim("own", "d")).await.unwrap(),
            Claim::Open
        ));
    }
}

#[tokio::test]
async fn a_key_is_bounded() {
    for home in both().await {
        let registry = home.open().await;
        furnish(&registry).await;
        for wrong in ["", "ä", "a\nb", &"k".repeat(256)] {
            assert!(
                registry.claim(&claim(wrong, "d")).await.is_err(),
                "{wrong:?}"
            );
        }
    }
}
