//! Judging a server's certificate chain, with Node's verdicts.

use rustls_pki_types::{CertificateDer, UnixTime};
use webpki::{EndEntityCert, KeyUsage};
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::authorities::Authorities;
use crate::failure::Failure;

/// Checks that `leaf` may be trusted: a chain through `intermediates` to an authority, all of it valid at `now`.
///
/// What name it was made out to is [another question](crate::identity::check).
///
/// # Errors
/// OpenSSL's verdict as Node words it, with its `code`.
pub(crate) fn check_chain(
    leaf: &CertificateDer<'_>,
    intermediates: &[CertificateDer<'_>],
    authorities: &Authorities,
    now: UnixTime,
) -> Result<(), Failure> {
    let Ok((_, parsed)) = X509Certificate::from_der(leaf) else {
        return Err(Failure::coded("CERT_REJECTED", "certificate can't be read"));
    };
    // A self-signed certificate is usually an authority's as well, which webpki takes for nobody's server certificate.
    // OpenSSL accepts the very certificate that was given as `ca`.
    if is_self_signed(&parsed)
        && authorities
            .certificates
            .iter()
            .any(|known| known.as_ref() == leaf.as_ref())
    {
        return check_dates(&parsed, now);
    }
    let verdict = EndEntityCert::try_from(leaf).and_then(|certificate| {
        certificate
            .verify_for_usage(
                webpki::ALL_VERIFICATION_ALGS,
                &authorities.anchors,
                intermediates,
                now,
                KeyUsage::server_auth(),
                None,
                None,
            )
            .map(|_| ())
    });
    match verdict {
        Ok(()) => Ok(()),
        Err(error) => Err(explain(&error, &parsed, intermediates)),
    }
}

fn explain(
    error: &webpki::Error,
    leaf: &X509Certificate<'_>,
    intermediates: &[CertificateDer<'_>],
) -> Failure {
    use webpki::Error as E;
    let (code, message) = match error {
        E::CertExpired { .. } => ("CERT_HAS_EXPIRED", "certificate has expired"),
        E::CertNotValidYet { .. } => ("CERT_NOT_YET_VALID", "certificate is not yet valid"),
        E::InvalidSignatureForPublicKey => {
            ("CERT_SIGNATURE_FAILURE", "certificate signature failure")
        }
        E::RequiredEkuNotFoundContext(_) => ("INVALID_PURPOSE", "unsuitable certificate purpose"),
        _ if is_self_signed(leaf) => ("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate"),
        E::UnsupportedCertVersion => ("CERT_REJECTED", "certificate of X.509 version 1"),
        _ if intermediates
            .iter()
            .any(|der| X509Certificate::from_der(der).is_ok_and(|(_, c)| is_self_signed(&c))) =>
        {
            (
                "SELF_SIGNED_CERT_IN_CHAIN",
                "self-signed certificate in certificate chain",
            )
        }
        _ if intermediates.is_empty() => (
            "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
            "unable to verify the first certificate",
        ),
        _ => (
            "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
            "unable to get local issuer certificate",
        ),
    };
    Failure::coded(code, message)
}

fn is_self_signed(certificate: &X509Certificate<'_>) -> bool {
    certificate.subject().as_raw() == certificate.issuer().as_raw()
}

fn check_dates(certificate: &X509Certificate<'_>, now: UnixTime) -> Result<(), Failure> {
    let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    if certificate.validity().not_after.timestamp() < now {
        return Err(Failure::coded(
            "CERT_HAS_EXPIRED",
            "certificate has expired",
        ));
    }
    if certificate.validity().not_before.timestamp() > now {
        return Err(Failure::coded(
            "CERT_NOT_YET_VALID",
            "certificate is not yet valid",
        ));
    }
    Ok(())
}
