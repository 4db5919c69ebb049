//! Whether a certificate is made out to the server we meant: Node's `tls.checkServerIdentity`.

use std::net::IpAddr;

use serde_json::{Map, Value, json};
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::failure::Failure;

/// The names in a certificate.
#[derive(Debug, Default)]
pub(crate) struct Names {
    dns: Vec<String>,
    ip: Vec<IpAddr>,
    /// All alternative names in one text, as OpenSSL prints them: `DNS:a, IP Address:1.2.3.4`.
    alternative: String,
    common: Vec<String>,
    subject: Map<String, Value>,
    issuer: Map<String, Value>,
}

impl Names {
    /// Reads them from a certificate; what can't be read has no names.
    pub(crate) fn of(certificate: &[u8]) -> Self {
        let mut names = Self::default();
        let Ok((_, certificate)) = X509Certificate::from_der(certificate) else {
            return names;
        };
        names.subject = attributes(certificate.subject());
        names.issuer = attributes(certificate.issuer());
        for name in certificate.subject().iter_common_name() {
            names.common.extend(name.as_str().ok().map(str::to_owned));
        }
        let mut texts = Vec::new();
        if let Ok(Some(extension)) = certificate.subject_alternative_name() {
            for name in &extension.value.general_names {
                match name {
                    GeneralName::DNSName(name) => {
                        texts.push(format!("DNS:{name}"));
                        names.dns.push((*name).to_owned());
                    }
                    GeneralName::IPAddress(bytes) => {
                        if let Some(address) = address(bytes) {
                            texts.push(format!("IP Address:{address}"));
                            names.ip.push(address);
                        }
                    }
                    GeneralName::URI(uri) => texts.push(format!("URI:{uri}")),
                    GeneralName::RFC822Name(mail) => texts.push(format!("email:{mail}")),
                    _ => {}
                }
            }
        }
        names.alternative = texts.join(", ");
        names
    }

    /// The part of Node's peer certificate object that a `checkServerIdentity` reads.
    pub(crate) fn to_json(&self) -> Value {
        let mut object = Map::new();
        object.insert("subject".to_owned(), Value::Object(self.subject.clone()));
        object.insert("issuer".to_owned(), Value::Object(self.issuer.clone()));
        if !self.alternative.is_empty() {
            object.insert("subjectaltname".to_owned(), json!(self.alternative));
        }
        Value::Object(object)
    }
}

fn attributes(name: &x509_parser::x509::X509Name<'_>) -> Map<String, Value> {
    let mut all = Map::new();
    for attribute in name.iter_attributes() {
        let short = x509_parser::objects::oid2abbrev(
            attribute.attr_type(),
            x509_parser::objects::oid_registry(),
        );
        if let (Ok(short), Ok(value)) = (short, attribute.as_str()) {
            all.insert(short.to_owned(), json!(value));
        }
    }
    all
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    if let Ok(v4) = <[u8; 4]>::try_from(bytes) {
        return Some(IpAddr::from(v4));
    }
    <[u8; 16]>::try_from(bytes).ok().map(IpAddr::from)
}

/// Checks that `names` cover `host`, a name or an address.
///
/// # Errors
/// `ERR_TLS_CERT_ALTNAME_INVALID` with Node's reason.
pub(crate) fn check(host: &str, names: &Names) -> Result<(), Failure> {
    let host = host.strip_suffix('.').unwrap_or(host);
    let reason = if let Ok(address) = host.parse::<IpAddr>() {
        if names.ip.contains(&address) {
            return Ok(());
        }
        let list: Vec<String> = names.ip.iter().map(ToString::to_string).collect();
        format!("IP: {host} is not in the cert's list: {}", list.join(", "))
    } else if !names.dns.is_empty() {
        if names.dns.iter().any(|pattern| covers(pattern, host)) {
            return Ok(());
        }
        format!(
            "Host: {host}. is not in the cert's altnames: {}",
            names.alternative
        )
    } else if !names.common.is_empty() {
        if names.common.iter().any(|pattern| covers(pattern, host)) {
            return Ok(());
        }
        format!("Host: {host}. is not cert's CN: {}", names.common.join(","))
    } else {
        "Cert does not contain a DNS name".to_owned()
    };
    Err(Failure::new(format!(
        "Hostname/IP does not match certificate's altnames: {reason}"
    ))
    .with("code", "ERR_TLS_CERT_ALTNAME_INVALID")
    .with("reason", reason)
    .with("host", host)
    .with("cert", names.to_json()))
}

