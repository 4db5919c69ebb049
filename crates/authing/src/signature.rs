//! Scheme A: a request signed with an access key pair (authing-contract.md §5.2).
//!
//! `authorization: authing <access key id>:<base64 of HMAC-SHA1>` over the method, the `x-authing-*` and `date`
//! headers, the path and the parameters.
//!
//! The parameters are signed as `key=value` joined by `&`, **without escaping**: `{"nickname":"a&photo=b"}` and
//! `{"nickname":"a","photo":"b"}` have the same signature. Everything that makes such a pair by its form is refused
//! before anything runs: duplicate keys and headers, a query on a POST, a body on a GET, unknown and mistyped fields.
//! What remains: who can alter a request on its way, before it arrives, may cut a text at `&field=` where `field` is
//! another known field, or join two texts so. Nothing in the scheme can prevent it; TLS does.

use std::time::{Duration, SystemTime};

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::json::Document;
use crate::secret::Secret;

/// How far a request's date may be from the server's clock, either way.
pub(crate) const SKEW: Duration = Duration::from_secs(15 * 60);
/// How long a nonce is remembered: for as long as a request that carries it could pass.
pub(crate) const REMEMBERED: Duration = Duration::from_secs(2 * 15 * 60);

const METHOD: &str = "HMAC-SHA1";
const VERSION: &str = "1.0";
const MAX_NONCE: usize = 128;

/// Why a signed request was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignatureError {
    /// The signature does not fit, or there is no such key.
    Wrong,
    /// `x-authing-signature-method` is not HMAC-SHA1.
    Method,
    /// `x-authing-signature-version` is not 1.0.
    Version,
    /// The date cannot be read.
    DateFormat,
    /// A header is missing: the date or the nonce.
    MissingHeader(&'static str),
    /// The date is too far from the server's clock.
    Skew,
    /// The nonce was used before.
    Replayed,
}

impl SignatureError {
    /// Authing's apiCode.
    pub(crate) const fn api_code(self) -> u32 {
        match self {
            Self::Wrong => 1300,
            Self::Method => 1301,
            Self::Version => 1302,
            Self::DateFormat => 1303,
            Self::MissingHeader(_) => 1304,
            Self::Skew => 1305,
            Self::Replayed => 1306,
        }
    }
}

/// What `authorization` says of a signed request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Credentials {
    /// Who claims to have signed.
    pub(crate) access_key_id: String,
    /// The signature's bytes.
    signature: Vec<u8>,
}

impl Credentials {
    /// Reads `authing <access key id>:<base64>`, or `None` when the header is of another scheme.
    ///
    /// # Errors
    /// When it is of this scheme and cannot be read.
    pub(crate) fn parse(authorization: &str) -> Option<Result<Self, SignatureError>> {
        let (scheme, rest) = authorization.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("authing") {
            return None;
        }
        let parsed = rest.trim().rsplit_once(':').and_then(|(id, signature)| {
            let signature = STANDARD.decode(signature).ok()?;
            (!id.is_empty()).then(|| Self {
                access_key_id: id.to_owned(),
                signature,
            })
        });
        Some(parsed.ok_or(SignatureError::Wrong))
    }
}

/// The parts of a request that are signed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signed<'a> {
    /// `GET` or `POST`.
    pub(crate) method: &'a str,
    /// The path, without host and query.
    pub(crate) path: &'a str,
    /// The signed headers, each once: names in lower case, see [`is_signed`].
    pub(crate) headers: &'a [(String, String)],
    /// The body's or the query's parameters.
    pub(crate) document: &'a Document,
}

/// Whether a header of that lower-case name is signed.
pub(crate) fn is_signed(name: &str) -> bool {
    name.starts_with("x-authing-") || name == "date"
}

