//! The `context` that scripts get as their last argument (authing-contract.md §2.1).

use std::net::IpAddr;

use serde_json::{Map, Value, json};

use crate::backend::{App, Connection};
use crate::keyring::Encryption;
use crate::secret::Secret;

/// Longer ids of applications than this are nobody's.
const MAX_APP_ID: usize = 128;

/// The application a request is of: the one `x-authing-app-id` names, else the connection's first.
///
/// An id the connection does not declare is passed on without name and settings: the Node client sends a tenant's id
/// there. The authentication clients send the access key id, which names no application. `None` for a text that is no
/// id.
pub(crate) fn app(
    connection: &Connection,
    header: Option<&str>,
    access_key_id: &str,
) -> Option<App> {
    let first = || connection.apps.first().cloned().unwrap_or_default();
    let Some(id) = header.filter(|id| !id.is_empty()) else {
        return Some(first());
    };
    if let Some(app) = connection.apps.iter().find(|app| app.id == id) {
        return Some(app.clone());
    }
    if id == access_key_id {
        return Some(first());
    }
    (id.len() <= MAX_APP_ID && id.bytes().all(|b| b.is_ascii_graphic())).then(|| App {
        id: id.to_owned(),
        ..App::default()
    })
}

/// The whole context. `application` holds what its documentation says: the user pool's id.
pub(crate) fn context(
    connection: &Connection,
    app: &App,
    ip: Option<IpAddr>,
    geo: Map<String, Value>,
    body: Value,
) -> Value {
    json!({
        "userPoolId": connection.user_pool.id,
        "userPoolName": connection.user_pool.name,
        "userPoolMetadata": connection.user_pool.metadata,
        "appId": app.id,
        "appName": app.name,
        "appMetadata": app.metadata,
        "application": connection.user_pool.id,
        "request": {
            "ip": ip.map(|ip| ip.to_string()).unwrap_or_default(),
            "geo": geo,
            "body": body,
        },
    })
}

/// A password of a request: where it stands, and how.
#[derive(Debug, Clone)]
pub(crate) struct SealedPassword {
    /// Its JSON pointer in the body.
    pub(crate) pointer: String,
    pub(crate) encryption: Encryption,
    pub(crate) text: Secret,
}

/// The body as scripts see it: passwords in plain text and said to be so, the client's own secret left out.
pub(crate) fn opened_body(mut body: Value, passwords: &[(String, &Secret)]) -> Value {
    for (pointer, password) in passwords {
        if let Some(place) = body.pointer_mut(pointer) {
            *place = Value::from(password.expose());
        }
    }
    if !passwords.is_empty() {
        for pointer in ["/passwordEncryptType", "/options/passwordEncryptType"] {
            if let Some(place) = body.pointer_mut(pointer) {
                *place = Value::from("none");
            }
        }
    }
    if let Some(fields) = body.as_object_mut() {
        fields.remove("client_secret");
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection() -> Connection {
        let app = |id: &str| App {
            id: id.to_owned(),
            name: format!("{id}'s name"),
            metadata: Map::new(),
        };
        Connection {
            apps: vec![app("app1"), app("app2")],
            ..Connection::default()
        }
    }

    #[test]
    fn which_application() {
        let table = [
            (None, Some("app1"), "app1's name"),
            (Some(""), Some("app1"), "app1's name"),
            (Some("app2"), Some("app2"), "app2's name"),
            (Some("ak1"), Some("app1"), "app1's name"),
            (Some("tenant9"), Some("tenant9"), ""),
            (Some("two words"), None, ""),
        ];
        for (header, id, name) in table {
            let app = app(&connection(), header, "ak1");
            assert_eq!(app.as_ref().map(|app| app.id.as_str()), id);
            assert_eq!(app.map(|app| app.name).unwrap_or_default(), name);
        }
        let long = "x".repeat(MAX_APP_ID + 1);
        assert!(super::app(&connection(), Some(&long), "ak1").is_none());
        assert_eq!(
            super::app(&Connection::default(), None, "ak1"),
            Some(App::default())
        );
    }

    #[test]
    fn bodies() {
        let body = json!({"password": "sealed", "client_secret": "s", "options": {"passwordEncryptType": "rsa"}});
        let password = Secret::new("plain");
        assert_eq!(
            opened_body(body, &[("/password".to_owned(), &password)]),
            json!({"password": "plain", "options": {"passwordEncryptType": "none"}})
        );
    }
}
