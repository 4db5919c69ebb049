//! Block ciphers: whole blocks in CBC and ECB, key streams in CTR. All stateless: JavaScript keeps what is left of a
//! block, the last block of ciphertext and the position.

use aes::{Aes128, Aes192, Aes256};
use cipher::{
    Array, BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt,
    BlockSizeUser, KeyInit, KeyIvInit, StreamCipher, StreamCipherSeek,
};
use des::TdesEde3;

/// The ciphers offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Aes,
    DesEde3,
}

/// Which way the data goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Encrypt,
    Decrypt,
}

impl From<bool> for Direction {
    /// As the ops are told: `true` encrypts.
    fn from(encrypt: bool) -> Self {
        if encrypt {
            Self::Encrypt
        } else {
            Self::Decrypt
        }
    }
}

/// Evaluates `$body` with `$type` standing for AES with a key of this length; `None` for other lengths.
macro_rules! with_aes {
    ($key:expr, $type:ident => $body:expr) => {
        match $key.len() {
            16 => {
                type $type = Aes128;
                $body
            }
            24 => {
                type $type = Aes192;
                $body
            }
            32 => {
                type $type = Aes256;
                $body
            }
            _ => None,
        }
    };
}

/// Whole blocks in CBC; with an empty `iv` in ECB. `None` when a length is wrong.
pub(crate) fn blocks(
    kind: Kind,
    direction: Direction,
    key: &[u8],
    iv: &[u8],
    mut data: Vec<u8>,
) -> Option<Vec<u8>> {
    match kind {
        Kind::Aes => with_aes!(key, C => chain::<C>(direction, key, iv, &mut data)),
        Kind::DesEde3 => chain::<TdesEde3>(direction, key, iv, &mut data),
    }?;
    Some(data)
}

fn chain<C: BlockCipherEncrypt + BlockCipherDecrypt + KeyInit>(
    direction: Direction,
    key: &[u8],
    iv: &[u8],
    data: &mut [u8],
) -> Option<()> {
    match iv {
        [] => ecb::<C>(direction, key, data),
        iv => cbc::<C>(direction, key, iv, data),
    }
}

/// The data as blocks; `None` when something is left over.
fn whole<C: BlockSizeUser>(data: &mut [u8]) -> Option<&mut [Array<u8, C::BlockSize>]> {
    let (blocks, rest) = Array::<u8, C::BlockSize>::slice_as_chunks_mut(data);
    rest.is_empty().then_some(blocks)
}

fn ecb<C: BlockCipherEncrypt + BlockCipherDecrypt + KeyInit>(
    direction: Direction,
    key: &[u8],
    data: &mut [u8],
) -> Option<()> {
    let cipher = C::new_from_slice(key).ok()?;
    let blocks = whole::<C>(data)?;
    match direction {
        Direction::Encrypt => cipher.encrypt_blocks(blocks),
        Direction::Decrypt => cipher.decrypt_blocks(blocks),
    }
    Some(())
}

fn cbc<C: BlockCipherEncrypt + BlockCipherDecrypt + KeyInit>(
    direction: Direction,
    key: &[u8],
    iv: &[u8],
    data: &mut [u8],
) -> Option<()> {
    match direction {
        Direction::Encrypt => {
            cbc::Encryptor::<C>::new_from_slices(key, iv)
                .ok()?
                .encrypt_blocks(whole::<C>(data)?);
        }
        Direction::Decrypt => {
            cbc::Decryptor::<C>::new_from_slices(key, iv)
                .ok()?
                .decrypt_blocks(whole::<C>(data)?);
        }
    }
    Some(())
}

/// AES in CTR with a counter of 128 bits, `offset` bytes into the key stream. `None` when a length is wrong or the key
/// stream would repeat.
pub(crate) fn ctr(key: &[u8], iv: &[u8], offset: u64, mut data: Vec<u8>) -> Option<Vec<u8>> {
    with_aes!(key, C => {
        let mut stream = ctr::Ctr128BE::<C>::new_from_slices(key, iv).ok()?;
        stream.try_seek(offset).ok()?;
        stream.try_apply_keystream(&mut data).ok()
    })?;
    Some(data)
}

/// One block under AES: what GCM derives its own key from.
pub(crate) fn aes_block(key: &[u8], block: [u8; 16]) -> Option<[u8; 16]> {
    with_aes!(key, C => aes_block_with::<C>(key, block))
}

fn aes_block_with<C>(key: &[u8], block: [u8; 16]) -> Option<[u8; 16]>
where
    C: BlockCipherEncrypt + KeyInit + BlockSizeUser<BlockSize = cipher::consts::U16>,
{
    let mut block = Array(block);
    C::new_from_slice(key).ok()?.encrypt_block(&mut block);
    Some(block.0)
}

