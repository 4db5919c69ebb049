//! Who may: signatures, tokens, client credentials, and what is refused whoever sends it.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use connector_authing::Settings;
use serde_json::{Value, json};

use crate::client::{Client, codes, now, settings};
use crate::memory::{Memory, key};

fn update() -> Value {
    json!({"userId": "7", "nickname": "张三 a&b=c", "photo": null, "customData": {"school": "北京"}})
}

fn owned(headers: &[(&str, &str)]) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[tokio::test]
async fn a_signed_request_passes_once() {
    let backend = Memory::obliging();
    let client = Client::new(&backend);
    let body = update();
    let headers = client.signed("POST", "update-user", body.as_object().unwrap());
    let send = || client.raw("POST", "/api/v3/update-user", &headers, body.to_string());
    assert_eq!(codes(&send().await), (200, 20001));
    assert_eq!(codes(&send().await), (401, 1306));
    assert_eq!(backend.called().len(), 1);
    // Another key may use the same nonce.
    backend
        .keys
        .lock()
        .unwrap()
        .insert("ak2".to_owned(), key("ak2", "other"));
    let mut other = Client::new(&backend);
    (other.id, other.secret) = ("ak2".to_owned(), "other".to_owned());
    assert_eq!(codes(&other.post("update-user", &body).await), (200, 20001));
}

#[tokio::test]
async fn a_refused_signature_uses_no_nonce_up() {
    let backend = Memory::obliging();
    let mut client = Client::new(&backend);
    client.secret = "wrong".to_owned();
    assert_eq!(
        codes(&client.post("update-user", &update()).await),
        (401, 1300)
    );
    client.id = "nobody".to_owned();
    let answer = client.post("update-user", &update()).await;
    assert_eq!(
        (codes(&answer), &answer["message"]),
        ((401, 1300), &json!("签名错误"))
    );
    client.secret = "none".to_owned();
    assert_eq!(
        codes(&client.post("update-user", &update()).await),
        (401, 1300)
    );
    assert!(backend.nonces.lock().unwrap().is_empty());
    assert!(backend.called().is_empty());
}

#[tokio::test]
async fn the_clocks_may_differ_by_a_quarter_of_an_hour() {
    for (minutes, expected) in [(14, (200, 20001)), (16, (401, 1305))] {
        let apart = Duration::from_secs(minutes * 60);
        for date in [now() + apart, now() - apart] {
            let mut client = Client::new(&Memory::obliging());
            client.date = httpdate::fmt_http_date(date);
            assert_eq!(
                codes(&client.post("update-user", &update()).await),
                expected
            );
        }
    }
    let mut client = Client::new(&Memory::obliging());
    client.date = "1795294847000".to_owned();
    assert_eq!(
        codes(&client.post("update-user", &update()).await),
        (200, 20001)
    );
}

async fn token(client: &Client) -> String {
    let body = json!({"accessKeyId": "ak1", "accessKeySecret": "sk-secret"});
    let answer = client
        .raw(
            "POST",
            "/api/v3/get-management-token",
            &[],
            body.to_string(),
        )
        .await;
    assert_eq!(answer["data"]["expires_in"], 7200);
    answer["data"]["access_token"].as_str().unwrap().to_owned()
}

async fn with_authorization(client: &Client, authorization: &str) -> (u64, u64) {
    let headers = owned(&[("authorization", authorization)]);
    let body = update().to_string();
    codes(
        &client
            .raw("POST", "/api/v3/update-user", &headers, body)
            .await,
    )
}

