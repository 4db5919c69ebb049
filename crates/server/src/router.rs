//! Which path leads where.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::{Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::problem::{Code, Problem};
use crate::request_id;
use crate::routes::{
    connections, env, health, invocations, invoke, keys, password_keys, scripts, tenants,
};

/// How long a client may pause while it sends a body.
const BODY: Duration = Duration::from_secs(15);

/// Everything the native API has, with its description.
pub(crate) fn api() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(tenants::create, tenants::list))
        .routes(routes!(tenants::get, tenants::delete))
        .routes(routes!(keys::create_operator, keys::list_operators))
        .routes(routes!(keys::create, keys::list))
        .routes(routes!(keys::revoke))
        .routes(routes!(keys::rotate))
        .routes(routes!(password_keys::list))
        .routes(routes!(password_keys::rotate))
        .routes(routes!(connections::list))
        .routes(routes!(
            connections::put,
            connections::get,
            connections::delete
        ))
        .routes(routes!(env::list, env::put, env::patch))
        .routes(routes!(scripts::list))
        .routes(routes!(scripts::put, scripts::get))
        .routes(routes!(scripts::versions))
        .routes(routes!(scripts::rollback))
        .routes(routes!(invoke::invoke))
        .routes(routes!(invocations::list, invocations::forget))
        .routes(routes!(invocations::get))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(health::metrics))
}

pub(crate) fn router(app: &Arc<App>, authing: Router) -> Router {
    let (router, _) = api().split_for_parts();
    router
        .route("/openapi.json", axum::routing::get(health::openapi))
        .with_state(Arc::clone(app))
        .merge(authing)
        .fallback(|| async { Problem::with(Code::NotFound, "there is no such path") })
        .method_not_allowed_fallback(|| async { Problem::new(Code::MethodNotAllowed) })
        .layer(RequestBodyTimeoutLayer::new(BODY))
        .layer(DefaultBodyLimit::max(app.config.body_bytes))
        .layer(CatchPanicLayer::custom(|_| {
            use axum::response::IntoResponse as _;
            Problem::new(Code::Internal).into_response()
        }))
        .layer(middleware::from_fn_with_state(
            Arc::clone(app),
            request_id::name,
        ))
}
