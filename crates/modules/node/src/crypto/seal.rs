//! Seals on hash states that JavaScript keeps between calls.
//!
//! A state is the inner counters and words of a hash function. A script that made one up could bring the function into
//! a situation its authors excluded (a counter that overflows), so a state comes with a MAC and is taken back only with it.

use std::sync::OnceLock;

use subtle::ConstantTimeEq;

use super::mac::Mac;

const TAG: usize = 16;

/// One key for the process, made at first use: sealed states never leave it, nor enter the startup snapshot.
fn key() -> Option<&'static [u8; 32]> {
    static KEY: OnceLock<Option<[u8; 32]>> = OnceLock::new();
    KEY.get_or_init(|| {
        let mut key = [0; 32];
        getrandom::fill(&mut key).is_ok().then_some(key)
    })
    .as_ref()
}

fn tag(purpose: u8, bytes: &[u8]) -> Option<[u8; TAG]> {
    let full = Mac::<sha2::Sha256>::new(key()?)
        .chain(&[purpose])
        .chain(bytes)
        .finish();
    full.first_chunk().copied()
}

/// `bytes` with a seal. Without random bytes from the system the seal is missing and [`open`] will refuse.
pub(crate) fn close(purpose: u8, mut bytes: Vec<u8>) -> Vec<u8> {
    if let Some(tag) = tag(purpose, &bytes) {
        bytes.extend_from_slice(&tag);
    }
    bytes
}

/// The bytes that [`close`] sealed for the same purpose; `None` for anything else.
pub(crate) fn open(purpose: u8, sealed: &[u8]) -> Option<&[u8]> {
    let (bytes, seal) = sealed.split_last_chunk::<TAG>()?;
    bool::from(tag(purpose, bytes)?.ct_eq(seal)).then_some(bytes)
}
