//! One hash from begin to end, and how it is written.

use subtle::ConstantTimeEq;

use crate::base64;
use crate::key::Key;
use crate::lockstep::{self, Hashing};
use crate::setting::{Php, Setting};

/// A digest: 24 bytes are computed, 23 are kept by every implementation.
pub(crate) type Digest = [u8; 23];

/// Rounds between two looks at whether to go on: about a millisecond of work.
pub(crate) const SLICE: u32 = 16;

/// Runs 2^`cost` rounds. Asks `go_on` before the first round and every 16 rounds.
///
/// A `cost` above 31 counts as 31.
///
/// # Errors
/// What `go_on` answers.
pub(crate) fn digest<E>(
    key: &Key,
    salt: &[u8; 16],
    cost: u8,
    mut go_on: impl FnMut() -> Result<(), E>,
) -> Result<Digest, E> {
    let mut hashing = Hashing::begin(key, salt, cost);
    while hashing.left() > 0 {
        go_on()?;
        lockstep::advance([&mut hashing], SLICE);
    }
    Ok(hashing.digest())
}

/// The text of a hash: the canonical head and 31 characters.
pub(crate) fn text(setting: &Setting, digest: &Digest) -> String {
    let mut text = setting.head();
    base64::encode(digest, &mut text);
    text
}

/// A stored hash that some password could match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stored {
    /// What it was made with.
    pub(crate) setting: Setting,
    /// Its last 31 characters.
    tail: [u8; 31],
}

