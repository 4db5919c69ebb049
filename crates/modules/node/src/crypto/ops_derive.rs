//! Ops of key derivation: passwords in, keys out.

use std::future::Future;

use connector_capability::Capabilities;
use deno_core::{OpState, convert::Uint8Array, op2};

use super::digest::Algorithm;
use super::error::CryptoError;
use super::job::{Derivation, refused_by_openssl};
use super::kdf;
use super::ops::algorithm;
use super::scrypt::{Cost, Refusal};

fn lent(state: &OpState) -> Result<Capabilities, CryptoError> {
    state
        .try_borrow::<Capabilities>()
        .cloned()
        .ok_or(CryptoError::NoInvocation)
}

fn run(
    state: &OpState,
    derivation: Result<Derivation, CryptoError>,
) -> Result<Uint8Array, CryptoError> {
    Ok(derivation?.run(&lent(state)?)?.into())
}

fn run_beside(
    state: &OpState,
    derivation: Result<Derivation, CryptoError>,
) -> impl Future<Output = Result<Uint8Array, CryptoError>> + use<> {
    let lent = lent(state);
    async move { Ok(derivation?.run_beside(lent?).await?.into()) }
}

fn pbkdf2(
    name: &str,
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    length: u32,
) -> Result<Derivation, CryptoError> {
    Derivation::pbkdf2(algorithm(name)?, password, salt, iterations, length)
}

/// PBKDF2 on this thread.
#[op2]
pub(crate) fn op_node_pbkdf2_derive_sync(
    state: &mut OpState,
    #[string] name: &str,
    #[buffer] password: &[u8],
    #[buffer] salt: &[u8],
    iterations: u32,
    length: u32,
) -> Result<Uint8Array, CryptoError> {
    run(state, pbkdf2(name, password, salt, iterations, length))
}

/// PBKDF2 beside the isolate's thread.
#[op2]
pub(crate) fn op_node_pbkdf2_derive(
    state: &mut OpState,
    #[string] name: &str,
    #[buffer] password: &[u8],
    #[buffer] salt: &[u8],
    iterations: u32,
    length: u32,
) -> impl Future<Output = Result<Uint8Array, CryptoError>> + use<> {
    run_beside(state, pbkdf2(name, password, salt, iterations, length))
}

/// 0: fine. 1: OpenSSL finds the numbers senseless. 2: OpenSSL finds them above `maxmem`.
#[op2(fast)]
pub(crate) fn op_node_scrypt_check(
    n: u32,
    r: u32,
    p: u32,
    maxmem: f64,
) -> Result<u32, CryptoError> {
    Ok(match refused_by_openssl(Cost { n, r, p }, maxmem as u64)? {
        None => 0,
        Some(Refusal::Params) => 1,
        Some(_) => 2,
    })
}

/// scrypt on this thread.
#[op2]
#[allow(
    clippy::too_many_arguments,
    reason = "the numbers of scrypt, one by one"
)]
pub(crate) fn op_node_scrypt_derive_sync(
    state: &mut OpState,
    #[buffer] password: &[u8],
    #[buffer] salt: &[u8],
    n: u32,
    r: u32,
    p: u32,
    maxmem: f64,
    length: u32,
) -> Result<Uint8Array, CryptoError> {
    run(
        state,
        Derivation::scrypt(password, salt, Cost { n, r, p }, maxmem as u64, length),
    )
}

/// scrypt beside the isolate's thread.
#[op2]
#[allow(
    clippy::too_many_arguments,
    reason = "the numbers of scrypt, one by one"
)]
pub(crate) fn op_node_scrypt_derive(
    state: &mut OpState,
    #[buffer] password: &[u8],
    #[buffer] salt: &[u8],
    n: u32,
    r: u32,
    p: u32,
    maxmem: f64,
    length: u32,
) -> impl Future<Output = Result<Uint8Array, CryptoError>> + use<> {
    run_beside(
        state,
        Derivation::scrypt(password, salt, Cost { n, r, p }, maxmem as u64, length),
    )
}

/// HKDF; empty when `length` is more than 255 digests.
#[op2]
pub(crate) fn op_node_hkdf_derive(
    #[string] name: &str,
    #[buffer] key: &[u8],
    #[buffer] salt: &[u8],
    #[buffer] info: &[u8],
    length: u32,
) -> Result<Uint8Array, CryptoError> {
    let algorithm: Algorithm = algorithm(name)?;
    Ok(kdf::hkdf(algorithm, key, salt, info, length as usize)
        .unwrap_or_default()
        .into())
}
