//! Key derivation under the limits of its invocation.

use std::sync::Arc;

use connector_capability::Capabilities;
use connector_capability::meter::{Wait, Waiting};

use super::digest::Algorithm;
use super::error::CryptoError;
use super::kdf;
use super::scrypt::{self, Cost, MAX_MEMORY, MAX_WORK, Refusal};

/// HMACs of one PBKDF2, that is iterations times blocks of output: several seconds of work. Stores that people use ask
/// for some hundred thousand.
pub(crate) const MAX_ITERATIONS: u64 = 10_000_000;
/// A derived key in bytes.
pub(crate) const MAX_LENGTH: u64 = 1 << 20;
/// A salt in bytes: it waits in our memory until there is a permit.
pub(crate) const MAX_SALT: u64 = 64 << 10;

/// One derivation, with all it needs copied out of JavaScript's memory. Has no `Debug`: it holds a password.
#[derive(Clone)]
pub(crate) enum Derivation {
    Pbkdf2 {
        algorithm: Algorithm,
        password: Vec<u8>,
        salt: Vec<u8>,
        iterations: u32,
        length: usize,
    },
    Scrypt {
        password: Vec<u8>,
        salt: Vec<u8>,
        cost: Cost,
        length: usize,
    },
}

fn at_most(what: &'static str, asked: u64, limit: u64) -> Result<(), CryptoError> {
    if asked > limit {
        Err(CryptoError::Limit { what, asked, limit })
    } else {
        Ok(())
    }
}

impl Derivation {
    /// # Errors
    /// When it would take more than the bounds above.
    pub(crate) fn pbkdf2(
        algorithm: Algorithm,
        password: &[u8],
        salt: &[u8],
        iterations: u32,
        length: u32,
    ) -> Result<Self, CryptoError> {
        at_most("pbkdf2 key length in bytes", length.into(), MAX_LENGTH)?;
        at_most("pbkdf2 salt length in bytes", salt.len() as u64, MAX_SALT)?;
        let blocks = (length as usize).div_ceil(kdf::digest_length(algorithm).max(1)) as u64;
        at_most(
            "pbkdf2 iterations (times blocks of output)",
            blocks * u64::from(iterations),
            MAX_ITERATIONS,
        )?;
        Ok(Self::Pbkdf2 {
            algorithm,
            password: kdf::short_key(algorithm, password),
            salt: salt.to_vec(),
            iterations,
            length: length as usize,
        })
    }

    /// # Errors
    /// When it would take more than the bounds above or in [`scrypt`], or OpenSSL would refuse it.
    pub(crate) fn scrypt(
        password: &[u8],
        salt: &[u8],
        cost: Cost,
        maxmem: u64,
        length: u32,
    ) -> Result<Self, CryptoError> {
        at_most("scrypt key length in bytes", length.into(), MAX_LENGTH)?;
        at_most("scrypt salt length in bytes", salt.len() as u64, MAX_SALT)?;
        if refused_by_openssl(cost, maxmem)?.is_some() {
            return Err(CryptoError::Argument("a scrypt cost that OpenSSL accepts"));
        }
        Ok(Self::Scrypt {
            password: kdf::short_key(Algorithm::Sha256, password),
            salt: salt.to_vec(),
            cost,
            length: length as usize,
        })
    }

    fn derive(
        &self,
        go_on: &mut dyn FnMut() -> Result<(), CryptoError>,
    ) -> Result<Vec<u8>, CryptoError> {
        match self {
            Self::Pbkdf2 {
                algorithm,
                password,
                salt,
                iterations,
                length,
            } => kdf::pbkdf2(*algorithm, password, salt, *iterations, *length, go_on),
            Self::Scrypt {
                password,
                salt,
                cost,
                length,
            } => scrypt::scrypt(password, salt, *cost, *length, go_on),
        }
    }

    /// Works until done or the invocation is over.
    fn work(&self, lent: &Capabilities) -> Result<Vec<u8>, CryptoError> {
        self.derive(&mut || {
            if lent.over.is_cancelled() || lent.remaining().is_zero() {
                Err(CryptoError::Over)
            } else {
                Ok(())
            }
        })
    }

    /// Works on the isolate's own thread; its CPU limit leaves this time out.
    pub(crate) fn run(&self, lent: &Capabilities) -> Result<Vec<u8>, CryptoError> {
        let _stretching = lent.meter.begin_stretching();
        self.work(lent)
    }

    /// Works on another thread, as soon as there is a permit.
    pub(crate) async fn run_beside(self, lent: Capabilities) -> Result<Vec<u8>, CryptoError> {
        let _pending = lent.begin_op()?;
        let _waiting = Waiting::begin(Arc::clone(&lent.meter), Wait::Bcrypt);
        let over = lent.over.clone();
        let deadline = lent.deadline;
        let tasks = lent.tasks.clone();
        let work = async {
            let permit = lent.permits.acquire().await.ok_or(CryptoError::Over)?;
            let done = tasks.spawn_blocking(move || {
                // Held by the thread, not by the waiter: a waiter that gave up doesn't make the core free.
                let _permit = permit;
                self.work(&lent)
            });
            done.await.map_err(|_| CryptoError::Over)?
        };
        tokio::select! {
            biased;
            () = over.cancelled() => Err(CryptoError::Over),
            done = tokio::time::timeout_at(deadline.into(), work) => done.map_err(|_| CryptoError::Over)?,
        }
    }
}

/// `Some` when OpenSSL refuses the cost: Node has its own errors for that, which the shim makes.
///
/// # Errors
/// When OpenSSL would run it and we don't.
pub(crate) fn refused_by_openssl(cost: Cost, maxmem: u64) -> Result<Option<Refusal>, CryptoError> {
    match cost.check(maxmem) {
        Ok(()) => Ok(None),
        Err(refusal @ (Refusal::Params | Refusal::MaxMem)) => Ok(Some(refusal)),
        Err(Refusal::Memory(asked)) => Err(CryptoError::Limit {
            what: "scrypt memory in bytes",
            asked,
            limit: MAX_MEMORY,
        }),
        Err(Refusal::Work(asked)) => Err(CryptoError::Limit {
            what: "scrypt work (N * r * p)",
            asked,
            limit: MAX_WORK,
        }),
    }
}
