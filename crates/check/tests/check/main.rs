//! The findings, on scripts that have them and on scripts that have none.

mod fixes;
mod ignores;
mod mutated;
mod places;
mod support;
mod traps;
