//! The JSON everybody sees.

use connector_contract::{
    Action, Ending, Env, LogLevel, LogLine, Outcome, Position, Receipt, Redactor, Script, Start,
    Status, Thrown, WaitTimes,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{invocation, judge, returned, threw};

fn outcome(ending: &Ending, env: &Env, logs: Vec<LogLine>) -> Outcome {
    let call = invocation(Action::UpdateUser);
    let script = Script::new(
        "updateUser.js",
        "async function updateUser() {\n  fail('hunter22');\n}",
        1 << 20,
    )
    .unwrap();
    let receipt = Receipt {
        wall_ms: 1.5,
        wait_ms: WaitTimes {
            query: 0.5,
            ..WaitTimes::default()
        },
        queries: 2,
        rows: 1,
        start: Start::Warm,
        ..Receipt::default()
    };
    Outcome::new(
        &call,
        &script,
        judge(&call, ending),
        receipt,
        logs,
        &Redactor::new(env, &call),
    )
}

fn log(message: &str) -> LogLine {
    LogLine {
        level: LogLevel::Info,
        message: message.to_owned(),
    }
}

#[test]
fn a_success_is_exactly_this() {
    let outcome = outcome(
        &returned(r#"{"id":1,"email":"e"}"#),
        &Env::new(),
        vec![log("hello")],
    );
    let json = serde_json::to_string(&outcome).unwrap();
    let version = outcome.script.version.clone();
    let expected = format!(
        concat!(
            r#"{{"invocation":"{}","action":"updateUser","status":"success","value":{{"id":1,"email":"e"}},"#,
            r#""rule":"the returned value is legal for the action","script":{{"version":"{}"}},"#,
            r#""receipt":{{"wall_ms":1.5,"cpu_ms":0.0,"js_ms":0.0,"#,
            r#""wait_ms":{{"queue":0.0,"pool":0.0,"query":0.5,"bcrypt":0.0}},"queries":2,"rows":1,"#,
            r#""heap_peak_bytes":0,"start":"warm"}},"logs":[{{"level":"info","message":"hello"}}]}}"#
        ),
        outcome.invocation, version
    );
    assert_eq!(json, expected);
}

#[test]
fn null_is_a_value_and_travels() {
    let json = serde_json::to_string(&outcome(&returned("null"), &Env::new(), vec![])).unwrap();
    assert!(
        json.contains(r#""status":"unchanged","value":null,"#),
        "{json}"
    );
    let again: Outcome = serde_json::from_str(&json).unwrap();
    assert_eq!(again.value.as_ref().map(|value| value.get()), Some("null"));
    assert_eq!(serde_json::to_string(&again).unwrap(), json);
}

#[test]
fn a_failure_has_its_words_and_place_and_no_value() {
    let thrown = Thrown {
        stack: Some("TypeError: no hunter22\n    at updateUser (updateUser.js:2:3)".to_owned()),
        position: Some(Position {
            file: "updateUser.js".to_owned(),
            line: 2,
            column: 3,
        }),
        ..Thrown::error("TypeError", "no hunter22")
    };
    let env: Env = [("DB_PASSWORD", "hunter22")].into_iter().collect();
    let outcome = outcome(&Ending::Threw(thrown), &env, vec![log("it is hunter22")]);
    let json = serde_json::to_value(&outcome).unwrap();
    assert_eq!(
        json["error"],
        json!({
            "message": "no ***",
            "public_message": "no ***",
            "name": "TypeError",
            "stack": "TypeError: no ***\n    at updateUser (updateUser.js:2:3)",
            "frame": "updateUser.js:2:3\n  1 | async function updateUser() {\n> 2 |   fail('***');\n    |   ^\n  3 | }",
        })
    );
    assert_eq!(
        json["logs"],
        json!([{ "level": "info", "message": "it is ***" }])
    );
    assert_eq!(
        (&json["status"], json.get("value")),
        (&json!("script_error"), None)
    );
    let text = json.to_string();
    assert_eq!(
        serde_json::to_string(&serde_json::from_str::<Outcome>(&text).unwrap()).unwrap(),
        text
    );
}

#[test]
fn values_are_never_redacted_and_judged_before_redaction() {
    let env: Env = [("DB_PASSWORD", "User not exists!")].into_iter().collect();
    let value = r#"{"id":1,"note":"User not exists!"}"#;
    assert_eq!(
        outcome(&returned(value), &env, vec![]).value.unwrap().get(),
        value
    );
    let refused = outcome(
        &threw("Execute query failed: User not exists!"),
        &env,
        vec![],
    );
    assert_eq!(refused.status, Status::NotFound);
    assert_eq!(refused.error.unwrap().message, "Execute query failed: ***");
}

#[test]
fn texts_are_bounded_after_redaction() {
    let env: Env = [("DB_PASSWORD", "hunter22")].into_iter().collect();
    let long = format!("{}hunter22", "x".repeat(8 * 1024 - 4));
    let outcome = outcome(&threw(&long), &env, vec![log(&"é".repeat(8 * 1024)); 300]);
    let error = outcome.error.unwrap();
    assert!(error.message.len() <= 8 * 1024 && !error.message.contains("hunt"));
    // 256 of the script's and room for the host's note of what was dropped.
    assert_eq!(outcome.logs.len(), 257);
    assert!(
        outcome
            .logs
            .iter()
            .all(|line| line.message.len() <= 8 * 1024 && line.message.ends_with('…'))
    );
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((".{0,6}", inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn values_travel_verbatim(value in any_json(), number in "-?[1-9][0-9]{0,30}(\\.[0-9]{1,20})?([eE][-+]?[0-9]{1,2})?") {
        let text = format!(r#"{{"id":1, "number":{number},"value":{value}}}"#);
        let outcome = outcome(&returned(&text), &Env::new(), vec![]);
        prop_assert_eq!(outcome.value.as_ref().map(|value| value.get()), Some(text.as_str()));
        let again: Outcome = serde_json::from_str(&serde_json::to_string(&outcome).unwrap()).unwrap();
        prop_assert_eq!(again.value.as_ref().map(|value| value.get()), Some(text.as_str()));
    }
}
