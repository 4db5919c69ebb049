//! Dev-only: fixtures and helpers for the tests of the other crates.
