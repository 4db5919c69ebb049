//! TLS: PostgreSQL's request for it, the handshake, and what Node's `ssl` options mean.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::BytesMut;
use connector_capability::connection::Connection;
use postgres_protocol::message::frontend;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{
    CertificateDer, PrivateKeyDer, ServerName, SubjectPublicKeyInfoDer, UnixTime,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::authorities::{Authorities, unreadable, well_known};
use crate::failure::Failure;
use crate::identity::{self, Names};
use crate::options::TlsOptions;
use crate::socket::Socket;
use crate::{certificate, options};

/// Why TLS did not come about.
pub(crate) enum TlsError {
    /// A reason to tell.
    Failure(Failure),
    /// The server hung up.
    Closed,
}

impl From<Failure> for TlsError {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// Turns a fresh connection into an encrypted one.
///
/// # Errors
/// The server has no TLS, can't be trusted, or breaks off.
pub(crate) async fn negotiate(
    mut tcp: Connection,
    options: &TlsOptions,
) -> Result<TlsStream<Socket>, TlsError> {
    if !options.direct {
        request(&mut tcp).await?;
    }
    let verdict = Verdict::default();
    let config = configure(options, verdict.clone())?;
    let name = match options
        .servername
        .as_deref()
        .map(|name| ServerName::try_from(name.to_owned()))
    {
        Some(Ok(name)) => name,
        // For an address Node sends no name and checks the certificate against `localhost`.
        _ => ServerName::from(std::net::IpAddr::from([127, 0, 0, 1])),
    };
    let stream = match TlsConnector::from(Arc::new(config))
        .connect(name, Socket::Awake(tcp))
        .await
    {
        Ok(stream) => stream,
        Err(error) => {
            return Err(verdict
                .take()
                .map_or_else(|| handshake_error(&error), TlsError::Failure));
        }
    };
    if options.reject_unauthorized && !options.ask_identity {
        identity::check(checked_name(options), &peer_names(&stream))?;
    }
    Ok(stream)
}

/// The name the certificate is checked against.
pub(crate) fn checked_name(options: &options::TlsOptions) -> &str {
    options.servername.as_deref().unwrap_or("localhost")
}

/// The names in the server's certificate.
pub(crate) fn peer_names(stream: &TlsStream<Socket>) -> Names {
    match peer_certificate(stream) {
        Some(certificate) => Names::of(certificate),
        None => Names::default(),
    }
}

/// The server's own certificate.
pub(crate) fn peer_certificate(stream: &TlsStream<Socket>) -> Option<&CertificateDer<'static>> {
    stream
        .get_ref()
        .1
        .peer_certificates()
        .and_then(<[_]>::first)
}

async fn request(tcp: &mut Connection) -> Result<(), TlsError> {
    let mut message = BytesMut::new();
    frontend::ssl_request(&mut message);
    let failed = |error: &io::Error, syscall| TlsError::Failure(Failure::socket(error, syscall));
    tcp.write_all(&message)
        .await
        .map_err(|e| failed(&e, "write"))?;
    // More than the one byte in the clear is an attempt to smuggle something past the handshake.
    let mut answer = [0; 16];
    let length = tcp
        .read(&mut answer)
        .await
        .map_err(|e| failed(&e, "read"))?;
    match answer.get(..length) {
        Some(b"S") => Ok(()),
        Some(b"N") => Err(Failure::new("The server does not support SSL connections").into()),
        None | Some([]) => Err(TlsError::Closed),
        Some(_) => Err(Failure::new("There was an error establishing an SSL connection").into()),
    }
}

fn handshake_error(error: &io::Error) -> TlsError {
    if let Some(inner) = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>())
    {
        return Failure::coded("EPROTO", format!("the TLS handshake failed: {inner}")).into();
    }
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Failure::coded(
            "ECONNRESET",
            "Client network socket disconnected before secure TLS connection was established",
        )
        .into(),
        _ => Failure::socket(error, "read").into(),
    }
}