/// AES in CTR with a counter of 32 bits, as GCM counts. `None` when a length is wrong or the key stream would repeat.
pub(crate) fn ctr32(key: &[u8], first: &[u8; 16], offset: u64, data: &mut [u8]) -> Option<()> {
    with_aes!(key, C => {
        let mut stream = ctr::Ctr32BE::<C>::new_from_slices(key, first).ok()?;
        stream.try_seek(offset).ok()?;
        stream.try_apply_keystream(data).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect()
    }

    const KEYS: [&str; 3] = [
        "2b7e151628aed2a6abf7158809cf4f3c",
        "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
        "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
    ];
    const PLAIN: &str = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51";

    /// NIST SP 800-38A, appendix F: the first two blocks of each example.
    #[test]
    fn published_aes() {
        let iv = bytes("000102030405060708090a0b0c0d0e0f");
        let counter = bytes("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
        for (key, ecb, cbc, ctr) in [
            (
                KEYS[0],
                "3ad77bb40d7a3660a89ecaf32466ef97f5d3d58503b9699de785895a96fdbaaf",
                "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2",
                "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff",
            ),
            (
                KEYS[1],
                "bd334f1d6e45f25ff712a214571fa5cc974104846d0ad3ad7734ecb3ecee4eef",
                "4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a",
                "1abc932417521ca24f2b0459fe7e6e0b090339ec0aa6faefd5ccc2c6f4ce8e94",
            ),
            (
                KEYS[2],
                "f3eed1bdb5d2a03c064b5a7e3db181f8591ccb10d410ed26dc5ba74a31362870",
                "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d",
                "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5",
            ),
        ] {
            let (key, plain) = (bytes(key), bytes(PLAIN));
            let run =
                |direction, iv: &[u8], data| blocks(Kind::Aes, direction, &key, iv, data).unwrap();
            assert_eq!(run(Direction::Encrypt, b"", plain.clone()), bytes(ecb));
            assert_eq!(run(Direction::Decrypt, b"", bytes(ecb)), plain);
            assert_eq!(run(Direction::Encrypt, &iv, plain.clone()), bytes(cbc));
            assert_eq!(run(Direction::Decrypt, &iv, bytes(cbc)), plain);
            assert_eq!(
                super::ctr(&key, &counter, 0, plain.clone()).unwrap(),
                bytes(ctr)
            );
            for at in [1, 15, 16, 17] {
                let rest = super::ctr(&key, &counter, at as u64, plain[at..].to_vec()).unwrap();
                assert_eq!(rest, bytes(ctr)[at..], "at {at}");
            }
        }
    }

    /// NIST SP 800-67's example key in ECB, and CBC as two chained blocks of it.
    #[test]
    fn published_triple_des() {
        let key = bytes("0123456789abcdef23456789abcdef01456789abcdef0123");
        let plain = b"The qufck brown fox jump".to_vec();
        let sealed = bytes("a826fd8ce53b855fcce21c8112256fe668d5c05dd9b6b900");
        let run =
            |direction, iv: &[u8], data| blocks(Kind::DesEde3, direction, &key, iv, data).unwrap();
        assert_eq!(run(Direction::Encrypt, b"", plain.clone()), sealed);
        assert_eq!(run(Direction::Decrypt, b"", sealed), plain);
        let chained = run(Direction::Encrypt, &[0; 8], plain.clone());
        assert_eq!(run(Direction::Decrypt, &[0; 8], chained.clone()), plain);
        let masked: Vec<u8> = plain[8..16]
            .iter()
            .zip(&chained[..8])
            .map(|(a, b)| a ^ b)
            .collect();
        assert_eq!(run(Direction::Encrypt, b"", masked), chained[8..16]);
    }

    #[test]
    fn wrong_lengths_are_refused() {
        let none = |kind, key: &[u8], iv: &[u8], data: &[u8]| {
            for direction in [Direction::Encrypt, Direction::Decrypt] {
                assert_eq!(blocks(kind, direction, key, iv, data.to_vec()), None);
            }
        };
        none(Kind::Aes, &[0; 15], &[0; 16], &[0; 16]);
        none(Kind::Aes, &[0; 16], &[0; 15], &[0; 16]);
        none(Kind::Aes, &[0; 16], &[0; 16], &[0; 17]);
        none(Kind::Aes, &[0; 16], &[], &[0; 8]);
        none(Kind::DesEde3, &[0; 16], &[0; 8], &[0; 8]);
        none(Kind::DesEde3, &[0; 24], &[0; 16], &[0; 8]);
        assert_eq!(super::ctr(&[0; 16], &[0; 12], 0, vec![0; 4]), None);
        assert_eq!(super::ctr(&[0; 17], &[0; 16], 0, vec![0; 4]), None);
        assert_eq!(ctr32(&[0; 16], &[0; 16], u64::MAX, &mut [0; 40]), None);
    }
}