impl Signed<'_> {
    /// The text under the HMAC.
    pub(crate) fn canonical(&self) -> String {
        let mut headers: Vec<_> = self.headers.iter().collect();
        headers.sort();
        let mut text = format!("{}\n", self.method.to_ascii_uppercase());
        for (name, value) in headers {
            let value = value.replace(['\t', '\n', '\r', '\x0c'], " ");
            text.push_str(name);
            text.push(':');
            text.push_str(value.trim());
            text.push('\n');
        }
        text.push_str(self.path);
        let mut entries: Vec<_> = self.document.entries().iter().collect();
        // JavaScript sorts by UTF-16 units.
        entries.sort_by(|one, other| one.key.encode_utf16().cmp(other.key.encode_utf16()));
        for (at, entry) in entries.into_iter().enumerate() {
            text.push(if at == 0 { '?' } else { '&' });
            text.push_str(&entry.key);
            text.push('=');
            text.push_str(&entry.signed);
        }
        text
    }

    /// Checks everything but whether the nonce is new; returns the nonce. Comparing takes the same time wherever the
    /// signatures differ.
    ///
    /// # Errors
    /// The first thing that is wrong: headers before date, date before signature.
    pub(crate) fn verify(
        &self,
        credentials: &Credentials,
        secret: &Secret,
        now: SystemTime,
    ) -> Result<String, SignatureError> {
        let header = |wanted: &str| {
            let found = self.headers.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.trim())
        };
        match header("x-authing-signature-method") {
            Some(METHOD) => {}
            _ => return Err(SignatureError::Method),
        }
        match header("x-authing-signature-version") {
            Some(VERSION) => {}
            _ => return Err(SignatureError::Version),
        }
        let nonce = header("x-authing-signature-nonce").unwrap_or_default();
        if nonce.is_empty() {
            return Err(SignatureError::MissingHeader("x-authing-signature-nonce"));
        }
        if nonce.len() > MAX_NONCE || !nonce.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(SignatureError::Wrong);
        }
        let date = header("date").ok_or(SignatureError::MissingHeader("date"))?;
        let date = parse_date(date).ok_or(SignatureError::DateFormat)?;
        let apart = now
            .duration_since(date)
            .unwrap_or_else(|error| error.duration());
        if apart > SKEW {
            return Err(SignatureError::Skew);
        }
        let key = hmac::Key::new(
            hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            secret.expose().as_bytes(),
        );
        hmac::verify(&key, self.canonical().as_bytes(), &credentials.signature)
            .map_err(|_| SignatureError::Wrong)?;
        Ok(nonce.to_owned())
    }
}

