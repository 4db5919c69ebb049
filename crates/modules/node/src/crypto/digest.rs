//! Hash functions by name, and states that JavaScript carries between updates.

use digest::common::hazmat::{SerializableState, SerializedState};
use digest::{Digest, Update};

use super::seal;

/// The hash functions offered. OpenSSL's many names for them are resolved in crypto_digests.js.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Md5,
    Ripemd160,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha512_224,
    Sha512_256,
    Sha3_224,
    Sha3_256,
    Sha3_384,
    Sha3_512,
}

impl Algorithm {
    /// Node's name for each, as crypto_digests.js hands it over.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "md5" => Self::Md5,
            "ripemd160" => Self::Ripemd160,
            "sha1" => Self::Sha1,
            "sha224" => Self::Sha224,
            "sha256" => Self::Sha256,
            "sha384" => Self::Sha384,
            "sha512" => Self::Sha512,
            "sha512-224" => Self::Sha512_224,
            "sha512-256" => Self::Sha512_256,
            "sha3-224" => Self::Sha3_224,
            "sha3-256" => Self::Sha3_256,
            "sha3-384" => Self::Sha3_384,
            "sha3-512" => Self::Sha3_512,
            _ => return None,
        })
    }
}

/// Evaluates `$body` with `$type` standing for the algorithm's type.
macro_rules! with_digest {
    ($algorithm:expr, $type:ident => $body:expr) => {
        with_digest!(@ $algorithm, $type => $body;
            Md5 md5::Md5, Ripemd160 ripemd::Ripemd160, Sha1 sha1::Sha1,
            Sha224 sha2::Sha224, Sha256 sha2::Sha256, Sha384 sha2::Sha384, Sha512 sha2::Sha512,
            Sha512_224 sha2::Sha512_224, Sha512_256 sha2::Sha512_256,
            Sha3_224 sha3::Sha3_224, Sha3_256 sha3::Sha3_256, Sha3_384 sha3::Sha3_384, Sha3_512 sha3::Sha3_512)
    };
    (@ $algorithm:expr, $type:ident => $body:expr; $($variant:ident $path:path),*) => {
        match $algorithm {
            $($crate::crypto::digest::Algorithm::$variant => {
                type $type = $path;
                $body
            })*
        }
    };
}
pub(crate) use with_digest;

/// What a hash function must be able to do here.
pub(crate) trait Hasher: Digest + Update + Clone + SerializableState {}
impl<D: Digest + Update + Clone + SerializableState> Hasher for D {}

/// A state with all of `data` taken in. An empty `state` is the beginning. `None` for a state that isn't ours.
pub(crate) fn update(algorithm: Algorithm, state: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    with_digest!(algorithm, D => Some(store(algorithm, &absorb::<D>(algorithm, state, data)?)))
}

/// The digest of what `state` and then `data` hold.
pub(crate) fn finish(algorithm: Algorithm, state: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    with_digest!(algorithm, D => Some(absorb::<D>(algorithm, state, data)?.finalize().to_vec()))
}

/// The hash with `data` taken in, starting from `state`.
pub(crate) fn absorb<D: Hasher>(algorithm: Algorithm, state: &[u8], data: &[u8]) -> Option<D> {
    let mut hash = if state.is_empty() {
        D::new()
    } else {
        let bytes = seal::open(algorithm as u8, state)?;
        let bytes = <&SerializedState<D>>::try_from(bytes).ok()?;
        D::deserialize(bytes).ok()?
    };
    Digest::update(&mut hash, data);
    Some(hash)
}

/// A state for JavaScript to keep.
pub(crate) fn store<D: Hasher>(algorithm: Algorithm, hash: &D) -> Vec<u8> {
    seal::close(algorithm as u8, hash.serialize().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [&str; 13] = [
        "md5",
        "ripemd160",
        "sha1",
        "sha224",
        "sha256",
        "sha384",
        "sha512",
        "sha512-224",
        "sha512-256",
        "sha3-224",
        "sha3-256",
        "sha3-384",
        "sha3-512",
    ];

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Digests of "abc": RFC 1321, the RIPEMD-160 paper, FIPS 180-4 and 202 examples.
    #[test]
    fn published_digests_of_abc() {
        for (name, digest) in [
            ("md5", "900150983cd24fb0d6963f7d28e17f72"),
            ("ripemd160", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"),
            ("sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (
                "sha224",
                "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
            ),
            (
                "sha256",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            ),
            (
                "sha384",
                "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
            ),
            (
                "sha512",
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
                 2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            ),
            (
                "sha512-224",
                "4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa",
            ),
            (
                "sha512-256",
                "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23",
            ),
            (
                "sha3-224",
                "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf",
            ),
            (
                "sha3-256",
                "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532",
            ),
            (
                "sha3-384",
                "ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b298d88cea927ac7f539f1edf228376d25",
            ),
            (
                "sha3-512",
                "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e\
                 10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0",
            ),
        ] {
            let algorithm = Algorithm::parse(name).unwrap();
            assert_eq!(
                hex(&finish(algorithm, &[], b"abc").unwrap()),
                digest,
                "{name}"
            );
        }
    }

    #[test]
    fn states_resume_at_every_split() {
        let data: Vec<u8> = (0..300u32).map(|at| (at * 7 % 251) as u8).collect();
        for name in ALL {
            let algorithm = Algorithm::parse(name).unwrap();
            let whole = finish(algorithm, &[], &data).unwrap();
            for at in [0, 1, 63, 64, 65, 127, 128, 129, 143, 144, 200, 299, 300] {
                let state = update(algorithm, &[], &data[..at]).unwrap();
                assert_eq!(
                    finish(algorithm, &state, &data[at..]).unwrap(),
                    whole,
                    "{name} at {at}"
                );
            }
            let state = data.chunks(11).fold(Vec::new(), |state, chunk| {
                update(algorithm, &state, chunk).unwrap()
            });
            assert_eq!(
                finish(algorithm, &state, &[]).unwrap(),
                whole,
                "{name} in small parts"
            );
        }
    }

    #[test]
    fn only_our_own_states_are_taken_back() {
        let state = update(Algorithm::Sha256, &[], b"abc").unwrap();
        assert_eq!(
            finish(Algorithm::Sha224, &state, &[]),
            None,
            "another algorithm's"
        );
        assert_eq!(update(Algorithm::Sha256, &state[1..], &[]), None, "cut");
        assert_eq!(update(Algorithm::Sha256, &[0xff; 105], &[]), None, "forged");
        for at in 0..state.len() {
            let mut changed = state.clone();
            changed[at] ^= 1;
            assert_eq!(
                finish(Algorithm::Sha256, &changed, &[]),
                None,
                "changed at {at}"
            );
        }
    }
}
