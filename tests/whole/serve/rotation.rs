//! Keys that are replaced while servers run: those for encrypted passwords, and those that secrets lie sealed under.

use std::time::{Duration, Instant};

use aws_lc_rs::rsa::{Pkcs1PublicEncryptingKey, PublicEncryptingKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::authing::signed_in;
use super::server::{Answer, Place};
use crate::database::users;

const UPDATE_USER: &str =
    "async function updateUser(id, updates) { return { id, nickname: updates.password } }";

/// The RSA key that a server's `system` tells callers to encrypt with.
async fn shown(place: &Place) -> String {
    let system = place.ask_as("", "GET", "/api/v3/system", &[], None).await;
    let key = system.body["rsa"]["publicKey"].as_str().expect("a key");
    key.to_owned()
}

fn encrypted(pem: &str, password: &str) -> String {
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let der = STANDARD.decode(body).expect("base64");
    let key = PublicEncryptingKey::from_der(&der).expect("a key");
    let key = Pkcs1PublicEncryptingKey::new(key).expect("a key");
    let mut sealed = vec![0; key.ciphertext_size()];
    let length = key
        .encrypt(password.as_bytes(), &mut sealed)
        .expect("short");
    STANDARD.encode(&*length)
}

async fn update(place: &Place, token: &str, sealed: &str) -> Answer {
    let body =
        json!({ "userId": "7", "password": sealed, "options": { "passwordEncryptType": "rsa" } });
    let path = "/api/v3/update-user";
    place.ask_as(token, "POST", path, &[], Some(body)).await
}

#[tokio::test]
async fn encrypted_passwords_survive_a_rotation_on_every_node_for_the_overlap() {
    let database = connector_testkit::Database::empty()
        .await
        .expect("a PostgreSQL");
    let one = Place::served_by(&database.url(), &[]).await;
    let two = one.another().await;
    let tenant = json!({ "id": "acme" });
    one.ask("POST", "/v1/tenants", &[], Some(tenant)).await;
    let shop = "/v1/tenants/acme/connections/shop";
    one.ask("PUT", shop, &[], Some(json!({}))).await;
    one.upload("updateUser", UPDATE_USER).await;
    let (_, token) = signed_in(&one).await;

    let before = shown(&one).await;
    assert_eq!(shown(&two).await, before, "all nodes have the same");
    let old = encrypted(&before, "correct horse");
    let said = one
        .connector(&["keys", "rotate-password", "--overlap-seconds", "20"])
        .await;
    let rotated = Instant::now();
    assert_eq!(said.exit, 0, "{}", said.stderr);
    let after = shown(&one).await;
    assert_ne!(after, before);
    // The other node is told, and isn't restarted.
    while shown(&two).await != after {
        assert!(rotated.elapsed() < Duration::from_secs(15), "{}", two.log());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let fresh = encrypted(&after, "correct horse");
    for place in [&one, &two] {
        for sealed in [&old, &fresh] {
            let answer = update(place, &token, sealed).await;
            assert_eq!(
                answer.body["data"]["nickname"], "correct horse",
                "{answer:?}"
            );
        }
    }
    let listed = one.ask("GET", "/v1/password-keys", &[], None).await;
    let keys = listed.body["keys"].as_array().expect("a list");
    assert_eq!(keys.len(), 2, "{listed:?}");
    assert_eq!(
        (&keys[0]["rsa"], &keys[1]["rsa"]),
        (&Value::from(after), &Value::from(before))
    );
    // An operator may rotate them, nobody else.
    let made = one
        .ask("POST", "/v1/tenants/acme/keys", &[], Some(json!({})))
        .await;
    let key = made.body["secret"].as_str().expect("a key");
    let path = "/v1/password-keys/rotate";
    let refused = one.ask_as(key, "POST", path, &[], Some(json!({}))).await;
    assert_eq!(refused.status, 403, "{refused:?}");

    // Then the overlap is over.
    let left = Duration::from_secs(21).saturating_sub(rotated.elapsed());
    tokio::time::sleep(left).await;
    for place in [&one, &two] {
        let answer = update(place, &token, &old).await;
        assert_eq!(answer.body["statusCode"], 400, "{answer:?}");
        let answer = update(place, &token, &fresh).await;
        assert_eq!(answer.body["statusCode"], 200, "{answer:?}");
    }
}

#[tokio::test]
async fn a_sealing_key_is_replaced_and_the_old_one_needed_no_more() {
    let (mut place, users) = (Place::served(&[]).await, users().await);
    place.furnish(&users).await;
    let get_user = json!([{ "id": "1" }]);
    let answer = place.invoke("getUser", get_user.clone(), &[]).await;
    assert_eq!(answer.body["status"], "success", "{answer:?}");
    let file = place.sealing_key();
    let old = std::fs::read_to_string(&file).expect("the key");
    let made = place.path("new.key").display().to_string();
    let said = place
        .connector(&["registry", "new-sealing-key", &made])
        .await;
    assert_eq!(said.exit, 0, "{}", said.stderr);
    let new = std::fs::read_to_string(&made).expect("the key");
    std::fs::write(&file, format!("{new}\n{old}")).expect("written");
    place.signal("TERM");
    place.ended().await;
    place.start().await;
    // While it serves.
    let said = place.connector(&["registry", "reseal"]).await;
    assert_eq!(said.exit, 0, "{}", said.stderr);
    assert!(said.stdout.contains("sealed anew"), "{}", said.stdout);
    std::fs::write(&file, &new).expect("written");
    place.signal("TERM");
    place.ended().await;
    place.start().await;
    let answer = place.invoke("getUser", get_user, &[]).await;
    assert_eq!(
        answer.body["status"], "success",
        "env is opened: {answer:?}"
    );
    std::fs::write(&file, old).expect("written");
    let said = place.connector(&["keys", "create-operator"]).await;
    assert_eq!(
        said.exit, 2,
        "the old key alone opens nothing: {}",
        said.stderr
    );
}
