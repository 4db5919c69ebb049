//! What a call's arguments must be.

use connector_contract::{
    Action, ArgumentError, IdShape, Invocation, InvocationId, Limits, Script, ScriptError,
};
use serde_json::{Value, json};

use crate::support::{invocation, with_arguments};

fn refusal(action: Action, arguments: Value) -> String {
    with_arguments(action, arguments)
        .check()
        .unwrap_err()
        .to_string()
}

#[test]
fn actions_are_the_eight_and_known_by_name() {
    let names: Vec<_> = Action::ALL.iter().map(|action| action.name()).collect();
    let expected = [
        "login",
        "getUser",
        "searchUser",
        "createUser",
        "updateUser",
        "deleteUser",
        "listUsers",
        "validatePassword",
    ];
    assert_eq!(names, expected);
    for action in Action::ALL {
        assert_eq!(action.name().parse::<Action>().unwrap(), action);
        assert_eq!(serde_json::to_value(action).unwrap(), json!(action.name()));
        assert_eq!(action.to_string(), action.name());
    }
    for wrong in ["UpdateUser", "update_user", "", "findUser"] {
        assert_eq!(wrong.parse::<Action>().unwrap_err().name, wrong);
    }
    assert_eq!(
        Action::UpdateUser.signature(),
        "updateUser(id, updates, context)"
    );
    assert_eq!(
        Action::ListUsers.signature(),
        "listUsers(page, limit, context)"
    );
}

#[test]
fn right_arguments_pass() {
    for action in Action::ALL {
        invocation(action).check().unwrap();
    }
    with_arguments(Action::UpdateUser, json!(["7", {}]))
        .check()
        .unwrap();
    with_arguments(Action::GetUser, json!([{ "id": null, "phone": "1" }]))
        .check()
        .unwrap();
    with_arguments(Action::SearchUser, json!([""]))
        .check()
        .unwrap();
    let without_context = Invocation {
        context: Value::Null,
        ..invocation(Action::DeleteUser)
    };
    without_context.check().unwrap();
}

#[test]
fn each_parameter_refuses_every_other_type() {
    let samples = [
        json!(null),
        json!(true),
        json!(7),
        json!("text"),
        json!([]),
        json!({ "email": "a" }),
    ];
    for action in Action::ALL {
        for (at, parameter) in action.parameters().iter().enumerate() {
            let mut taken = 0;
            for sample in &samples {
                let mut call = invocation(action);
                call.arguments[at] = sample.clone();
                match call.check() {
                    Ok(()) => taken += 1,
                    Err(error) => {
                        let message = error.to_string();
                        assert!(
                            message.contains(action.name()) && message.contains(parameter.name),
                            "{message}"
                        );
                    }
                }
            }
            let is_id = parameter.name == "id";
            assert_eq!(
                taken,
                if is_id { 2 } else { 1 },
                "{action} {}",
                parameter.name
            );
        }
    }
}

#[test]
fn counts_are_exact() {
    let message = "updateUser(id, updates, context) takes 2 besides context, not 3";
    assert_eq!(refusal(Action::UpdateUser, json!([1, {}, {}])), message);
    for action in Action::ALL {
        let mut short = invocation(action);
        short.arguments.pop();
        assert!(
            matches!(short.check(), Err(ArgumentError::Count { .. })),
            "{action}"
        );
    }
}

#[test]
fn ids_have_the_connections_shape_wherever_they_stand() {
    for (action, arguments, place) in [
        (
            Action::UpdateUser,
            json!(["1 OR 1=1", {}]),
            "updateUser: id ",
        ),
        (Action::DeleteUser, json!(["x'"]), "deleteUser: id "),
        (
            Action::ValidatePassword,
            json!(["", "p"]),
            "validatePassword: id ",
        ),
        (
            Action::GetUser,
            json!([{ "id": "a b" }]),
            "getUser: query.id ",
        ),
        (
            Action::Login,
            json!([{ "id": "a b" }, "p"]),
            "login: query.id ",
        ),
        (
            Action::GetUser,
            json!([{ "id": [1] }]),
            "getUser: query.id ",
        ),
    ] {
        let message = refusal(action, arguments);
        assert!(message.starts_with(place), "{message}");
        assert!(
            !message.contains("OR") && !message.contains("x'"),
            "{message}"
        );
    }
    let uuid = Invocation {
        id_shape: IdShape::Uuid,
        ..invocation(Action::DeleteUser)
    };
    assert!(uuid.check().unwrap_err().to_string().contains("UUID"));
}

#[test]
fn a_query_must_name_somebody() {
    for query in [
        json!({}),
        json!({ "email": null }),
        json!({ "email": "", "phone": null }),
    ] {
        let error = with_arguments(Action::GetUser, json!([query]))
            .check()
            .unwrap_err();
        assert!(matches!(error, ArgumentError::EmptyQuery { .. }), "{error}");
        with_arguments(Action::Login, json!([query, "p"]))
            .check()
            .unwrap_err();
    }
}

#[test]
fn pages_start_at_one() {
    for number in [json!(0), json!(-1), json!(1.5), json!(1e300)] {
        assert_eq!(
            refusal(Action::ListUsers, json!([1, number])),
            "listUsers: limit must be a whole number from 1"
        );
    }
}

#[test]
fn size_counts_arguments_and_context_as_json() {
    let mut call = with_arguments(Action::UpdateUser, json!([1, { "nickname": "é" }]));
    let size = r#"[1,{"nickname":"é"}]"#.len() + r#"{"appId":"app"}"#.len();
    call.limits.argument_bytes = size;
    call.check().unwrap();
    call.limits.argument_bytes = size - 1;
    let (limit, action) = (size - 1, Action::UpdateUser);
    assert_eq!(
        call.check(),
        Err(ArgumentError::TooLarge {
            action,
            size,
            limit
        })
    );
    call.context = json!("text");
    assert!(matches!(call.check(), Err(ArgumentError::Context { .. })));
}

#[test]
fn messages_never_quote_an_argument() {
    let secret = "hunter2hunter2";
    for arguments in [
        json!([secret, secret]),
        json!([{ "id": { "p": secret } }, secret]),
        json!([secret]),
    ] {
        let message = refusal(Action::Login, arguments);
        assert!(!message.contains(secret), "{message}");
    }
}

#[test]
fn invocations_travel_as_json() {
    let call = Invocation {
        limits: Limits {
            rows: 7,
            ..Limits::default()
        },
        ..invocation(Action::Login)
    };
    let json = serde_json::to_string(&call).unwrap();
    assert_eq!(serde_json::from_str::<Invocation>(&json).unwrap(), call);
    assert_eq!(
        call.id.to_string().parse::<InvocationId>().unwrap(),
        call.id
    );
    "x".parse::<InvocationId>().unwrap_err();
    assert!(InvocationId::fresh() > call.id);
}

#[test]
fn scripts_are_their_content() {
    let script = Script::new("updateUser.js", "abc", 3).unwrap();
    let sha = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(
        (script.name(), script.source(), script.version().as_str()),
        ("updateUser.js", "abc", sha)
    );
    let error = Script::new("updateUser.js", "abcd", 3).unwrap_err();
    assert_eq!(
        error.to_string(),
        "updateUser.js has 4 bytes of source, the limit is 3 bytes"
    );
    for name in ["", "a\nb", &"x".repeat(256)] {
        assert!(matches!(
            Script::new(name, "", 3),
            Err(ScriptError::BadName { .. })
        ));
    }
}
