//! The paths, put together.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use axum::routing::{get, post};

use crate::answer::answer;
use crate::backend::Backend;
use crate::endpoints::{
    CreateUser, CreateUsersBatch, DeleteUsersBatch, GetUser, GetUserBatch, IsUserExists, ListUsers,
    Signin, UpdateUser, UpdateUserBatch, ValidatePassword, management_token, system,
};
use crate::gate::{Gate, serve};
use crate::incoming::Envelope;
use crate::refusal::{Reason, Refusal};
use crate::settings::Settings;

/// The API under `/api/v3/`, to be merged into a server's router.
///
/// Serve it with `into_make_service_with_connect_info::<SocketAddr>()`: without the peer's address scripts get an
/// empty `context.request.ip`. Bodies are bounded by [`Settings::body_bytes`]; how often a client may call is for a
/// layer above.
pub fn router<B: Backend>(backend: Arc<B>, settings: Arc<Settings>) -> Router {
    let gate = Gate { backend, settings };
    Router::new()
        .route("/api/v3/update-user", post(serve::<B, UpdateUser>))
        .route(
            "/api/v3/update-user-batch",
            post(serve::<B, UpdateUserBatch>),
        )
        .route("/api/v3/create-user", post(serve::<B, CreateUser>))
        .route(
            "/api/v3/create-users-batch",
            post(serve::<B, CreateUsersBatch>),
        )
        .route("/api/v3/get-user", get(serve::<B, GetUser>))
        .route("/api/v3/get-user-batch", get(serve::<B, GetUserBatch>))
        .route("/api/v3/is-user-exists", post(serve::<B, IsUserExists>))
        .route(
            "/api/v3/delete-users-batch",
            post(serve::<B, DeleteUsersBatch>),
        )
        .route(
            "/api/v3/list-users",
            post(serve::<B, ListUsers>).get(serve::<B, ListUsers>),
        )
        .route("/api/v3/signin", post(serve::<B, Signin>))
        .route(
            "/api/v3/validate-password",
            post(serve::<B, ValidatePassword>),
        )
        .route("/api/v3/get-management-token", post(management_token::<B>))
        .route("/api/v3/system", get(system::<B>))
        .method_not_allowed_fallback(other_method)
        .with_state(gate)
}

async fn other_method(request: Request<Body>) -> Response {
    let envelope = Envelope::of(&request);
    let method = Reason::BadRequest(format!("{} is not for this path", request.method()));
    let result = Err(Refusal::bad_request(method));
    answer(envelope.lang, &envelope.request_id, result)
}
