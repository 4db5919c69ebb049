//! `connector run --rehearse` on a server that speaks TLS: the way there is encrypted when the address asks for it, whatever
//! the script's own clients ask for, and never only seemingly.

use std::process::Output;

use connector_testkit::Database;
use connector_testkit::certificates::Certificates;
use serde_json::{Value, json};

use crate::command::top;
use crate::differential::encrypt;

/// A server with TLS, and a row to change.
struct Encrypted {
    database: Database,
    folder: tempfile::TempDir,
    authority: String,
}

impl Encrypted {
    async fn start() -> Self {
        let database = Database::with_sql("CREATE TABLE users (id int PRIMARY KEY, nickname text); INSERT INTO users VALUES (1, 'Ada')")
            .await
            .expect("a database");
        let certificates = Certificates::make().expect("certificates");
        encrypt(&database, &certificates).await;
        let folder = tempfile::tempdir().expect("a folder");
        let authority = folder.path().join("authority.pem");
        std::fs::write(&authority, certificates.authority).expect("written");
        Self {
            database,
            authority: authority.display().to_string(),
            folder,
        }
    }

    /// Rehearses an update by a client with these options, on `host`, with `query` behind the address.
    async fn rehearse(
        &self,
        options: &str,
        host: &str,
        query: &str,
        trusted: bool,
    ) -> (Value, String) {
        let script = format!(
            "async function updateUser(id, updates) {{
               const {{ Client }} = require('pg');
               const client = new Client({{ connectionString: env.DB_CONNECTION_URI, {options} }});
               await client.connect();
               try {{
                 const {{ rows: [way] }} = await client.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
                 await client.query('UPDATE users SET nickname = $2 WHERE id = $1', [id, updates.nickname]);
                 return {{ id, encrypted: way.ssl }};
               }} finally {{ await client.end(); }}
             }}"
        );
        let path = self.folder.path().join("updateUser.js");
        std::fs::write(&path, script).expect("written");
        let plain = self.database.url();
        assert!(
            plain.contains("127.0.0.1") && !plain.contains('?'),
            "{plain}"
        );
        let url = format!("{}?{query}", plain.replacen("127.0.0.1", host, 1));
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_connector"));
        command
            .arg("run")
            .arg(&path)
            .args(["--id", "1", "--updates", r#"{"nickname":"Countess"}"#])
            .args(["--rehearse", "--json", "--db", &url])
            .current_dir(top())
            .env("NO_COLOR", "1")
            .kill_on_drop(true);
        if trusted {
            command.env("SSL_CERT_FILE", &self.authority);
        }
        let Output { stdout, stderr, .. } = command.output().await.expect("the binary starts");
        let row = self.database.value("SELECT nickname FROM users").await;
        assert_eq!(row.expect("a row"), "Ada", "nothing is kept");
        (
            serde_json::from_slice(&stdout).unwrap_or_default(),
            String::from_utf8_lossy(&stderr).into_owned(),
        )
    }
}

#[tokio::test]
async fn the_way_to_the_server_is_as_its_address_says() {
    let server = Encrypted::start().await;
    for (options, query, encrypted) in [
        ("", "", false),
        ("", "sslmode=disable", false),
        ("", "sslmode=no-verify", true),
        ("", "sslmode=require", true),
        ("", "ssl=true", true),
        // What the script asks for as well, or on its own.
        ("ssl: true", "sslmode=verify-full", true),
        (
            "ssl: { rejectUnauthorized: false }",
            "sslmode=no-verify",
            true,
        ),
        ("ssl: { ca: 'none' }", "sslmode=require", true),
    ] {
        let (outcome, said) = server.rehearse(options, "localhost", query, true).await;
        assert_eq!(
            outcome["status"], "success",
            "{options} {query}: {outcome:#} {said}"
        );
        assert_eq!(
            outcome["value"]["encrypted"], encrypted,
            "{options} {query}"
        );
        let changed = &outcome["rehearsal"]["tables"][0]["updated"][0]["changes"]["nickname"];
        assert_eq!(
            *changed,
            json!({ "from": "Ada", "to": "Countess" }),
            "{outcome:#}"
        );
    }
}

#[tokio::test]
async fn a_script_s_tls_is_not_left_out_where_the_way_is_not_encrypted() {
    let server = Encrypted::start().await;
    let (outcome, said) = server.rehearse("ssl: true", "localhost", "", true).await;
    assert_eq!(outcome["status"], "script_error", "{outcome:#} {said}");
    let message = outcome["error"]["message"].as_str().unwrap_or_default();
    assert!(message.contains("does not support SSL"), "{message}");
    let notes = outcome["rehearsal"]["notes"].to_string();
    assert!(notes.contains("add sslmode=require"), "{notes}");
}

#[tokio::test]
async fn a_server_that_nobody_vouches_for_is_refused() {
    let server = Encrypted::start().await;
    let (outcome, said) = server
        .rehearse("", "localhost", "sslmode=require", false)
        .await;
    assert!(outcome.is_null(), "{outcome:#}");
    assert!(
        said.contains("nobody trusted signed") && said.contains("no-verify"),
        "{said}"
    );
    // The certificate is made out to localhost.
    let (outcome, said) = server
        .rehearse("", "127.0.0.1", "sslmode=verify-full", true)
        .await;
    assert!(outcome.is_null(), "{outcome:#}");
    assert!(said.contains("cannot connect to the database"), "{said}");
    let (outcome, said) = server
        .rehearse("", "localhost", "sslmode=perhaps", true)
        .await;
    assert!(outcome.is_null(), "{outcome:#}");
    assert!(said.contains("sslmode=perhaps is not known"), "{said}");
}
