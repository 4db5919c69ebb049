//! The Authing face on a real server: its keys, its tokens, and an update through them.

use serde_json::{Value, json};

use super::server::{Answer, Place};
use crate::database::users;

/// A signing key of `acme`'s connection `shop`: its id, and a token made with it.
pub(super) async fn signed_in(place: &Place) -> (String, String) {
    let new = json!({ "kind": "authing", "connection": "shop" });
    let path = "/v1/tenants/acme/keys";
    let made = place.ask("POST", path, &[], Some(new)).await;
    assert_eq!(made.status, 201, "{made:?}");
    let (id, secret) = (&made.body["key"]["id"], &made.body["secret"]);
    let issued = token(place, id, secret).await;
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    (text(id), text(&issued.body["data"]["access_token"]))
}

async fn token(place: &Place, id: &Value, secret: &Value) -> Answer {
    let body = json!({ "accessKeyId": id, "accessKeySecret": secret });
    let path = "/api/v3/get-management-token";
    place.ask_as("", "POST", path, &[], Some(body)).await
}

#[tokio::test]
async fn a_signing_keys_token_updates_a_user_until_the_key_is_revoked() {
    let (mut place, users) = (Place::served(&[]).await, users().await);
    place.furnish(&users).await;
    let shop = "/v1/tenants/acme/connections/shop";
    let settings = json!({ "id": "integer", "authing": { "user_pool": { "id": "pool1" }, "apps": [{ "id": "app1" }] } });
    let put = place.ask("PUT", shop, &[], Some(settings)).await;
    assert_eq!(put.status, 200, "{put:?}");
    let new = json!({ "kind": "authing", "connection": "shop" });
    let made = place
        .ask("POST", "/v1/tenants/acme/keys", &[], Some(new))
        .await;
    assert_eq!(made.status, 201, "{made:?}");
    let (id, secret) = (&made.body["key"]["id"], &made.body["secret"]);

    let issued = token(&place, id, secret).await;
    let bearer = issued.body["data"]["access_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let update = json!({ "userId": "1", "nickname": "Nick" });
    let path = "/api/v3/update-user";
    let answer = place
        .ask_as(&bearer, "POST", path, &[], Some(update.clone()))
        .await;
    assert_eq!(
        (answer.status, &answer.body["statusCode"]),
        (200, &json!(200)),
        "{answer:?}"
    );
    assert_eq!(answer.body["data"]["nickname"], "Nick", "{answer:?}");
    assert!(
        answer
            .header("x-request-id")
            .is_some_and(|id| answer.body["requestId"] == id),
        "{answer:?}"
    );
    let rows = users.rows("SELECT nickname FROM users WHERE id = 1").await;
    assert_eq!(rows, [[Some("Nick".to_owned())]]);

    // History knows whose key it was.
    let history = format!("{shop}/invocations?action=updateUser");
    let begun = std::time::Instant::now();
    loop {
        let found = place.ask("GET", &history, &[], None).await;
        if let Some(record) = found.body["invocations"].get(0) {
            assert_eq!(record["caller"], *id, "{found:?}");
            break;
        }
        assert!(begun.elapsed().as_secs() < 30, "{found:?}");
    }

    // The keys that passwords are encrypted with are the same after a restart.
    let system = place.ask_as("", "GET", "/api/v3/system", &[], None).await;
    assert!(system.text.contains("PUBLIC KEY"), "{system:?}");
    place.signal("TERM");
    assert_eq!(place.ended().await, Some(0), "{}", place.log());
    place.start().await;
    let again = place.ask_as("", "GET", "/api/v3/system", &[], None).await;
    assert_eq!(again.body["rsa"], system.body["rsa"], "{again:?}");

    let key = format!("/v1/keys/{}", id.as_str().expect("an id"));
    assert_eq!(place.ask("DELETE", &key, &[], None).await.status, 200);
    let answer = place.ask_as(&bearer, "POST", path, &[], Some(update)).await;
    assert_ne!(
        answer.body["statusCode"], 200,
        "the token died with its key: {answer:?}"
    );
    assert_ne!(token(&place, id, secret).await.body["statusCode"], 200);
}

#[tokio::test]
async fn who_asks_too_much_is_told_in_both_languages_of_http_and_of_the_face() {
    let place = Place::served(&[]).await;
    let tenant = json!({ "id": "acme", "rate_per_second": 20 });
    place.ask("POST", "/v1/tenants", &[], Some(tenant)).await;
    let shop = "/v1/tenants/acme/connections/shop";
    place.ask("PUT", shop, &[], Some(json!({}))).await;
    let source = "async function updateUser(id) { return { id } }";
    place.upload("updateUser", source).await;
    let (_, bearer) = signed_in(&place).await;
    let update = json!({ "userId": "1", "nickname": "Nick" });
    let path = "/api/v3/update-user";
    let calls = (0..80).map(|_| place.ask_as(&bearer, "POST", path, &[], Some(update.clone())));
    let answers = futures::future::join_all(calls).await;
    let (busy, others): (Vec<&Answer>, Vec<&Answer>) =
        answers.iter().partition(|answer| answer.status == 429);
    assert!(
        !busy.is_empty() && !others.is_empty(),
        "80 at once, 20 a second"
    );
    for answer in busy {
        assert_eq!(answer.body["statusCode"], 429, "{answer:?}");
        let seconds = answer
            .header("retry-after")
            .and_then(|text| text.parse().ok());
        assert!(
            seconds.is_some_and(|seconds: u64| seconds > 0),
            "{answer:?}"
        );
    }
    for answer in others {
        assert_eq!(
            (answer.status, &answer.body["statusCode"]),
            (200, &json!(200)),
            "{answer:?}"
        );
    }
}
