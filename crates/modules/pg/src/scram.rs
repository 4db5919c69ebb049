//! SCRAM-SHA-256 as node-postgres words its refusals; the arithmetic is `postgres-protocol`'s.

use postgres_protocol::authentication::sasl::{
    ChannelBinding, SCRAM_SHA_256, SCRAM_SHA_256_PLUS, ScramSha256,
};
use ring::digest;
use unicode_normalization::UnicodeNormalization;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::failure::Failure;

/// More rounds than this are worth a thread of their own.
const ROUNDS_IN_PLACE: f64 = 20_000.0;

/// One exchange under way.
pub(crate) struct Scram {
    mechanism: &'static str,
    inner: ScramSha256,
    password: Password,
    max_iterations: f64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Password {
    Missing,
    Empty,
    Given,
}

impl Scram {
    /// Chooses a mechanism. With `certificate`, the server's, the exchange is bound to the TLS channel if the server can.
    ///
    /// # Errors
    /// When the server offers none that we know.
    pub(crate) fn start(
        offered: &[String],
        certificate: Option<&[u8]>,
        password: Option<String>,
        max_iterations: f64,
    ) -> Result<Self, Failure> {
        let offers = |name: &str| offered.iter().any(|mechanism| mechanism == name);
        let (mechanism, binding) = match certificate {
            Some(certificate) if offers(SCRAM_SHA_256_PLUS) => (
                SCRAM_SHA_256_PLUS,
                ChannelBinding::tls_server_end_point(end_point(certificate)?),
            ),
            Some(_) if offers(SCRAM_SHA_256) => (SCRAM_SHA_256, ChannelBinding::unrequested()),
            None if offers(SCRAM_SHA_256) => (SCRAM_SHA_256, ChannelBinding::unsupported()),
            _ => {
                let known = if certificate.is_some() {
                    "SCRAM-SHA-256-PLUS and SCRAM-SHA-256"
                } else {
                    "SCRAM-SHA-256"
                };
                return Err(Failure::new(format!(
                    "SASL: Only mechanism(s) {known} are supported"
                )));
            }
        };
        let state = match password.as_deref() {
            None => Password::Missing,
            Some("") => Password::Empty,
            Some(_) => Password::Given,
        };
        let prepared = prepare(password.as_deref().unwrap_or_default());
        Ok(Self {
            mechanism,
            inner: ScramSha256::new(prepared.as_bytes(), binding),
            password: state,
            max_iterations,
        })
    }

    /// The mechanism's name.
    pub(crate) fn mechanism(&self) -> &'static str {
        self.mechanism
    }

    /// What to send next.
    pub(crate) fn message(&self) -> &[u8] {
        self.inner.message()
    }

    /// Takes the server's first message and works out the proof.
    ///
    /// # Errors
    /// When there is no password to prove, or the server asks for something unreasonable.
    pub(crate) async fn answer(mut self, data: &[u8]) -> Result<Self, Failure> {
        match self.password {
            Password::Missing => return Err(first("client password must be a string")),
            Password::Empty => return Err(first("client password must be a non-empty string")),
            Password::Given => {}
        }
        let rounds = iterations(data)?;
        if self.max_iterations != 0.0 && rounds > self.max_iterations {
            let max = self.max_iterations;
            return Err(first(&format!(
                "iteration count {rounds} exceeds scramMaxIterations of {max}"
            )));
        }
        let data = data.to_vec();
        let work = move || {
            let result = self.inner.update(&data);
            (self, result)
        };
        let (this, result) = if rounds <= ROUNDS_IN_PLACE {
            work()
        } else {
            tokio::task::spawn_blocking(work)
                .await
                .map_err(|_| first("the proof can't be worked out"))?
        };
        match result {
            Ok(()) => Ok(this),
            Err(error) if error.to_string() == "invalid nonce" => {
                Err(first("server nonce does not start with client nonce"))
            }
            Err(error) => Err(first(&error.to_string())),
        }
    }

    /// Checks that the server knows the password as well.
    ///
    /// # Errors
    /// When it doesn't.
    pub(crate) fn finish(mut self, data: &[u8]) -> Result<(), Failure> {
        self.inner.finish(data).map_err(|error| {
            let text = error.to_string();
            let told = match text.strip_prefix("SCRAM error: ") {
                Some(error) => format!("server returned error: \"{error}\""),
                None => "server signature does not match".to_owned(),
            };
            Failure::new(format!("SASL: SCRAM-SERVER-FINAL-MESSAGE: {told}"))
        })
    }
}

