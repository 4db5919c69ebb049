//! Listening, and an orderly end.

use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use connector_host::Host;
use connector_registry::{Registry, RegistryError};
use hyper_util::rt::TokioTimer;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use zeroize::Zeroizing;

use crate::app::App;
use crate::authing::Face;
use crate::config::{ServerConfig, TlsFiles};
use crate::password_keys::{PasswordKeys, PasswordKeysError};
use crate::traces::{TraceError, Traces};
use crate::{router, upkeep};

/// How long a client may take to send a request's head.
const HEAD: Duration = Duration::from_secs(10);
/// The most bytes of a request's head.
const HEAD_BYTES: usize = 32 * 1024;
/// The most header lines of a request.
const HEADERS: usize = 100;
/// Requests at once over one HTTP/2 connection.
const STREAMS: u32 = 100;
/// How long history may take to be written at the end.
const FINISH: Duration = Duration::from_secs(10);

/// A server that could not start, or failed.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// It can't listen there.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The certificate or its key is unusable.
    #[error("the certificate {certificate} and the key {key} cannot be used: {source}")]
    Tls {
        /// The certificate's file.
        certificate: String,
        /// The key's file.
        key: String,
        /// What is wrong.
        source: io::Error,
    },
    /// The registry can't be served.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The keys for encrypted passwords can't be made or read.
    #[error("the keys for encrypted passwords: {0}")]
    Keyring(#[from] PasswordKeysError),
    /// Traces can't be sent as set up.
    #[error(transparent)]
    Traces(#[from] TraceError),
    /// Serving failed.
    #[error("serving failed: {0}")]
    Serve(#[source] io::Error),
}

/// A server that listens and doesn't answer yet.
pub struct Server {
    app: Arc<App>,
    listener: TcpListener,
    tls: Option<RustlsConfig>,
    authing: Router,
}

impl Server {
    /// Takes the address, and what dead servers left.
    ///
    /// # Errors
    /// When the address can't be had, the certificate can't be used, or another process serves the registry.
    pub async fn bind(
        config: ServerConfig,
        authing: connector_authing::Settings,
        registry: Arc<Registry>,
        host: Arc<Host>,
    ) -> Result<Self, ServerError> {
        let traces = Traces::start(config.traces.as_ref())?;
        registry.serve_alone()?;
        let tls = match &config.tls {
            Some(files) => Some(files.read().await?),
            None => None,
        };
        let address = config.listen;
        let failed = |source| ServerError::Listen { address, source };
        let listener = TcpListener::bind(address).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        // Before the first request: a retry must not find its first call "under way" for ever.
        registry.beat().await?;
        let crashed = registry.crash_orphans().await?;
        if crashed > 0 {
            tracing::warn!(
                crashed,
                "calls were under way when a server ended: whether they took effect is unknown"
            );
        }
        let password_keys = PasswordKeys::open(&registry).await?;
        let app = Arc::new(App::new(config, registry, host, password_keys, traces));
        let face = Arc::new(Face::new(Arc::clone(&app)));
        Ok(Self {
            authing: connector_authing::router(face, Arc::new(authing)),
            app,
            listener,
            tls,
        })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// When the system doesn't say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `stop` is over; then takes nothing new, lets end what is under way, and writes history to its end.
    ///
    /// # Errors
    /// When accepting connections fails for good.
    pub async fn run(self, stop: impl Future<Output = ()>) -> Result<(), ServerError> {
        let Self {
            app,
            listener,
            tls,
            authing,
        } = self;
        let upkeep = tokio::spawn(upkeep::keep(Arc::clone(&app)));
        let watch = tokio::spawn(Arc::clone(&app.registry).watch());
        let following = Arc::clone(&app);
        let follow =
            tokio::spawn(async move { following.password_keys.follow(&following.registry).await });
        let handle = Handle::new();
        let service = router::router(&app, authing);
        let serving = serve(listener, tls, service, handle.clone());
        tokio::pin!(serving);
        let served = tokio::select! {
            served = &mut serving => served,
            () = stop => {
                app.drain();
                tracing::info!("stopping: nothing new is taken");
                handle.graceful_shutdown(Some(app.config.drain));
                serving.await
            }
        };
        app.calls.close();
        if tokio::time::timeout(app.config.drain, app.calls.wait())
            .await
            .is_err()
        {
            tracing::error!("invocations were still under way when the time to stop was over");
        }
        app.host.drain(Duration::from_secs(1)).await;
        app.history.finish(FINISH).await;
        app.traces.finish().await;
        upkeep.abort();
        watch.abort();
        follow.abort();
        if let Err(error) = app.registry.leave().await {
            tracing::warn!(%error, "the registry was not told that this server ends");
        }
        app.registry.close().await;
        served.map_err(ServerError::Serve)
    }
}

async fn serve(
    listener: TcpListener,
    tls: Option<RustlsConfig>,
    router: Router,
    handle: Handle<SocketAddr>,
) -> io::Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    macro_rules! serve {
        ($server:expr) => {{
            let mut server = $server.handle(handle);
            let builder = server.http_builder();
            builder
                .http1()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD)
                .max_buf_size(HEAD_BYTES)
                .max_headers(HEADERS);
            builder
                .http2()
                .timer(TokioTimer::new())
                .keep_alive_interval(Duration::from_secs(20))
                .max_concurrent_streams(STREAMS)
                .max_header_list_size(u32::try_from(HEAD_BYTES).unwrap_or(u32::MAX));
            server.serve(service).await
        }};
    }
    match tls {
        Some(tls) => serve!(axum_server::from_tcp_rustls(listener, tls)?),
        None => serve!(axum_server::from_tcp(listener)?),
    }
}

impl TlsFiles {
    async fn read(&self) -> Result<RustlsConfig, ServerError> {
        let read = tokio::try_join!(
            tokio::fs::read(&self.certificate),
            tokio::fs::read(&self.key)
        );
        let config = read.and_then(|(certificate, key)| {
            let key = Zeroizing::new(key);
            tls(&certificate, &key).map_err(io::Error::other)
        });
        let config = config.map_err(|source| ServerError::Tls {
            certificate: self.certificate.display().to_string(),
            key: self.key.display().to_string(),
            source,
        })?;
        Ok(RustlsConfig::from_config(Arc::new(config)))
    }
}

/// The provider is named: which one a process has by default depends on what else is linked.
fn tls(
    certificate: &[u8],
    key: &[u8],
) -> Result<rustls::ServerConfig, Box<dyn std::error::Error + Send + Sync>> {
    let chain = CertificateDer::pem_slice_iter(certificate).collect::<Result<Vec<_>, _>>()?;
    let key = PrivateKeyDer::from_pem_slice(key)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
