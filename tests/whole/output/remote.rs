//! What operators and authors read of a server.

use super::snapshot;
use crate::command::Said;
use crate::database::users;
use crate::serve::server::Place;

const AT: [&str; 4] = ["--tenant", "acme", "--connection", "shop"];

async fn says(place: &Place, name: &str, words: &[&str]) -> Said {
    let said = place.connector(words).await;
    snapshot(name, &place.path(""), &said);
    said
}

#[tokio::test]
async fn scripts_on_a_server() {
    let (place, users) = (Place::served(&[]).await, users().await);
    let at = |words: &[&'static str]| [words, &AT].concat();
    says(&place, "tenant_create", &["tenant", "create", "acme"]).await;
    says(&place, "tenant_create_again", &["tenant", "create", "acme"]).await;
    says(&place, "tenant_list", &["tenant", "list"]).await;
    let folder = "examples/postgres-lazy";
    says(&place, "diff_new", &at(&["diff", folder])).await;
    says(&place, "push_dry_run", &at(&["push", folder, "--dry-run"])).await;
    let said = says(&place, "push", &at(&["push", folder, "--label", "v1"])).await;
    assert_eq!(said.exit, 0, "{}", said.stderr);
    says(&place, "push_unchanged", &at(&["push", folder])).await;

    let uri = format!("DB_CONNECTION_URI={}", users.url());
    let words = [&["env", "set", &uri, "PLAIN=1"][..], &AT].concat();
    let said = place.connector(&words).await;
    assert!(!said.stdout.contains(&users.url()), "{}", said.stdout);
    snapshot("env_set", &place.path(""), &said);
    says(&place, "env_list", &at(&["env", "list"])).await;

    place
        .upload(
            "getUser",
            "async function getUser(query) {\n  console.warn('looking');\n  throw new Error('User not exists!');\n}\n",
        )
        .await;
    says(&place, "diff_changed", &at(&["diff", folder])).await;
    let said = says(
        &place,
        "invoke",
        &at(&["invoke", "getUser", "--query", r#"{"id":"1"}"#]),
    )
    .await;
    assert_eq!(said.exit, 1);
    // History is written in batches.
    let begun = std::time::Instant::now();
    while place.connector(&at(&["logs"])).await.stdout.is_empty() {
        assert!(begun.elapsed().as_secs() < 30, "history stays empty");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    says(&place, "logs", &at(&["logs"])).await;
    says(
        &place,
        "rollback",
        &at(&["rollback", "getUser", "--to", "v1"]),
    )
    .await;
    says(
        &place,
        "rollback_nowhere",
        &at(&["rollback", "getUser", "--to", "v9"]),
    )
    .await;
    says(
        &place,
        "tenant_delete",
        &["tenant", "delete", "acme", "--yes"],
    )
    .await;
    says(
        &place,
        "invoke_nothing_there",
        &at(&["invoke", "getUser", "--query", r#"{"id":"1"}"#]),
    )
    .await;
}

#[tokio::test]
async fn keys_and_the_registry() {
    let mut place = Place::served(&[]).await;
    place.connector(&["tenant", "create", "acme"]).await;
    let made = says(
        &place,
        "keys_create",
        &["keys", "create", "--tenant", "acme", "--label", "ci"],
    )
    .await;
    assert_eq!(made.exit, 0, "{}", made.stderr);
    says(&place, "keys_list", &["keys", "list", "--tenant", "acme"]).await;
    let secret = made.stdout.trim().to_owned();
    let id = secret.split('_').nth(2).expect("an id").to_owned();
    says(&place, "keys_rotate", &["keys", "rotate", &id]).await;
    says(
        &place,
        "keys_rotate_password",
        &["keys", "rotate-password", "--overlap-seconds", "60"],
    )
    .await;
    says(&place, "keys_revoke", &["keys", "revoke", &id]).await;
    let said = place
        .connector_as(&secret, &["keys", "list", "--tenant", "acme"])
        .await;
    snapshot("keys_revoked_used", &place.path(""), &said);

    place.signal("TERM");
    place.ended().await;
    let (registry, file) = (
        place.registry(),
        place.path("monday.backup").display().to_string(),
    );
    let at = ["--registry", &registry];
    says(
        &place,
        "keys_create_operator",
        &[&["keys", "create-operator", "--label", "laptop"][..], &at].concat(),
    )
    .await;
    says(
        &place,
        "registry_backup",
        &[&["registry", "backup", &file][..], &at].concat(),
    )
    .await;
    says(
        &place,
        "registry_restore_into_full",
        &[&["registry", "restore", &file][..], &at].concat(),
    )
    .await;
    says(
        &place,
        "registry_reseal",
        &[&["registry", "reseal"][..], &at].concat(),
    )
    .await;
    let key = place.path("fresh.key").display().to_string();
    says(
        &place,
        "registry_new_sealing_key",
        &["registry", "new-sealing-key", &key],
    )
    .await;
    let other = place.path("other.db").display().to_string();
    let sealing = format!("{registry}.key");
    says(
        &place,
        "registry_restore",
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
    says(
        &place,
        "serve_print_config",
        &[
            "serve",
            "--print-config",
            "--registry",
            &registry,
            "--workers",
            "2",
        ],
    )
    .await;
    says(
        &place,
        "server_away",
        &["keys", "list", "--server", "http://127.0.0.1:9"],
    )
    .await;
}
