//! How secrets lie on disk: each under a key of its own, and that key under the registry's.
//!
//! A sealed value is `1`, the sealing key's id (8 bytes), a nonce (24), the value's own key sealed (48), a nonce (24),
//! the value sealed. Both are XChaCha20-Poly1305, whose nonces are long enough to be drawn at random. The *place* (what it is,
//! whose, under which name) is authenticated with both: a value copied to another row does not open there.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::sealing_key::{ID_BYTES, KEY_BYTES, SealingKey, SealingKeys, random};

const FORMAT: u8 = 1;
const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;
const WRAPPED_BYTES: usize = KEY_BYTES + TAG_BYTES;

/// Why a value was not sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The system gave no random numbers, or the cipher refused.
    #[error("a secret could not be sealed")]
    NotSealed,
    /// Its sealing key is not among the given ones.
    #[error("a secret was sealed under a key that is not among the given sealing keys")]
    UnknownKey,
    /// It was changed, moved, or is no sealed value.
    #[error("a sealed secret does not open: it was changed, or belongs elsewhere")]
    Broken,
}

/// Where a sealed value belongs. Part of what is authenticated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place(Vec<u8>);

impl Place {
    /// `purpose`, then names from the outermost in. Lengths are written out, so that no two places look the same.
    pub(crate) fn new(purpose: &str, names: &[&str]) -> Self {
        let mut bytes = b"connector\0".to_vec();
        for part in std::iter::once(&purpose).chain(names) {
            bytes.extend(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            bytes.extend(part.as_bytes());
        }
        Self(bytes)
    }
}

impl SealingKeys {
    /// Seals a value for a place, under the first key.
    pub(crate) fn seal(&self, place: &Place, value: &[u8]) -> Result<Vec<u8>, SealError> {
        let outer = self.active().ok_or(SealError::NotSealed)?;
        let inner = Zeroizing::new(random::<KEY_BYTES>().ok_or(SealError::NotSealed)?);
        let mut sealed = vec![FORMAT];
        sealed.extend(outer.id);
        sealed.extend(encrypt(&outer.bytes, place, inner.as_slice())?);
        sealed.extend(encrypt(&inner, place, value)?);
        Ok(sealed)
    }

    /// Opens what was sealed for this place.
    pub(crate) fn open(
        &self,
        place: &Place,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let parts = Parts::of(sealed)?;
        let inner = self.inner(place, &parts)?.1;
        decrypt(&inner, place, parts.value)
    }

    /// The same value with its key sealed under the first sealing key; `None` when it is already.
    pub(crate) fn reseal(
        &self,
        place: &Place,
        sealed: &[u8],
    ) -> Result<Option<Vec<u8>>, SealError> {
        let parts = Parts::of(sealed)?;
        let active = self.active().ok_or(SealError::NotSealed)?;
        let (outer, inner) = self.inner(place, &parts)?;
        if outer.id == active.id {
            return Ok(None);
        }
        // The value itself must be whole: nothing broken is carried over as if it were fine.
        decrypt(&inner, place, parts.value)?;
        let mut fresh = vec![FORMAT];
        fresh.extend(active.id);
        fresh.extend(encrypt(&active.bytes, place, inner.as_slice())?);
        fresh.extend(parts.value);
        Ok(Some(fresh))
    }

    fn inner(
        &self,
        place: &Place,
        parts: &Parts<'_>,
    ) -> Result<(&SealingKey, Zeroizing<[u8; KEY_BYTES]>), SealError> {
        let outer = self.find(parts.key_id).ok_or(SealError::UnknownKey)?;
        let opened = decrypt(&outer.bytes, place, parts.wrapped)?;
        let mut inner = Zeroizing::new([0; KEY_BYTES]);
        if opened.len() != KEY_BYTES {
            return Err(SealError::Broken);
        }
        inner.copy_from_slice(&opened);
        Ok((outer, inner))
    }
}

struct Parts<'s> {
    key_id: &'s [u8],
    wrapped: &'s [u8],
    value: &'s [u8],
}

