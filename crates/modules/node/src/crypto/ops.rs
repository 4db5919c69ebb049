//! Ops of hashes, MACs, ciphers and random bytes. All pure, but for the random ones.

use deno_core::{convert::Uint8Array, op2};
use subtle::ConstantTimeEq;

use super::cipher::{self, Direction, Kind};
use super::digest::{self, Algorithm};
use super::error::CryptoError;
use super::gcm::{Gcm, State};
use super::mac;

pub(super) fn algorithm(name: &str) -> Result<Algorithm, CryptoError> {
    Algorithm::parse(name).ok_or(CryptoError::Argument("the name of a digest"))
}

const STATE: CryptoError = CryptoError::Argument("a state that an earlier call gave");
const LENGTHS: CryptoError = CryptoError::Argument("a key, a vector and data of fitting lengths");

/// The state after `data`; an empty `state` is the beginning.
#[op2]
pub(crate) fn op_node_hash_update(
    #[string] name: &str,
    #[buffer] state: &[u8],
    #[buffer] data: &[u8],
) -> Result<Uint8Array, CryptoError> {
    Ok(digest::update(algorithm(name)?, state, data)
        .ok_or(STATE)?
        .into())
}

/// The digest of `state` and `data`.
#[op2]
pub(crate) fn op_node_hash_digest(
    #[string] name: &str,
    #[buffer] state: &[u8],
    #[buffer] data: &[u8],
) -> Result<Uint8Array, CryptoError> {
    Ok(digest::finish(algorithm(name)?, state, data)
        .ok_or(STATE)?
        .into())
}

/// The state of an HMAC before its data, to go on with by [`op_node_hash_update`].
#[op2]
pub(crate) fn op_node_hmac_begin(
    #[string] name: &str,
    #[buffer] key: &[u8],
) -> Result<Uint8Array, CryptoError> {
    Ok(mac::begin(algorithm(name)?, key).into())
}

/// The HMAC of `state` and `data`; an empty `state` is the beginning.
#[op2]
pub(crate) fn op_node_hmac_digest(
    #[string] name: &str,
    #[buffer] key: &[u8],
    #[buffer] state: &[u8],
    #[buffer] data: &[u8],
) -> Result<Uint8Array, CryptoError> {
    Ok(mac::finish(algorithm(name)?, key, state, data)
        .ok_or(STATE)?
        .into())
}

/// Fills `bytes` from the operating system.
#[op2(fast)]
pub(crate) fn op_node_random_fill(#[buffer] bytes: &mut [u8]) -> Result<(), CryptoError> {
    getrandom::fill(bytes).map_err(|_| CryptoError::Random)
}

/// Whether the bytes are equal, in time that depends on their number only.
#[op2(fast)]
pub(crate) fn op_node_bytes_equal(#[buffer] one: &[u8], #[buffer] other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

/// Whole blocks in CBC, or in ECB when `iv` is empty. `kind`: "aes" or "des-ede3".
#[op2]
pub(crate) fn op_node_cipher_blocks(
    #[string] kind: &str,
    encrypt: bool,
    #[buffer] key: &[u8],
    #[buffer] iv: &[u8],
    #[buffer(copy)] data: Vec<u8>,
) -> Result<Uint8Array, CryptoError> {
    let kind = match kind {
        "aes" => Kind::Aes,
        "des-ede3" => Kind::DesEde3,
        _ => return Err(CryptoError::Argument("aes or des-ede3")),
    };
    Ok(cipher::blocks(kind, encrypt.into(), key, iv, data)
        .ok_or(LENGTHS)?
        .into())
}

/// AES in CTR, `offset` bytes into the key stream.
#[op2]
pub(crate) fn op_node_cipher_stream(
    #[buffer] key: &[u8],
    #[buffer] iv: &[u8],
    offset: f64,
    #[buffer(copy)] data: Vec<u8>,
) -> Result<Uint8Array, CryptoError> {
    Ok(cipher::ctr(key, iv, offset as u64, data)
        .ok_or(LENGTHS)?
        .into())
}

/// The state of GCM after additional data; an empty `state` is the beginning.
#[op2]
pub(crate) fn op_node_gcm_additional(
    #[buffer] key: &[u8],
    #[buffer] iv: &[u8],
    #[buffer] state: &[u8],
    #[buffer] data: &[u8],
) -> Result<Uint8Array, CryptoError> {
    let mut state = State::read(state).ok_or(STATE)?;
    Gcm::new(key, iv)
        .ok_or(LENGTHS)?
        .additional(&mut state, data);
    Ok(state.write().into())
}

/// The state of GCM after data, 48 bytes, and then the data encrypted or decrypted.
#[op2]
pub(crate) fn op_node_gcm_apply(
    encrypt: bool,
    #[buffer] key: &[u8],
    #[buffer] iv: &[u8],
    #[buffer] state: &[u8],
    #[buffer(copy)] mut data: Vec<u8>,
) -> Result<Uint8Array, CryptoError> {
    let mut state = State::read(state).ok_or(STATE)?;
    let gcm = Gcm::new(key, iv).ok_or(LENGTHS)?;
    gcm.apply(&mut state, Direction::from(encrypt), &mut data)
        .ok_or(LENGTHS)?;
    let mut out = state.write();
    out.append(&mut data);
    Ok(out.into())
}

/// The full tag of GCM, 16 bytes.
#[op2]
pub(crate) fn op_node_gcm_tag(
    #[buffer] key: &[u8],
    #[buffer] iv: &[u8],
    #[buffer] state: &[u8],
) -> Result<Uint8Array, CryptoError> {
    let state = State::read(state).ok_or(STATE)?;
    let tag = Gcm::new(key, iv)
        .and_then(|gcm| gcm.tag(state))
        .ok_or(LENGTHS)?;
    Ok(tag.to_vec().into())
}
