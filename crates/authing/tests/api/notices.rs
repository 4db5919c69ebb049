//! Notifications of a changed password: refused without a notifier, sent with one.

use std::sync::{Arc, Mutex};

use connector_authing::{Channel, Notice, Notifier, NotifyError, Settings, Smtp};
use connector_contract::Action;
use futures::future::BoxFuture;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;

use crate::client::{Client, codes, settings};
use crate::memory::Memory;

#[derive(Default)]
struct Recorder {
    sent: Mutex<Vec<Notice>>,
    fails: bool,
}

impl Notifier for Recorder {
    fn has(&self, channel: Channel) -> bool {
        channel == Channel::Email
    }

    fn send(&self, notice: Notice) -> BoxFuture<'_, Result<(), NotifyError>> {
        self.sent.lock().unwrap().push(notice);
        let result = if self.fails {
            Err(NotifyError("no".to_owned()))
        } else {
            Ok(())
        };
        Box::pin(async move { result })
    }
}

fn request(notification: Value) -> Value {
    json!({"userId": "7", "password": "p", "options": {"sendPasswordResetedNotification": notification}})
}

fn with(backend: &Arc<Memory>, notifier: &Arc<Recorder>) -> Client {
    let notifier: Arc<dyn Notifier> = Arc::<Recorder>::clone(notifier);
    let settings = Settings {
        notifier: Some(notifier),
        ..settings()
    };
    Client::with(backend, settings).header("x-authing-lang", "en")
}

#[tokio::test]
async fn refused_where_there_is_no_notifier_and_nothing_is_changed() {
    let backend = Memory::obliging();
    let client = Client::new(&backend).header("x-authing-lang", "en");
    for notification in [
        json!({"sendDefaultEmailNotification": true}),
        json!({"inputSendEmailNotification": "a@b"}),
        json!({"sendDefaultEmailNotification": false, "sendDefaultPhoneNotification": true}),
    ] {
        let answer = client.post("update-user", &request(notification)).await;
        assert_eq!(codes(&answer), (501, 0), "{answer}");
    }
    assert!(backend.called().is_empty());
    let nothing = json!({"sendDefaultEmailNotification": false, "appId": "app1"});
    let answer = client.post("update-user", &request(nothing)).await;
    assert_eq!(codes(&answer), (200, 20001));
}

#[tokio::test]
async fn sent_to_everybody_named_after_the_change() {
    let (backend, recorder) = (Memory::obliging(), Arc::new(Recorder::default()));
    let client = with(&backend, &recorder);
    let both = json!({"sendDefaultEmailNotification": true, "inputSendEmailNotification": "b@c", "appId": "app1"});
    let body = json!({"userId": "7", "options": {"autoGeneratePassword": true, "sendPasswordResetedNotification": both}});
    assert_eq!(
        codes(&client.post("update-user", &body).await),
        (200, 20001)
    );
    let sent = std::mem::take(&mut *recorder.sent.lock().unwrap());
    let to: Vec<&str> = sent.iter().map(|notice| notice.to.as_str()).collect();
    assert_eq!(to, ["ada@example.com", "b@c"]);
    let updates = backend.only_call(Action::UpdateUser).arguments[1].clone();
    assert_eq!(
        sent[0].generated.as_ref().map(|password| password.expose()),
        updates["password"].as_str()
    );
    assert_eq!(sent[0].app_id.as_deref(), Some("app1"));

    // A password the user chose is not sent.
    client
        .post(
            "update-user",
            &request(json!({"sendDefaultEmailNotification": true})),
        )
        .await;
    assert!(recorder.sent.lock().unwrap()[0].generated.is_none());
    let phone = request(json!({"sendDefaultPhoneNotification": true}));
    let answer = client.post("update-user", &phone).await;
    assert_eq!(answer["message"], "No notifier is set up for phone");
    let none = json!({"userId": "7", "options": {"sendPasswordResetedNotification": {"sendDefaultEmailNotification": true}}});
    assert_eq!(codes(&client.post("update-user", &none).await), (400, 0));
}

#[tokio::test]
async fn a_failure_does_not_hide_that_the_change_is_made() {
    let recorder = Arc::new(Recorder {
        fails: true,
        ..Recorder::default()
    });
    let client = with(&Memory::obliging(), &recorder);
    let answer = client
        .post(
            "update-user",
            &request(json!({"sendDefaultEmailNotification": true})),
        )
        .await;
    assert_eq!(codes(&answer), (502, 0));
    assert_eq!(
        answer["message"],
        "The change was made, but the notification failed"
    );
    assert_eq!(answer["data"]["userId"], "7");
}

/// Takes one mail as an SMTP server does, and returns the whole conversation's client side.
async fn one_mail(listener: TcpListener) -> String {
    let (socket, _) = listener.accept().await.unwrap();
    let mut socket = BufReader::new(socket);
    let mut said = String::new();
    socket.write_all(b"220 test\r\n").await.unwrap();
    let mut in_data = false;
    loop {
        let mut line = String::new();
        if socket.read_line(&mut line).await.unwrap() == 0 {
            return said;
        }
        said.push_str(&line);
        let verb = line
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        let reply = match (in_data, verb.as_str()) {
            (true, ".") => {
                in_data = false;
                "250 taken\r\n"
            }
            (true, _) => continue,
            (false, "DATA") => {
                in_data = true;
                "354 go on\r\n"
            }
            (false, "QUIT") => "221 bye\r\n",
            (false, _) => "250 test\r\n",
        };
        socket.write_all(reply.as_bytes()).await.unwrap();
        if verb == "QUIT" && !in_data {
            return said;
        }
    }
}

#[tokio::test]
async fn by_smtp() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let mail = tokio::spawn(one_mail(listener));
    let notifier = Smtp::new(&url, "Pool <no-reply@example.com>").unwrap();
    let settings = Settings {
        notifier: Some(Arc::new(notifier)),
        ..settings()
    };
    let client = Client::with(&Memory::obliging(), settings).header("x-authing-lang", "en");
    let answer = client
        .post(
            "update-user",
            &request(json!({"sendDefaultEmailNotification": true})),
        )
        .await;
    assert_eq!(codes(&answer), (200, 20001));
    drop(client);
    let said = mail.await.unwrap();
    assert!(said.contains("RCPT TO:<ada@example.com>"), "{said}");
    assert!(
        said.contains("Your password at Pool was reset by an administrator."),
        "{said}"
    );

    // Nobody listens any more.
    let settings = Settings {
        notifier: Some(Arc::new(Smtp::new(&url, "a@b").unwrap())),
        ..crate::client::settings()
    };
    let client = Client::with(&Memory::obliging(), settings);
    let answer = client
        .post(
            "update-user",
            &request(json!({"sendDefaultEmailNotification": true})),
        )
        .await;
    assert_eq!(codes(&answer), (502, 0));
    assert!(Smtp::new("http://x", "a@b").is_err());
    assert!(Smtp::new(&url, "nobody").is_err());
}