impl<'s> Parts<'s> {
    fn of(sealed: &'s [u8]) -> Result<Self, SealError> {
        let rest = sealed.strip_prefix(&[FORMAT]).ok_or(SealError::Broken)?;
        let (key_id, rest) = rest.split_at_checked(ID_BYTES).ok_or(SealError::Broken)?;
        let (wrapped, value) = rest
            .split_at_checked(NONCE_BYTES + WRAPPED_BYTES)
            .ok_or(SealError::Broken)?;
        Ok(Self {
            key_id,
            wrapped,
            value,
        })
    }
}

/// A nonce and what it made of the value.
fn encrypt(key: &[u8; KEY_BYTES], place: &Place, value: &[u8]) -> Result<Vec<u8>, SealError> {
    let nonce = random::<NONCE_BYTES>().ok_or(SealError::NotSealed)?;
    let payload = Payload {
        msg: value,
        aad: &place.0,
    };
    let cipher = XChaCha20Poly1305::new(&(*key).into());
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), payload)
        .map_err(|_| SealError::NotSealed)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn decrypt(
    key: &[u8; KEY_BYTES],
    place: &Place,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (nonce, sealed) = sealed
        .split_first_chunk::<NONCE_BYTES>()
        .ok_or(SealError::Broken)?;
    let payload = Payload {
        msg: sealed,
        aad: &place.0,
    };
    let cipher = XChaCha20Poly1305::new(&(*key).into());
    cipher
        .decrypt(&XNonce::from(*nonce), payload)
        .map(Zeroizing::new)
        .map_err(|_| SealError::Broken)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys(texts: &[&str]) -> SealingKeys {
        SealingKeys::parse(&texts.join("\n")).unwrap()
    }

    fn old_and_new() -> (SealingKeys, SealingKeys, SealingKeys) {
        let (old, new) = ("0a".repeat(32), "0b".repeat(32));
        (keys(&[&old]), keys(&[&new, &old]), keys(&[&new]))
    }

    #[test]
    fn a_value_opens_where_it_belongs_and_nowhere_else() {
        let (keys, _, others) = old_and_new();
        let place = Place::new("env", &["acme", "main", "DB_PASSWORD"]);
        let sealed = keys.seal(&place, b"hunter2").unwrap();
        assert_eq!(keys.open(&place, &sealed).unwrap().as_slice(), b"hunter2");
        for elsewhere in [
            Place::new("env", &["acme", "main", "DB_HOST"]),
            Place::new("env", &["acme", "mainDB_PASSWORD", ""]),
            Place::new("key", &["acme", "main", "DB_PASSWORD"]),
        ] {
            assert_eq!(keys.open(&elsewhere, &sealed), Err(SealError::Broken));
        }
        assert_eq!(others.open(&place, &sealed), Err(SealError::UnknownKey));
        let again = keys.seal(&place, b"hunter2").unwrap();
        assert_ne!(sealed, again, "equal secrets do not look equal");
    }

    #[test]
    fn resealing_makes_the_old_key_needless() {
        let (old, both, new) = old_and_new();
        let place = Place::new("env", &["acme"]);
        let sealed = old.seal(&place, b"hunter2").unwrap();
        let resealed = both.reseal(&place, &sealed).unwrap().unwrap();
        assert_eq!(both.reseal(&place, &resealed).unwrap(), None);
        assert_eq!(new.open(&place, &resealed).unwrap().as_slice(), b"hunter2");
    }

    proptest! {
        #[test]
        fn whatever_is_changed_is_noticed(value in prop::collection::vec(any::<u8>(), 0..64), at: prop::sample::Index, flip in 1u8..) {
            let (keys, _, _) = old_and_new();
            let place = Place::new("env", &[]);
            let mut sealed = keys.seal(&place, &value).unwrap();
            let opened = keys.open(&place, &sealed).unwrap();
            prop_assert_eq!(opened.as_slice(), value.as_slice());
            let at = at.index(sealed.len());
            sealed[at] ^= flip;
            prop_assert!(keys.open(&place, &sealed).is_err());
            sealed.truncate(at);
            prop_assert!(keys.open(&place, &sealed).is_err());
        }
    }
}
