//! The Authing V3 face.

pub mod backend;
pub mod json;
pub mod keyring;
pub mod refusal;
pub mod secret;
pub mod signature;
pub mod token;
