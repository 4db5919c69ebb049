//! `…/scripts`: uploaded, listed, rolled back.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use connector_contract::{Action, Dialect, LogLine, OutcomeError, Script, ScriptError};
use connector_host::{Diagnostics, Place};
use connector_registry::{Deployment, Label, ScriptVersion, Upload};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ProblemSchema;
use crate::access::{OfAction, OfConnection};
use crate::app::App;
use crate::json::{Body, Query};
use crate::problem::{Code, Problem, Result};

/// A script to be uploaded.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewScript {
    /// The source.
    source: String,
    /// The file name in stack traces, whose ending says which language it is: `updateUser.ts`. The action's with `.js`
    /// where there is none.
    name: Option<String>,
    /// What to call this version.
    label: Option<Label>,
    /// Only tell what would come of it.
    #[serde(default)]
    dry_run: bool,
    /// With `dry_run`: look at it as if the connection had this dialect.
    #[schema(value_type = Option<String>, example = "auth0")]
    dialect: Option<Dialect>,
}

/// What an upload came to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Deployed {
    #[schema(value_type = String)]
    action: Action,
    /// The version that is active now, or would be.
    version: String,
    /// The version that was active before.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous: Option<String>,
    /// Whether another version is active now, or would be.
    changed: bool,
    /// What loading the script showed; with uploads.
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnostics: Option<Diagnosis>,
}

/// What loading a script showed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Diagnosis {
    /// The contract functions it defines; `*` is a nameless one that serves every action.
    defines: Vec<String>,
    /// Why it can't be loaded, as in an outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    error: Option<OutcomeError>,
    /// What its top level wrote to the console.
    #[schema(value_type = Vec<Object>)]
    logs: Vec<LogLine>,
}

/// An active script without its source.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Active {
    #[schema(value_type = String)]
    action: Action,
    version: String,
    name: String,
}

/// A connection's active scripts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActiveScripts {
    scripts: Vec<Active>,
}

/// A script with its source.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Source {
    #[schema(value_type = String)]
    action: Action,
    version: String,
    name: String,
    source: String,
}

/// Versions of one action, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Versions {
    versions: Vec<ScriptVersion>,
}

/// Which version.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// A version or a label; the active version where there is none.
    version: Option<String>,
}

/// Where to roll back to.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct To {
    /// A version or a label; the version that was active before where there is none.
    version: Option<String>,
}

/// Lists a connection's active scripts.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/connections/{connection}/scripts", tag = "scripts",
    params(("tenant" = String, Path), ("connection" = String, Path)), security(("key" = [])),
    responses((status = 200, body = ActiveScripts), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    at: OfConnection,
) -> Result<Json<ActiveScripts>> {
    let deployment = app.registry.deployment(&at.tenant, &at.connection).await?;
    let scripts = deployment.scripts.iter().map(|(action, script)| Active {
        action: *action,
        version: script.version(),
        name: script.name().to_owned(),
    });
    Ok(Json(ActiveScripts {
        scripts: scripts.collect(),
    }))
}