/// An HTTP date, as the Node client sends it, or milliseconds since 1970, as the Java client does.
fn parse_date(text: &str) -> Option<SystemTime> {
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        let millis = text.parse().ok()?;
        return SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(millis));
    }
    httpdate::parse_http_date(text).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value};

    use super::*;

    const DATE: &str = "Sat, 21 Nov 2026 21:00:47 GMT";

    struct Vector {
        method: &'static str,
        path: &'static str,
        parameters: &'static str,
        date: &'static str,
        nonce: &'static str,
        signature: &'static str,
    }

    /// Made by the published Node client 4.0.1 with `ak1` and `sk-secret`.
    const VECTORS: [Vector; 4] = [
        Vector {
            method: "POST",
            path: "/api/v3/update-user",
            parameters: r#"{"userId":"missing"}"#,
            date: DATE,
            nonce: "556a288af4af736b080ef4f9e15b0110",
            signature: "PIp+VStAGpl7mEeXVj61+pStR3A=",
        },
        Vector {
            method: "POST",
            path: "/api/v3/update-user",
            parameters: r#"{"userId":"u1","nickname":"张三 a&b=c","emailVerified":true,"photo":null,"customData":{"school":"北京","b":1,"a":2},"options":{"userIdType":"user_id","passwordEncryptType":"none"}}"#,
            date: DATE,
            nonce: "9db6c43d80fd83eaa8fd790830059418",
            signature: "1Nf5XtaR0zk0+MicWg1VE1RUl9E=",
        },
        Vector {
            method: "GET",
            path: "/api/v3/get-user",
            parameters: "userId=a+b&userIdType=username&flatCustomData=false&withCustomData=true&withPost=false&withIdentities=false&withDepartmentIds=false",
            date: DATE,
            nonce: "a7acc77b8e67283056cb060f37383f70",
            signature: "S3d2mgOWeAKpJ/3Ts9GBPaMlfDM=",
        },
        Vector {
            method: "GET",
            path: "/api/v3/get-user-batch",
            parameters: "userIds[]=a&userIds[]=b&userIdType=user_id&withCustomData=false&flatCustomData=false&withIdentities=false&withDepartmentIds=false",
            date: "Sat, 21 Nov 2026 21:03:02 GMT",
            nonce: "3b76f6be4e3e7ddbb7ce836d3f2833fb",
            signature: "apTxvlFak6K526gtg96hDxIsMR8=",
        },
    ];

    fn headers(date: &str, nonce: &str) -> Vec<(String, String)> {
        [
            ("x-authing-signature-nonce", nonce),
            ("x-authing-signature-method", "HMAC-SHA1"),
            ("x-authing-signature-version", "1.0"),
            ("x-authing-sdk-version", "authing-node-sdk:4.0.1"),
            ("x-authing-lang", "zh-CN"),
            ("date", date),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }

    fn document(vector: &Vector) -> Document {
        match vector.method {
            "GET" => Document::from_query(vector.parameters).unwrap(),
            _ => Document::from_json(vector.parameters.as_bytes()).unwrap(),
        }
    }

    fn at(date: &str) -> SystemTime {
        httpdate::parse_http_date(date).unwrap()
    }

    fn check(
        vector: &Vector,
        headers: &[(String, String)],
        secret: &str,
        now: SystemTime,
    ) -> Result<String, SignatureError> {
        let authorization = format!("authing ak1:{}", vector.signature);
        let credentials = Credentials::parse(&authorization).unwrap()?;
        assert_eq!(credentials.access_key_id, "ak1");
        let signed = Signed {
            method: vector.method,
            path: vector.path,
            headers,
            document: &document(vector),
        };
        signed.verify(&credentials, &Secret::new(secret), now)
    }

    #[test]
    fn the_published_clients_vectors() {
        for vector in &VECTORS {
            let headers = headers(vector.date, vector.nonce);
            let nonce = check(vector, &headers, "sk-secret", at(vector.date)).unwrap();
            assert_eq!(nonce, vector.nonce);
            let wrong = check(vector, &headers, "sk-secreT", at(vector.date));
            assert_eq!(wrong, Err(SignatureError::Wrong));
        }
    }

    #[test]
    fn each_signed_header_counts() {
        let vector = &VECTORS[0];
        for at_header in 0..6 {
            let mut headers = headers(vector.date, vector.nonce);
            headers[at_header].1.push('x');
            assert!(check(vector, &headers, "sk-secret", at(DATE)).is_err());
        }
        let mut more = headers(vector.date, vector.nonce);
        more.push(("x-authing-app-id".to_owned(), "other".to_owned()));
        assert_eq!(
            check(vector, &more, "sk-secret", at(DATE)),
            Err(SignatureError::Wrong)
        );
    }

    #[test]
    fn each_refusal_has_its_code() {
        let vector = &VECTORS[0];
        let with = |name: &str, value: Option<&str>| {
            let mut headers = headers(vector.date, vector.nonce);
            headers.retain(|(known, _)| known != name);
            headers.extend(value.map(|value| (name.to_owned(), value.to_owned())));
            check(vector, &headers, "sk-secret", at(DATE)).map_err(SignatureError::api_code)
        };
        let table = [
            ("x-authing-signature-method", Some("HMAC-MD5"), 1301),
            ("x-authing-signature-method", None, 1301),
            ("x-authing-signature-version", Some("2.0"), 1302),
            ("date", Some("yesterday"), 1303),
            ("date", Some("18446744073709551616"), 1303),
            ("date", None, 1304),
            ("x-authing-signature-nonce", None, 1304),
            ("x-authing-signature-nonce", Some(""), 1304),
            ("x-authing-signature-nonce", Some("another"), 1300),
            ("x-authing-lang", Some("en-US"), 1300),
        ];
        for (name, value, code) in table {
            assert_eq!(with(name, value), Err(code), "{name}: {value:?}");
        }
    }

    #[test]
    fn the_clock_decides() {
        let vector = &VECTORS[0];
        let headers = headers(vector.date, vector.nonce);
        let second = Duration::from_secs(1);
        for (now, fits) in [
            (at(DATE) + SKEW, true),
            (at(DATE) - SKEW, true),
            (at(DATE) + SKEW + second, false),
            (at(DATE) - SKEW - second, false),
        ] {
            let result = check(vector, &headers, "sk-secret", now);
            assert_eq!(result.is_ok(), fits);
            assert!(fits || result == Err(SignatureError::Skew));
        }
        assert_eq!(parse_date("1795294847000"), Some(at(DATE)));
    }

    #[test]
    fn other_schemes_and_broken_ones() {
        assert_eq!(Credentials::parse("Bearer a.b.c"), None);
        assert_eq!(Credentials::parse("a.b.c"), None);
        for broken in [
            "authing ",
            "authing ak1",
            "authing :AAAA",
            "authing ak1:not base64",
        ] {
            assert_eq!(
                Credentials::parse(broken),
                Some(Err(SignatureError::Wrong)),
                "{broken}"
            );
        }
    }

    proptest! {
        /// The order of keys on the wire does not matter, the values do.
        #[test]
        fn sorted_and_complete(map in prop::collection::btree_map("[a-zA-Z\u{e000}-\u{ffff}\u{10000}-\u{10100}]{1,4}", ".*", 0..8)) {
            let forward: Map<String, Value> = map.iter().map(|(key, value)| (key.clone(), Value::from(value.as_str()))).collect();
            let backward: Map<String, Value> = forward.clone().into_iter().rev().collect();
            let canonical = |map: &Map<String, Value>| {
                let document = Document::from_json(serde_json::to_string(map).unwrap().as_bytes()).unwrap();
                Signed { method: "post", path: "/p", headers: &[], document: &document }.canonical()
            };
            let text = canonical(&forward);
            prop_assert_eq!(&text, &canonical(&backward));
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_by(|one, other| one.encode_utf16().cmp(other.encode_utf16()));
            let pairs: Vec<String> = keys.iter().map(|key| format!("{key}={}", map[*key])).collect();
            let mark = if pairs.is_empty() { "" } else { "?" };
            prop_assert_eq!(text, format!("POST\n/p{mark}{}", pairs.join("&")));
        }

        /// What one signs, one's secret verifies, and no other.
        #[test]
        fn round_trip(secret in "[ -~]{1,80}", other in "[ -~]{1,80}", nickname in ".*") {
            let body = serde_json::json!({"userId": "1", "nickname": nickname}).to_string();
            let document = Document::from_json(body.as_bytes()).unwrap();
            let headers = headers(DATE, "n");
            let signed = Signed { method: "POST", path: "/api/v3/update-user", headers: &headers, document: &document };
            let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.as_bytes());
            let tag = STANDARD.encode(hmac::sign(&key, signed.canonical().as_bytes()));
            let credentials = Credentials::parse(&format!("authing a:b:{tag}")).unwrap().unwrap();
            prop_assert_eq!(credentials.access_key_id.as_str(), "a:b");
            prop_assert!(signed.verify(&credentials, &Secret::new(secret.clone()), at(DATE)).is_ok());
            if other != secret {
                prop_assert!(signed.verify(&credentials, &Secret::new(other), at(DATE)).is_err());
            }
        }
    }
}
