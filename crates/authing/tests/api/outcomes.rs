//! Every outcome a script may come to, at every endpoint.

use connector_contract::{Action, Status};
use serde_json::{Value, json};

use crate::client::{Client, codes};
use crate::memory::{Memory, outcome, profile_for, success};

/// An endpoint, the action whose outcome it tells, and a request for it.
struct Case {
    endpoint: &'static str,
    action: Action,
    body: Value,
}

fn cases() -> Vec<Case> {
    let case = |endpoint, action, body| Case {
        endpoint,
        action,
        body,
    };
    vec![
        case(
            "update-user",
            Action::UpdateUser,
            json!({"userId": "7", "nickname": "n"}),
        ),
        case(
            "update-user-batch",
            Action::UpdateUser,
            json!({"list": [{"userId": "7", "nickname": "n"}]}),
        ),
        case(
            "create-user",
            Action::CreateUser,
            json!({"username": "ada"}),
        ),
        case(
            "create-users-batch",
            Action::CreateUser,
            json!({"list": [{"username": "ada"}]}),
        ),
        case("get-user", Action::GetUser, json!({"userId": "7"})),
        case("get-user-batch", Action::GetUser, json!({"userIds": "7"})),
        case(
            "is-user-exists",
            Action::GetUser,
            json!({"username": "ada"}),
        ),
        case(
            "delete-users-batch",
            Action::DeleteUser,
            json!({"userIds": ["7"]}),
        ),
        case("list-users", Action::ListUsers, json!({})),
        case("list-users", Action::SearchUser, json!({"keywords": "ada"})),
        case(
            "signin",
            Action::Login,
            json!({"connection": "PASSWORD", "passwordPayload": {"username": "ada", "password": "p"}}),
        ),
        case(
            "validate-password",
            Action::ValidatePassword,
            json!({"username": "ada", "password": "p"}),
        ),
    ]
}

/// What the documents say; the exceptions are the endpoints whose data is the answer to a question.
fn expected(endpoint: &str, status: Status) -> (u64, u64) {
    match (status, endpoint) {
        (Status::Success | Status::Unchanged, _)
        | (Status::NotFound, "is-user-exists" | "get-user-batch")
        | (Status::InvalidPassword, "validate-password") => (200, 20001),
        (Status::NotFound, "signin") | (Status::InvalidPassword, _) => (403, 2333),
        (Status::NotFound, _) => (404, 2004),
        (Status::AlreadyExists, _) => (409, 0),
        (Status::NotImplemented, _) => (501, 0),
        (
            Status::ScriptError
            | Status::ContractViolation
            | Status::Timeout
            | Status::CpuLimit
            | Status::MemoryLimit
            | Status::OutputLimit
            | Status::Stalled,
            _,
        ) => (603, 0),
        (Status::Cancelled | Status::Crashed, _) => (500, 0),
    }
}

async fn ask(client: &Client, case: &Case) -> Value {
    if !case.endpoint.starts_with("get-") {
        return client.post(case.endpoint, &case.body).await;
    }
    let parameters = case.body.as_object().unwrap();
    let parameters: Vec<(&str, &str)> = parameters
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str().unwrap()))
        .collect();
    client.get(case.endpoint, &parameters).await
}

#[tokio::test]
async fn every_status_at_every_endpoint() {
    for case in cases() {
        for status in Status::ALL {
            let of_case = case.action;
            let backend = Memory::new(move |call| match (call.action == of_case, status) {
                (true, Status::Success) => success(call.action, profile_for(call)),
                (true, Status::Unchanged) if of_case == Action::UpdateUser => {
                    outcome(call.action, status, Some(Value::Null))
                }
                // No other action can have it.
                (true, Status::Unchanged) => success(call.action, profile_for(call)),
                (true, _) => outcome(call.action, status, None),
                (false, _) => success(call.action, profile_for(call)),
            });
            let client = Client::new(&backend).header("x-authing-lang", "en-US");
            let answer = ask(&client, &case).await;
            let at = format!("{} {status}: {answer}", case.endpoint);
            assert_eq!(codes(&answer), expected(case.endpoint, status), "{at}");
            let message = answer["message"].as_str().unwrap();
            assert!(!message.contains("for the author only"), "{at}");
            if answer["statusCode"] == 603 {
                assert!(message.contains(status.name()), "{at}");
                assert!(message.contains("My nice error message"), "{at}");
            }
        }
    }
}

#[tokio::test]
async fn data_of_success() {
    let client = Client::new(&Memory::obliging());
    let ada = "ada@example.com";
    for case in cases() {
        let answer = ask(&client, &case).await;
        assert_eq!(answer["message"], "操作成功");
        let data = &answer["data"];
        let seen = match case.endpoint {
            "update-user" | "create-user" | "get-user" => {
                data["email"] == *ada && data["userId"] == "7"
            }
            "update-user-batch" | "create-users-batch" | "get-user-batch" => data
                .as_array()
                .is_some_and(|list| list.len() == 1 && list[0]["userId"] == "7"),
            "is-user-exists" => *data == json!({"exists": true}),
            "delete-users-batch" => *data == json!({"success": true}),
            "list-users" => data["totalCount"] == 1 && data["list"][0]["userId"] == "7",
            "signin" => data["user"]["userId"] == "7",
            "validate-password" => *data == json!({"valid": true}),
            other => panic!("{other}"),
        };
        assert!(seen, "{}: {answer}", case.endpoint);
    }
}