fn first(what: &str) -> Failure {
    Failure::new(format!("SASL: SCRAM-SERVER-FIRST-MESSAGE: {what}"))
}

fn iterations(data: &[u8]) -> Result<f64, Failure> {
    let text = std::str::from_utf8(data).map_err(|_| first("invalid iteration count"))?;
    let count = text
        .split(',')
        .find_map(|pair| pair.strip_prefix("i="))
        .ok_or_else(|| first("iteration missing"))?;
    let count: u32 = count
        .parse()
        .map_err(|_| first("invalid iteration count"))?;
    Ok(count.into())
}

/// SASLprep as far as node-postgres takes it: spaces, characters mapped to nothing, NFKC; nothing is prohibited.
fn prepare(password: &str) -> String {
    password
        .chars()
        .map(|c| match c {
            '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200b}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
            other => other,
        })
        .filter(|c| {
            !matches!(c, '\u{ad}' | '\u{34f}' | '\u{1806}' | '\u{180b}'..='\u{180d}' | '\u{200c}' | '\u{200d}'
                | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
        })
        .nfkc()
        .collect()
}

/// RFC 5929 `tls-server-end-point`: the certificate's hash by its own signature's algorithm, SHA-256 for weaker ones.
fn end_point(certificate: &[u8]) -> Result<Vec<u8>, Failure> {
    let unreadable = || Failure::new("SASL: Mechanism SCRAM-SHA-256-PLUS requires a certificate");
    let (_, parsed) = X509Certificate::from_der(certificate).map_err(|_| unreadable())?;
    let algorithm = match parsed.signature_algorithm.algorithm.to_id_string().as_str() {
        // RSA and ECDSA with SHA-384, then with SHA-512.
        "1.2.840.113549.1.1.12" | "1.2.840.10045.4.3.3" => &digest::SHA384,
        "1.2.840.113549.1.1.13" | "1.2.840.10045.4.3.4" => &digest::SHA512,
        // With SHA-256, and with MD5 and SHA-1, which the RFC replaces by it.
        "1.2.840.113549.1.1.11"
        | "1.2.840.10045.4.3.2"
        | "1.2.840.113549.1.1.4"
        | "1.2.840.113549.1.1.5"
        | "1.2.840.10045.4.1" => &digest::SHA256,
        _ => {
            return Err(Failure::unsupported(
                "enableChannelBinding: the certificate's signature has no plain hash",
            ));
        }
    };
    Ok(digest::digest(algorithm, certificate).as_ref().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_prepared_as_node_postgres_does() {
        assert_eq!(prepare("a\u{a0}b\u{ad}c"), "a bc");
        assert_eq!(prepare("\u{fb01}\u{2460}"), "fi1");
        // RFC 4013 prohibits this one; servers accept it.
        assert_eq!(prepare("a\u{7}"), "a\u{7}");
    }

    #[tokio::test]
    async fn refusals_are_worded_like_node_postgres() {
        let start = |password: Option<&str>, max| {
            Scram::start(
                &["SCRAM-SHA-256".to_owned()],
                None,
                password.map(str::to_owned),
                max,
            )
            .unwrap()
        };
        let refusal = async |scram: Scram, data: &str| {
            scram.answer(data.as_bytes()).await.err().unwrap().to_json()
        };
        let data = "r=x,s=c2FsdA==,i=4096";
        assert!(
            refusal(start(None, 0.0), data)
                .await
                .contains("client password must be a string")
        );
        assert!(
            refusal(start(Some(""), 0.0), data)
                .await
                .contains("client password must be a non-empty string")
        );
        assert!(
            refusal(start(Some("p"), 100.0), data)
                .await
                .contains("iteration count 4096 exceeds scramMaxIterations of 100")
        );
        assert!(
            refusal(start(Some("p"), 0.0), data)
                .await
                .contains("server nonce does not start with client nonce")
        );
        let none = Scram::start(&["OTHER".to_owned()], None, None, 0.0)
            .err()
            .unwrap();
        assert!(
            none.to_json()
                .contains("SASL: Only mechanism(s) SCRAM-SHA-256 are supported")
        );
    }
}
