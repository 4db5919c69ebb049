//! Data cannot forge a status.

use connector_contract::{
    Action, Cause, Ending, Evidence, Invocation, Phase, Returned, Rule, Status, Termination,
    TerminationCause, Thrown, ThrownKind, classify,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{evidence, invocation, judge, threw, with_arguments};

const MARKERS: [&str; 7] = [
    "User not exists!",
    "User not exists",
    "user allready exists",
    "User already exists!",
    "Password is not valid!",
    "Please implement the Find User script for this database connection",
    "USER_NOT_FOUND",
];

#[test]
fn a_text_among_the_arguments_decides_nothing() {
    for (arguments, message) in [
        (
            json!([1, { "nickname": "User not exists!" }]),
            "cannot store: User not exists!",
        ),
        (
            json!([1, { "nickname": "my USER  not exists" }]),
            "User not exists!",
        ),
        (
            json!([1, { "customData": [{ "deep": ["x", "...User_not_exists!..."] }] }]),
            "bad value: User not exists!",
        ),
        (
            json!([1, { "User not exists!": 1 }]),
            "unknown column: User not exists!",
        ),
        (
            json!([1, { "nickname": "user already exists" }]),
            "User allready exists!",
        ),
        // Put together from pieces: `User ${nickname} exists!`, `${a} ${b}`.
        (json!([1, { "nickname": "not" }]), "User not exists!"),
        (
            json!([1, { "name": "User", "nickname": "not exists!" }]),
            "bad name: User not exists!",
        ),
    ] {
        let verdict = judge(
            &with_arguments(Action::UpdateUser, arguments.clone()),
            &threw(message),
        );
        assert_eq!(
            (verdict.status, verdict.rule),
            (Status::ScriptError, Rule::ForgeableRefusal),
            "{arguments}"
        );
    }
    let mut call = invocation(Action::UpdateUser);
    call.context = json!({ "request": { "body": { "name": "User not exists!" } } });
    assert_eq!(
        judge(&call, &threw("User not exists!")).status,
        Status::ScriptError
    );
}

#[test]
fn unsuspicious_arguments_do_not_stand_in_the_way() {
    let arguments =
        json!([1, { "role": "user", "password": "password", "valid": true, "note": "it exists" }]);
    let call = with_arguments(Action::UpdateUser, arguments);
    assert_eq!(
        judge(&call, &threw("Execute query failed: User not exists!")).status,
        Status::NotFound
    );
    assert_eq!(
        judge(&call, &threw("Password is not valid!")).status,
        Status::InvalidPassword
    );
    let call = with_arguments(
        Action::UpdateUser,
        json!([1, { "nickname": "User already exists!" }]),
    );
    assert_eq!(
        judge(&call, &threw("User not exists!")).status,
        Status::NotFound,
        "another refusal's text"
    );
}

#[test]
fn a_text_in_a_database_error_decides_nothing() {
    let call = invocation(Action::UpdateUser);
    let said = evidence(&["invalid input syntax for type integer: User not exists!"]);
    let ending =
        threw("Execute query failed: invalid input syntax for type integer: User not exists!");
    let verdict = classify(&call, &ending, &said);
    assert_eq!(
        (verdict.status, verdict.rule),
        (Status::ScriptError, Rule::ForgeableRefusal)
    );
    assert_eq!(
        classify(&call, &ending, &evidence(&["another error"])).status,
        Status::NotFound
    );
    let lost = Evidence {
        database_errors: vec![],
        incomplete: true,
    };
    assert_eq!(
        classify(&call, &threw("User not exists!"), &lost).status,
        Status::ScriptError
    );
}

#[test]
fn a_code_among_the_arguments_decides_nothing() {
    // `Object.assign(new Error('x'), updates)`
    let call = with_arguments(Action::UpdateUser, json!([1, { "code": "USER_NOT_FOUND" }]));
    let thrown = Thrown {
        code: Some("USER_NOT_FOUND".to_owned()),
        ..Thrown::error("Error", "x")
    };
    assert_eq!(
        judge(&call, &Ending::Threw(thrown.clone())).status,
        Status::ScriptError
    );
    // An honest code stands, though the text next to it is forgeable.
    let call = with_arguments(
        Action::UpdateUser,
        json!([1, { "nickname": "User not exists!" }]),
    );
    let thrown = Thrown {
        message: "User not exists!".to_owned(),
        ..thrown
    };
    assert_eq!(
        judge(&call, &Ending::Threw(thrown)).status,
        Status::NotFound
    );
}

fn json_around(leaf: String) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![Just(json!(leaf.clone())), Just(json!({ (leaf): null }))];
    leaf.prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            (inner.clone(), ".{0,6}").prop_map(|(value, key)| json!({ "a": 1, (key): value })),
            (inner, any::<i32>()).prop_map(|(value, number)| json!([number, value, null])),
        ]
    })
}

