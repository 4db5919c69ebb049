//! The certificate authorities that are trusted when a script names none.

use std::sync::OnceLock;

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, TrustAnchor};

use crate::failure::Failure;

/// Those to trust: as anchors for chains, and as they are for a server that shows the very certificate we trust.
#[derive(Debug, Clone, Default)]
pub(crate) struct Authorities {
    pub(crate) anchors: Vec<TrustAnchor<'static>>,
    pub(crate) certificates: Vec<CertificateDer<'static>>,
}

static WELL_KNOWN: OnceLock<Authorities> = OnceLock::new();

/// Reads the machine's certificate authorities now, once for the process.
///
/// Call it before the process gives up its file system; otherwise the first TLS connection does it. Node trusts the
/// list that Mozilla keeps, and so do we; authorities that the operator added to the machine are trusted beside them.
pub fn preload_certificates() {
    well_known();
}

pub(crate) fn well_known() -> &'static Authorities {
    WELL_KNOWN.get_or_init(|| {
        let mut authorities = Authorities {
            anchors: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
            certificates: Vec::new(),
        };
        let found = rustls_native_certs::load_native_certs();
        for error in &found.errors {
            tracing::debug!(%error, "some of the machine's certificate authorities can't be read");
        }
        for certificate in found.certs {
            authorities.add(certificate);
        }
        authorities
    })
}

impl Authorities {
    /// Reads PEM texts, each of which may hold several certificates.
    ///
    /// # Errors
    /// When a text that has a certificate's armour has nonsense in it. A text without any certificate adds none, as in
    /// Node, where the connection then fails for want of a trusted issuer.
    pub(crate) fn from_pem(texts: &[String]) -> Result<Self, Failure> {
        let mut authorities = Self::default();
        for text in texts {
            for certificate in CertificateDer::pem_slice_iter(text.as_bytes()) {
                let certificate = certificate.map_err(|e| unreadable("ca", &e.to_string()))?;
                authorities.add(certificate);
            }
        }
        Ok(authorities)
    }

    fn add(&mut self, certificate: CertificateDer<'static>) {
        // Machines carry a few certificates that are too odd to anchor anything; they are no reason to fail.
        if let Ok(anchor) = webpki::anchor_from_trusted_cert(&certificate) {
            self.anchors.push(anchor.to_owned());
        }
        self.certificates.push(certificate);
    }
}

/// An error that names which of the script's `ssl` options can't be read, and never quotes it.
pub(crate) fn unreadable(option: &str, why: &str) -> Failure {
    Failure::coded(
        "ERR_OSSL_PEM_BAD",
        format!("ssl.{option} can't be read: {why}"),
    )
}