/// RFC 6125 as Node reads it: one `*` in the leftmost label, which must have at least two labels after it.
fn covers(pattern: &str, host: &str) -> bool {
    let pattern = pattern.to_ascii_lowercase();
    let host = host.to_ascii_lowercase();
    let pattern = pattern.strip_suffix('.').unwrap_or(&pattern);
    let patterns: Vec<&str> = pattern.split('.').collect();
    let hosts: Vec<&str> = host.split('.').collect();
    if patterns.len() != hosts.len()
        || patterns
            .iter()
            .any(|label| label.is_empty() || !is_printable(label))
    {
        return false;
    }
    let (Some((first, rest)), Some((host_first, host_rest))) =
        (patterns.split_first(), hosts.split_first())
    else {
        return false;
    };
    if rest != host_rest {
        return false;
    }
    let Some((before, after)) = first.split_once('*').filter(|_| !first.contains("xn--")) else {
        return first == host_first;
    };
    if after.contains('*') || patterns.len() <= 2 {
        return false;
    }
    before.len().saturating_add(after.len()) <= host_first.len()
        && host_first.starts_with(before)
        && host_first.ends_with(after)
}

fn is_printable(label: &str) -> bool {
    label.bytes().all(|byte| (0x21..=0x7e).contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_cover_what_node_says_they_do() {
        for (pattern, host, expected) in [
            ("db.example.com", "DB.example.com", true),
            ("db.example.com.", "db.example.com", true),
            ("*.example.com", "db.example.com", true),
            ("*.example.com", "a.db.example.com", false),
            ("*.example.com", "example.com", false),
            ("*.com", "example.com", false),
            ("d*b.example.com", "dib.example.com", true),
            ("d*b.example.com", "db.example.com", true),
            ("d*b.example.com", "d.example.com", false),
            ("**.example.com", "db.example.com", false),
            ("xn--*.example.com", "xn--a.example.com", false),
            ("db.*.com", "db.example.com", false),
            ("", "", false),
        ] {
            assert_eq!(covers(pattern, host), expected, "{pattern} {host}");
        }
    }

    #[test]
    fn reasons_are_nodes() {
        let names = |dns: &[&str], common: &[&str]| Names {
            dns: dns.iter().map(|n| (*n).to_owned()).collect(),
            alternative: dns
                .iter()
                .map(|n| format!("DNS:{n}"))
                .collect::<Vec<_>>()
                .join(", "),
            common: common.iter().map(|n| (*n).to_owned()).collect(),
            ip: vec![IpAddr::from([10, 0, 0, 1])],
            ..Names::default()
        };
        let reason = |host: &str, names: &Names| {
            let failure = serde_json::to_value(check(host, names).unwrap_err()).unwrap();
            failure["properties"]["reason"].as_str().unwrap().to_owned()
        };
        assert!(check("10.0.0.1", &names(&[], &[])).is_ok());
        assert!(check("b", &names(&[], &["b"])).is_ok());
        // A common name counts only where there are no alternative DNS names.
        assert_eq!(
            reason("b", &names(&["a", "c"], &["b"])),
            "Host: b. is not in the cert's altnames: DNS:a, DNS:c"
        );
        assert_eq!(
            reason("b", &names(&[], &["a"])),
            "Host: b. is not cert's CN: a"
        );
        assert_eq!(
            reason("b", &names(&[], &[])),
            "Cert does not contain a DNS name"
        );
        assert_eq!(
            reason("10.0.0.2", &names(&[], &[])),
            "IP: 10.0.0.2 is not in the cert's list: 10.0.0.1"
        );
    }
}
