//! What commands print with `--json` is what `connector schema` says, no more and no less.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::command::{connector, connector_within, top};
use crate::database::users;
use crate::serve::server::Place;

/// What a command printed, document by document, by the command's words.
type Printed = BTreeMap<String, Vec<Value>>;

/// Commands without documents of their own to describe.
const WITHOUT: [&str; 3] = ["serve", "schema", "exam"];

fn documents(text: &str) -> Vec<Value> {
    serde_json::Deserializer::from_str(text)
        .into_iter()
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Runs the bench's commands.
async fn local(printed: &mut Printed, folder: &std::path::Path) {
    let path = |name: &str| folder.join(name).display().to_string();
    let getter = path("getUser.js");
    std::fs::write(&getter, "async function getUser() { return { id: 1 } }").expect("written");
    let wrong = path("shop/tests/wrong.json");
    let (shop, typings, pages, key) = (path("shop"), path("typings"), path("man"), path("key"));
    let trap = "tests/check/traps/sample_delete/deleteUser.js";
    let lines: &[(&str, &[&str])] = &[
        (
            "run",
            &["run", &getter, "--query", r#"{"id":"1"}"#, "--db", "none"],
        ),
        ("modules", &["modules"]),
        ("init", &["init", &shop]),
        ("types", &["types", &shop, "--out", &typings]),
        ("check", &["check", "examples/postgres-full", trap]),
        ("test", &["test", &shop, "--coverage"]),
        ("completions", &["completions", "zsh"]),
        ("man", &["man", "--out", &pages]),
        (
            "registry new-sealing-key",
            &["registry", "new-sealing-key", &key],
        ),
    ];
    for (name, words) in lines {
        if *name == "test" {
            std::fs::write(
                &wrong,
                r#"{ "about": "Wrong in every way", "action": "getUser", "query": { "id": 1 },
                    "expect": { "status": "unchanged", "value": { "id": 3 }, "logs": ["none"], "rows": { "SELECT 1 AS a": [{ "a": 2 }] } } }"#,
            )
            .expect("written");
        }
        let mut all = words.to_vec();
        all.push("--json");
        let said = connector_within(std::time::Duration::from_secs(180), &all).await;
        assert!(said.exit <= 1, "{words:?}: {}", said.stderr);
        printed
            .entry((*name).to_owned())
            .or_default()
            .extend(documents(&said.stdout));
    }
}

/// Runs the commands that need a registry or a server.
async fn remote(printed: &mut Printed) {
    let (mut place, users) = (Place::served(&[]).await, users().await);
    let uri = format!("DB_CONNECTION_URI={}", users.url());
    let registry = place.registry();
    let (file, other) = (
        place.path("backup").display().to_string(),
        place.path("other.db").display().to_string(),
    );
    let sealing = format!("{registry}.key");
    let mut say = async |place: &Place, name: &str, words: &[&str]| -> Value {
        let said = place.connector(&[words, &["--json"]].concat()).await;
        assert!([0, 1, 5].contains(&said.exit), "{words:?}: {}", said.stderr);
        let found = documents(&said.stdout);
        let first = found.first().cloned().unwrap_or_default();
        printed.entry(name.to_owned()).or_default().extend(found);
        first
    };
    let folder = "examples/postgres-full";
    let at = ["--tenant", "acme", "--connection", "shop"];
    let with = |words: &[&'static str]| [words, &at].concat();
    say(
        &place,
        "tenant create",
        &["tenant", "create", "acme", "--rate", "500"],
    )
    .await;
    say(&place, "tenant list", &["tenant", "list"]).await;
    say(&place, "diff", &with(&["diff", folder])).await;
    say(&place, "push", &with(&["push", folder, "--label", "v1"])).await;
    say(
        &place,
        "env set",
        &[&["env", "set", &uri][..], &at].concat(),
    )
    .await;
    say(&place, "env list", &with(&["env", "list"])).await;
    place
        .upload("getUser", "async function getUser() { return { id: 2 } }")
        .await;
    say(&place, "diff", &with(&["diff", folder])).await;
    say(
        &place,
        "invoke",
        &with(&["invoke", "getUser", "--query", r#"{"id":"1"}"#]),
    )
    .await;
    say(&place, "rollback", &with(&["rollback", "getUser"])).await;
    let begun = std::time::Instant::now();
    while say(&place, "logs", &with(&["logs"])).await.is_null() {
        assert!(begun.elapsed().as_secs() < 30, "history stays empty");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let made = say(
        &place,
        "keys create",
        &["keys", "create", "--tenant", "acme"],
    )
    .await;
    let id = made["key"]["id"].as_str().expect("an id").to_owned();
    say(&place, "keys list", &["keys", "list", "--tenant", "acme"]).await;
    say(&place, "keys rotate", &["keys", "rotate", &id]).await;
    say(&place, "keys rotate-password", &["keys", "rotate-password"]).await;
    say(&place, "keys revoke", &["keys", "revoke", &id]).await;
    say(
        &place,
        "tenant delete",
        &["tenant", "delete", "acme", "--yes"],
    )
    .await;
    place.signal("TERM");
    place.ended().await;
    let here = ["--registry", &registry];
    say(
        &place,
        "keys create-operator",
        &[&["keys", "create-operator"][..], &here].concat(),
    )
    .await;
    say(
        &place,
        "registry backup",
        &[&["registry", "backup", &file][..], &here].concat(),
    )
    .await;
    say(
        &place,
        "registry reseal",
        &[&["registry", "reseal"][..], &here].concat(),
    )
    .await;
    say(
        &place,
        "registry restore",
        &[
            "registry",
            "restore",
            &file,
            "--registry",
            &other,
            "--sealing-key-file",
            &sealing,
        ],
    )
    .await;
}

#[tokio::test]
async fn every_document_is_as_its_schema_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut printed = Printed::new();
    local(&mut printed, folder.path()).await;
    remote(&mut printed).await;

    let mut missing = super::leaves().await;
    missing.retain(|leaf| !printed.contains_key(leaf) && !WITHOUT.contains(&leaf.as_str()));
    assert!(missing.is_empty(), "nothing was printed by {missing:?}");
    for (name, documents) in &printed {
        let words: Vec<&str> = ["schema"].into_iter().chain(name.split(' ')).collect();
        let schema = connector(&words).await.json();
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        assert!(!documents.is_empty(), "{name} printed nothing");
        for document in documents {
            let wrong: Vec<String> = validator
                .iter_errors(document)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(wrong.is_empty(), "{name}: {wrong:#?}\n{document:#}");
            // What the schema doesn't know, it must refuse.
            let mut more = document.clone();
            more["surprise"] = json!(1);
            assert!(!validator.is_valid(&more), "{name} may print more");
        }
    }
}

#[tokio::test]
async fn whole_schemas_are_the_published_files() {
    for (name, file) in [
        ("run", "crates/contract/schema/outcome.schema.json"),
        ("case", "crates/suite/case.schema.json"),
        ("exam", "crates/suite/exam.schema.json"),
        ("check", "crates/check/check.schema.json"),
    ] {
        let published = std::fs::read_to_string(top().join(file)).expect("it is there");
        assert_eq!(
            connector(["schema", name]).await.stdout,
            published,
            "{name}"
        );
    }
    let listed = connector(["schema"]).await.stdout;
    for name in listed.lines() {
        let words: Vec<&str> = ["schema"].into_iter().chain(name.split(' ')).collect();
        let schema = connector(&words).await.json();
        assert!(jsonschema::validator_for(&schema).is_ok(), "{name}");
    }
}
