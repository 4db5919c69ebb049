//! What was invoked.

use std::sync::Arc;
use std::time::Duration;

use connector_contract::{
    Action, InvocationId, LogLevel, LogLine, Outcome, Receipt, ScriptRef, Status,
};
use connector_registry::{Entry, HistoryWriter, Kept, Order, Query, Registry, Retention, now_ms};
use serde_json::json;

use crate::both::{both, connection, furnish, tenant};

fn entry(at: i64, action: Action, status: Status, user: Option<&str>) -> Entry {
    Entry {
        tenant: tenant(),
        connection: connection(),
        caller: "key".into(),
        user_id: user.map(str::to_owned),
        at,
        outcome: Outcome {
            invocation: InvocationId::fresh(),
            action,
            status,
            value: None,
            error: None,
            rule: "rule".into(),
            script: ScriptRef {
                version: "sha256:00".into(),
            },
            receipt: Receipt::default(),
            logs: vec![LogLine {
                level: LogLevel::Info,
                message: "a line with \0 and ☃".into(),
            }],
        },
        kept: None,
    }
}

async fn found(registry: &Registry, query: Query) -> Vec<i64> {
    let query = Query { limit: 50, ..query };
    let page = registry
        .history(&tenant(), &connection(), &query)
        .await
        .expect("a page");
    page.records.iter().map(|record| record.at).collect()
}

#[tokio::test]
async fn invocations_are_found_by_all_that_is_known_of_them() {
    for home in both().await {
        let registry = home.open().await;
        furnish(&registry).await;
        let entries = [
            entry(1, Action::UpdateUser, Status::Success, Some("7")),
            entry(2, Action::UpdateUser, Status::Timeout, Some("7")),
            entry(3, Action::GetUser, Status::Success, Some("8")),
            entry(4, Action::ListUsers, Status::Success, None),
        ];
        registry.write_history(&entries).await.unwrap();
        registry.write_history(&entries[..2]).await.unwrap();
        let all = Query::default;
        for (query, expected) in [
            (all(), vec![4, 3, 2, 1]),
            (
                Query {
                    order: Order::Oldest,
                    ..all()
                },
                vec![1, 2, 3, 4],
            ),
            (
                Query {
                    from: Some(2),
                    to: Some(4),
                    ..all()
                },
                vec![3, 2],
            ),
            (
                Query {
                    status: Some(Status::Timeout),
                    ..all()
                },
                vec![2],
            ),
            (
                Query {
                    action: Some(Action::UpdateUser),
                    from: Some(2),
                    ..all()
                },
                vec![2],
            ),
            (
                Query {
                    user_id: Some("7".into()),
                    status: Some(Status::Success),
                    ..all()
                },
                vec![1],
            ),
        ] {
            assert_eq!(
                found(&registry, query.clone()).await,
                expected,
                "{}: {query:?}",
                home.name
            );
        }
        let id = entries[0].outcome.invocation;
        let record = registry
            .invocation(&tenant(), &connection(), id)
            .await
            .unwrap();
        assert_eq!(record.outcome.logs, entries[0].outcome.logs);
        let elsewhere = "elsewhere".parse().unwrap();
        assert!(
            registry
                .invocation(&tenant(), &elsewhere, id)
                .await
                .is_err(),
            "another connection's"
        );
    }
}

#[tokio::test]
async fn pages_lead_through_everything_once() {
    for home in both().await {
        let registry = home.open().await;
        furnish(&registry).await;
        // Many of one moment: the time alone can't order them.
        let entries: Vec<Entry> = (0..23)
            .map(|at| entry(at / 7, Action::GetUser, Status::Success, None))
            .collect();
        registry.write_history(&entries).await.unwrap();
        for order in [Order::Newest, Order::Oldest] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let query = Query {
                    limit: 5,
                    order,
                    after,
                    ..Query::default()
                };
                let page = registry
                    .history(&tenant(), &connection(), &query)
                    .await
                    .unwrap();
                seen.extend(page.records.iter().map(|record| record.outcome.invocation));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            let count = seen.len();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!((count, seen.len()), (23, 23), "{} {order:?}", home.name);
        }
        let wrong = Query {
            after: Some("1; DROP TABLE".into()),
            ..Query::default()
        };
        assert!(
            registry
                .history(&tenant(), &connection(), &wrong)
                .await
                .is_err()
        );
    }
}

#[tokio::test]
async fn what_is_kept_lies_sealed_and_comes_back() {
    for home in both().await {
        let registry = home.open().await;
        furnish(&registry).await;
        let mut entry = entry(1, Action::UpdateUser, Status::Success, Some("7"));
        entry.kept = Some(Kept {
            arguments: vec![json!(7), json!({ "name": "Ada" })],
            value: Some(serde_json::value::to_raw_value(&json!({ "id": 7 })).unwrap()),
        });
        registry
            .write_history(std::slice::from_ref(&entry))
            .await
            .unwrap();
        let record = registry
            .invocation(&tenant(), &connection(), entry.outcome.invocation)
            .await
            .unwrap();
        assert_eq!(record.arguments.unwrap()[1]["name"], "Ada", "{}", home.name);
        assert_eq!(record.outcome.value.unwrap().get(), "{\"id\":7}");
    }
}

#[tokio::test]
async fn a_user_is_forgotten_and_old_times_too() {
    for home in both().await {
        let registry = home.open().await;
        furnish(&registry).await;
        let day = 24 * 60 * 60 * 1000;
        let entries = [
            entry(now_ms() - 31 * day, Action::GetUser, Status::Success, None),
            entry(
                now_ms() - 29 * day,
                Action::GetUser,
                Status::Success,
                Some("7"),
            ),
            entry(now_ms(), Action::GetUser, Status::Success, Some("8")),
        ];
        registry.write_history(&entries).await.unwrap();
        registry.sweep(&Retention::default()).await.unwrap();
        assert_eq!(
            found(&registry, Query::default()).await.len(),
            2,
            "{}",
            home.name
        );
        assert_eq!(
            registry
                .forget_user(&tenant(), &connection(), "7")
                .await
                .unwrap(),
            1
        );
        assert_eq!(found(&registry, Query::default()).await, [entries[2].at]);
    }
}

#[tokio::test]
async fn the_writer_writes_to_its_end_and_counts_what_it_lost() {
    for home in both().await {
        let registry = home.open().await;
        furnish(&registry).await;
        let writer = HistoryWriter::start(Arc::clone(&registry));
        for at in 0..1_000 {
            writer.record(entry(at, Action::GetUser, Status::Success, None));
        }
        writer.finish(Duration::from_secs(60)).await;
        assert_eq!(
            (writer.written(), writer.lost()),
            (1_000, 0),
            "{}",
            home.name
        );
        writer.record(entry(0, Action::GetUser, Status::Success, None));
        assert_eq!(writer.lost(), 1, "nothing is taken after the end");

        // A database that is gone costs nobody a moment, and what it costs history is counted.
        let writer = HistoryWriter::start(Arc::clone(&registry));
        registry.close().await;
        let begun = std::time::Instant::now();
        for at in 0..10_000 {
            writer.record(entry(at, Action::GetUser, Status::Success, None));
        }
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "{:?}",
            begun.elapsed()
        );
        assert!(writer.lost() > 0);
    }
}
