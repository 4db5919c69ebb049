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
        Err(webpki::Error::UnsupportedCertVersion) if is_issued_directly(&parsed, authorities) => {
            check_dates(&parsed, now)
        }
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

/// Whether one of the authorities itself signed this certificate.
///
/// For certificates of X.509 version 1, which webpki can't read and which the recipe in PostgreSQL's own manual makes.
/// They name no purpose and no constraints, so the signature is all there is to check.
fn is_issued_directly(certificate: &X509Certificate<'_>, authorities: &Authorities) -> bool {
    let algorithm = certificate.signature_algorithm.algorithm.to_id_string();
    STRONG_SIGNATURES.contains(&algorithm.as_str())
        && authorities.certificates.iter().any(|der| {
            X509Certificate::from_der(der).is_ok_and(|(_, issuer)| {
                issuer.subject().as_raw() == certificate.issuer().as_raw()
                    && certificate
                        .verify_signature(Some(issuer.public_key()))
                        .is_ok()
            })
        })
}

/// RSA and ECDSA with SHA-256, SHA-384 and SHA-512, and Ed25519.
const STRONG_SIGNATURES: [&str; 7] = [
    "1.2.840.113549.1.1.11",
    "1.2.840.113549.1.1.12",
    "1.2.840.113549.1.1.13",
    "1.2.840.10045.4.3.2",
    "1.2.840.10045.4.3.3",
    "1.2.840.10045.4.3.4",
    "1.3.101.112",
];

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

#[cfg(test)]
mod tests {
    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
    use serde_json::Value;

    use super::*;

    /// 2027: all certificates here are valid then.
    const NOW: u64 = 1_800_000_000;

    fn code(
        leaf: &CertificateDer<'_>,
        rest: &[CertificateDer<'_>],
        trusted: &[&str],
        now: u64,
    ) -> Value {
        let trusted: Vec<String> = trusted.iter().map(|pem| (*pem).to_owned()).collect();
        let authorities = Authorities::from_pem(&trusted).unwrap();
        let now = UnixTime::since_unix_epoch(std::time::Duration::from_secs(now));
        match check_chain(leaf, rest, &authorities, now) {
            Ok(()) => Value::Null,
            Err(failure) => serde_json::to_value(failure).unwrap()["properties"]["code"].clone(),
        }
    }

    struct Authority {
        pem: String,
        der: CertificateDer<'static>,
        issuer: Issuer<'static, KeyPair>,
    }

    fn authority(name: &str, by: Option<&Authority>) -> Authority {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params
            .distinguished_name
            .push(rcgen::DnType::CommonName, name);
        let certificate = match by {
            Some(by) => params.signed_by(&key, &by.issuer).unwrap(),
            None => params.self_signed(&key).unwrap(),
        };
        Authority {
            pem: certificate.pem(),
            der: certificate.der().clone(),
            issuer: Issuer::new(params, key),
        }
    }

    fn server(by: &Authority) -> CertificateDer<'static> {
        let mut params = CertificateParams::new(vec!["db".to_owned()]).unwrap();
        params
            .distinguished_name
            .push(rcgen::DnType::CommonName, "db");
        params.not_after = rcgen::date_time_ymd(2100, 1, 1);
        params
            .signed_by(&KeyPair::generate().unwrap(), &by.issuer)
            .unwrap()
            .der()
            .clone()
    }

    #[test]
    fn verdicts_are_openssls() {
        let root = authority("root", None);
        let middle = authority("middle", Some(&root));
        let other = authority("other", None);
        let (direct, deep) = (server(&root), server(&middle));
        let (middle_der, root_der) = (middle.der.clone(), root.der.clone());
        let fine = Value::Null;
        assert_eq!(code(&direct, &[], &[&root.pem], NOW), fine);
        assert_eq!(
            code(&deep, std::slice::from_ref(&middle_der), &[&root.pem], NOW),
            fine
        );
        assert_eq!(
            code(&direct, &[], &[&other.pem], NOW),
            "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
        );
        assert_eq!(
            code(&deep, &[], &[&root.pem], NOW),
            "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
        );
        assert_eq!(
            code(&deep, std::slice::from_ref(&middle_der), &[&other.pem], NOW),
            "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"
        );
        assert_eq!(
            code(&deep, &[middle_der, root_der], &[&other.pem], NOW),
            "SELF_SIGNED_CERT_IN_CHAIN"
        );
        assert_eq!(
            code(&direct, &[], &[&root.pem], 5_000_000_000),
            "CERT_HAS_EXPIRED"
        );
        assert_eq!(code(&direct, &[], &[&root.pem], 0), "CERT_NOT_YET_VALID");
        // A certificate that vouches for itself is trusted only where it was given as an authority.
        assert_eq!(code(&root.der, &[], &[&root.pem], NOW), fine);
        assert_eq!(
            code(&root.der, &[], &[&other.pem], NOW),
            "DEPTH_ZERO_SELF_SIGNED_CERT"
        );
        assert_eq!(
            code(&root.der, &[], &[], NOW),
            "DEPTH_ZERO_SELF_SIGNED_CERT"
        );
        // An impostor with the authority's name has not its key.
        let impostor = authority("root", None);
        assert_ne!(code(&server(&impostor), &[], &[&root.pem], NOW), fine);
        assert_ne!(
            code(
                &server(&impostor),
                std::slice::from_ref(&impostor.der),
                &[&root.pem],
                NOW
            ),
            fine
        );
    }

