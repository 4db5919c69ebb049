//! From nothing to an updated row, as an operator and an author go through it.

use serde_json::{Value, json};

use super::server::Place;
use crate::database::users;

const AT: [&str; 4] = ["--tenant", "acme", "--connection", "shop"];

#[tokio::test]
async fn an_example_is_pushed_and_invoked_and_told_of() {
    let (place, users) = (Place::served(&[]).await, users().await);
    place.furnish(&users).await;

    let words = [
        "invoke",
        "updateUser",
        "--id",
        "1",
        "--updates",
        "{\"nickname\":\"Nick\"}",
        "--json",
    ];
    let said = place.connector(&[&words[..], &AT].concat()).await;
    assert_eq!(said.exit, 0, "{}{}", said.stdout, said.stderr);
    let outcome = said.json();
    assert_eq!(outcome["status"], "success", "{outcome:#}");
    assert_eq!(outcome["value"]["nickname"], "Nick");
    let rows = users.rows("SELECT nickname FROM users WHERE id = 1").await;
    assert_eq!(rows, [[Some("Nick".to_owned())]]);

    // The script's refusal has the exit code it has with `run`.
    let words = [
        "invoke",
        "updateUser",
        "--id",
        "999",
        "--updates",
        "{\"nickname\":\"N\"}",
    ];
    let said = place.connector(&[&words[..], &AT].concat()).await;
    assert_eq!(said.exit, 1, "{}{}", said.stdout, said.stderr);
    assert!(said.stdout.contains("not_found"), "{}", said.stdout);

    // History has both a moment later, by user and by status.
    let found = logs(&place, &["--user", "1"], 1).await;
    assert_eq!(found[0]["outcome"]["invocation"], outcome["invocation"]);
    assert_eq!(
        found[0]["outcome"].get("value"),
        None,
        "values are not kept unless asked for"
    );
    let found = logs(&place, &["--status", "not_found"], 1).await;
    assert_eq!(found[0]["user_id"], "999");
    let log = place.log();
    assert!(
        !log.contains("correct horse") && !log.contains(&users.url()),
        "{log}"
    );
}

/// What `logs` shows, once it shows as many.
async fn logs(place: &Place, words: &[&str], count: usize) -> Vec<Value> {
    let begun = std::time::Instant::now();
    loop {
        let said = place
            .connector(&[&["logs", "--json"], words, &AT].concat())
            .await;
        assert_eq!(said.exit, 0, "{}", said.stderr);
        let found: Vec<Value> = said
            .stdout
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        if found.len() >= count {
            return found;
        }
        assert!(begun.elapsed().as_secs() < 30, "history has {found:?}");
    }
}

#[tokio::test]
async fn a_folder_and_a_server_are_compared_and_rolled_back() {
    let (place, users) = (Place::served(&[]).await, users().await);
    let diff = ["diff", "examples/postgres-full"];
    let said = place.connector(&["tenant", "create", "acme"]).await;
    assert_eq!(said.exit, 0, "{}", said.stderr);
    let said = place.connector(&[&diff[..], &AT].concat()).await;
    assert_eq!(said.exit, 5, "everything is pending: {}", said.stderr);
    let said = place
        .connector(&[&["push", "examples/postgres-full", "--dry-run"][..], &AT].concat())
        .await;
    assert_eq!(said.exit, 5, "{}", said.stderr);
    let missing = place
        .ask("GET", "/v1/tenants/acme/connections/shop", &[], None)
        .await;
    assert_eq!(missing.status, 404, "a dry run makes nothing");
    drop(users);

    let said = place
        .connector(
            &[
                &["push", "examples/postgres-full", "--label", "v1"][..],
                &AT,
            ]
            .concat(),
        )
        .await;
    assert_eq!(said.exit, 0, "{}{}", said.stdout, said.stderr);
    let said = place.connector(&[&diff[..], &AT].concat()).await;
    assert_eq!(said.exit, 0, "{}{}", said.stdout, said.stderr);

    place
        .upload("getUser", "async function getUser() { return { id: 2 } }")
        .await;
    let said = place.connector(&[&diff[..], &AT].concat()).await;
    assert_eq!(said.exit, 5);
    assert!(
        said.stdout
            .contains("-async function getUser() { return { id: 2 } }"),
        "{}",
        said.stdout
    );
    let said = place
        .connector(&[&["rollback", "getUser", "--to", "v1"][..], &AT].concat())
        .await;
    assert_eq!(said.exit, 0, "{}", said.stderr);
    let said = place.connector(&[&diff[..], &AT].concat()).await;
    assert_eq!(said.exit, 0, "{}", said.stdout);
    let versions = place
        .ask(
            "GET",
            "/v1/tenants/acme/connections/shop/scripts/getUser/versions",
            &[],
            None,
        )
        .await;
    assert_eq!(
        versions.body["versions"].as_array().map(Vec::len),
        Some(2),
        "{versions:?}"
    );
}

#[tokio::test]
async fn what_does_not_load_is_not_taken() {
    let place = Place::served(&[]).await;
    place.connector(&["tenant", "create", "acme"]).await;
    let shop = "/v1/tenants/acme/connections/shop";
    assert_eq!(
        place.ask("PUT", shop, &[], Some(json!({}))).await.status,
        201
    );
    assert_eq!(
        place
            .ask("PUT", shop, &[], Some(json!({ "id": "integer" })))
            .await
            .status,
        200
    );
    for (source, says) in [
        ("async function getUser( {", "SyntaxError"),
        ("throw new Error('at the top')", "at the top"),
        ("async function login() {}", "does not define getUser"),
    ] {
        let path = format!("{shop}/scripts/getUser");
        let answer = place
            .ask("PUT", &path, &[], Some(json!({ "source": source })))
            .await;
        assert_eq!(
            (answer.status, &answer.body["code"]),
            (422, &json!("script_rejected")),
            "{answer:?}"
        );
        assert!(answer.text.contains(says), "{says}: {answer:?}");
        assert!(answer.body["diagnostics"].is_object());
    }
    let answer = place.invoke("getUser", json!([{ "id": 1 }]), &[]).await;
    assert_eq!(
        (answer.status, &answer.body["code"]),
        (404, &json!("no_script"))
    );

    // A folder with an error that `check` finds is not even sent.
    let folder = place.path("folder");
    std::fs::create_dir(&folder).expect("made");
    let script = "async function updateUser(id) { const { Client } = require('pg'); const c = new Client(); await c.connect(); \
                  try { const r = await c.query(`SELECT * FROM users WHERE id = ${id}`); return r.rows[0]; } finally { await c.end(); } }";
    std::fs::write(folder.join("updateUser.js"), script).expect("written");
    let said = place
        .connector(&[&["push", &folder.display().to_string()][..], &AT].concat())
        .await;
    assert_eq!(said.exit, 1, "{}{}", said.stdout, said.stderr);
    assert!(said.stdout.contains("sql-concatenation"), "{}", said.stdout);
}
