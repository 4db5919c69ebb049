//! Scheme B: a management token, given for a key pair and sent in `authorization` (authing-contract.md §5.2).
//!
//! A JWT signed by HMAC-SHA256 with a key derived from the access key's secret. Nothing is stored: a token is good for
//! two hours, and dies with its key, because without the secret nobody can verify it.
//!
//! Written here and not by a JWT library because of what clients do with it: the published Python client decodes the
//! payload with the alphabet of plain base64, so no `-` or `_` may occur in it. Only `>`, `?`, `~` and DEL can make
//! one, and these are written as `\u` escapes.

use std::time::{Duration, SystemTime};

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::secret::Secret;

/// How long a token is good.
pub(crate) const LIFETIME: Duration = Duration::from_secs(2 * 60 * 60);

/// `{"alg":"HS256","typ":"JWT"}`: the only header there is, compared as text, so no other algorithm can be asked for.
const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
const PURPOSE: &[u8] = b"connector management token 1";
const MAX_BYTES: usize = 4096;

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: String,
    scoped_userpool_id: String,
    iat: u64,
    exp: u64,
}

/// A token as it came, its signature not yet checked.
#[derive(Debug, Clone)]
pub(crate) struct Unverified<'a> {
    signed: &'a str,
    signature: Vec<u8>,
    access_key_id: String,
    issued: u64,
    expires: u64,
}

/// A token for a key pair, good from `now` for [`LIFETIME`].
pub(crate) fn issue(
    access_key_id: &str,
    secret: &Secret,
    user_pool_id: &str,
    now: SystemTime,
) -> String {
    let issued = seconds(now);
    let claims = Claims {
        sub: access_key_id.to_owned(),
        scoped_userpool_id: user_pool_id.to_owned(),
        iat: issued,
        exp: issued.saturating_add(LIFETIME.as_secs()),
    };
    let payload = ascii_json(&claims);
    let signed = format!("{HEADER}.{}", URL_SAFE_NO_PAD.encode(payload));
    let signature = hmac::sign(&key(secret), signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

impl<'a> Unverified<'a> {
    /// Reads what `authorization` holds, with `Bearer` or without: one client omits it.
    pub(crate) fn parse(authorization: &'a str) -> Option<Self> {
        let token = match authorization.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
            Some(_) => return None,
            None => authorization,
        };
        if token.len() > MAX_BYTES {
            return None;
        }
        let (signed, signature) = token.rsplit_once('.')?;
        let payload = signed.strip_prefix(HEADER)?.strip_prefix('.')?;
        let claims: Claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
        Some(Self {
            signed,
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
            access_key_id: claims.sub,
            issued: claims.iat,
            expires: claims.exp,
        })
    }

    /// Whose token it claims to be.
    pub(crate) fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// Whether it was issued with this secret and is still good. Comparing takes the same time wherever the signatures
    /// differ.
    pub(crate) fn verify(&self, secret: &Secret, now: SystemTime) -> bool {
        let authentic = hmac::verify(&key(secret), self.signed.as_bytes(), &self.signature).is_ok();
        let now = seconds(now);
        // Another node's clock may be a little ahead.
        let begun = self.issued <= now.saturating_add(60);
        authentic && begun && now < self.expires
    }
}

/// Apart from the key for signatures, so that no token is ever a signature of something else.
fn key(secret: &Secret) -> hmac::Key {
    let of_pair = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
    let derived = hmac::sign(&of_pair, PURPOSE);
    hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref())
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// JSON without the characters whose base64 differs between the two alphabets.
fn ascii_json(claims: &Claims) -> String {
    let json = serde_json::to_string(claims).unwrap_or_default();
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() && !matches!(character, '>' | '?' | '~' | '\x7f') {
            text.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD_NO_PAD;
    use proptest::prelude::*;

    use super::*;

    fn now() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_000_000)
    }

    #[test]
    fn good_for_two_hours_and_for_its_key_only() {
        let secret = Secret::new("s");
        let token = issue("ak1", &secret, "pool1", now());
        for text in [
            token.clone(),
            format!("Bearer {token}"),
            format!("bearer  {token}"),
        ] {
            let read = Unverified::parse(&text).unwrap();
            assert_eq!(read.access_key_id(), "ak1");
            assert!(read.verify(&secret, now()));
            assert!(read.verify(&secret, now() + LIFETIME - Duration::from_secs(1)));
            assert!(!read.verify(&secret, now() + LIFETIME));
            assert!(!read.verify(&secret, now() - Duration::from_secs(3600)));
            assert!(!read.verify(&Secret::new("other"), now()));
        }
    }

    #[test]
    fn no_other_algorithm_and_no_altered_claim() {
        let token = issue("ak1", &Secret::new("s"), "pool1", now());
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
        let payload = signed.split('.').nth(1).unwrap();
        assert!(Unverified::parse(&format!("{none}.{payload}.")).is_none());
        let claims = format!(
            r#"{{"sub":"ak2","scoped_userpool_id":"pool1","iat":{0},"exp":{0}0}}"#,
            seconds(now())
        );
        let altered = format!("{HEADER}.{}.{signature}", URL_SAFE_NO_PAD.encode(claims));
        assert!(
            !Unverified::parse(&altered)
                .unwrap()
                .verify(&Secret::new("s"), now())
        );
        for broken in ["", "Bearer", "Basic abc", "a.b.c", "..", &token[1..]] {
            assert!(Unverified::parse(broken).is_none(), "{broken}");
        }
    }

    proptest! {
        #[test]
        fn plain_base64_decodes_the_payload_too(id in ".*", pool in ".*") {
            let token = issue(&id, &Secret::new("s"), &pool, now());
            let payload = token.split('.').nth(1).unwrap();
            let json = STANDARD_NO_PAD.decode(payload).unwrap();
            let claims: serde_json::Value = serde_json::from_slice(&json).unwrap();
            prop_assert_eq!(claims["scoped_userpool_id"].as_str(), Some(pool.as_str()));
            prop_assert!(Unverified::parse(&token).unwrap().verify(&Secret::new("s"), now()));
        }
    }
}
