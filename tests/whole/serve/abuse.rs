//! Keys that reach no further than they should, and requests that are too much.

use serde_json::{Value, json};

use super::server::Place;

const SHOP: &str = "/v1/tenants/acme/connections/shop";
const GET_USER: &str =
    "async function getUser(query) { return { id: query.id, seen: env.SECRET ? 'set' : 'unset' } }";

/// Tenants `acme` and `rival`, a connection each, and a key for each.
async fn two_tenants(place: &Place) -> (String, String) {
    let mut keys = Vec::new();
    for tenant in ["acme", "rival"] {
        place
            .ask("POST", "/v1/tenants", &[], Some(json!({ "id": tenant })))
            .await;
        let path = format!("/v1/tenants/{tenant}/connections/shop");
        assert_eq!(
            place.ask("PUT", &path, &[], Some(json!({}))).await.status,
            201
        );
        let path = format!("/v1/tenants/{tenant}/keys");
        let made = place.ask("POST", &path, &[], Some(json!({}))).await;
        assert_eq!(made.status, 201, "{made:?}");
        keys.push(made.body["secret"].as_str().expect("a key").to_owned());
    }
    let rival = keys.pop().expect("two");
    (keys.pop().expect("two"), rival)
}

fn without_request(answer: &super::server::Answer) -> Value {
    let mut body = answer.body.clone();
    if let Some(body) = body.as_object_mut() {
        body.remove("request_id");
        body.remove("detail");
    }
    body
}

#[tokio::test]
async fn a_tenants_key_learns_nothing_of_other_tenants() {
    let place = Place::served(&[]).await;
    let (acme, _) = two_tenants(&place).await;
    place.upload("getUser", GET_USER).await;
    for path in [
        "",
        "/connections",
        "/connections/shop",
        "/connections/shop/env",
        "/connections/shop/scripts/getUser",
        "/keys",
        "/connections/shop/invocations",
    ] {
        let theirs = place
            .ask_as(&acme, "GET", &format!("/v1/tenants/rival{path}"), &[], None)
            .await;
        let nobodys = place
            .ask_as(
                &acme,
                "GET",
                &format!("/v1/tenants/nobody{path}"),
                &[],
                None,
            )
            .await;
        assert_eq!(theirs.status, 404, "{path}: {theirs:?}");
        assert_eq!(
            without_request(&theirs),
            without_request(&nobodys),
            "{path}"
        );
        let detail = |answer: &super::server::Answer, name: &str| {
            answer.body["detail"]
                .as_str()
                .unwrap_or_default()
                .replace(name, "X")
        };
        assert_eq!(
            detail(&theirs, "rival"),
            detail(&nobodys, "nobody"),
            "{path}"
        );
        let own = place
            .ask_as(&acme, "GET", &format!("/v1/tenants/acme{path}"), &[], None)
            .await;
        assert_eq!(own.status, 200, "{path}: {own:?}");
    }
    for (method, path) in [
        ("GET", "/v1/tenants"),
        ("GET", "/v1/keys"),
        ("DELETE", "/v1/tenants/acme"),
    ] {
        let answer = place.ask_as(&acme, method, path, &[], None).await;
        assert_eq!(
            (answer.status, &answer.body["code"]),
            (403, &json!("forbidden")),
            "{path}"
        );
    }
    let made = place
        .ask_as(
            &acme,
            "POST",
            "/v1/tenants",
            &[],
            Some(json!({ "id": "mine" })),
        )
        .await;
    assert_eq!(made.status, 403);
    let answer = place
        .ask_as(
            &acme,
            "POST",
            "/v1/tenants/rival/connections/shop/invoke/getUser",
            &[],
            Some(json!({ "arguments": [{ "id": "1" }] })),
        )
        .await;
    assert_eq!(answer.status, 404, "{answer:?}");
}

#[tokio::test]
async fn a_key_of_one_connection_stays_there() {
    let place = Place::served(&[]).await;
    two_tenants(&place).await;
    place.upload("getUser", GET_USER).await;
    let made = place
        .ask(
            "POST",
            "/v1/tenants/acme/keys",
            &[],
            Some(json!({ "connection": "shop" })),
        )
        .await;
    let key = made.body["secret"].as_str().expect("a key").to_owned();
    let call = json!({ "arguments": [{ "id": "1" }] });
    let answer = place
        .ask_as(
            &key,
            "POST",
            &format!("{SHOP}/invoke/getUser"),
            &[],
            Some(call),
        )
        .await;
    assert_eq!(answer.body["status"], "success", "{answer:?}");
    assert_eq!(
        place
            .ask_as(&key, "GET", "/v1/tenants/acme/connections/other", &[], None)
            .await
            .status,
        404
    );
    for (method, path) in [
        ("GET", "/v1/tenants/acme/keys"),
        ("GET", "/v1/tenants/acme/connections"),
        ("DELETE", SHOP),
    ] {
        assert_eq!(
            place.ask_as(&key, method, path, &[], None).await.status,
            403,
            "{path}"
        );
    }
    // It may end itself, and nobody else.
    let id = made.body["key"]["id"].as_str().expect("an id");
    let listed = place.ask("GET", "/v1/keys", &[], None).await;
    let operator = listed.body["keys"][0]["id"].as_str().expect("an id");
    assert_eq!(
        place
            .ask_as(&key, "DELETE", &format!("/v1/keys/{operator}"), &[], None)
            .await
            .status,
        404
    );
    assert_eq!(
        place
            .ask_as(&key, "DELETE", &format!("/v1/keys/{id}"), &[], None)
            .await
            .status,
        200
    );
    assert_eq!(place.ask_as(&key, "GET", SHOP, &[], None).await.status, 401);
}

