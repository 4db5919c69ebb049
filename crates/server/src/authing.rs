//! What the Authing face needs, over the registry and the host.

use std::sync::Arc;
use std::time::Duration;

use connector_authing::{
    AccessKey, App as Application, Backend, BackendError, Call as FaceCall, Connection,
    InvokeError, Keyring, Lookup, Place, Secret, UserPool,
};
use connector_contract::{Invocation, Outcome};
use connector_registry::{
    ConnectionId, Deployment, Facts, Lookup as Declared, RegistryError, TenantId,
};
use secrecy::ExposeSecret as _;

use crate::app::App;
use crate::call::{Answer, Call};
use crate::problem::{Code, Problem};

/// The face's way to the rest.
pub(crate) struct Face {
    app: Arc<App>,
}

impl Face {
    pub(crate) fn new(app: Arc<App>) -> Self {
        Self { app }
    }
}

impl Backend for Face {
    async fn access_key(&self, id: &str) -> Result<Option<AccessKey>, BackendError> {
        let found = self
            .app
            .registry
            .access_key(id)
            .await
            .map_err(|error| failed(&error))?;
        Ok(found.map(|key| AccessKey {
            id: key.id,
            secret: Secret::new(key.secret.expose_secret()),
            place: Place {
                tenant: key.tenant.into(),
                connection: key.connection.into(),
            },
        }))
    }

    async fn remember_nonce(
        &self,
        access_key_id: &str,
        nonce: &str,
        keep: Duration,
    ) -> Result<bool, BackendError> {
        let keep = i64::try_from(keep.as_millis()).unwrap_or(i64::MAX);
        let first = self
            .app
            .registry
            .remember_nonce(access_key_id, nonce, keep)
            .await;
        first.map_err(|error| failed(&error))
    }

    async fn connection(&self, place: &Place) -> Result<Option<Arc<Connection>>, BackendError> {
        let Some((tenant, connection)) = names(place) else {
            return Ok(None);
        };
        match self.app.registry.deployment(&tenant, &connection).await {
            Ok(deployment) => Ok(Some(Arc::new(facts(&deployment)))),
            Err(RegistryError::Missing { .. }) => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    fn keyring(&self) -> Arc<Keyring> {
        self.app.password_keys.current()
    }

    async fn invoke(&self, place: &Place, call: FaceCall) -> Result<Outcome, InvokeError> {
        let gone = || InvokeError::Unavailable("the connection is gone".to_owned());
        let (tenant, connection) = names(place).ok_or_else(gone)?;
        let told = |problem: Problem| refused(&problem, &call);
        let deployment = self.app.registry.deployment(&tenant, &connection).await;
        let deployment = deployment.map_err(|error| told(error.into()))?;
        // Here, so that the face learns which argument is wrong.
        let mut invocation =
            Invocation::new(call.action, call.arguments.clone(), call.context.clone());
        invocation.id_shape = deployment.connection.settings.id;
        invocation.limits = deployment.limits.clone();
        invocation.check()?;
        let known = self.app.registry.tenant(&tenant).await;
        let known = known.map_err(|error| told(error.into()))?;
        self.app.rates.pass(&known).map_err(told)?;
        let answer = self
            .app
            .call(Call {
                tenant,
                connection,
                caller: call.caller.clone(),
                action: call.action,
                arguments: call.arguments.clone(),
                context: call.context.clone(),
                idempotency_key: None,
            })
            .await
            .map_err(told)?;
        match answer {
            Answer::Ran(outcome) => Ok(*outcome),
            Answer::Replayed(_) => Err(InvokeError::Host("an answer of another call".to_owned())),
        }
    }
}

fn refused(problem: &Problem, call: &FaceCall) -> InvokeError {
    match problem.code() {
        Code::NoScript => InvokeError::NoScript(call.action),
        Code::Busy | Code::RateLimited => InvokeError::Busy {
            retry_after: problem.seconds().map(Duration::from_secs),
        },
        Code::Draining | Code::Quarantined | Code::NotFound | Code::RegistryUnavailable => {
            InvokeError::Unavailable(problem.code().told().2.to_owned())
        }
        code => InvokeError::Host(code.told().2.to_owned()),
    }
}

fn failed(error: &RegistryError) -> BackendError {
    BackendError(error.to_string())
}

fn names(place: &Place) -> Option<(TenantId, ConnectionId)> {
    Some((place.tenant.parse().ok()?, place.connection.parse().ok()?))
}

fn facts(deployment: &Deployment) -> Connection {
    let authing = &deployment.connection.settings.authing;
    let application = |app: &Facts| Application {
        id: app.id.clone(),
        name: app.name.clone(),
        metadata: app.metadata.clone(),
    };
    let lookup = |lookup: &Declared| match lookup {
        Declared::ExternalId => Lookup::ExternalId,
        Declared::Identity => Lookup::Identity,
        Declared::SyncRelation => Lookup::SyncRelation,
        Declared::CustomField => Lookup::CustomField,
    };
    Connection {
        user_pool: UserPool {
            id: authing.user_pool.id.clone(),
            name: authing.user_pool.name.clone(),
            metadata: authing.user_pool.metadata.clone(),
        },
        apps: authing.apps.iter().map(application).collect(),
        custom_fields: authing.custom_fields.clone(),
        lookups: authing.lookups.iter().map(lookup).collect(),
        actions: deployment.scripts.keys().copied().collect(),
    }
}
