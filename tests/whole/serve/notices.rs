//! Users are told of a changed password: by mail, by a webhook, or whoever asks for it is refused. And what scripts are
//! told of an address.

use std::sync::{Arc, Mutex};

use aws_lc_rs::hmac;
use connector_testkit::mmdb;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::authing::signed_in;
use super::server::{Answer, Place, program};

/// Says who asked from where, and nothing else.
const UPDATE_USER: &str = "
async function updateUser(id, updates, context) {
  return { id, email: 'ada@example.com', phone: '+8613800000000',
    nickname: JSON.stringify(context.request), company: updates.password };
}";

const KEY: &str = "a key of the operator's";

/// What somebody was sent.
type Inbox = Arc<Mutex<Vec<String>>>;

/// Takes mails as an SMTP server does, and keeps them.
async fn post_office() -> (u16, Inbox) {
    let (listener, port, inbox) = listening().await;
    let kept = Arc::clone(&inbox);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let inbox = Arc::clone(&kept);
            tokio::spawn(async move { take_mail(stream, &inbox).await });
        }
    });
    (port, inbox)
}

async fn take_mail(stream: TcpStream, inbox: &Inbox) {
    let mut stream = BufReader::new(stream);
    let mut mail = String::new();
    let mut in_data = false;
    stream.write_all(b"220 here\r\n").await.expect("sent");
    let mut line = String::new();
    while stream.read_line(&mut line).await.unwrap_or(0) > 0 {
        mail.push_str(&line);
        let answer: &[u8] = match line.trim_end() {
            "." if in_data => {
                in_data = false;
                inbox.lock().expect("whole").push(std::mem::take(&mut mail));
                b"250 taken\r\n"
            }
            _ if in_data => b"",
            "DATA" => {
                in_data = true;
                b"354 go on\r\n"
            }
            "QUIT" => b"221 bye\r\n",
            _ => b"250 fine\r\n",
        };
        stream.write_all(answer).await.expect("sent");
        line.clear();
    }
}

/// Takes HTTP requests, head and body, and says that all is well.
async fn webhook() -> (u16, Inbox) {
    let (listener, port, inbox) = listening().await;
    let kept = Arc::clone(&inbox);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut text = Vec::new();
            let whole = |text: &[u8]| {
                let text = String::from_utf8_lossy(text).to_lowercase();
                let (head, body) = text.split_once("\r\n\r\n")?;
                let length = head.split("content-length: ").nth(1)?.lines().next()?;
                (body.len() >= length.trim().parse::<usize>().ok()?).then_some(())
            };
            while whole(&text).is_none() {
                let read = stream.read_buf(&mut text).await.expect("readable");
                assert!(read > 0, "it was cut off");
            }
            let text = String::from_utf8(text).expect("UTF-8");
            kept.lock().expect("whole").push(text);
            let answer = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
            stream.write_all(answer).await.expect("sent");
        }
    });
    (port, inbox)
}

async fn listening() -> (TcpListener, u16, Inbox) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    (listener, port, Inbox::default())
}

/// Tenant `acme`'s connection `shop` with the script, and a token for it.
async fn furnished(flags: &[&str]) -> (Place, String) {
    let place = Place::served(flags).await;
    let tenant = json!({ "id": "acme" });
    place.ask("POST", "/v1/tenants", &[], Some(tenant)).await;
    let shop = "/v1/tenants/acme/connections/shop";
    let settings = json!({ "authing": { "user_pool": { "id": "pool1", "name": "Pool" } } });
    let put = place.ask("PUT", shop, &[], Some(settings)).await;
    assert_eq!(put.status, 201, "{put:?}");
    place.upload("updateUser", UPDATE_USER).await;
    let (_, token) = signed_in(&place).await;
    (place, token)
}

async fn reset(place: &Place, token: &str, notification: Value) -> Answer {
    let body = json!({ "userId": "7", "options": {
        "autoGeneratePassword": true, "sendPasswordResetedNotification": notification,
    }});
    let headers = [("x-authing-lang", "en"), ("x-forwarded-for", "203.0.113.9")];
    let path = "/api/v3/update-user";
    place
        .ask_as(token, "POST", path, &headers, Some(body))
        .await
}