impl Stored {
    /// Reads a stored hash, `$2y$` included. `None` when no password can match: bcrypt recomputes the whole text and
    /// compares, so a hash that isn't canonical to the last character is never equal. A NUL ends the text.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let setting = Setting::parse(text, Php::Known)?;
        let text = text.split(|byte| *byte == 0).next()?;
        let tail = text.strip_prefix(setting.head().as_bytes())?;
        let tail = tail.try_into().ok()?;
        Some(Self { setting, tail })
    }

    /// Whether `digest` is the stored one, in time that doesn't depend on where they differ.
    pub(crate) fn matches(&self, digest: &Digest) -> bool {
        let mut text = String::with_capacity(self.tail.len());
        base64::encode(digest, &mut text);
        text.as_bytes().ct_eq(&self.tail).into()
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn hashed(password: &[u8], salt: &str) -> String {
        let setting = Setting::parse(salt.as_bytes(), Php::Known).unwrap();
        let key = Key::of_password(password, setting.minor);
        let Ok(digest) = digest::<Infallible>(&key, &setting.salt, setting.cost, || Ok(()));
        text(&setting, &digest)
    }

    /// Published with crypt_blowfish and OpenBSD's libc, the fourth and later ones through bcrypt's own test-suite.
    #[test]
    fn public_vectors() {
        let zeros = "0".repeat(72);
        let digits = |length| "0123456789".repeat(26)[..length].to_owned();
        let wrapped = format!("01{}", "X".repeat(257));
        for (password, hash) in [
            (
                "U*U",
                "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
            ),
            (
                "U*U*",
                "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK",
            ),
            (
                "U*U*U",
                "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a",
            ),
            (
                "",
                "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy",
            ),
            (
                "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
                "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui",
            ),
            (
                &zeros,
                "$2a$05$CCCCCCCCCCCCCCCCCCCCC.6.O1dLNbjod2uo0DVcW.jHucKbPDdHS",
            ),
            (
                &zeros,
                "$2b$05$CCCCCCCCCCCCCCCCCCCCC.6.O1dLNbjod2uo0DVcW.jHucKbPDdHS",
            ),
            (
                &digits(255),
                "$2a$05$CCCCCCCCCCCCCCCCCCCCC.6.O1dLNbjod2uo0DVcW.jHucKbPDdHS",
            ),
            (
                &digits(255),
                "$2b$05$CCCCCCCCCCCCCCCCCCCCC.XxrQqgBi/5Sxuq9soXzDtjIZ7w5pMfK",
            ),
            (
                &digits(256),
                "$2b$05$CCCCCCCCCCCCCCCCCCCCC.XxrQqgBi/5Sxuq9soXzDtjIZ7w5pMfK",
            ),
            (
                "Passw\0rd123",
                "$2b$05$CCCCCCCCCCCCCCCCCCCCC.VHy/kzL4sCcX3Ib3wN5rNGiRt.TpfxS",
            ),
            (
                "Passw\0 you can literally write anything after the NUL character",
                "$2b$05$CCCCCCCCCCCCCCCCCCCCC.4vJLJQ6nZ/70INTjjSZWQ0iyUek92tu",
            ),
        ] {
            assert_eq!(hashed(password.as_bytes(), hash), hash);
        }
        // 259 bytes count as 260 mod 256 = 4 in `$2a$`: "01XX".
        assert_eq!(
            hashed(wrapped.as_bytes(), "$2a$04$CCCCCCCCCCCCCCCCCCCCC."),
            hashed(b"01XX", "$2$04$CCCCCCCCCCCCCCCCCCCCC.").replace("$2$", "$2a$"),
        );
    }

    /// crypt_blowfish's 8-bit vectors: the byte is used as it is, never sign-extended (that was `$2x$`).
    #[test]
    fn bytes_above_127() {
        let repeated = |pattern: &[u8]| {
            pattern
                .iter()
                .copied()
                .cycle()
                .take(72)
                .collect::<Vec<u8>>()
        };
        let (aa, aa55) = (repeated(b"\xaa"), repeated(b"\xaa\x55"));
        for (password, tail) in [
            (&b"\xa3"[..], "Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq"),
            (b"\xff\xff\xa3", "CE5elHaaO4EbggVDjb8P19RukzXSM3e"),
            (b"\xff\xa3345", "nRht2l/HRhr6zmCp9vYUvvsqynflf9e"),
            (
                b"\xff\xa334\xff\xff\xff\xa3345",
                "o./n25XVfn6oAPaUvHe.Csk4zRfsYPi",
            ),
            (&aa, "swQOIzjOiJ9GHEPuhEkvqrUyvWhEMx6"),
            (&aa55, "R9xrDjiycxMbQE2bp.vgqlYpW5wx2yy"),
        ] {
            let salt = "$2y$05$/OK.fbVrR/bpIqNJ5ianF.";
            assert_eq!(hashed(password, salt), format!("{salt}{tail}"));
        }
    }

    #[test]
    fn stored_hashes_must_be_canonical() {
        let hash = "$2b$04$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
        assert!(Stored::parse(hash.as_bytes()).is_some());
        assert!(Stored::parse(format!("{hash}\0zz").as_bytes()).is_some());
        for other in [
            String::new(),
            hash[..59].to_owned(),
            format!("{hash} "),
            format!("{hash}x"),
            hash.replace("C.", "CA"),
            hash.replace("$2b", "$1b"),
            hash.replace("$04$", "$ 4$"),
            hash.replace("$2b$04$", "$2bx04$"),
            hash.replace("$2b", "$2x"),
        ] {
            assert_eq!(Stored::parse(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn every_character_of_the_digest_counts() {
        let hash = hashed(b"secret", "$2b$04$CCCCCCCCCCCCCCCCCCCCC.");
        let stored = Stored::parse(hash.as_bytes()).unwrap();
        let key = Key::of_password(b"secret", stored.setting.minor);
        let Ok(digest) = digest::<Infallible>(&key, &stored.setting.salt, 4, || Ok(()));
        assert!(stored.matches(&digest));
        for at in 29..60 {
            let mut other = hash.clone().into_bytes();
            other[at] = if other[at] == b'z' { b'y' } else { b'z' };
            assert!(
                !Stored::parse(&other).unwrap().matches(&digest),
                "character {at}"
            );
        }
    }

    #[test]
    fn stops_when_told() {
        let key = Key::of_bytes(b"k");
        let mut looks = 0;
        let ended = digest(&key, &[0; 16], 31, || {
            looks += 1;
            if looks > 2 { Err("enough") } else { Ok(()) }
        });
        assert_eq!(ended, Err("enough"));
        assert_eq!(looks, 3);
    }
}