fn configure(options: &TlsOptions, verdict: Verdict) -> Result<ClientConfig, Failure> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let authorities = match &options.ca {
        // Nothing is checked then, so a `ca` that can't be read is no matter, in Node neither.
        _ if !options.reject_unauthorized => None,
        Some(texts) => Some(Trusted::Given(Authorities::from_pem(texts)?)),
        None => Some(Trusted::WellKnown),
    };
    let verifier = Verifier {
        authorities,
        verdict,
        provider: Arc::clone(&provider),
    };
    let bad = |e: rustls::Error| Failure::new(format!("the ssl options can't be used: {e}"));
    let builder = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&versions(options)?)
        .map_err(bad)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = match (&options.cert, &options.key) {
        (Some(cert), Some(key)) => {
            if options.passphrase || key.contains("ENCRYPTED") {
                return Err(Failure::unsupported(
                    "ssl.key: encrypted private keys are not supported",
                ));
            }
            let chain = CertificateDer::pem_slice_iter(cert.as_bytes())
                .collect::<Result<Vec<_>, _>>()
                .map_err(|e| unreadable("cert", &e.to_string()))?;
            let key = PrivateKeyDer::from_pem_slice(key.as_bytes())
                .map_err(|_| unreadable("key", "not PEM"))?;
            builder.with_client_auth_cert(chain, key).map_err(bad)?
        }
        _ => builder.with_no_client_auth(),
    };
    if options.direct {
        config.alpn_protocols = vec![b"postgresql".to_vec()];
    }
    config.enable_sni = options.servername.is_some();
    Ok(config)
}

fn versions(
    options: &TlsOptions,
) -> Result<Vec<&'static rustls::SupportedProtocolVersion>, Failure> {
    let number = |text: &Option<String>, otherwise| match text.as_deref() {
        None => Ok(otherwise),
        // Node can still be asked to speak these; asking for "at least" them asks for ours too.
        Some("TLSv1" | "TLSv1.1") => Ok(1),
        Some("TLSv1.2") => Ok(2),
        Some("TLSv1.3") => Ok(3),
        Some(other) => {
            let shown: String = other.chars().take(32).collect();
            let message = format!("\"{shown}\" is not a valid TLS version");
            Err(Failure::coded("ERR_TLS_INVALID_PROTOCOL_VERSION", message).of_class("TypeError"))
        }
    };
    let (min, max) = (
        number(&options.min_version, 2)?,
        number(&options.max_version, 3)?,
    );
    let mut versions = Vec::new();
    if max >= 3 {
        versions.push(&rustls::version::TLS13);
    }
    if min <= 2 && max >= 2 {
        versions.push(&rustls::version::TLS12);
    }
    if versions.is_empty() {
        return Err(Failure::unsupported(
            "ssl: only TLSv1.2 and TLSv1.3 are supported",
        ));
    }
    Ok(versions)
}

/// Carries the verifier's reason around rustls, whose errors have other words for it.
#[derive(Debug, Clone, Default)]
struct Verdict(Arc<Mutex<Option<Failure>>>);

impl Verdict {
    fn put(&self, failure: Failure) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
    }

    fn take(&self) -> Option<Failure> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

enum Trusted {
    WellKnown,
    Given(Authorities),
}

/// Judges chains with Node's verdicts; `None` for authorities accepts everything.
struct Verifier {
    authorities: Option<Trusted>,
    verdict: Verdict,
    provider: Arc<CryptoProvider>,
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("verifies", &self.authorities.is_some())
            .finish_non_exhaustive()
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let authorities = match &self.authorities {
            None => return Ok(ServerCertVerified::assertion()),
            Some(Trusted::WellKnown) => well_known(),
            Some(Trusted::Given(given)) => given,
        };
        match certificate::check_chain(end_entity, intermediates, authorities, now) {
            Ok(()) => Ok(ServerCertVerified::assertion()),
            Err(failure) => {
                self.verdict.put(failure);
                Err(rustls::Error::General(
                    "the certificate was refused".to_owned(),
                ))
            }
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        if self.authorities.is_none() {
            // Anyone may answer, so who signed is no question; and old certificates could not be read for it.
            return Ok(HandshakeSignatureValid::assertion());
        }
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        if self.authorities.is_none() {
            return Ok(HandshakeSignatureValid::assertion());
        }
        let algorithms = &self.provider.signature_verification_algorithms;
        // By its bare key: webpki doesn't read certificates of version 1, which `check_chain` may have accepted.
        let Ok((_, parsed)) = X509Certificate::from_der(certificate) else {
            return Err(rustls::CertificateError::BadEncoding.into());
        };
        let key = SubjectPublicKeyInfoDer::from(parsed.public_key().raw);
        rustls::crypto::verify_tls13_signature_with_raw_key(message, &key, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