/// Data with a marker somewhere in it, and an error that quotes it as a script may.
fn forged() -> impl Strategy<Value = (Value, String)> {
    let text = (
        "[a-z ]{0,5}",
        proptest::sample::select(&MARKERS[..]),
        "[a-z ]{0,5}",
    );
    text.prop_flat_map(|(before, marker, after)| {
        let quoted = prop_oneof![
            Just(marker.to_owned()),
            Just(format!("Execute query failed: {marker}")),
            Just(format!("x: y: {}", marker.to_uppercase())),
            Just(format!("x: {}", marker.trim_end_matches('!'))),
        ];
        (json_around(format!("{before}{marker}{after}")), quoted)
    })
}

fn any_thrown() -> impl Strategy<Value = Thrown> {
    let kind = prop_oneof![
        Just(ThrownKind::Error),
        Just(ThrownKind::String),
        Just(ThrownKind::Null),
        Just(ThrownKind::Undefined),
        Just(ThrownKind::Other {
            type_name: "symbol".to_owned()
        }),
    ];
    let text = prop_oneof![
        ".{0,40}",
        proptest::sample::select(&MARKERS[..]).prop_map(|m| format!("x: {m}"))
    ];
    (
        kind,
        text.clone(),
        proptest::option::of("[A-Z_]{1,20}"),
        proptest::collection::vec(text, 0..3),
    )
        .prop_map(|(kind, message, code, causes)| {
            let causes = causes
                .into_iter()
                .map(|message| Cause {
                    message,
                    code: None,
                })
                .collect();
            Thrown {
                kind,
                message,
                code,
                causes,
                ..Thrown::default()
            }
        })
}

fn any_ending() -> impl Strategy<Value = Ending> {
    use TerminationCause as Why;
    let cause = proptest::sample::select(vec![
        Why::Wall,
        Why::Cpu,
        Why::Heap,
        Why::Buffers,
        Why::Output,
        Why::Cancelled,
    ]);
    let spent = any::<std::time::Duration>();
    prop_oneof![
        ".{0,40}".prop_map(|json| Ending::Returned(Returned::Json(json))),
        json_around("x".to_owned())
            .prop_map(|value| Ending::Returned(Returned::Json(value.to_string()))),
        Just(Ending::Returned(Returned::Undefined)),
        ".{0,20}".prop_map(|reason| Ending::Returned(Returned::Unserialisable { reason })),
        any_thrown().prop_map(Ending::Threw),
        any_thrown().prop_map(Ending::NotCompiled),
        any_thrown().prop_map(Ending::FailedToLoad),
        proptest::collection::vec(".{0,10}", 0..3).prop_map(|defined| Ending::Missing { defined }),
        (cause, spent).prop_map(|(cause, spent)| Ending::Terminated(Termination {
            cause,
            phase: Phase::Timer,
            spent
        })),
        Just(Ending::Stalled {
            phase: Phase::Running
        }),
        ".{0,20}".prop_map(|detail| Ending::Crashed { detail }),
    ]
}

fn any_invocation() -> impl Strategy<Value = Invocation> {
    proptest::sample::select(&Action::ALL[..]).prop_map(invocation)
}

proptest! {
    #[test]
    fn quoted_data_never_becomes_a_refusal((data, message) in forged(), in_cause in any::<bool>(), coded in any::<bool>()) {
        let mut thrown = Thrown::error("Error", if in_cause { "wrapped" } else { &message });
        if in_cause {
            thrown.causes = vec![Cause { message: message.clone(), code: coded.then(|| message.clone()) }];
        }
        thrown.code = coded.then(|| message.clone());
        let ending = Ending::Threw(thrown);
        let call = with_arguments(Action::UpdateUser, json!([1, { "customData": data }]));
        prop_assert_eq!(judge(&call, &ending).status, Status::ScriptError);
        let said = evidence(&[&format!("error: {message} (near it)")]);
        prop_assert_eq!(classify(&invocation(Action::UpdateUser), &ending, &said).status, Status::ScriptError);
    }

    #[test]
    fn success_needs_an_explicit_value(call in any_invocation(), ending in any_ending()) {
        let verdict = judge(&call, &ending);
        prop_assert_eq!(verdict.value.is_some(), verdict.status.is_ok());
        prop_assert_eq!(verdict.failure.is_some(), !verdict.status.is_ok());
        if verdict.status.is_ok() {
            let Ending::Returned(Returned::Json(json)) = &ending else {
                return Err(TestCaseError::fail(format!("{ending:?} cannot be a success")));
            };
            prop_assert_eq!(verdict.value.as_ref().map(|value| value.get()), Some(json.trim()));
        }
        let host = matches!(ending, Ending::Terminated(_) | Ending::Stalled { .. } | Ending::Crashed { .. });
        prop_assert_eq!(verdict.status.is_host_ended(), host);
    }
}
