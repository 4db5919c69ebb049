//! The server's keys for passwords that arrive encrypted (authing-contract.md §5.5).
//!
//! `rsa` is RSA with PKCS#1 v1.5 padding, base64; `sm2` is C1C3C2 in hexadecimal. RSA is AWS-LC's, which removes the
//! padding in constant time; what is wrong with a ciphertext is never told apart: base64, length, padding, a text that
//! is no password, all are [`NotDecrypted`]. Still, who may set passwords can learn from success or failure whether a
//! ciphertext was well formed; so a request is decrypted last, after all else in it has been found right, and a try
//! that succeeds sets a password and leaves its traces.
//!
//! On rotation a new pair goes to the front. The older ones decrypt until they are taken out.

use std::fmt;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand;
use aws_lc_rs::rsa::{KeySize, Pkcs1PrivateDecryptingKey, PrivateDecryptingKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sm2::pke::DecryptingKey;
use zeroize::Zeroizing;

use crate::secret::Secret;

/// How a password arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Encryption {
    /// In plain text.
    #[default]
    None,
    /// By the server's RSA key.
    Rsa,
    /// By the server's SM2 key.
    Sm2,
}

impl Encryption {
    /// By the name in `passwordEncryptType`.
    pub(crate) fn by_name(name: &str) -> Option<Self> {
        match name {
            "none" => Some(Self::None),
            "rsa" => Some(Self::Rsa),
            "sm2" => Some(Self::Sm2),
            _ => None,
        }
    }
}

/// The private halves of one generation of keys, as text: what is sealed and kept.
#[derive(Debug, Clone)]
pub struct KeyMaterial {
    /// PKCS#8 in PEM, 2048 bits or more.
    pub rsa: Secret,
    /// The scalar in 64 hexadecimal digits.
    pub sm2: Secret,
}

/// A generation of keys that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not PKCS#8 in PEM, or a key of fewer than 2048 bits.
    #[error("the RSA key is not a PKCS#8 private key in PEM of at least 2048 bits")]
    Rsa,
    /// Not a scalar of the curve.
    #[error("the SM2 key is not a private scalar in 64 hexadecimal digits")]
    Sm2,
    /// The system gave no random numbers.
    #[error("no key could be generated")]
    Random,
}

/// The password cannot be decrypted. There is one answer to everything that may be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the password cannot be decrypted")]
pub(crate) struct NotDecrypted;

/// What a client encrypts with, as `system` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKeys {
    /// SubjectPublicKeyInfo in PEM.
    pub rsa: String,
    /// The uncompressed point in hexadecimal, `04` first.
    pub sm2: String,
}

struct Generation {
    rsa: Pkcs1PrivateDecryptingKey,
    sm2: DecryptingKey,
    public: PublicKeys,
}

/// All keys that passwords may be encrypted with, the current ones first. An empty ring decrypts nothing.
#[derive(Default)]
pub struct Keyring {
    generations: Vec<Generation>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring")
            .field("generations", &self.generations.len())
            .finish()
    }
}

const PEM_LINE: usize = 64;
/// A ciphertext of a password is far shorter; what is longer is not looked at.
const MAX_CIPHERTEXT: usize = 8 * 1024;

impl KeyMaterial {
    /// A fresh generation: RSA with 2048 bits, and SM2. Takes a moment.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn generate() -> Result<Self, KeyError> {
        let rsa = PrivateDecryptingKey::generate(KeySize::Rsa2048).map_err(|_| KeyError::Random)?;
        let der = rsa.as_der().map_err(|_| KeyError::Random)?;
        let sm2 = loop {
            let mut scalar = Zeroizing::new([0; 32]);
            rand::fill(scalar.as_mut()).map_err(|_| KeyError::Random)?;
            // Zero and what is beyond the group's order are no scalars; nearly every number is.
            if DecryptingKey::from_slice(scalar.as_ref()).is_ok() {
                break Secret::new(hex(scalar.as_ref()));
            }
        };
        Ok(Self {
            rsa: Secret::new(pem("PRIVATE KEY", der.as_ref())),
            sm2,
        })
    }
}

impl Keyring {
    /// The ring of these generations, the current one first.
    ///
    /// # Errors
    /// At the first key that cannot be used.
    pub fn new(generations: &[KeyMaterial]) -> Result<Self, KeyError> {
        let generations = generations.iter().map(Generation::read);
        Ok(Self {
            generations: generations.collect::<Result<_, _>>()?,
        })
    }

    /// What clients are to encrypt with now; `None` when the ring is empty.
    pub fn public(&self) -> Option<&PublicKeys> {
        self.generations
            .first()
            .map(|generation| &generation.public)
    }

