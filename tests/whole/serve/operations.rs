//! What looks after a server: health, metrics, settings, the description of the API, backups.

use serde_json::{Value, json};

use super::server::Place;
use crate::command::{connector, top};
use crate::database::users;

#[tokio::test]
async fn health_metrics_and_request_ids() {
    let (place, users) = (
        Place::served(&["--log-format", "json"]).await,
        users().await,
    );
    place.furnish(&users).await;
    for path in ["/healthz", "/readyz"] {
        let answer = place.ask_as("", "GET", path, &[], None).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    place.invoke("getUser", json!([{ "id": "1" }]), &[]).await;
    let metrics = place.ask_as("", "GET", "/metrics", &[], None).await.text;
    for line in [
        "connector_invocation_seconds_count{tenant=\"\",action=\"getUser\",status=\"success\"} 1",
        "connector_phase_seconds_count{action=\"getUser\",phase=\"query\"} 1",
        "connector_history_lost 0",
        "# EOF",
    ] {
        assert!(metrics.contains(line), "{line}: {metrics}");
    }
    // Workers tell of their sessions a little later.
    for line in [
        "connector_sessions{state=\"idle\"} 1",
        "connector_sessions{state=\"lent\"} 0",
        "connector_sessions_opened 1",
        "connector_sessions_borrowed 0",
        "connector_sessions_closed{reason=\"changed\"} 0",
        "connector_sessions_refused{reason=\"unavailable\"} 0",
        "connector_session_breakers_open 0",
    ] {
        let mut text = String::new();
        for _ in 0..1_000 {
            text = place.ask_as("", "GET", "/metrics", &[], None).await.text;
            if text.contains(line) {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        assert!(text.contains(line), "{line}: {text}");
    }
    let own = place
        .ask_as("", "GET", "/nowhere", &[("x-request-id", "my-id")], None)
        .await;
    assert_eq!(
        (
            own.status,
            own.header("x-request-id"),
            &own.body["request_id"]
        ),
        (404, Some("my-id"), &json!("my-id"))
    );
    assert_eq!(own.header("content-type"), Some("application/problem+json"));
    let made = place
        .ask_as("", "POST", "/healthz", &[], Some(json!({})))
        .await;
    assert_eq!(
        (made.status, &made.body["code"]),
        (405, &json!("method_not_allowed"))
    );
    assert!(
        made.header("x-request-id").is_some_and(|id| id.len() == 36),
        "{made:?}"
    );
    for line in place.log().lines() {
        let line: Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(line["level"].is_string());
    }
}

#[tokio::test]
async fn the_api_describes_itself_as_checked_in() {
    let place = Place::served(&[]).await;
    let served = place.ask_as("", "GET", "/openapi.json", &[], None).await;
    let path = top().join("crates/server/openapi.json");
    let written = std::fs::read_to_string(&path).expect("it is checked in");
    let written: Value = serde_json::from_str(&written).expect("JSON");
    assert_eq!(
        served.body,
        written,
        "write what the server serves to {}",
        path.display()
    );
    assert_eq!(written["openapi"], "3.1.0");
    for path in [
        "/v1/tenants/{tenant}/connections/{connection}/invoke/{action}",
        "/v1/keys/{id}/rotate",
    ] {
        assert!(written["paths"].get(path).is_some(), "{path}");
    }
    // What it refers to is there.
    let text = written.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().expect("a text");
        assert!(written.pointer(pointer).is_some(), "{pointer}");
    }
}

#[tokio::test]
async fn settings_come_from_flags_then_variables_then_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("serve.toml");
    std::fs::write(&file, "listen = \"0.0.0.0:1\"\nrate = 7\nhistory-days = 3\nregistry = \"postgres://me:hunter2@db/x\"\nstrict = true\n").expect("written");
    let file = file.display().to_string();
    let said = connector([
        "serve",
        "--config",
        &file,
        "--rate",
        "8",
        "--print-config",
        "--json",
    ])
    .await;
    assert_eq!(said.exit, 0, "{}", said.stderr);
    let settings = said.json();
    let of = |name: &str| {
        let found = settings
            .as_array()
            .expect("a list")
            .iter()
            .find(|setting| setting["name"] == name);
        found
            .map(|found| (found["value"].as_str(), found["origin"].as_str()))
            .expect("it is listed")
    };
    assert_eq!(of("listen"), (Some("0.0.0.0:1"), Some(file.as_str())));
    assert_eq!(of("rate"), (Some("8"), Some("--rate")));
    assert_eq!(of("history-days"), (Some("3"), Some(file.as_str())));
    assert_eq!(of("drain-seconds"), (Some("25"), Some("default")));
    assert_eq!(of("strict"), (Some("true"), Some(file.as_str())));
    assert_eq!(of("no-lending"), (Some("false"), Some("default")));
    assert_eq!(of("session-idle-seconds"), (Some("60"), Some("default")));
    assert_eq!(of("session-age-seconds"), (Some("300"), Some("default")));
    assert_eq!(of("sessions-per-login"), (Some("8"), Some("default")));
    assert_eq!(of("sessions-per-worker"), (Some("256"), Some("default")));
    assert!(!said.stdout.contains("hunter2"), "{}", said.stdout);

    for (text, says) in [
        ("lisen = 1", "no setting"),
        ("rate = 0", "rate"),
        ("rate = [1]", "rate"),
        ("=", "serve.toml"),
    ] {
        std::fs::write(&file, text).expect("written");
        let said = connector(["serve", "--config", &file, "--print-config"]).await;
        assert_eq!(said.exit, 2, "{text}: {}", said.stdout);
        assert!(said.stderr.contains(says), "{text}: {}", said.stderr);
    }
}

#[tokio::test]
async fn a_backup_is_taken_while_it_serves_and_restored_elsewhere() {
    let (place, users) = (Place::served(&[]).await, users().await);
    place.furnish(&users).await;
    let backup = place.path("monday.backup").display().to_string();
    let said = place
        .connector(&[
            "registry",
            "backup",
            &backup,
            "--registry",
            &place.registry(),
        ])
        .await;
    assert_eq!(said.exit, 0, "{}", said.stderr);
    let key = format!("{}.key", place.registry());
    let elsewhere = place.path("elsewhere.db").display().to_string();
    let words = [
        "registry",
        "restore",
        &backup,
        "--registry",
        &elsewhere,
        "--sealing-key-file",
        &key,
    ];
    let said = place.connector(&words).await;
    assert_eq!(said.exit, 0, "{}", said.stderr);
    let said = place.connector(&words).await;
    assert_eq!(said.exit, 2, "it holds something now: {}", said.stderr);
    let said = place
        .connector(&[
            "registry",
            "backup",
            &backup,
            "--registry",
            &elsewhere,
            "--sealing-key-file",
            &key,
        ])
        .await;
    assert_eq!(said.exit, 2, "a file is not written over: {}", said.stderr);
}

#[tokio::test]
async fn it_speaks_tls() {
    let folder = tempfile::tempdir().expect("a folder");
    let made =
        rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
    let (certificate, key) = (
        folder.path().join("cert.pem"),
        folder.path().join("key.pem"),
    );
    std::fs::write(&certificate, made.cert.pem()).expect("written");
    std::fs::write(&key, made.signing_key.serialize_pem()).expect("written");
    let (certificate, key) = (certificate.display().to_string(), key.display().to_string());
    let place = Place::served(&["--tls-certificate", &certificate, "--tls-key", &key]).await;
    let port = place
        .address()
        .rsplit(':')
        .next()
        .expect("a port")
        .to_owned();
    let server = format!("https://localhost:{port}");
    let list = ["tenant", "list", "--json", "--server", &server];
    let said = place
        .connector(&[&list[..], &["--ca", &certificate]].concat())
        .await;
    assert_eq!(said.exit, 0, "{}", said.stderr);
    assert_eq!(said.json(), json!({ "tenants": [] }));
    let said = place.connector(&list).await;
    assert_eq!(said.exit, 4, "nobody vouches for it: {}", said.stderr);
}

#[tokio::test]
async fn logs_go_on_with_what_happens() {
    let (place, users) = (Place::served(&[]).await, users().await);
    place.furnish(&users).await;
    let (_child, mut lines) = place.going_on(&[
        "logs",
        "--follow",
        "--json",
        "--tenant",
        "acme",
        "--connection",
        "shop",
    ]);
    for id in ["1", "2"] {
        let answer = place.invoke("getUser", json!([{ "id": id }]), &[]).await;
        let line = tokio::time::timeout(std::time::Duration::from_secs(60), lines.next_line());
        let line = line
            .await
            .expect("it is told of")
            .expect("readable")
            .expect("a line");
        let record: Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!(record["outcome"]["invocation"], answer.body["invocation"]);
    }
}

#[tokio::test]
async fn arguments_are_kept_where_the_connection_wants_it_and_forgotten_with_their_user() {
    let (place, users) = (Place::served(&[]).await, users().await);
    place.furnish(&users).await;
    let shop = "/v1/tenants/acme/connections/shop";
    let settings = json!({ "id": "integer", "keep_arguments": true });
    assert_eq!(
        place.ask("PUT", shop, &[], Some(settings)).await.status,
        200
    );
    let updates = json!([1, { "nickname": "Nick", "password": "correct horse 2" }]);
    let answer = place.invoke("updateUser", updates, &[]).await;
    assert_eq!(answer.body["status"], "success", "{answer:?}");
    let invocation = answer.body["invocation"].as_str().expect("an id");
    let path = format!("{shop}/invocations/{invocation}");
    let begun = std::time::Instant::now();
    let record = loop {
        let record = place.ask("GET", &path, &[], None).await;
        if record.status == 200 {
            break record;
        }
        assert!(begun.elapsed().as_secs() < 30, "{record:?}");
    };
    assert_eq!(
        record.body["arguments"][1]["nickname"], "Nick",
        "{record:?}"
    );
    assert_eq!(record.body["outcome"]["value"]["nickname"], "Nick");
    assert!(!record.text.contains("correct horse 2"), "{record:?}");
    let gone = place
        .ask("DELETE", &format!("{shop}/invocations?user=1"), &[], None)
        .await;
    assert_eq!(gone.body, json!({ "deleted": 1 }));
    assert_eq!(place.ask("GET", &path, &[], None).await.status, 404);
}

#[tokio::test]
async fn it_takes_all_the_files_that_it_may_open() {
    let place = Place::served_within(Some(200), &[]).await;
    let limits = format!("/proc/{}/limits", place.pid());
    let limits = std::fs::read_to_string(limits).expect("procfs");
    let line = limits
        .lines()
        .find(|line| line.starts_with("Max open files"));
    let line: Vec<&str> = line.expect("the limit").split_ascii_whitespace().collect();
    let (soft, hard) = (line[3], line[4]);
    assert_eq!(soft, hard);
    assert_ne!(soft, "200");
    assert!(
        place
            .log()
            .contains("open files and connections are limited"),
        "{}",
        place.log()
    );
    assert!(
        place.log().contains(&format!("limit={hard}")),
        "{}",
        place.log()
    );
}

#[tokio::test]
async fn a_disk_that_was_full_is_written_to_again() {
    let place = Place::served(&[]).await;
    let mut made = Vec::new();
    let make = async |id: String| {
        let new = Some(json!({ "id": id }));
        place.ask("POST", "/v1/tenants", &[], new).await
    };
    for number in 0..20 {
        let answer = make(format!("before-{number}")).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        made.push(answer.body["id"].clone());
    }
    // Less than the registry's log of writes has by now.
    place.limit_files(Some(16 * 1024));
    for number in 0..5 {
        let answer = make(format!("full-{number}")).await;
        assert_eq!(
            (answer.status, &answer.body["code"]),
            (503, &json!("registry_unavailable")),
            "{answer:?}"
        );
    }
    place.limit_files(None);
    for number in 0..5 {
        let answer = make(format!("after-{number}")).await;
        assert_eq!(answer.status, 201, "{answer:?}\n{}", place.log());
        made.push(answer.body["id"].clone());
    }
    let listed = place.ask("GET", "/v1/tenants", &[], None).await;
    let listed = listed.body["tenants"].as_array().expect("a list").clone();
    let ids: Vec<Value> = listed.iter().map(|tenant| tenant["id"].clone()).collect();
    assert_eq!(ids.len(), made.len(), "{ids:?}");
    assert!(made.iter().all(|id| ids.contains(id)), "{ids:?}");
}
