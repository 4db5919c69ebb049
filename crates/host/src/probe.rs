//! For fuzzers: what reads the words of a worker that an attacker may control, and of its parent.

use crate::egress::wire;
use crate::frame::{self, Order, Word};

/// Reads bytes as what a worker sends to its parent. How many frames they were.
///
/// What can be read must also be the same after it was written and read once more; panics when it isn't.
#[doc(hidden)]
pub fn words(bytes: &[u8]) -> usize {
    frames::<Word>(bytes)
}

/// Reads bytes as what a parent sends to its worker. How many frames they were.
///
/// Panics as [`words`] does.
#[doc(hidden)]
pub fn orders(bytes: &[u8]) -> usize {
    frames::<Order<'static>>(bytes)
}

/// Reads bytes as what a worker and its parent say to each other about connections. Whether they were a message.
///
/// Panics as [`words`] does.
#[doc(hidden)]
pub fn connections(bytes: &[u8]) -> bool {
    wire::reread(bytes)
}

fn frames<T: serde::Serialize + serde::de::DeserializeOwned>(mut bytes: &[u8]) -> usize {
    let mut count = 0;
    while let Ok(message) = frame::read_now::<T>(&mut bytes) {
        count += 1;
        let Ok(written) = frame::encode(&message) else {
            // Longer than a frame may be: JSON in JSON grows.
            continue;
        };
        let again = frame::read_now::<T>(&mut written.as_slice()).and_then(|m| frame::encode(&m));
        assert_eq!(again.ok(), Some(written), "a frame changed on its way");
    }
    count
}