#[tokio::test]
async fn a_token_with_and_without_bearer_dies_with_its_key() {
    let backend = Memory::obliging();
    let client = Client::new(&backend);
    let token = token(&client).await;
    assert_eq!(with_authorization(&client, &token).await, (200, 20001));
    let bearer = format!("Bearer {token}");
    assert_eq!(with_authorization(&client, &bearer).await, (200, 20001));
    for wrong in [&bearer[..bearer.len() - 3], "Bearer x.y.z", "Basic YWJj"] {
        assert_eq!(
            with_authorization(&client, wrong).await,
            (401, 1300),
            "{wrong}"
        );
    }
    let headers: &[(String, String)] = &[];
    let answer = client
        .raw("POST", "/api/v3/update-user", headers, update().to_string())
        .await;
    assert_eq!(codes(&answer), (401, 2020));

    for (later, expected) in [(7199, (200, 20001)), (7200, (401, 1300))] {
        let clock = move || now() + Duration::from_secs(later);
        let later = Settings {
            clock: Arc::new(clock),
            ..Settings::default()
        };
        let client = Client::with(&backend, later);
        assert_eq!(with_authorization(&client, &token).await, expected);
    }
    backend
        .keys
        .lock()
        .unwrap()
        .insert("ak1".to_owned(), key("ak1", "rotated"));
    assert_eq!(with_authorization(&client, &token).await, (401, 1300));
    backend.keys.lock().unwrap().clear();
    assert_eq!(with_authorization(&client, &token).await, (401, 1300));
}

#[tokio::test]
async fn tokens_are_for_those_who_know_the_secret() {
    let client = Client::new(&Memory::obliging());
    let table = [
        (
            json!({"accessKeyId": "ak1", "accessKeySecret": "wrong"}),
            (401, 1300),
        ),
        (
            json!({"accessKeyId": "nobody", "accessKeySecret": "none"}),
            (401, 1300),
        ),
        (json!({"accessKeyId": "ak1"}), (400, 0)),
        (
            json!({"accessKeyId": "ak1", "accessKeySecret": 5}),
            (400, 0),
        ),
        (
            json!({"accessKeyId": "ak1", "accessKeySecret": "sk-secret", "x": 1}),
            (400, 0),
        ),
    ];
    for (body, expected) in table {
        let answer = client
            .raw(
                "POST",
                "/api/v3/get-management-token",
                &[],
                body.to_string(),
            )
            .await;
        assert_eq!(codes(&answer), expected, "{body}");
    }
}

#[tokio::test]
async fn applications_sign_users_in_with_the_pair() {
    let backend = Memory::obliging();
    let client = Client::new(&backend);
    let payload = json!({"username": "ada", "password": "p"});
    let body = json!({
        "connection": "PASSWORD", "passwordPayload": payload, "client_id": "ak1", "client_secret": "sk-secret",
        "options": {"clientIp": "198.51.100.7", "scope": "openid"},
    });
    let headers = owned(&[("x-authing-app-id", "ak1")]);
    let answer = client
        .raw("POST", "/api/v3/signin", &headers, body.to_string())
        .await;
    assert_eq!(codes(&answer), (200, 20001));
    let call = backend.only_call(connector_contract::Action::Login);
    assert_eq!(call.arguments, [json!({"username": "ada"}), json!("p")]);
    assert_eq!(call.context["appId"], "app1");
    assert_eq!(call.context["request"]["ip"], "198.51.100.7");
    assert!(!call.context.to_string().contains("sk-secret"));

    let plain = json!({"connection": "PASSWORD", "passwordPayload": payload}).to_string();
    for (pair, expected) in [("ak1:sk-secret", (200, 20001)), ("ak1:wrong", (401, 1300))] {
        let basic = format!("Basic {}", STANDARD.encode(pair));
        let headers = owned(&[("authorization", &basic)]);
        let answer = client
            .raw("POST", "/api/v3/signin", &headers, plain.clone())
            .await;
        assert_eq!(codes(&answer), expected);
    }
    // Nowhere else.
    let headers = owned(&[(
        "authorization",
        &format!("Basic {}", STANDARD.encode("ak1:sk-secret")),
    )]);
    let answer = client
        .raw(
            "POST",
            "/api/v3/update-user",
            &headers,
            update().to_string(),
        )
        .await;
    assert_eq!(codes(&answer), (401, 1300));
}