#[tokio::test]
async fn questions_answered_with_no() {
    let backend = Memory::new(|call| match call.action {
        Action::ValidatePassword => outcome(call.action, Status::InvalidPassword, None),
        Action::GetUser if call.arguments[0].get("username").is_some() => {
            success(call.action, profile_for(call))
        }
        _ => outcome(call.action, Status::NotFound, None),
    });
    let client = Client::new(&backend);
    let answer = client
        .post(
            "validate-password",
            &json!({"username": "ada", "password": "p"}),
        )
        .await;
    assert_eq!(answer["data"], json!({"valid": false}));
    let answer = client
        .post("is-user-exists", &json!({"email": "a@b"}))
        .await;
    assert_eq!(answer["data"], json!({"exists": false}));
    let answer = client.get("get-user-batch", &[("userIds", "7")]).await;
    assert_eq!(answer["data"], json!([]));
    // Each identifier is looked up by itself.
    let answer = client
        .post(
            "is-user-exists",
            &json!({"email": "a@b", "username": "ada"}),
        )
        .await;
    assert_eq!(answer["data"], json!({"exists": true}));
}

#[tokio::test]
async fn unchanged_is_answered_with_the_profile() {
    let of_update = |get_user: Status| {
        Memory::new(move |call| match (call.action, get_user) {
            (Action::UpdateUser, _) => outcome(call.action, Status::Unchanged, Some(Value::Null)),
            (_, Status::Success) => success(call.action, profile_for(call)),
            _ => outcome(call.action, get_user, None),
        })
    };
    let body = json!({"userId": "7", "nickname": "n"});
    let backend = of_update(Status::Success);
    let answer = Client::new(&backend).post("update-user", &body).await;
    assert_eq!(
        (codes(&answer), &answer["data"]["username"]),
        ((200, 20001), &json!("ada"))
    );
    assert_eq!(
        backend.only_call(Action::GetUser).arguments,
        [json!({"id": "7"})]
    );

    let answer = Client::new(&of_update(Status::NotFound))
        .post("update-user", &body)
        .await;
    assert_eq!(codes(&answer), (404, 2004));
    let answer = Client::new(&of_update(Status::Timeout))
        .post("update-user", &body)
        .await;
    assert_eq!(codes(&answer), (603, 0));

    let backend = of_update(Status::Success);
    backend
        .connection
        .lock()
        .unwrap()
        .actions
        .remove(&Action::GetUser);
    let answer = Client::new(&backend).post("update-user", &body).await;
    assert_eq!(codes(&answer), (501, 0));
    assert!(answer["message"].as_str().unwrap().contains("getUser"));
}

#[tokio::test]
async fn a_batch_ends_at_the_first_failure_and_tells_what_is_done() {
    let backend = Memory::new(|call| match call.arguments[0].as_str() {
        Some("2") => outcome(call.action, Status::NotFound, None),
        _ => success(call.action, profile_for(call)),
    });
    let client = Client::new(&backend).header("x-authing-lang", "en");
    let list: Vec<Value> = (1..=3)
        .map(|id| json!({"userId": id.to_string(), "name": "n"}))
        .collect();
    let answer = client
        .post("update-user-batch", &json!({"list": list}))
        .await;
    assert_eq!(codes(&answer), (404, 2004));
    assert_eq!(
        answer["message"],
        "list[1]: The user does not exist (1 done before)"
    );
    assert_eq!(answer["data"].as_array().unwrap().len(), 1);
    assert_eq!(backend.called(), [Action::UpdateUser; 2]);

    let answer = client
        .post("delete-users-batch", &json!({"userIds": ["1", "2", "3"]}))
        .await;
    assert_eq!(codes(&answer), (404, 2004));
    assert_eq!(
        answer["message"],
        "userIds[1]: The user does not exist (1 done before)"
    );
    assert_eq!(answer["data"], json!({"success": false}));
}

#[tokio::test]
async fn an_entry_that_is_wrong_stops_a_batch_before_its_beginning() {
    let backend = Memory::obliging();
    let client = Client::new(&backend).header("x-authing-lang", "en");
    let list = json!([{"userId": "1", "name": "n"}, {"userId": "2", "name": 5}]);
    let answer = client
        .post("update-user-batch", &json!({"list": list}))
        .await;
    assert_eq!(
        answer["message"],
        "parameter list[1].name has a wrong format"
    );
    let many: Vec<Value> = (0..51).map(|_| json!({"userId": "1"})).collect();
    let answer = client
        .post("update-user-batch", &json!({"list": many}))
        .await;
    assert_eq!(answer["message"], "At most 50 entries at once");
    assert!(backend.called().is_empty());
}

#[tokio::test]
async fn where_there_is_no_room_every_endpoint_says_so_and_when_to_come_again() {
    let backend = Memory::obliging();
    *backend.busy.lock().unwrap() = true;
    let client = Client::new(&backend).header("x-authing-lang", "en");
    for Case { endpoint, body, .. } in cases() {
        // The client holds each answer with this code to HTTP's 429 and `Retry-After`.
        let answer = if endpoint.starts_with("get-user") {
            let (name, value) = body.as_object().unwrap().iter().next().unwrap();
            client
                .get(endpoint, &[(name, value.as_str().unwrap())])
                .await
        } else {
            client.post(endpoint, &body).await
        };
        assert_eq!(codes(&answer), (429, 0), "{endpoint}: {answer}");
    }
}

#[tokio::test]
async fn scripts_are_called_in_the_name_of_the_key() {
    let backend = Memory::obliging();
    let client = Client::new(&backend);
    client
        .post("update-user", &json!({"userId": "7", "nickname": "n"}))
        .await;
    assert_eq!(backend.only_call(Action::UpdateUser).caller, "ak1");
}
