//! TLS: what Node's `ssl` values mean, and what a server that can't be trusted gives.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::realm::run;

async fn outcome(options: &str) -> Value {
    let body = format!(
        r#"
        const outcome = await t.attempt(async () => {{
          const client = await t.connect({options});
          const {{ rows: [row] }} = await client.query("select ssl, version from pg_stat_ssl where pid = pg_backend_pid()");
          await client.end();
          return [row.ssl, row.version];
        }});
        return outcome.value || [outcome.class, outcome.code || null, outcome.message];"#
    );
    run(&body).await
}

#[tokio::test]
async fn values_of_ssl() {
    // A server that has an authority's file, to check clients with, shows that certificate behind its own.
    let unverified = json!([
        "Error",
        "SELF_SIGNED_CERT_IN_CHAIN",
        "self-signed certificate in certificate chain"
    ]);
    let encrypted = json!([true, "TLSv1.3"]);
    for (options, expected) in [
        ("{}", json!([false, null])),
        ("{ ssl: false }", json!([false, null])),
        ("{ ssl: true }", unverified.clone()),
        ("{ ssl: 'true' }", unverified.clone()),
        ("{ ssl: {} }", unverified.clone()),
        ("{ ssl: { rejectUnauthorized: true } }", unverified.clone()),
        (
            "{ ssl: { rejectUnauthorized: undefined } }",
            unverified.clone(),
        ),
        ("{ ssl: { rejectUnauthorized: false } }", encrypted.clone()),
        ("{ ssl: 'no-verify' }", encrypted.clone()),
        (
            "{ ssl: { rejectUnauthorized: false, ca: 'nonsense' } }",
            encrypted.clone(),
        ),
        ("{ ssl: { ca: t.authority } }", encrypted.clone()),
        (
            "{ ssl: { ca: t.Buffer.from(t.authority) } }",
            encrypted.clone(),
        ),
        ("{ ssl: { ca: [t.authority] } }", encrypted.clone()),
        ("{ ssl: { ca: 'nonsense' } }", unverified),
        (
            "{ ssl: { ca: t.authority, maxVersion: 'TLSv1.2' } }",
            json!([true, "TLSv1.2"]),
        ),
        // For an address Node checks against `localhost`, which is what the certificate says.
        (
            "{ host: 'localhost', ssl: { ca: t.authority } }",
            encrypted.clone(),
        ),
        (
            "{ ssl: { ca: t.authority, servername: 'localhost' } }",
            encrypted.clone(),
        ),
        (
            "{ ssl: { ca: t.authority, servername: 'example.com' } }",
            json!([
                "Error",
                "ERR_TLS_CERT_ALTNAME_INVALID",
                "Hostname/IP does not match certificate's altnames: Host: example.com. is not in the cert's altnames: DNS:localhost"
            ]),
        ),
        (
            "{ ssl: { ca: t.authority, servername: 'example.com', checkServerIdentity: () => undefined } }",
            encrypted.clone(),
        ),
        (
            "{ ssl: { ca: t.authority, checkServerIdentity: (host, cert) => new RangeError(host + ' ' + cert.subject.CN + ' ' + cert.subjectaltname) } }",
            json!(["RangeError", null, "localhost localhost DNS:localhost"]),
        ),
        (
            "{ ssl: 'require' }",
            json!([
                "Error",
                "CONNECTOR_UNSUPPORTED",
                "ssl: \"require\" is not a value that can be used; use true, false or an object such as { rejectUnauthorized: false }"
            ]),
        ),
    ] {
        assert_eq!(outcome(options).await, expected, "{options}");
    }
}

#[tokio::test]
async fn the_environment_can_switch_verification_off() {
    let body = r#"
        t.process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
        const client = await t.connect({ ssl: true });
        await client.end();
        const { code } = await t.attempt(() => t.connect({ ssl: { rejectUnauthorized: true } }));
        return code;"#;
    assert_eq!(run(body).await, json!("SELF_SIGNED_CERT_IN_CHAIN"));
}

#[tokio::test]
async fn scram_can_be_bound_to_the_channel() {
    let options = "{ user: 'encrypted', password: 'secret', enableChannelBinding: true, ssl: { rejectUnauthorized: false } }";
    assert_eq!(outcome(options).await, json!([true, "TLSv1.3"]));
}

/// A server that answers an SSLRequest with `answer` and hangs up.
async fn server_that_says(answer: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 8];
        stream.read_exact(&mut request).await.unwrap();
        assert_eq!(request, [0, 0, 0, 8, 4, 210, 22, 47]);
        stream.write_all(answer).await.unwrap();
    });
    port
}

#[tokio::test]
async fn servers_without_tls() {
    for (answer, message) in [
        (&b"N"[..], "The server does not support SSL connections"),
        (b"E", "There was an error establishing an SSL connection"),
        (b"SN", "There was an error establishing an SSL connection"),
        (b"", "Connection terminated unexpectedly"),
    ] {
        let port = server_that_says(answer).await;
        let expected = json!(["Error", null, message]);
        assert_eq!(
            outcome(&format!(
                "{{ port: {port}, ssl: {{ rejectUnauthorized: false }} }}"
            ))
            .await,
            expected
        );
    }
}