    /// Made as PostgreSQL's manual has it: `openssl x509 -req -CA …` without extensions gives version 1.
    const OLD_AUTHORITY: &str = "-----BEGIN CERTIFICATE-----
MIIBhjCCAS2gAwIBAgIUER9YFjD/PF1vM3Lvw9CoJP7/GZ4wCgYIKoZIzj0EAwIw
GDEWMBQGA1UEAwwNT2xkIGF1dGhvcml0eTAgFw0yNjExMjEyMzU5MzBaGA8yMTI2
MTAyODIzNTkzMFowGDEWMBQGA1UEAwwNT2xkIGF1dGhvcml0eTBZMBMGByqGSM49
AgEGCCqGSM49AwEHA0IABMER/6fpAkC0IGBa9rdA4on+R/uKV01ecsdee3DJJkBS
PFJrqS2GKbmeZFl7yLHTroi5LpuZR7zTq2Ar35CjZMejUzBRMB0GA1UdDgQWBBSi
EWs81mLMaqAREHXomSi0ybTTdzAfBgNVHSMEGDAWgBSiEWs81mLMaqAREHXomSi0
ybTTdzAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIEHY7n6HALY+
dd1BxnY46EdHSzGOzG0uiZxNxPDtO5x9AiBB5GqsbmuHvXGw2xdqa3TGBpbD7xT2
WHdYhZzPmhrAvg==
-----END CERTIFICATE-----";
    const OLD_SERVER: &str = "-----BEGIN CERTIFICATE-----
MIIBJzCBzwIUSrmKmyIgCzANPrytnVyQT0id8agwCgYIKoZIzj0EAwIwGDEWMBQG
A1UEAwwNT2xkIGF1dGhvcml0eTAgFw0yNjExMjEyMzU5MzFaGA8yMTI2MTAyODIz
NTkzMVowFDESMBAGA1UEAwwJbG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAE3BVR93hz7lAW8VWo2Kn08/O36mCaNdhFsOZv8jmTplPM9wLe5Z9p+L9v
Ox5SI1osKfI2lVBwg9SmfpcPFm4fNzAKBggqhkjOPQQDAgNHADBEAiBzvqtNQ7aI
atnYW9nlnn0zJl6VlqJQBZD/wW/l5yXwTAIgbkYB3wm90I2tuu72ttkpCG8UtjhA
+8FO3O7+TjNYVIQ=
-----END CERTIFICATE-----";

    #[test]
    fn certificates_of_version_1_are_judged_by_their_issuer() {
        let leaf = pem(OLD_SERVER);
        let other = authority("Old authority", None);
        assert_eq!(code(&leaf, &[], &[OLD_AUTHORITY], NOW), Value::Null);
        assert_eq!(
            code(&leaf, &[], &[&other.pem], NOW),
            "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
        );
        assert_eq!(
            code(&leaf, &[pem(OLD_AUTHORITY)], &[&other.pem], NOW),
            "SELF_SIGNED_CERT_IN_CHAIN"
        );
        assert_eq!(
            code(&leaf, &[], &[OLD_AUTHORITY], 5_000_000_000),
            "CERT_HAS_EXPIRED"
        );
    }

    fn pem(text: &str) -> CertificateDer<'static> {
        use rustls_pki_types::pem::PemObject;
        CertificateDer::from_pem_slice(text.as_bytes()).unwrap()
    }
}
