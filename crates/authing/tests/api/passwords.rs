//! Encrypted and generated passwords on their way to the script.

use std::sync::Arc;

use aws_lc_rs::rsa::{Pkcs1PublicEncryptingKey, PublicEncryptingKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use connector_authing::{KeyMaterial, Keyring, Secret};
use connector_contract::Action;
use serde_json::{Value, json};

use crate::client::{Client, codes};
use crate::memory::Memory;

const SM2_SCALAR: &str = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
/// `correct horse`, by the npm package sm-crypto 0.5.8.
const SM2_CIPHERTEXT: &str = "23cba285ddf7e83ef5d5f197c6b3c93b85db22a579fd280d2851e82b859a18a0a7962924033204f4499e0f0d434a987c186f281cd222695cc8b8b3639bd10d976a17009a062a5f848e24b3222ee2e0e4724ff3e952324245fa85b410d88b8179010220e11514df5bf41adae8d0";

fn with_keys(backend: &Memory) {
    let mut material = KeyMaterial::generate().unwrap();
    material.sm2 = Secret::new(SM2_SCALAR);
    *backend.ring.lock().unwrap() = Arc::new(Keyring::new(&[material]).unwrap());
}

/// Encrypts as a client does: with the key that `system` shows.
async fn rsa(client: &Client, plain: &[u8]) -> String {
    let system = client.raw("GET", "/api/v3/system", &[], "").await;
    let pem = system["data"]["rsa"]["publicKey"].as_str().unwrap();
    assert_eq!(system["rsa"], system["data"]["rsa"]);
    assert_eq!(system["sm2"], system["data"]["sm2"]);
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let key = PublicEncryptingKey::from_der(&STANDARD.decode(body).unwrap()).unwrap();
    let key = Pkcs1PublicEncryptingKey::new(key).unwrap();
    let mut out = vec![0; key.ciphertext_size()];
    STANDARD.encode(key.encrypt(plain, &mut out).unwrap())
}

#[tokio::test]
async fn either_place_and_either_cipher() {
    let backend = Memory::obliging();
    with_keys(&backend);
    let client = Client::new(&backend);
    let sealed = rsa(&client, b"correct horse").await;
    let table = [
        json!({"userId": "7", "password": sealed, "passwordEncryptType": "rsa"}),
        json!({"userId": "7", "password": sealed, "options": {"passwordEncryptType": "rsa"}}),
        json!({"userId": "7", "password": SM2_CIPHERTEXT, "passwordEncryptType": "sm2"}),
        json!({"userId": "7", "password": SM2_CIPHERTEXT, "options": {"passwordEncryptType": "sm2"}}),
        json!({"userId": "7", "password": "correct horse", "passwordEncryptType": "none"}),
        json!({"userId": "7", "password": "correct horse"}),
    ];
    for body in table {
        backend.calls.lock().unwrap().clear();
        let answer = client.post("update-user", &body).await;
        assert_eq!(codes(&answer), (200, 20001), "{answer}");
        let call = backend.only_call(Action::UpdateUser);
        assert_eq!(call.arguments[1], json!({"password": "correct horse"}));
        let seen = &call.context["request"]["body"];
        assert_eq!(seen["password"], "correct horse");
        assert!(!seen.to_string().contains("rsa") && !seen.to_string().contains("sm2"));
        assert!(!answer.to_string().contains("correct horse"));
    }
}

#[tokio::test]
async fn other_endpoints_open_theirs() {
    let backend = Memory::obliging();
    with_keys(&backend);
    let client = Client::new(&backend);
    let sealed = rsa(&client, b"correct horse").await;
    let options = json!({"passwordEncryptType": "rsa"});
    let requests = [
        (
            "create-user",
            Action::CreateUser,
            json!({"username": "a", "password": sealed, "options": options}),
        ),
        (
            "create-users-batch",
            Action::CreateUser,
            json!({"list": [{"username": "a", "password": sealed}], "options": options}),
        ),
        (
            "update-user-batch",
            Action::UpdateUser,
            json!({"list": [{"userId": "7", "password": sealed}], "options": options}),
        ),
        (
            "signin",
            Action::Login,
            json!({"connection": "PASSWORD", "passwordPayload": {"account": "a@b", "password": sealed}, "options": options}),
        ),
        (
            "validate-password",
            Action::ValidatePassword,
            json!({"email": "a@b", "password": sealed, "passwordEncryptType": "rsa"}),
        ),
    ];
    for (endpoint, action, body) in requests {
        let answer = client.post(endpoint, &body).await;
        assert_eq!(codes(&answer), (200, 20001), "{endpoint} {answer}");
        let call = backend
            .calls
            .lock()
            .unwrap()
            .iter()
            .rfind(|call| call.action == action)
            .unwrap()
            .clone();
        let seen = format!("{:?} {}", call.arguments, call.context);
        assert!(!seen.contains(&sealed), "{endpoint}");
        let arguments = Value::from(call.arguments).to_string();
        assert!(
            arguments.contains("correct horse"),
            "{endpoint}: {arguments}"
        );
        assert!(
            call.context.to_string().contains("correct horse"),
            "{endpoint}"
        );
    }
}

#[tokio::test]
async fn all_that_is_wrong_has_one_answer_and_comes_last() {
    let backend = Memory::obliging();
    with_keys(&backend);
    let client = Client::new(&backend);
    let good = rsa(&client, b"x").await;
    let mut bad = vec![
        STANDARD.encode([1; 256]),
        STANDARD.encode([1; 10]),
        "no base64".to_owned(),
        rsa(&client, b"").await,
        rsa(&client, b"a\nb").await,
    ];
    bad.push(good.chars().rev().collect());
    for password in bad {
        let body = json!({"userId": "7", "password": password, "passwordEncryptType": "rsa"});
        let answer = client.post("update-user", &body).await;
        assert_eq!(
            (codes(&answer), &answer["message"]),
            ((400, 0), &json!("密码无法解密"))
        );
        // What else is wrong is told first: nobody learns of a padding from it.
        let body = json!({"userId": "7", "password": password, "passwordEncryptType": "rsa", "nickname": 5});
        let answer = client.post("update-user", &body).await;
        assert_eq!(answer["message"], "参数 nickname 格式错误");
    }
    let body = json!({"userId": "7", "password": good, "passwordEncryptType": "rsa", "options": {"passwordEncryptType": "none"}});
    assert_eq!(codes(&client.post("update-user", &body).await), (400, 0));
    assert!(backend.called().is_empty());
}

#[tokio::test]
async fn without_keys_nothing_is_offered_or_opened() {
    let client = Client::new(&Memory::obliging());
    let system = client.raw("GET", "/api/v3/system", &[], "").await;
    assert!(system.get("rsa").is_none() && system["data"].get("rsa").is_none());
    let body = json!({"userId": "7", "password": "AAAA", "passwordEncryptType": "rsa"});
    assert_eq!(codes(&client.post("update-user", &body).await), (400, 0));
}

#[tokio::test]
async fn generated() {
    let backend = Memory::obliging();
    let client = Client::new(&backend);
    let body = json!({"userId": "7", "options": {"autoGeneratePassword": true, "resetPasswordOnNextLogin": true}});
    let answer = client.post("update-user", &body).await;
    assert_eq!(codes(&answer), (200, 20001));
    let updates = backend.only_call(Action::UpdateUser).arguments[1].clone();
    assert_eq!(updates["resetPasswordOnNextLogin"], true);
    let password = updates["password"].as_str().unwrap();
    assert_eq!(password.len(), 20);
    assert!(!answer.to_string().contains(password));

    let both = json!({"userId": "7", "password": "p", "options": {"autoGeneratePassword": true}});
    assert_eq!(codes(&client.post("update-user", &both).await), (400, 0));
    let create = json!({"username": "u", "options": {"autoGeneratePassword": true, "resetPasswordOnFirstLogin": true}});
    assert_eq!(
        codes(&client.post("create-user", &create).await),
        (200, 20001)
    );
    let userinfo = backend.only_call(Action::CreateUser).arguments[0].clone();
    assert_eq!(userinfo["password"].as_str().unwrap().len(), 20);
    assert_eq!(userinfo["resetPasswordOnFirstLogin"], true);
}
