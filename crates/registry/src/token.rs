//! Bearer keys as text: `connector_op_<id>_<secret><checksum>`.
//!
//! The prefix lets secret scanners and people recognise one; the checksum tells a mistyped key from a wrong one
//! without asking the registry. `op` is an operator's, `tn` a tenant's.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use crate::sealing_key::{hex, random};

const PREFIX: &str = "connector_";
const ID_DIGITS: usize = 16;
const SECRET_DIGITS: usize = 64;
const CHECK_DIGITS: usize = 8;

/// The two kinds of bearer keys, by their letters.
pub(crate) const OPERATOR: &str = "op";
pub(crate) const TENANT: &str = "tn";

/// A bearer key. Neither `Debug` nor anything else here prints its secret.
pub(crate) struct Token {
    pub(crate) id: String,
    secret: SecretString,
}

impl Token {
    /// A fresh one of a kind, with the text to hand out; `None` where the system has no random numbers.
    pub(crate) fn fresh(kind: &str) -> Option<(Self, SecretString)> {
        let id = hex(&random::<{ ID_DIGITS / 2 }>()?);
        let secret = hex(&random::<{ SECRET_DIGITS / 2 }>()?);
        let body = format!("{PREFIX}{kind}_{id}_{secret}");
        let text = format!("{body}{}", checksum(&body)).into();
        let secret = secret.into();
        Some((Self { id, secret }, text))
    }

    /// Reads a key; `None` for what can't be one, whatever is registered.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.strip_prefix(PREFIX)?.split_once('_')?;
        let (id, rest) = rest.split_once('_')?;
        let (secret, check) = rest.split_at_checked(SECRET_DIGITS)?;
        let digits = |text: &str, count| {
            text.len() == count
                && text
                    .bytes()
                    .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        };
        let body = text.strip_suffix(check)?;
        let whole = [OPERATOR, TENANT].contains(&kind)
            && digits(id, ID_DIGITS)
            && digits(secret, SECRET_DIGITS)
            && digits(check, CHECK_DIGITS)
            && checksum(body) == check;
        whole.then(|| Self {
            id: id.to_owned(),
            secret: secret.into(),
        })
    }

    /// What is stored of it. The secret is 256 random bits: a plain hash can't be searched.
    pub(crate) fn digest(&self) -> Vec<u8> {
        digest(self.secret.expose_secret())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({})", self.id)
    }
}

/// SHA-256 of a secret that is random throughout.
pub(crate) fn digest(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

fn checksum(body: &str) -> String {
    let mut digits = hex(&Sha256::digest(body.as_bytes()));
    digits.truncate(CHECK_DIGITS);
    digits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_key_comes_back_and_a_mistyped_one_does_not() {
        let (token, text) = Token::fresh(OPERATOR).unwrap();
        let text = text.expose_secret();
        assert!(
            text.starts_with("connector_op_"),
            "the prefix that scanners look for"
        );
        let read = Token::parse(text).unwrap();
        assert_eq!(
            (read.id.as_str(), read.digest()),
            (token.id.as_str(), token.digest())
        );
        for at in 0..text.len() {
            let mut wrong = text.to_owned();
            let other = if wrong.as_bytes()[at] == b'0' {
                "1"
            } else {
                "0"
            };
            wrong.replace_range(at..=at, other);
            assert!(Token::parse(&wrong).is_none(), "{at}");
            assert!(Token::parse(&text[..at]).is_none(), "{at}");
        }
        assert!(!format!("{token:?}").contains(token.secret.expose_secret()));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(connector_(op|tn)_)?[0-9a-f_\\PC]{0,120}") {
            let _ = Token::parse(&text);
        }
    }
}
