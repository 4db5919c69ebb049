//! What a worker says to its parent, and the other way round: frames of JSON, and messages about connections.
//!
//! An input is a body, to which the length is put, unless it begins with a byte that no JSON begins with: then it is the
//! frame itself.

use connector_host::probe;

/// Reads one input as frames, in both directions.
pub(crate) fn run(bytes: &[u8]) {
    let framed = match bytes.split_first() {
        Some((b'\x01', rest)) => rest.to_vec(),
        _ => {
            let length = u32::try_from(bytes.len()).expect("inputs are short");
            [&length.to_le_bytes(), bytes].concat()
        }
    };
    probe::words(&framed);
    probe::orders(&framed);
    probe::connections(bytes);
}
