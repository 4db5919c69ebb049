//! HMAC (RFC 2104), whose inner state JavaScript can carry like a hash's.

use digest::common::BlockSizeUser;
use digest::{Digest, Output};

use super::digest::{Algorithm, Hasher, absorb, store, with_digest};

/// A keyed hash. Cloning it once the key is in saves two blocks a message, which is what PBKDF2 lives on.
#[derive(Clone)]
pub(crate) struct Mac<D> {
    inner: D,
    outer: D,
}

impl<D: Digest + BlockSizeUser + Clone> Mac<D> {
    /// A key longer than a block is replaced by its digest.
    pub(crate) fn new(key: &[u8]) -> Self {
        let (inner, outer) = pads::<D>(key);
        Self {
            inner: D::new_with_prefix(inner),
            outer: D::new_with_prefix(outer),
        }
    }

    pub(crate) fn chain(mut self, data: &[u8]) -> Self {
        self.inner.update(data);
        self
    }

    pub(crate) fn finish(self) -> Output<D> {
        self.outer.chain_update(self.inner.finalize()).finalize()
    }
}

/// The blocks that go before the message and before the inner digest.
fn pads<D: Digest + BlockSizeUser>(key: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let block = D::block_size();
    let mut padded = if key.len() > block {
        D::digest(key).to_vec()
    } else {
        key.to_vec()
    };
    padded.resize(block, 0);
    let masked = |mask: u8| padded.iter().map(|byte| byte ^ mask).collect();
    (masked(0x36), masked(0x5c))
}

/// The inner state once the key is in: what [`super::digest::update`] goes on with.
pub(crate) fn begin(algorithm: Algorithm, key: &[u8]) -> Vec<u8> {
    with_digest!(algorithm, D => store(algorithm, &D::new_with_prefix(pads::<D>(key).0)))
}

/// The MAC of what `state` and then `data` hold; an empty `state` is the beginning. `None` for a state that isn't ours.
pub(crate) fn finish(
    algorithm: Algorithm,
    key: &[u8],
    state: &[u8],
    data: &[u8],
) -> Option<Vec<u8>> {
    with_digest!(algorithm, D => finish_with::<D>(algorithm, key, state, data))
}

fn finish_with<D: Hasher + BlockSizeUser>(
    algorithm: Algorithm,
    key: &[u8],
    state: &[u8],
    data: &[u8],
) -> Option<Vec<u8>> {
    let (inner, outer) = pads::<D>(key);
    let inner: D = if state.is_empty() {
        D::new_with_prefix(inner).chain_update(data)
    } else {
        absorb(algorithm, state, data)?
    };
    Some(
        D::new_with_prefix(outer)
            .chain_update(inner.finalize())
            .finalize()
            .to_vec(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::digest::update;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// RFC 2202 (MD5, SHA-1), RFC 4231 (SHA-2), and NIST's HMAC-SHA3 examples.
    #[test]
    fn published_macs() {
        let nist: Vec<u8> = (0..=0xa7).collect();
        let sample = b"Sample message for keylen>blocklen";
        for (name, key, data, mac) in [
            (
                "md5",
                &[0x0b; 16][..],
                &b"Hi There"[..],
                "9294727a3638bb1c13f48ef8158bfc9d",
            ),
            (
                "md5",
                b"Jefe",
                b"what do ya want for nothing?",
                "750c783e6ab0b503eaa86e310a5db738",
            ),
            (
                "sha1",
                &[0x0b; 20],
                b"Hi There",
                "b617318655057264e28bc0b6fb378c8ef146be00",
            ),
            (
                "sha1",
                &[0xaa; 80],
                b"Test Using Larger Than Block-Size Key - Hash Key First",
                "aa4ae5e15272d00e95705637ce8a3b55ed402112",
            ),
            (
                "sha224",
                &[0x0b; 20],
                b"Hi There",
                "896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22",
            ),
            (
                "sha256",
                b"Jefe",
                b"what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                "sha256",
                &[0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
            (
                "sha384",
                b"Jefe",
                b"what do ya want for nothing?",
                "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
            ),
            (
                "sha512",
                b"Jefe",
                b"what do ya want for nothing?",
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fd\
                 caeab1a34d4a6b4b636e070a38bce737",
            ),
            (
                "sha3-256",
                &nist,
                sample,
                "9bcf2c238e235c3ce88404e813bd2f3a97185ac6f238c63d6229a00b07974258",
            ),
        ] {
            let algorithm = Algorithm::parse(name).unwrap();
            assert_eq!(
                hex(&finish(algorithm, key, &[], data).unwrap()),
                mac,
                "{name}"
            );
            for at in [0, 3, data.len()] {
                let state = update(algorithm, &begin(algorithm, key), &data[..at]).unwrap();
                assert_eq!(
                    hex(&finish(algorithm, key, &state, &data[at..]).unwrap()),
                    mac,
                    "{name} at {at}"
                );
            }
        }
        let twice = Mac::<sha2::Sha256>::new(b"Jefe")
            .chain(b"what do ya want ")
            .chain(b"for nothing?")
            .finish();
        assert_eq!(
            hex(&twice),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
