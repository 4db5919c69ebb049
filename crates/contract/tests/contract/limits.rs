//! Limits: the table, its text forms, and what it refuses.

use std::time::Duration;

use connector_contract::limits::{Recycling, Unit};
use connector_contract::{Limits, LimitsError};
use proptest::prelude::*;

const MIB: usize = 1024 * 1024;

#[test]
fn defaults_are_the_designs() {
    let limits = Limits::default();
    assert_eq!(
        (limits.wall, limits.cpu),
        (Duration::from_secs(5), Duration::from_secs(1))
    );
    assert_eq!(
        (limits.heap_bytes, limits.buffer_bytes),
        (64 * MIB, 64 * MIB)
    );
    assert_eq!(
        (
            limits.source_bytes,
            limits.argument_bytes,
            limits.result_bytes
        ),
        (MIB, 4 * MIB, 4 * MIB)
    );
    assert_eq!(
        (limits.console_lines, limits.console_line_bytes),
        (256, 8 * 1024)
    );
    assert_eq!(
        (limits.rows, limits.row_bytes, limits.clients),
        (10_000, 16 * MIB, 4)
    );
    assert_eq!(
        (limits.connect, limits.bcrypt_cost),
        (Duration::from_secs(2), 15)
    );
    assert_eq!((limits.pending_ops, limits.timers), (1000, 1000));
    let Recycling {
        idle,
        age,
        calls,
        percent_held,
    } = Recycling::default();
    assert_eq!(percent_held, 50);
    assert_eq!(
        (idle, age, calls),
        (Duration::from_secs(600), Duration::from_secs(3600), 10_000)
    );
}

#[test]
fn every_row_is_sound() {
    let mut names: Vec<_> = Limits::TABLE
        .iter()
        .flat_map(|limit| [limit.name, limit.key])
        .collect();
    names.sort_unstable();
    names.dedup();
    let shared = Limits::TABLE
        .iter()
        .filter(|limit| limit.name == limit.key)
        .count();
    assert_eq!(
        names.len(),
        2 * Limits::TABLE.len() - shared,
        "names and keys are unique"
    );
    for limit in Limits::TABLE {
        assert!(
            limit.floor <= limit.default && limit.default <= limit.ceiling,
            "{limit:?}"
        );
        assert!(
            !limit.what.is_empty() && !limit.reason.is_empty(),
            "{limit:?}"
        );
        assert_eq!(
            limit.get(&Limits::default()),
            limit.default,
            "{limit:?} reads what it sets"
        );
        assert!(Limits::describe().contains(limit.name));
    }
    assert_eq!(
        Limits::find("wall").map(|limit| limit.ceiling),
        Some(20_000)
    );
}

#[test]
fn overrides_apply_in_order_and_all_or_nothing() {
    let mut limits = Limits::default();
    limits
        .apply(" wall=10s , heap=128MiB,rows=5,wall=1.5s,row_bytes=2kb,console_line_bytes=100,")
        .unwrap();
    assert_eq!(limits.wall, Duration::from_millis(1500));
    assert_eq!(
        (limits.heap_bytes, limits.rows, limits.row_bytes),
        (128 * MIB, 5, 2048)
    );
    assert_eq!(limits.console_line_bytes, 100);
    let before = limits.clone();
    limits.apply("cpu=2s,heap=1TiB").unwrap_err();
    assert_eq!(limits, before);
    limits.apply("").unwrap();
    assert_eq!(limits, before);
}

#[test]
fn refusals_name_the_limit_and_the_bound() {
    let refusal = |text: &str| Limits::default().apply(text).unwrap_err().to_string();
    assert_eq!(
        refusal("wall=21s"),
        "limit wall: 21s is too much, the ceiling is 20s"
    );
    assert_eq!(
        refusal("wall=1m"),
        "limit wall: 1m is too much, the ceiling is 20s"
    );
    assert_eq!(
        refusal("heap=1GiB"),
        "limit heap: 1GiB is too much, the ceiling is 512MiB"
    );
    assert_eq!(
        refusal("wall=0"),
        "limit wall: 0ms is too little, it takes at least 10ms"
    );
    assert_eq!(
        refusal("bcrypt-cost=31"),
        "limit bcrypt-cost: 31 is too much, the ceiling is 17"
    );
    assert!(
        refusal("walls=1s")
            .starts_with("there is no limit \"walls\": the limits are wall, cpu, heap,")
    );
    assert_eq!(
        refusal("wall"),
        "\"wall\" is not a limit: write name=value, as in wall=10s"
    );
    for bad in [
        "wall=",
        "wall=s",
        "wall=-1s",
        "wall=10MiB",
        "heap=5s",
        "rows=1.5",
        "rows=1k",
        "wall=1.2.3s",
    ] {
        assert!(
            matches!(
                Limits::default().apply(bad),
                Err(LimitsError::Unreadable { .. })
            ),
            "{bad}"
        );
    }
    for bad in [
        "heap=0.0001KiB",
        "wall=99999999999999999999s",
        "heap=18446744073709551615GiB",
        "wall=1.s",
    ] {
        Limits::default().apply(bad).unwrap_err();
    }
}

#[test]
fn json_takes_defaults_for_what_is_absent_and_refuses_the_rest() {
    let limits: Limits = serde_json::from_str(r#"{"wall_ms":250}"#).unwrap();
    assert_eq!(
        limits,
        Limits {
            wall: Duration::from_millis(250),
            ..Limits::default()
        }
    );
    for bad in [
        r#"{"wall_ms":20001}"#,
        r#"{"wall":1}"#,
        r#"{"heap_bytes":1}"#,
        r#"{"wall_ms":-1}"#,
        "[]",
    ] {
        serde_json::from_str::<Limits>(bad).unwrap_err();
    }
}

#[test]
fn values_show_in_the_largest_exact_unit() {
    assert_eq!(Unit::Milliseconds.show(1500), "1500ms");
    assert_eq!(Unit::Milliseconds.show(120_000), "2m");
    assert_eq!(Unit::Bytes.show(1024 * 1024 + 1024), "1025KiB");
    assert_eq!(Unit::Bytes.show(0), "0B");
    assert_eq!(Unit::Count.show(10_000), "10000");
}

fn any_limits() -> impl Strategy<Value = Limits> {
    let values: Vec<_> = Limits::TABLE
        .iter()
        .map(|limit| limit.floor..=limit.ceiling)
        .collect();
    values.prop_map(|values| {
        let mut limits = Limits::default();
        for (limit, value) in Limits::TABLE.iter().zip(values) {
            limits.set(limit.name, &value.to_string()).unwrap();
        }
        limits
    })
}

proptest! {
    #[test]
    fn both_text_forms_round_trip(limits in any_limits()) {
        let mut again = Limits::default();
        again.apply(&limits.to_overrides()).unwrap();
        prop_assert_eq!(&again, &limits);
        let json = serde_json::to_string(&limits).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Limits>(&json).unwrap(), &limits);
    }

    #[test]
    fn no_text_makes_the_parser_panic_or_pass_a_ceiling(text in "(wall|heap|rows)=[0-9.]{0,24}[ a-zA-Z]{0,4}") {
        let mut limits = Limits::default();
        let _ = limits.apply(&text);
        for limit in Limits::TABLE {
            prop_assert!((limit.floor..=limit.ceiling).contains(&limit.get(&limits)));
        }
    }
}