#[tokio::test]
async fn a_key_that_is_none_is_told_nothing() {
    let place = Place::served(&[]).await;
    two_tenants(&place).await;
    let (body, last) = place.key.split_at(place.key.len() - 1);
    let forged = format!("{body}{}", if last == "0" { "1" } else { "0" });
    for key in ["", "x", &forged, "connector_op_0123456789abcdef_"] {
        for path in ["/v1/tenants", SHOP, "/v1/keys/0123456789abcdef/rotate"] {
            let method = if path.ends_with("rotate") {
                "POST"
            } else {
                "GET"
            };
            let body = (method == "POST").then(|| json!({}));
            let answer = place.ask_as(key, method, path, &[], body).await;
            assert_eq!(
                (answer.status, &answer.body["code"]),
                (401, &json!("unauthenticated")),
                "{key:?} {path}"
            );
        }
    }
}

#[tokio::test]
async fn env_is_written_and_never_read() {
    let place = Place::served(&[]).await;
    two_tenants(&place).await;
    let path = format!("{SHOP}/env");
    let answer = place
        .ask(
            "PATCH",
            &path,
            &[],
            Some(json!({ "set": { "SECRET": "correct-horse" }, "secret": ["SECRET"] })),
        )
        .await;
    assert_eq!(answer.status, 204, "{answer:?}");
    let listed = place.ask("GET", &path, &[], None).await;
    assert!(
        listed.text.contains("SECRET") && !listed.text.contains("correct-horse"),
        "{listed:?}"
    );
    place.upload("getUser", "async function getUser() { console.log(env.SECRET); throw new Error('with ' + env.SECRET) }").await;
    let answer = place.invoke("getUser", json!([{ "id": "1" }]), &[]).await;
    assert_eq!(answer.body["status"], "script_error", "{answer:?}");
    assert!(!answer.text.contains("correct-horse"), "{answer:?}");
    // A body that can't be read is not quoted either.
    let answer = place
        .ask("PUT", &path, &[], Some(json!({ "set": "correct-horse" })))
        .await;
    assert_eq!(
        (answer.status, &answer.body["code"]),
        (400, &json!("invalid_body")),
        "{answer:?}"
    );
    assert!(!answer.text.contains("correct-horse") && !place.log().contains("correct-horse"));
}

#[tokio::test]
async fn too_much_is_refused_with_a_code() {
    let place = Place::served(&["--rate", "1", "--body-bytes", "20000"]).await;
    let operator = place.key.clone();
    place
        .ask(
            "POST",
            "/v1/tenants",
            &[],
            Some(json!({ "id": "acme", "rate_per_second": 1000 })),
        )
        .await;
    place
        .ask("POST", "/v1/tenants", &[], Some(json!({ "id": "busy" })))
        .await;
    place
        .ask(
            "PUT",
            SHOP,
            &[],
            Some(json!({ "limits": { "argument_bytes": 2000 } })),
        )
        .await;
    place.upload("getUser", GET_USER).await;
    let big = place
        .invoke("getUser", json!([{ "id": "x".repeat(21_000) }]), &[])
        .await;
    assert_eq!(
        (big.status, &big.body["code"]),
        (413, &json!("too_large")),
        "{big:?}"
    );
    let large = place
        .invoke(
            "getUser",
            json!([{ "id": "1", "email": "x".repeat(3_000) }]),
            &[],
        )
        .await;
    assert_eq!(
        (large.status, &large.body["code"]),
        (413, &json!("too_large")),
        "{large:?}"
    );
    let wrong = place.invoke("getUser", json!([{}]), &[]).await;
    assert_eq!(
        (wrong.status, &wrong.body["code"]),
        (400, &json!("invalid_arguments")),
        "{wrong:?}"
    );
    let unknown = place.invoke("dropUser", json!([]), &[]).await;
    assert_eq!(
        (unknown.status, &unknown.body["code"]),
        (400, &json!("invalid_parameter")),
        "{unknown:?}"
    );

    let calls = (0..40).map(|_| place.ask_as(&operator, "GET", "/v1/tenants/busy", &[], None));
    let answers = futures::future::join_all(calls).await;
    let limited: Vec<_> = answers
        .iter()
        .filter(|answer| answer.status == 429)
        .collect();
    assert!(!limited.is_empty(), "40 at once, 1 a second");
    assert!(
        limited
            .iter()
            .all(|answer| answer.header("retry-after").is_some()
                && answer.body["code"] == "rate_limited")
    );
    assert_eq!(
        place.ask("GET", "/v1/tenants/acme", &[], None).await.status,
        200,
        "others are not slowed"
    );
}