    /// The public halves of all generations, the current one first.
    pub fn publics(&self) -> impl Iterator<Item = &PublicKeys> {
        self.generations.iter().map(|generation| &generation.public)
    }

    /// Decrypts a password. Every key is tried, whatever the first ones say, and exactly one must fit: a text decrypted
    /// with another generation's key may have right padding by chance.
    ///
    /// # Errors
    /// When it cannot be decrypted, or no password comes of it: 1 byte or more of UTF-8 without control characters.
    pub(crate) fn decrypt(
        &self,
        encryption: Encryption,
        text: &str,
    ) -> Result<Secret, NotDecrypted> {
        if encryption == Encryption::None {
            return Ok(Secret::new(text));
        }
        if text.len() > MAX_CIPHERTEXT {
            return Err(NotDecrypted);
        }
        let mut found = None;
        let mut several = false;
        for generation in &self.generations {
            let plain = match encryption {
                Encryption::Rsa => generation.open_rsa(text),
                Encryption::Sm2 => generation.open_sm2(text),
                Encryption::None => None,
            };
            if let Some(password) = plain.and_then(password) {
                several |= found.is_some();
                found = Some(password);
            }
        }
        found.filter(|_| !several).ok_or(NotDecrypted)
    }
}

impl Generation {
    fn read(material: &KeyMaterial) -> Result<Self, KeyError> {
        let der = unpem(material.rsa.expose()).ok_or(KeyError::Rsa)?;
        let rsa = PrivateDecryptingKey::from_pkcs8(&der).map_err(|_| KeyError::Rsa)?;
        if rsa.key_size_bits() < 2048 {
            return Err(KeyError::Rsa);
        }
        let public = rsa.public_key().as_der().map_err(|_| KeyError::Rsa)?;
        let scalar = Zeroizing::new(unhex(material.sm2.expose()).ok_or(KeyError::Sm2)?);
        let sm2 = DecryptingKey::from_slice(&scalar).map_err(|_| KeyError::Sm2)?;
        let public = PublicKeys {
            rsa: pem("PUBLIC KEY", public.as_ref()),
            sm2: hex(&sm2.encrypting_key().to_sec1_bytes()),
        };
        let rsa = Pkcs1PrivateDecryptingKey::new(rsa).map_err(|_| KeyError::Rsa)?;
        Ok(Self { rsa, sm2, public })
    }

    fn open_rsa(&self, text: &str) -> Option<Zeroizing<Vec<u8>>> {
        let ciphertext = STANDARD.decode(text).ok()?;
        let mut plain = Zeroizing::new(vec![0; self.rsa.min_output_size()]);
        let length = self.rsa.decrypt(&ciphertext, &mut plain).ok()?.len();
        plain.truncate(length);
        Some(plain)
    }

    /// The V2 client marks its value with `sm2:` and leaves out the `04` that begins the point.
    fn open_sm2(&self, text: &str) -> Option<Zeroizing<Vec<u8>>> {
        let mut ciphertext = unhex(text.strip_prefix("sm2:").unwrap_or(text))?;
        let plain = self.sm2.decrypt(&ciphertext).ok();
        let plain = plain.or_else(|| {
            ciphertext.insert(0, 4);
            self.sm2.decrypt(&ciphertext).ok()
        });
        plain.map(Zeroizing::new)
    }
}

fn password(plain: Zeroizing<Vec<u8>>) -> Option<Secret> {
    let text = std::str::from_utf8(&plain).ok()?;
    (!text.is_empty() && !text.chars().any(char::is_control)).then(|| Secret::new(text))
}

fn pem(label: &str, der: &[u8]) -> String {
    let body = Zeroizing::new(STANDARD.encode(der));
    let mut text = format!("-----BEGIN {label}-----\n");
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, more) = rest.split_at(rest.len().min(PEM_LINE));
        text.push_str(line);
        text.push('\n');
        rest = more;
    }
    text.push_str(&format!("-----END {label}-----\n"));
    text
}

fn unpem(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let body = text.trim().strip_prefix("-----BEGIN PRIVATE KEY-----")?;
    let body = body.strip_suffix("-----END PRIVATE KEY-----")?;
    let joined: Zeroizing<String> = Zeroizing::new(body.split_whitespace().collect());
    STANDARD.decode(joined.as_bytes()).ok().map(Zeroizing::new)
}

fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or_default();
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |c: u8| {
        char::from(c)
            .to_digit(16)
            .and_then(|d| u8::try_from(d).ok())
    };
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    };
    text.as_bytes().chunks(2).map(pair).collect()
}

#[cfg(test)]
#[path = "keyring_tests.rs"]
mod tests;