/// Uploads a script: loads it in a throw-away isolate and, if it defines its function, makes it the active version.
#[utoipa::path(put, path = "/v1/tenants/{tenant}/connections/{connection}/scripts/{action}", tag = "scripts",
    params(("tenant" = String, Path), ("connection" = String, Path), ("action" = String, Path)), request_body = NewScript, security(("key" = [])),
    responses((status = 200, body = Deployed), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn put(
    State(app): State<Arc<App>>,
    at: OfConnection,
    OfAction(action): OfAction,
    Body(new): Body<NewScript>,
) -> Result<Json<Deployed>> {
    let deployment = app.registry.deployment(&at.tenant, &at.connection).await?;
    let name = new.name.unwrap_or_else(|| format!("{action}.js"));
    let script =
        Script::new(name, new.source, deployment.limits.source_bytes).map_err(|error| {
            let code = match error {
                ScriptError::TooLarge { .. } => Code::TooLarge,
                ScriptError::BadName { .. } => Code::Invalid,
            };
            Problem::with(code, error)
        })?;
    if new.dialect.is_some() && !new.dry_run {
        let detail = "a script's dialect is its connection's; another one goes with dry_run only";
        return Err(Problem::with(Code::Invalid, detail));
    }
    let dialect = new
        .dialect
        .unwrap_or(deployment.connection.settings.dialect);
    let script = script.in_dialect(dialect);
    let diagnostics = load(&app, &deployment, action, script.clone()).await?;
    let version = script.version();
    let before = deployment.scripts.get(&action).map(Script::version);
    let uploaded = if new.dry_run {
        (version, before)
    } else {
        let upload = Upload {
            script,
            label: new.label,
            by: at.caller.key_id,
        };
        let uploaded = app
            .registry
            .upload(&at.tenant, &at.connection, action, &upload)
            .await?;
        (uploaded.version, uploaded.previous)
    };
    let (version, previous) = uploaded;
    Ok(Json(Deployed {
        action,
        changed: previous.as_ref() != Some(&version),
        version,
        previous,
        diagnostics: Some(diagnostics),
    }))
}

/// Loads a script and calls nothing.
async fn load(
    app: &App,
    deployment: &Deployment,
    action: Action,
    script: Script,
) -> Result<Diagnosis> {
    let place = Place {
        tenant: deployment.connection.tenant.to_string(),
        connection: deployment.connection.id.to_string(),
        env_version: deployment.connection.env_version.clone(),
    };
    let (env, limits) = (deployment.env.clone(), deployment.limits.clone());
    let Diagnostics {
        defines,
        error,
        logs,
    } = app.host.compile_only(&place, script, env, limits).await?;
    let defined = defines
        .iter()
        .any(|name| name == action.name() || name == "*");
    let refused = match &error {
        Some((status, error)) => Some(format!("{status}: {}", error.message)),
        None if !defined => Some(format!("the script does not define {action}")),
        None => None,
    };
    let diagnosis = Diagnosis {
        defines,
        error: error.map(|(_, error)| error),
        logs,
    };
    match refused {
        Some(detail) => {
            Err(Problem::with(Code::ScriptRejected, detail).extra("diagnostics", diagnosis))
        }
        None => Ok(diagnosis),
    }
}

/// Gives a script's source.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/connections/{connection}/scripts/{action}", tag = "scripts",
    params(("tenant" = String, Path), ("connection" = String, Path), ("action" = String, Path), Which), security(("key" = [])),
    responses((status = 200, body = Source), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    at: OfConnection,
    OfAction(action): OfAction,
    Query(which): Query<Which>,
) -> Result<Json<Source>> {
    let which = which.version.as_deref();
    let script = app
        .registry
        .script(&at.tenant, &at.connection, action, which)
        .await?;
    Ok(Json(Source {
        action,
        version: script.version(),
        name: script.name().to_owned(),
        source: script.source().to_owned(),
    }))
}

/// Lists an action's versions, newest first.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/connections/{connection}/scripts/{action}/versions", tag = "scripts",
    params(("tenant" = String, Path), ("connection" = String, Path), ("action" = String, Path)), security(("key" = [])),
    responses((status = 200, body = Versions), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn versions(
    State(app): State<Arc<App>>,
    at: OfConnection,
    OfAction(action): OfAction,
) -> Result<Json<Versions>> {
    app.registry.connection(&at.tenant, &at.connection).await?;
    let versions = app
        .registry
        .script_versions(&at.tenant, &at.connection, action)
        .await?;
    Ok(Json(Versions { versions }))
}

/// Makes another version the active one.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/connections/{connection}/scripts/{action}/rollback", tag = "scripts",
    params(("tenant" = String, Path), ("connection" = String, Path), ("action" = String, Path)), request_body = To, security(("key" = [])),
    responses((status = 200, body = Deployed), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn rollback(
    State(app): State<Arc<App>>,
    at: OfConnection,
    OfAction(action): OfAction,
    Body(to): Body<To>,
) -> Result<Json<Deployed>> {
    let (tenant, connection, by) = (&at.tenant, &at.connection, &at.caller.key_id);
    let to = to.version.as_deref();
    let uploaded = app
        .registry
        .rollback(tenant, connection, action, to, by)
        .await?;
    Ok(Json(Deployed {
        action,
        changed: uploaded.previous.as_ref() != Some(&uploaded.version),
        version: uploaded.version,
        previous: uploaded.previous,
        diagnostics: None,
    }))
}
