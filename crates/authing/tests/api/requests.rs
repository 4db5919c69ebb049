//! What requests say: identifiers, fields, context, languages.

use std::sync::Arc;

use connector_authing::{Geo, Lookup, Settings};
use connector_contract::Action;
use connector_testkit::mmdb;
use serde_json::{Value, json};

use crate::client::{Client, codes, settings};
use crate::memory::{Memory, success};

async fn english(backend: &Arc<Memory>, endpoint: &str, body: Value) -> (u64, String) {
    backend.nonces.lock().unwrap().clear();
    let client = Client::new(backend).header("x-authing-lang", "en-US");
    let answer = client.post(endpoint, &body).await;
    (
        codes(&answer).0,
        answer["message"].as_str().unwrap().to_owned(),
    )
}

#[tokio::test]
async fn other_identifiers_go_through_get_user() {
    for (id_type, key) in [
        ("email", "email"),
        ("phone", "phone"),
        ("username", "username"),
    ] {
        let backend = Memory::obliging();
        let body = json!({"userId": "x", "nickname": "n", "options": {"userIdType": id_type}});
        assert_eq!(english(&backend, "update-user", body).await.0, 200);
        assert_eq!(
            backend.only_call(Action::GetUser).arguments,
            [json!({ key: "x" })]
        );
        // The id as getUser returned it.
        assert_eq!(
            backend.only_call(Action::UpdateUser).arguments,
            [json!(7), json!({"nickname": "n"})]
        );
    }
    let backend = Memory::obliging();
    let body = json!({"userId": "7", "nickname": "n", "options": {"userIdType": "user_id"}});
    assert_eq!(english(&backend, "update-user", body).await.0, 200);
    assert_eq!(backend.called(), [Action::UpdateUser]);
    assert_eq!(backend.only_call(Action::UpdateUser).arguments[0], "7");
}

#[tokio::test]
async fn identifiers_that_only_some_connections_know() {
    for lookup in Lookup::ALL {
        let backend = Memory::obliging();
        let delete = json!({"userIds": ["a:b"], "options": {"userIdType": lookup.name()}});
        let answer = english(&backend, "delete-users-batch", delete.clone()).await;
        assert_eq!(
            answer,
            (
                501,
                format!("userIdType {} is not supported", lookup.name())
            )
        );
        assert!(backend.called().is_empty());
        backend.connection.lock().unwrap().lookups.insert(lookup);
        assert_eq!(english(&backend, "delete-users-batch", delete).await.0, 200);
        assert_eq!(
            backend.only_call(Action::GetUser).arguments,
            [json!({ lookup.query_key(): "a:b" })]
        );
    }
    let backend = Memory::obliging();
    let body = json!({"externalId": "x"});
    assert_eq!(
        english(&backend, "is-user-exists", body.clone()).await.0,
        501
    );
    backend
        .connection
        .lock()
        .unwrap()
        .lookups
        .insert(Lookup::ExternalId);
    assert_eq!(english(&backend, "is-user-exists", body).await.0, 200);
}

#[tokio::test]
async fn the_whole_update() {
    let backend = Memory::obliging();
    let body = json!({
        "userId": "7", "phoneCountryCode": "+86", "name": "张三", "nickname": "张三", "photo": null,
        "externalId": "10010", "status": "Suspended", "emailVerified": true, "phoneVerified": false,
        "birthdate": "2022-06-03", "country": "CN", "province": "BJ", "city": "BJ", "address": "北京朝阳",
        "streetAddress": "北京朝阳区 xxx 街道", "postalCode": "438100", "gender": "W", "username": "bob",
        "email": "test@example.com", "phone": "188xxxx8888", "company": "c", "givenName": "g",
        "customData": {"school": "北京大学", "age": 22},
        "options": {"resetPasswordOnNextLogin": false, "autoGeneratePassword": false,
                    "sendPasswordResetedNotification": {"sendDefaultEmailNotification": false}},
    });
    assert_eq!(english(&backend, "update-user", body.clone()).await.0, 200);
    let call = backend.only_call(Action::UpdateUser);
    let mut expected = body.clone();
    let fields = expected.as_object_mut().unwrap();
    fields.remove("userId");
    fields.remove("options");
    fields.insert("gender".to_owned(), json!("F"));
    fields.insert("resetPasswordOnNextLogin".to_owned(), json!(false));
    assert_eq!(call.arguments[1], expected);
    assert_eq!(call.context["request"]["body"], body);
}

