//! Key derivation: PBKDF2 (RFC 8018), HKDF (RFC 5869). scrypt has its own file.

use digest::Digest;
use digest::common::BlockSizeUser;

use super::digest::{Algorithm, with_digest};
use super::mac::Mac;

/// Iterations between two looks at whether to go on: about a millisecond of work.
const SLICE: u32 = 1024;

/// `length` bytes. Asks `go_on` before each block of the output and every 1024 iterations.
///
/// # Errors
/// What `go_on` answers.
pub(crate) fn pbkdf2<E>(
    algorithm: Algorithm,
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    length: usize,
    go_on: &mut dyn FnMut() -> Result<(), E>,
) -> Result<Vec<u8>, E> {
    with_digest!(algorithm, D => pbkdf2_with::<D, E>(password, salt, iterations, length, go_on))
}

pub(super) fn pbkdf2_with<D: Digest + BlockSizeUser + Clone, E>(
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    length: usize,
    go_on: &mut dyn FnMut() -> Result<(), E>,
) -> Result<Vec<u8>, E> {
    let keyed = Mac::<D>::new(password);
    let mut derived = Vec::with_capacity(length);
    let mut block = 0u32;
    while derived.len() < length {
        go_on()?;
        block = block.wrapping_add(1);
        let mut last = keyed
            .clone()
            .chain(salt)
            .chain(&block.to_be_bytes())
            .finish();
        let mut sum = last.clone();
        for done in 1..iterations {
            if done % SLICE == 0 {
                go_on()?;
            }
            last = keyed.clone().chain(&last).finish();
            for (sum, byte) in sum.iter_mut().zip(&last) {
                *sum ^= byte;
            }
        }
        let wanted = length.saturating_sub(derived.len());
        derived.extend(sum.iter().take(wanted));
    }
    Ok(derived)
}

/// A key that gives the same MACs and is no longer than a block: what a derivation that waits for its turn has to keep.
pub(crate) fn short_key(algorithm: Algorithm, key: &[u8]) -> Vec<u8> {
    with_digest!(algorithm, D => {
        if key.len() > <D as BlockSizeUser>::block_size() { D::digest(key).to_vec() } else { key.to_vec() }
    })
}

/// The length of one digest of `algorithm`, in bytes.
pub(crate) fn digest_length(algorithm: Algorithm) -> usize {
    with_digest!(algorithm, D => <D as Digest>::output_size())
}

/// `length` bytes; `None` when that is more than 255 digests.
pub(crate) fn hkdf(
    algorithm: Algorithm,
    key: &[u8],
    salt: &[u8],
    info: &[u8],
    length: usize,
) -> Option<Vec<u8>> {
    if length > 255 * digest_length(algorithm) {
        return None;
    }
    Some(with_digest!(algorithm, D => hkdf_with::<D>(key, salt, info, length)))
}

fn hkdf_with<D: Digest + BlockSizeUser + Clone>(
    key: &[u8],
    salt: &[u8],
    info: &[u8],
    length: usize,
) -> Vec<u8> {
    let pseudorandom = Mac::<D>::new(salt).chain(key).finish();
    let keyed = Mac::<D>::new(&pseudorandom);
    let mut derived = Vec::with_capacity(length);
    let mut last = Vec::new();
    for counter in 1..=u8::MAX {
        if derived.len() >= length {
            break;
        }
        last = keyed
            .clone()
            .chain(&last)
            .chain(info)
            .chain(&[counter])
            .finish()
            .to_vec();
        let wanted = length.saturating_sub(derived.len());
        derived.extend(last.iter().take(wanted));
    }
    derived
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn derived(name: &str, password: &[u8], salt: &[u8], iterations: u32, length: usize) -> String {
        let algorithm = Algorithm::parse(name).unwrap();
        hex(&pbkdf2::<()>(
            algorithm,
            password,
            salt,
            iterations,
            length,
            &mut || Ok(()),
        )
        .unwrap())
    }

    /// RFC 6070 (SHA-1) and RFC 7914 §11 (SHA-256).
    #[test]
    fn published_pbkdf2() {
        for (iterations, key) in [
            (1, "0c60c80f961f0e71f3a9b524af6012062fe037a6"),
            (2, "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"),
            (4096, "4b007901b765489abead49d926f721d065a429c1"),
        ] {
            assert_eq!(
                derived("sha1", b"password", b"salt", iterations, key.len() / 2),
                key
            );
        }
        assert_eq!(
            derived(
                "sha1",
                b"passwordPASSWORDpassword",
                b"saltSALTsaltSALTsaltSALTsaltSALTsalt",
                4096,
                25
            ),
            "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038"
        );
        assert_eq!(
            derived("sha1", b"pass\0word", b"sa\0lt", 4096, 16),
            "56fa6aa75548099dcc37d7f03425e0c3"
        );
        assert_eq!(
            derived("sha256", b"passwd", b"salt", 1, 64),
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc\
             49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"
        );
        assert_eq!(derived("sha256", b"", b"", 1, 0), "");
    }

    #[test]
    fn short_keys_give_the_same() {
        for length in [0, 63, 64, 65, 200] {
            let password = vec![7; length];
            let short = short_key(Algorithm::Sha1, &password);
            assert!(short.len() <= 64);
            assert_eq!(
                derived("sha1", &password, b"salt", 2, 30),
                derived("sha1", &short, b"salt", 2, 30)
            );
        }
    }

    #[test]
    fn pbkdf2_stops_when_told() {
        let mut looks = 0;
        let ended = pbkdf2(Algorithm::Sha256, b"p", b"s", u32::MAX, 32, &mut || {
            looks += 1;
            if looks > 3 { Err("enough") } else { Ok(()) }
        });
        assert_eq!(ended, Err("enough"));
    }

    /// RFC 5869, test cases 1, 3 and 4.
    #[test]
    fn published_hkdf() {
        let counting = |from: u8, to: u8| (from..=to).collect::<Vec<u8>>();
        let (salt, info) = (counting(0, 0x0c), counting(0xf0, 0xf9));
        let key = |name, secret: &[u8], salt: &[u8], info: &[u8], length| {
            hex(&hkdf(Algorithm::parse(name).unwrap(), secret, salt, info, length).unwrap())
        };
        assert_eq!(
            key("sha256", &[0x0b; 22], &salt, &info, 42),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        );
        assert_eq!(
            key("sha256", &[0x0b; 22], b"", b"", 42),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
        );
        assert_eq!(
            key("sha1", &[0x0b; 11], &salt, &info, 42),
            "085a01ea1b10f36933068b56efa5ad81a4f14b822f5b091568a9cdd4f155fda2c22e422478d305f3f896"
        );
        assert_eq!(
            hkdf(Algorithm::Sha256, b"k", b"", b"", 255 * 32).map(|key| key.len()),
            Some(8160)
        );
        assert_eq!(hkdf(Algorithm::Sha256, b"k", b"", b"", 255 * 32 + 1), None);
    }
}
