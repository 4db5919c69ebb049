//! A backend in memory. Its scripts are closures; it remembers how they were called.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use connector_authing::{
    AccessKey, App, Backend, BackendError, Call, Connection, InvokeError, Keyring, Place, Secret,
    UserPool,
};
use connector_contract::{
    Action, Invocation, InvocationId, Outcome, OutcomeError, Receipt, ScriptRef, Status,
};
use serde_json::{Value, json};

type Script = dyn Fn(&Call) -> Outcome + Send + Sync;

pub(crate) struct Memory {
    pub(crate) keys: Mutex<BTreeMap<String, AccessKey>>,
    pub(crate) connection: Mutex<Connection>,
    pub(crate) ring: Mutex<Arc<Keyring>>,
    pub(crate) calls: Mutex<Vec<Call>>,
    pub(crate) nonces: Mutex<HashSet<(String, String)>>,
    pub(crate) broken: Mutex<bool>,
    /// Whether there is no room.
    pub(crate) busy: Mutex<bool>,
    script: Box<Script>,
}

/// The place of every key here.
pub(crate) fn place() -> Place {
    Place {
        tenant: "acme".to_owned(),
        connection: "users".to_owned(),
    }
}

pub(crate) fn key(id: &str, secret: &str) -> AccessKey {
    AccessKey {
        id: id.to_owned(),
        secret: Secret::new(secret),
        place: place(),
    }
}

impl Memory {
    pub(crate) fn new(script: impl Fn(&Call) -> Outcome + Send + Sync + 'static) -> Arc<Self> {
        let settings = |text: &str| json!({ "setting": text }).as_object().cloned().unwrap();
        let connection = Connection {
            user_pool: UserPool {
                id: "pool1".to_owned(),
                name: "Pool".to_owned(),
                metadata: settings("pool"),
            },
            apps: vec![App {
                id: "app1".to_owned(),
                name: "App".to_owned(),
                metadata: settings("app"),
            }],
            custom_fields: BTreeSet::from(["school".to_owned(), "age".to_owned()]),
            actions: Action::ALL.into_iter().collect(),
            ..Connection::default()
        };
        Arc::new(Self {
            keys: Mutex::new(BTreeMap::from([(
                "ak1".to_owned(),
                key("ak1", "sk-secret"),
            )])),
            connection: Mutex::new(connection),
            ring: Mutex::default(),
            calls: Mutex::default(),
            nonces: Mutex::default(),
            broken: Mutex::default(),
            busy: Mutex::default(),
            script: Box::new(script),
        })
    }

    /// Scripts that find, make and change whoever is asked for.
    pub(crate) fn obliging() -> Arc<Self> {
        Self::new(|call| success(call.action, profile_for(call)))
    }

    /// What the one call of an action got.
    pub(crate) fn only_call(&self, action: Action) -> Call {
        let calls = self.calls.lock().unwrap();
        let mut found = calls.iter().filter(|call| call.action == action);
        let call = found.next().expect("it was called").clone();
        assert!(found.next().is_none(), "{action} was called twice");
        call
    }

    pub(crate) fn called(&self) -> Vec<Action> {
        self.calls
            .lock()
            .unwrap()
            .iter()
            .map(|call| call.action)
            .collect()
    }
}

/// A legal value for each action; updateUser's profile has the id asked for.
pub(crate) fn profile_for(call: &Call) -> Value {
    let ada = json!({"id": 7, "username": "ada", "email": "ada@example.com", "customData": {"school": "s"}});
    match call.action {
        Action::UpdateUser => json!({"id": call.arguments[0], "email": "ada@example.com"}),
        Action::Login | Action::GetUser | Action::CreateUser => ada,
        Action::SearchUser | Action::ListUsers => json!({"totalCount": 1, "list": [ada]}),
        Action::DeleteUser | Action::ValidatePassword => json!(true),
    }
}

pub(crate) fn success(action: Action, value: Value) -> Outcome {
    outcome(action, Status::Success, Some(value))
}

pub(crate) fn outcome(action: Action, status: Status, value: Option<Value>) -> Outcome {
    let error = OutcomeError {
        message: "for the author only".to_owned(),
        public_message: "My nice error message".to_owned(),
        ..OutcomeError::default()
    };
    Outcome {
        invocation: InvocationId::fresh(),
        action,
        status,
        value: value.map(|value| serde_json::value::to_raw_value(&value).unwrap()),
        error: (!status.is_ok()).then_some(error),
        rule: String::new(),
        script: ScriptRef {
            version: "sha256:0".to_owned(),
        },
        receipt: Receipt::default(),
        logs: Vec::new(),
    }
}

impl Backend for Memory {
    async fn access_key(&self, id: &str) -> Result<Option<AccessKey>, BackendError> {
        if *self.broken.lock().unwrap() {
            return Err(BackendError("the disk of node 3 is full".to_owned()));
        }
        Ok(self.keys.lock().unwrap().get(id).cloned())
    }

    async fn remember_nonce(
        &self,
        id: &str,
        nonce: &str,
        keep: Duration,
    ) -> Result<bool, BackendError> {
        assert_eq!(keep, Duration::from_secs(30 * 60));
        let nonce = (id.to_owned(), nonce.to_owned());
        Ok(self.nonces.lock().unwrap().insert(nonce))
    }

    async fn connection(&self, at: &Place) -> Result<Option<Arc<Connection>>, BackendError> {
        assert_eq!(*at, place());
        Ok(Some(Arc::new(self.connection.lock().unwrap().clone())))
    }

    fn keyring(&self) -> Arc<Keyring> {
        Arc::clone(&self.ring.lock().unwrap())
    }

    async fn invoke(&self, at: &Place, call: Call) -> Result<Outcome, InvokeError> {
        assert_eq!(*at, place());
        let invocation = Invocation::new(call.action, call.arguments.clone(), call.context.clone());
        invocation.check()?;
        if *self.busy.lock().unwrap() {
            let retry_after = Some(Duration::from_secs(7));
            return Err(InvokeError::Busy { retry_after });
        }
        let outcome = (self.script)(&call);
        self.calls.lock().unwrap().push(call);
        Ok(outcome)
    }
}