#[tokio::test]
async fn refused_before_any_script() {
    let table = [
        ("update-user", json!({}), 400, "userId should not be empty"),
        (
            "update-user",
            json!({"userId": ""}),
            400,
            "userId should not be empty",
        ),
        (
            "update-user",
            json!({"userId": null}),
            400,
            "userId should not be empty",
        ),
        (
            "update-user",
            json!({"userId": 7}),
            400,
            "parameter userId has a wrong format",
        ),
        (
            "update-user",
            json!({"userId": "7", "x": 1}),
            400,
            "property x should not exist",
        ),
        (
            "update-user",
            json!({"userId": "7", "options": {"x": 1}}),
            400,
            "property options.x should not exist",
        ),
        (
            "update-user",
            json!({"userId": "7", "email": "no"}),
            400,
            "parameter email has a wrong format",
        ),
        (
            "update-user",
            json!({"userId": "7", "status": "gone"}),
            400,
            "parameter status has a wrong format",
        ),
        (
            "update-user",
            json!({"userId": "7", "gender": "X"}),
            400,
            "parameter gender has a wrong format",
        ),
        (
            "update-user",
            json!({"userId": "7", "emailVerified": "true"}),
            400,
            "parameter emailVerified has a wrong format",
        ),
        (
            "update-user",
            json!({"userId": "7", "password": ""}),
            400,
            "password should not be empty",
        ),
        (
            "update-user",
            json!({"userId": "7", "passwordEncryptType": "aes"}),
            400,
            "parameter passwordEncryptType has a wrong format",
        ),
        (
            "update-user",
            json!({"userId": "7", "customData": {"shoe": 1}}),
            400,
            "parameter customData.shoe has a wrong format",
        ),
        (
            "update-user",
            json!({"userId": "7", "customData": {"school": "x".repeat(1024)}}),
            400,
            "customData must not be longer than 1024 characters",
        ),
        (
            "update-user",
            json!({"userId": "7", "metadata": {"x": 1}}),
            501,
            "metadata is not supported",
        ),
        (
            "update-user",
            json!({"userId": "7", "options": {"userIdType": "x"}}),
            400,
            "parameter options.userIdType has a wrong format",
        ),
        (
            "update-user",
            json!({"userId": "x; DROP TABLE users"}),
            400,
            "The arguments are refused: updateUser: id must be",
        ),
        (
            "create-user",
            json!({"nickname": "n"}),
            400,
            "Must contain one of the following fields: username, phone, email",
        ),
        (
            "create-user",
            json!({"username": "u", "phoneCountryCode": "+86"}),
            400,
            "phone should not be empty",
        ),
        (
            "create-user",
            json!({"username": "u", "departmentIds": ["d"]}),
            501,
            "departmentIds is not supported",
        ),
        (
            "create-user",
            json!({"username": "u", "options": {"keepPassword": true}}),
            501,
            "options.keepPassword is not supported",
        ),
        (
            "create-user",
            json!({"username": "u", "options": {"sendNotification": {"sendEmailNotification": true}}}),
            501,
            "options.sendNotification.sendEmailNotification is not supported",
        ),
        (
            "create-users-batch",
            json!({"list": []}),
            400,
            "list should not be empty",
        ),
        (
            "create-users-batch",
            json!({"list": [5]}),
            400,
            "parameter list[0] has a wrong format",
        ),
        ("is-user-exists", json!({}), 400, "Must contain one of"),
        (
            "delete-users-batch",
            json!({"userIds": "7"}),
            400,
            "parameter userIds has a wrong format",
        ),
        (
            "delete-users-batch",
            json!({"userIds": [""]}),
            400,
            "parameter userIds[0] has a wrong format",
        ),
        (
            "list-users",
            json!({"options": {"pagination": {"limit": 51}}}),
            400,
            "limit must not be greater than 50",
        ),
        (
            "list-users",
            json!({"options": {"pagination": {"page": 0}}}),
            400,
            "parameter options.pagination.page has a wrong format",
        ),
        (
            "list-users",
            json!({"advancedFilter": [{"field": "status"}]}),
            501,
            "advancedFilter is not supported",
        ),
        (
            "list-users",
            json!({"options": {"sort": [{"field": "createdAt"}]}}),
            501,
            "options.sort is not supported",
        ),
        (
            "signin",
            json!({"connection": "LDAP"}),
            501,
            "connection is not supported",
        ),
        (
            "signin",
            json!({"connection": "PASSWORD", "passwordPayload": {"password": "p"}}),
            400,
            "Must contain one of",
        ),
        (
            "signin",
            json!({"connection": "PASSWORD", "passwordPayload": {"account": "a"}}),
            400,
            "passwordPayload.password should not be empty",
        ),
        (
            "validate-password",
            json!({"password": "p"}),
            400,
            "Must contain one of",
        ),
    ];
    for (endpoint, body, status, message) in table {
        let backend = Memory::obliging();
        let answer = english(&backend, endpoint, body.clone()).await;
        assert!(
            answer.0 == status && answer.1.starts_with(message),
            "{endpoint} {body}: {answer:?}"
        );
        assert!(backend.called().is_empty(), "{endpoint} {body}");
    }
}

#[tokio::test]
async fn the_whole_context() {
    let backend = Memory::obliging();
    let client = Client::new(&backend);
    let body = json!({"userId": "7", "nickname": "n"});
    client.post("update-user", &body).await;
    assert_eq!(
        backend.only_call(Action::UpdateUser).context,
        json!({
            "userPoolId": "pool1", "userPoolName": "Pool", "userPoolMetadata": {"setting": "pool"},
            "appId": "app1", "appName": "App", "appMetadata": {"setting": "app"}, "application": "pool1",
            "request": {"ip": "203.0.113.9", "geo": {}, "body": body},
        })
    );
    client.get("get-user", &[("userId", "7")]).await;
    assert_eq!(
        backend.only_call(Action::GetUser).context["request"]["body"],
        json!({})
    );
}

