//! The `connector` binary.
fn main() {}
