//! One HTTP request, read: what it says, who it claims to come from, and in which language it wants its answer.

use std::net::{IpAddr, SocketAddr};

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, OriginalUri};
use axum::http::{HeaderMap, Method, Request};
use uuid::Uuid;

use crate::client_ip::client_ip;
use crate::json::{Document, DocumentError};
use crate::refusal::{Lang, Reason, Refusal};
use crate::settings::Settings;
use crate::signature::is_signed;

/// The name of a request in logs and answers. A layer before this router may set one as a request extension; else a
/// fresh one is made.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// What an answer needs of its request, also of one that cannot be read.
#[derive(Debug, Clone)]
pub(crate) struct Envelope {
    pub(crate) lang: Lang,
    pub(crate) request_id: String,
}

impl Envelope {
    pub(crate) fn of(request: &Request<Body>) -> Self {
        let lang = request.headers().get("x-authing-lang");
        let lang = lang.and_then(|lang| lang.to_str().ok()).unwrap_or_default();
        let given = request.extensions().get::<RequestId>();
        Self {
            lang: Lang::of_header(lang),
            request_id: given.map_or_else(|| Uuid::now_v7().to_string(), |given| given.0.clone()),
        }
    }
}

/// A request that was read and is not yet admitted.
pub(crate) struct Incoming {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) document: Document,
    /// The headers a signature covers, each once.
    pub(crate) signed_headers: Vec<(String, String)>,
    pub(crate) authorization: Option<String>,
    pub(crate) app_id: Option<String>,
    pub(crate) user_pool_id: Option<String>,
    pub(crate) ip: Option<IpAddr>,
}

impl Incoming {
    /// Reads a request to its end.
    ///
    /// # Errors
    /// When it has what no published client sends and a signature would not tell apart: a header twice, a query on a
    /// POST, a body on a GET, a body that is no strict JSON; or when it is too large.
    pub(crate) async fn read(request: Request<Body>, settings: &Settings) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let ip = client_ip(
            peer.map(|peer| peer.0),
            &parts.headers,
            &settings.trusted_proxies,
        );
        // Behind a router that cuts its prefix off, the client's path is the original one.
        let uri = parts
            .extensions
            .get::<OriginalUri>()
            .map_or(&parts.uri, |original| &original.0);
        let signed_headers = signed_headers(&parts.headers)?;
        let limit = settings.body_bytes;
        let body = to_bytes(body, limit)
            .await
            .map_err(|_| Refusal::new(413, Reason::TooLarge { limit }))?;
        let (method, document) = if parts.method == Method::GET {
            if !body.is_empty() {
                return Err(malformed("a GET request has no body"));
            }
            let document = Document::from_query(uri.query().unwrap_or_default());
            ("GET", document.map_err(|error| refused(&error))?)
        } else {
            if uri.query().is_some() {
                return Err(malformed("a POST request has no query string"));
            }
            let document = Document::from_json(&body);
            ("POST", document.map_err(|error| refused(&error))?)
        };
        Ok(Self {
            method,
            path: uri.path().to_owned(),
            document,
            authorization: single(&parts.headers, "authorization")?,
            app_id: single(&parts.headers, "x-authing-app-id")?,
            user_pool_id: single(&parts.headers, "x-authing-userpool-id")?,
            signed_headers,
            ip,
        })
    }
}

fn malformed(what: &str) -> Refusal {
    Refusal::bad_request(Reason::BadRequest(what.to_owned()))
}

fn refused(error: &DocumentError) -> Refusal {
    malformed(&error.to_string())
}

fn signed_headers(headers: &HeaderMap) -> Result<Vec<(String, String)>, Refusal> {
    let names = headers.keys().map(|name| name.as_str());
    let signed = names.filter(|name| is_signed(name));
    let read = |name: &str| Ok((name.to_owned(), single(headers, name)?.unwrap_or_default()));
    signed.map(read).collect()
}

fn single(headers: &HeaderMap, name: &str) -> Result<Option<String>, Refusal> {
    let mut values = headers.get_all(name).iter();
    let first = values.next();
    if values.next().is_some() {
        return Err(malformed(&format!("the header {name} stands twice")));
    }
    let text = first.map(|value| value.to_str().map(str::to_owned));
    text.transpose()
        .map_err(|_| malformed(&format!("the header {name} is not ASCII")))
}
