//! The way to the database's server, encrypted where its address asks for that.
//!
//! The driver and we both speak on the same session, and TLS can't be shared as a descriptor can: so whoever connects
//! gets one end of a pair of sockets, and a task carries everything between the other end and the server.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpStream, UnixStream};
use tokio_postgres::Config;
use tokio_postgres::config::Host;
use tokio_rustls::TlsConnector;
use url::Url;

/// What stands in place of the protocol's version in a request for TLS, behind the length of the whole.
const REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// A server, and how it is spoken to.
#[derive(Clone)]
pub(crate) struct Server {
    host: String,
    port: u16,
    tls: Option<TlsConnector>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("tls", &self.tls.is_some())
            .finish()
    }
}

impl Server {
    /// The server of an address: `config` has where it is, `url` its `sslmode` or `ssl`, which mean what they mean to
    /// node-postgres: everything but `disable` and `no-verify` checks the certificate and the host's name.
    ///
    /// # Errors
    /// A sentence, where the address has no host, or asks for what is not known here.
    pub(crate) fn of(url: &Url, config: &Config) -> Result<Self, String> {
        let Some(Host::Tcp(host)) = config.get_hosts().first() else {
            return Err("the address has no host".to_owned());
        };
        let tls = match verification(url)? {
            None => None,
            Some(verified) => Some(connector(verified).map_err(|error| error.to_string())?),
        };
        Ok(Self {
            host: host.clone(),
            port: config.get_ports().first().copied().unwrap_or(5432),
            tls,
        })
    }

    /// Whether what is said there is encrypted on the way.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.tls.is_some()
    }

    /// Connects. What the stream carries is not encrypted, whatever the way beyond it.
    ///
    /// # Errors
    /// The server can't be reached, has no TLS, or shows a certificate that is not to be trusted.
    pub(crate) async fn connect(&self) -> io::Result<UnixStream> {
        let mut tcp = TcpStream::connect((self.host.as_str(), self.port)).await?;
        tcp.set_nodelay(true)?;
        let (ours, mut theirs) = UnixStream::pair()?;
        match &self.tls {
            None => {
                tokio::spawn(async move { copy_bidirectional(&mut theirs, &mut tcp).await });
            }
            Some(connector) => {
                tcp.write_all(&REQUEST).await?;
                // More than the one byte in the clear would be an attempt to smuggle something past the handshake.
                let mut answer = [0; 2];
                let read = tcp.read(&mut answer).await?;
                if answer.get(..read) != Some(b"S") {
                    return Err(io::Error::other("the server does not support TLS"));
                }
                let name = match self.host.parse::<IpAddr>() {
                    Ok(address) => ServerName::from(address),
                    Err(_) => ServerName::try_from(self.host.clone())
                        .map_err(|_| io::Error::other("the host's name is none"))?,
                };
                let mut tls = connector.connect(name, tcp).await?;
                tokio::spawn(async move { copy_bidirectional(&mut theirs, &mut tls).await });
            }
        }
        Ok(ours)
    }
}

/// Whether the address asks for TLS and, if so, whether certificates are checked. The last value of a parameter counts,
/// and `ssl` only where there is no `sslmode`, as with node-postgres.
fn verification(url: &Url) -> Result<Option<bool>, String> {
    let (mut sslmode, mut ssl) = (None, None);
    for (key, value) in url.query_pairs() {
        match &*key {
            "sslmode" => sslmode = Some(value),
            "ssl" => ssl = Some(value),
            "sslrootcert" | "sslcert" | "sslkey" | "uselibpqcompat" | "sslnegotiation" => {
                return Err(format!("{key} can't be rehearsed with; sslmode can"));
            }
            _ => {}
        }
    }
    match (
        sslmode.as_deref().unwrap_or(""),
        ssl.as_deref().unwrap_or(""),
    ) {
        ("disable", _) | ("", "" | "0") => Ok(None),
        ("no-verify", _) | ("", "no-verify") => Ok(Some(false)),
        ("allow" | "prefer" | "require" | "verify-ca" | "verify-full", _) | ("", "true" | "1") => {
            Ok(Some(true))
        }
        ("", other) => Err(format!("ssl={other} is not known")),
        (other, _) => Err(format!("sslmode={other} is not known")),
    }
}

fn connector(verified: bool) -> Result<TlsConnector, rustls::Error> {
    let provider = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?;
    let config = if verified {
        let roots = Arc::new(authorities());
        let verifier = WebPkiServerVerifier::builder_with_provider(roots, provider)
            .build()
            .map_err(|error| rustls::Error::General(error.to_string()))?;
        config.with_webpki_verifier(verifier)
    } else {
        config
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Anyone(provider)))
    };
    Ok(TlsConnector::from(Arc::new(config.with_no_client_auth())))
}

/// Those that scripts trust too: Mozilla's list, and what the machine's owner added.
fn authorities() -> RootCertStore {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

/// `no-verify`: whoever answers is the server, as long as it has the key of the certificate it shows.
#[derive(Debug)]
struct Anyone(Arc<CryptoProvider>);

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls12_signature(
            message,
            certificate,
            signature,
            &self.0.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.0.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// What failed, in words for people: rustls' own do not say what to do.
pub(crate) fn told(error: &io::Error) -> String {
    let cause = error
        .get_ref()
        .and_then(|cause| cause.downcast_ref::<rustls::Error>());
    match cause {
        Some(rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer)) => {
            "nobody trusted signed the server's certificate; sslmode=no-verify takes any".to_owned()
        }
        Some(other) => other.to_string(),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_say_whether_and_how() {
        for (query, expected) in [
            ("", Ok(None)),
            ("sslmode=disable", Ok(None)),
            ("ssl=0", Ok(None)),
            ("application_name=x&sslmode=require", Ok(Some(true))),
            ("sslmode=verify-full", Ok(Some(true))),
            ("ssl=true", Ok(Some(true))),
            ("sslmode=no-verify", Ok(Some(false))),
            ("sslmode=allow", Ok(Some(true))),
            ("sslmode=require&ssl=0", Ok(Some(true))),
            ("ssl=0&sslmode=require", Ok(Some(true))),
            ("sslmode=disable&ssl=true", Ok(None)),
            ("sslmode=no-verify&ssl=true", Ok(Some(false))),
            ("sslmode=maybe&sslmode=require", Ok(Some(true))),
            ("sslmode=&ssl=1", Ok(Some(true))),
            ("ssl=false", Err("ssl=false is not known")),
            ("sslmode=maybe", Err("sslmode=maybe is not known")),
            (
                "sslmode=require&sslrootcert=ca.pem",
                Err("sslrootcert can't be rehearsed with; sslmode can"),
            ),
        ] {
            let url = Url::parse(&format!("postgres://me@db/users?{query}")).expect("a URL");
            assert_eq!(
                verification(&url),
                expected.map_err(str::to_owned),
                "{query}"
            );
        }
    }
}