#[tokio::test]
async fn the_address_through_trusted_proxies_only() {
    for (trusted, expected) in [
        ("198.51.100.0/24", "203.0.113.9"),
        ("203.0.113.0/24", "192.0.2.5"),
    ] {
        let backend = Memory::obliging();
        let settings = Settings {
            trusted_proxies: vec![trusted.parse().unwrap()],
            ..settings()
        };
        let client =
            Client::with(&backend, settings).header("x-forwarded-for", "10.9.8.7, 192.0.2.5");
        client.post("update-user", &json!({"userId": "7"})).await;
        assert_eq!(
            backend.only_call(Action::UpdateUser).context["request"]["ip"],
            expected
        );
    }
}

#[tokio::test]
async fn the_place_from_the_operators_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("city.mmdb");
    let file = mmdb::one_network([203, 0, 113], &mmdb::beijing());
    std::fs::write(&path, file).unwrap();
    for (lang, city) in [("zh-CN", "北京"), ("en-US", "Beijing")] {
        let backend = Memory::obliging();
        let settings = Settings {
            geo: Some(Geo::open(&path).unwrap()),
            ..settings()
        };
        let client = Client::with(&backend, settings).header("x-authing-lang", lang);
        client.post("update-user", &json!({"userId": "7"})).await;
        let context = backend.only_call(Action::UpdateUser).context;
        assert_eq!(context["request"]["geo"]["city"], city);
    }
}

#[tokio::test]
async fn the_application_by_its_header() {
    for (header, id, name) in [("app1", "app1", "App"), ("tenant5", "tenant5", "")] {
        let backend = Memory::obliging();
        let client = Client::new(&backend).header("x-authing-app-id", header);
        client.post("update-user", &json!({"userId": "7"})).await;
        let context = backend.only_call(Action::UpdateUser).context;
        assert_eq!(
            (&context["appId"], &context["appName"]),
            (&json!(id), &json!(name))
        );
    }
}

#[tokio::test]
async fn pages() {
    let backend = Memory::new(|call| {
        let list: Vec<Value> = (1..=25).map(|id| json!({"id": id})).collect();
        success(call.action, json!({"totalCount": 99, "list": list}))
    });
    let client = Client::new(&backend);
    let ids = |answer: &Value| -> Vec<String> {
        let list = answer["data"]["list"].as_array().unwrap();
        list.iter()
            .map(|user| user["userId"].as_str().unwrap().to_owned())
            .collect()
    };
    let page = json!({"page": 3, "limit": 10});
    let answer = client
        .post(
            "list-users",
            &json!({"keywords": "a", "options": {"pagination": page}}),
        )
        .await;
    assert_eq!(
        (ids(&answer), &answer["data"]["totalCount"]),
        (
            ["21", "22", "23", "24", "25"].map(str::to_owned).to_vec(),
            &json!(99)
        )
    );
    assert_eq!(
        backend.only_call(Action::SearchUser).arguments,
        [json!("a")]
    );

    client
        .post("list-users", &json!({"options": {"pagination": page}}))
        .await;
    assert_eq!(
        backend.only_call(Action::ListUsers).arguments,
        [json!(3), json!(10)]
    );
    backend.calls.lock().unwrap().clear();
    client
        .get(
            "list-users",
            &[("page", "2"), ("limit", "5"), ("withCustomData", "False")],
        )
        .await;
    assert_eq!(
        backend.only_call(Action::ListUsers).arguments,
        [json!(2), json!(5)]
    );
    backend.calls.lock().unwrap().clear();
    client.post("list-users", &json!({})).await;
    assert_eq!(
        backend.only_call(Action::ListUsers).arguments,
        [json!(1), json!(10)]
    );
}

#[tokio::test]
async fn optional_parts_of_a_user() {
    let client = Client::new(&Memory::obliging());
    let answer = client.get("get-user", &[("userId", "7")]).await;
    assert!(answer["data"].get("customData").is_none());
    let answer = client
        .get("get-user", &[("userId", "7"), ("withCustomData", "true")])
        .await;
    assert_eq!(answer["data"]["customData"], json!({"school": "s"}));
    let flags = [
        ("userId", "7"),
        ("withCustomData", "true"),
        ("flatCustomData", "true"),
    ];
    let answer = client.get("get-user", &flags).await;
    assert_eq!(answer["data"]["school"], "s");
    let answer = client
        .get("get-user", &[("userId", "7"), ("withCustomData", "1")])
        .await;
    assert_eq!(codes(&answer), (400, 0));
}

#[tokio::test]
async fn a_connection_without_the_script() {
    let backend = Memory::obliging();
    backend.connection.lock().unwrap().actions.clear();
    let answer = english(&backend, "update-user", json!({"userId": "7"})).await;
    assert_eq!(
        answer,
        (
            501,
            "The custom database does not implement updateUser".to_owned()
        )
    );
}