#[tokio::test]
async fn forms_that_a_signature_does_not_tell_apart() {
    let backend = Memory::obliging();
    let client = Client::new(&backend);
    let path = "/api/v3/update-user";
    let body = json!({"userId": "7", "emailVerified": true});
    let sign = || client.signed("POST", "update-user", body.as_object().unwrap());

    let answer = client
        .raw(
            "POST",
            &format!("{path}?userId=7"),
            &sign(),
            body.to_string(),
        )
        .await;
    assert_eq!(codes(&answer), (400, 0), "a query on a POST");
    let mut twice = sign();
    twice.push(("x-authing-lang".to_owned(), "en".to_owned()));
    twice.push(("x-authing-lang".to_owned(), "zh".to_owned()));
    let answer = client.raw("POST", path, &twice, body.to_string()).await;
    assert_eq!(codes(&answer), (400, 0), "a signed header twice");
    let same_signature = [
        r#"{"userId":"7","emailVerified":"true"}"#,
        r#"{"userId":7,"emailVerified":true}"#,
        r#"{"emailVerified":"true&userId=7"}"#,
    ];
    for altered in same_signature {
        let answer = client.raw("POST", path, &sign(), altered).await;
        assert_eq!(codes(&answer), (400, 0), "{altered}");
    }
    let answer = client
        .raw(
            "POST",
            path,
            &sign(),
            r#"{"userId":"7","userId":"8","emailVerified":true}"#,
        )
        .await;
    assert_eq!(codes(&answer), (400, 0), "a key twice");
    // A text cut where no field begins.
    let whole = json!({"nickname": "a&nz=c", "userId": "7"});
    let cut = client.signed("POST", "update-user", whole.as_object().unwrap());
    let answer = client
        .raw(
            "POST",
            path,
            &cut,
            r#"{"nickname":"a","nz":"c","userId":"7"}"#,
        )
        .await;
    assert_eq!(codes(&answer), (400, 0), "a field nobody knows");

    let query = json!({"userId": "7"});
    let get = || client.signed("GET", "get-user", query.as_object().unwrap());
    let answer = client
        .raw("GET", "/api/v3/get-user?userId=7", &get(), "{}")
        .await;
    assert_eq!(codes(&answer), (400, 0), "a body on a GET");
    assert!(backend.called().is_empty());
    let answer = client
        .raw("GET", "/api/v3/get-user?userId=7", &get(), "")
        .await;
    assert_eq!(codes(&answer), (200, 20001));
}

#[tokio::test]
async fn other_refusals_have_the_envelope_too() {
    let backend = Memory::obliging();
    let client = Client::with(
        &backend,
        Settings {
            body_bytes: 1000,
            ..settings()
        },
    );
    let large = json!({"userId": "7", "nickname": "x".repeat(1000)});
    assert_eq!(codes(&client.post("update-user", &large).await), (413, 0));
    let answer = client.raw("GET", "/api/v3/update-user", &[], "").await;
    assert_eq!(codes(&answer), (400, 0));
    let answer = client
        .raw("POST", "/api/v3/update-user", &[], "not json")
        .await;
    assert_eq!(codes(&answer), (400, 0));

    let other = Client::new(&backend).header("x-authing-userpool-id", "pool2");
    assert_eq!(codes(&other.post("update-user", &update()).await), (403, 0));
    let own = Client::new(&backend).header("x-authing-userpool-id", "pool1");
    // The nonce counts from 0 for each client.
    backend.nonces.lock().unwrap().clear();
    assert_eq!(
        codes(&own.post("update-user", &update()).await),
        (200, 20001)
    );

    *backend.broken.lock().unwrap() = true;
    let answer = client
        .post("is-user-exists", &json!({"username": "ada"}))
        .await;
    assert_eq!(codes(&answer), (503, 0));
    assert!(!answer.to_string().contains("node 3"));
}
