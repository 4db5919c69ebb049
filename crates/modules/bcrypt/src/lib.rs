//! `require('bcrypt')` and `require('bcryptjs')`.
//!
//! - `base64`: bcrypt's own alphabet.
//! - `key`: which bytes of a password each minor version reads.
//! - `setting`: `$2b$10$` and its salt, read from a salt or a stored hash.
//! - `lockstep`, `pi`: the work itself, for several keys at once; `hash`: a hash from begin to end, interruptible.
//! - `loom`: which hashings share a thread, in lockstep.
//! - `job`: the work under an invocation's limits; `ops`: its doors to JavaScript; `error`: what scripts may be told.
//! - `01_bcrypt.js`, `02_bcryptjs.js`: what `require` returns. Judges: npm bcrypt 6.0.0 and bcryptjs 3.0.3.
//!
//! Differences from npm, all deliberate: `bcrypt`'s compare takes PHP's `$2y$` for `$2b$`; a cost above the
//! invocation's limit is an error wherever it comes from; a salt with characters outside the alphabet is refused
//! (upstream hashes with uninitialised memory).

mod base64;
mod error;
mod hash;
mod job;
mod key;
mod lockstep;
mod loom;
mod ops;
mod pi;
mod setting;

#[cfg(test)]
mod ops_tests;
#[cfg(test)]
mod vectors;

deno_core::extension!(
    connector_bcrypt,
    ops = [
        ops::op_bcrypt_hash_sync,
        ops::op_bcrypt_hash,
        ops::op_bcrypt_compare_sync,
        ops::op_bcrypt_compare,
        ops::op_bcrypt_digest_sync,
        ops::op_bcrypt_digest,
        ops::op_bcrypt_random_salt,
    ],
    esm = [dir "src", "00_base64.js", "00_later.js", "01_bcrypt.js", "02_bcryptjs.js"],
    docs = "bcrypt and bcryptjs for scripts.",
);
