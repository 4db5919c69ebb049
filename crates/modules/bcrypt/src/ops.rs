//! The doors to JavaScript. Scripts can reach them with any value: all is checked here or below.

use std::future::Future;

use connector_capability::Capabilities;
use deno_core::{OpState, convert::Uint8Array, op2};

use crate::error::BcryptError;
use crate::hash::{self, Stored};
use crate::job::Job;
use crate::key::Key;
use crate::setting::{Php, Setting};

fn lent(state: &OpState) -> Result<Capabilities, BcryptError> {
    state
        .try_borrow::<Capabilities>()
        .cloned()
        .ok_or(BcryptError::NoInvocation)
}

/// `None`: not a salt.
fn hash_job(
    state: &OpState,
    password: &[u8],
    salt: &[u8],
) -> Result<Option<(Setting, Job)>, BcryptError> {
    let Some(setting) = Setting::parse(salt, Php::Unknown) else {
        return Ok(None);
    };
    let key = Key::of_password(password, setting.minor);
    let job = Job::new(key, setting.salt, setting.cost, lent(state)?)?;
    Ok(Some((setting, job)))
}

/// `None`: no password can match.
fn compare_job(
    state: &OpState,
    password: &[u8],
    hash: &[u8],
) -> Result<Option<(Stored, Job)>, BcryptError> {
    let Some(stored) = Stored::parse(hash) else {
        return Ok(None);
    };
    let setting = &stored.setting;
    let key = Key::of_password(password, setting.minor);
    let job = Job::new(key, setting.salt, setting.cost, lent(state)?)?;
    Ok(Some((stored, job)))
}

fn digest_job(state: &OpState, key: &[u8], salt: &[u8], cost: u32) -> Result<Job, BcryptError> {
    let salt = salt.try_into().map_err(|_| BcryptError::SaltLength)?;
    let cost = u8::try_from(cost).unwrap_or(u8::MAX);
    Job::new(Key::of_bytes(key), salt, cost, lent(state)?)
}

/// The hash of `password` (UTF-8 or raw bytes) with the setting in `salt` (text, as bytes); empty when that is no salt.
#[op2]
#[string]
pub(crate) fn op_bcrypt_hash_sync(
    state: &mut OpState,
    #[buffer] password: &[u8],
    #[buffer] salt: &[u8],
) -> Result<String, BcryptError> {
    match hash_job(state, password, salt)? {
        Some((setting, job)) => Ok(hash::text(&setting, &job.run()?)),
        None => Ok(String::new()),
    }
}

/// As [`op_bcrypt_hash_sync`], beside the isolate's thread.
#[op2]
#[string]
pub(crate) fn op_bcrypt_hash(
    state: &mut OpState,
    #[buffer] password: &[u8],
    #[buffer] salt: &[u8],
) -> impl Future<Output = Result<String, BcryptError>> + use<> {
    let job = hash_job(state, password, salt);
    async move {
        match job? {
            Some((setting, job)) => Ok(hash::text(&setting, &job.run_beside().await?)),
            None => Ok(String::new()),
        }
    }
}

/// Whether `password` gives `hash` (text, as bytes). Malformed hashes are false.
#[op2(fast)]
pub(crate) fn op_bcrypt_compare_sync(
    state: &mut OpState,
    #[buffer] password: &[u8],
    #[buffer] hash: &[u8],
) -> Result<bool, BcryptError> {
    match compare_job(state, password, hash)? {
        Some((stored, job)) => Ok(stored.matches(&job.run()?)),
        None => Ok(false),
    }
}

/// As [`op_bcrypt_compare_sync`], beside the isolate's thread.
#[op2]
pub(crate) fn op_bcrypt_compare(
    state: &mut OpState,
    #[buffer] password: &[u8],
    #[buffer] hash: &[u8],
) -> impl Future<Output = Result<bool, BcryptError>> + use<> {
    let job = compare_job(state, password, hash);
    async move {
        match job? {
            Some((stored, job)) => Ok(stored.matches(&job.run_beside().await?)),
            None => Ok(false),
        }
    }
}

/// The bare digest, 23 bytes, for bcryptjs: `key` as it is, a salt of 16 bytes, 2^`cost` rounds.
#[op2]
pub(crate) fn op_bcrypt_digest_sync(
    state: &mut OpState,
    #[buffer] key: &[u8],
    #[buffer] salt: &[u8],
    cost: u32,
) -> Result<Uint8Array, BcryptError> {
    Ok(digest_job(state, key, salt, cost)?.run()?.to_vec().into())
}

/// As [`op_bcrypt_digest_sync`], beside the isolate's thread.
#[op2]
pub(crate) fn op_bcrypt_digest(
    state: &mut OpState,
    #[buffer] key: &[u8],
    #[buffer] salt: &[u8],
    cost: u32,
) -> impl Future<Output = Result<Uint8Array, BcryptError>> + use<> {
    let job = digest_job(state, key, salt, cost);
    async move { Ok(job?.run_beside().await?.to_vec().into()) }
}

/// 16 bytes from the operating system.
#[op2]
pub(crate) fn op_bcrypt_random_salt() -> Result<Uint8Array, BcryptError> {
    let mut salt = vec![0u8; 16];
    getrandom::fill(&mut salt).map_err(|_| BcryptError::Random)?;
    Ok(salt.into())
}