#[tokio::test]
async fn a_changed_password_is_told_by_mail_and_by_webhook() {
    let ((smtp, mails), (http, notices)) = (post_office().await, webhook().await);
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.display().to_string()
    };
    let beijing = mmdb::one_network([203, 0, 113], &mmdb::beijing());
    let (url, key, geo) = (
        file("smtp", format!("smtp://127.0.0.1:{smtp}\n").as_bytes()),
        file("key", KEY.as_bytes()),
        file("city.mmdb", &beijing),
    );
    let receiver = format!("http://127.0.0.1:{http}/notices");
    let flags = [
        "--smtp-url-file",
        &url,
        "--smtp-from",
        "Example <no-reply@example.com>",
        "--notice-webhook",
        &receiver,
        "--notice-webhook-key-file",
        &key,
        "--geo",
        &geo,
        "--trusted-proxies",
        "127.0.0.0/8",
    ];
    let (place, token) = furnished(&flags).await;
    let both = json!({ "sendDefaultEmailNotification": true, "sendDefaultPhoneNotification": true, "appId": "app9" });
    let answer = reset(&place, &token, both).await;
    assert_eq!(answer.body["statusCode"], 200, "{answer:?}");

    // The script shows the generated password here; nobody else would.
    let password = answer.body["data"]["company"].as_str().expect("a text");
    let mails = mails.lock().expect("whole").clone();
    let [mail] = mails.as_slice() else {
        panic!("{mails:?}")
    };
    for text in [
        "RCPT TO:<ada@example.com>",
        "From: Example <no-reply@example.com>",
        "Subject: Your password at Pool was reset",
        password,
    ] {
        assert!(mail.contains(text), "{text}: {mail}");
    }
    let notices = notices.lock().expect("whole").clone();
    let [notice] = notices.as_slice() else {
        panic!("{notices:?}")
    };
    let (head, body) = notice.split_once("\r\n\r\n").expect("a head");
    let told: Value = serde_json::from_str(body).expect("JSON");
    assert_eq!(
        (&told["type"], &told["channel"], &told["to"], &told["appId"]),
        (
            &json!("passwordReset"),
            &json!("phone"),
            &json!("+8613800000000"),
            &json!("app9")
        )
    );
    assert_eq!(told["password"], password);
    let signature = head.split("x-connector-signature: ").nth(1);
    let signature = signature.and_then(|rest| rest.lines().next());
    let (time, tag) = signature
        .and_then(|text| text.strip_prefix("t=")?.split_once(",v1="))
        .expect("it is signed");
    let right = hmac::sign(
        &hmac::Key::new(hmac::HMAC_SHA256, KEY.as_bytes()),
        format!("{time}.{body}").as_bytes(),
    );
    let right: String = right.as_ref().iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(tag, right);

    let request: Value =
        serde_json::from_str(answer.body["data"]["nickname"].as_str().expect("a text"))
            .expect("JSON");
    assert_eq!(request["ip"], "203.0.113.9", "{request}");
    assert_eq!(request["geo"]["city"], "Beijing", "{request}");
    assert!(!place.log().contains(password) && !place.log().contains(KEY));
}

#[tokio::test]
async fn who_cannot_be_told_is_not_told_in_silence() {
    let (place, token) = furnished(&[]).await;
    let answer = reset(
        &place,
        &token,
        json!({ "sendDefaultEmailNotification": true }),
    )
    .await;
    assert_eq!(answer.body["statusCode"], 501, "{answer:?}");
    let without = reset(&place, &token, json!({})).await;
    let request = without.body["data"]["nickname"].as_str().expect("a text");
    let request: Value = serde_json::from_str(request).expect("JSON");
    // No proxy is trusted, and nothing is known of addresses.
    assert_eq!(
        (&request["ip"], &request["geo"]),
        (&json!("127.0.0.1"), &json!({}))
    );

    // Nobody listens there any more.
    let (listener, port, _) = listening().await;
    drop(listener);
    let folder = tempfile::tempdir().expect("a folder");
    let key = folder.path().join("key");
    std::fs::write(&key, KEY).expect("written");
    let (url, key) = (
        format!("http://127.0.0.1:{port}/"),
        key.display().to_string(),
    );
    let flags = ["--notice-webhook", &url, "--notice-webhook-key-file", &key];
    let (place, token) = furnished(&flags).await;
    let answer = reset(
        &place,
        &token,
        json!({ "sendDefaultPhoneNotification": true }),
    )
    .await;
    assert_eq!(answer.body["statusCode"], 502, "{answer:?}");
    assert_eq!(answer.body["data"]["userId"], "7", "the change was made");
}

#[tokio::test]
async fn half_a_set_up_is_refused_and_secrets_are_not_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let registry = folder.path().join("registry.db").display().to_string();
    for (flags, says) in [
        (vec!["--smtp-from", "a@b"], "CONNECTOR_SMTP_URL"),
        (
            vec!["--notice-webhook", "https://x"],
            "--notice-webhook-key-file",
        ),
        (vec!["--geo", "/nowhere.mmdb"], "--geo"),
        (vec!["--public-ips", "here"], "--public-ips"),
        (vec!["--trusted-proxies", "here"], "--trusted-proxies"),
    ] {
        let said = program()
            .args(["serve", "--listen", "127.0.0.1:0", "--registry", &registry])
            .args(&flags)
            .output()
            .await
            .expect("it runs");
        let complaint = String::from_utf8_lossy(&said.stderr);
        assert_eq!(said.status.code(), Some(2), "{flags:?}: {complaint}");
        assert!(complaint.contains(says), "{flags:?}: {complaint}");
    }
    let said = program()
        .args(["serve", "--print-config", "--json"])
        .env("CONNECTOR_SMTP_URL", "smtps://me:hunter2@mail.example.com")
        .env("CONNECTOR_SMTP_FROM", "a@example.com")
        .output()
        .await
        .expect("it runs");
    let text = String::from_utf8(said.stdout).expect("UTF-8");
    assert!(!text.contains("hunter2"), "{text}");
    let settings: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    let of = |name: &str| {
        let found = settings.iter().find(|setting| setting["name"] == name);
        found.unwrap_or_else(|| panic!("{name}: {text}"))["origin"].clone()
    };
    assert_eq!(of("smtp-url"), "CONNECTOR_SMTP_URL");
    assert_eq!(of("smtp-from"), "CONNECTOR_SMTP_FROM");
    assert_eq!(of("geo"), "default");
}
