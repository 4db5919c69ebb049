//! What stands behind `require('crypto')` and `globalThis.crypto`.
//!
//! | file | what |
//! | --- | --- |
//! | `digest.rs`, `mac.rs` | hashes and HMAC, with states that JavaScript carries between updates (`seal.rs`) |
//! | `kdf.rs`, `scrypt.rs`, `job.rs` | PBKDF2, HKDF, scrypt; bounded, interruptible, booked |
//! | `cipher.rs`, `gcm.rs` | AES in CBC, ECB, CTR and GCM, Triple-DES in CBC and ECB; nothing kept between calls |
//! | `ops.rs`, `ops_derive.rs` | the doors to JavaScript |

mod cipher;
pub(crate) mod digest;
mod error;
mod gcm;
mod job;
mod kdf;
mod mac;
pub(crate) mod ops;
pub(crate) mod ops_derive;
mod scrypt;
mod seal;

#[cfg(test)]
mod ops_tests;
