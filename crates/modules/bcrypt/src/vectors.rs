//! Hashes that the real packages made (tests/differential/bcrypt writes the file) against the Rust core.

use std::convert::Infallible;

use crate::hash::{Stored, digest, text};
use crate::key::Key;
use crate::setting::{Minor, Php, Setting};

struct Vector {
    package: String,
    password: Vec<u8>,
    salt: String,
    hash: String,
}

fn vectors() -> Vec<Vector> {
    let all: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("../testdata/vectors.json")).unwrap();
    let field = |vector: &serde_json::Value, name: &str| vector[name].as_str().unwrap().to_owned();
    let bytes = |hex: String| {
        (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect()
    };
    all.iter()
        .map(|vector| Vector {
            package: field(vector, "package"),
            password: bytes(field(vector, "password")),
            salt: field(vector, "salt"),
            hash: field(vector, "hash"),
        })
        .collect()
}

/// bcryptjs appends a NUL where there is a minor version, and counts nothing in 8 bits.
fn key_of(vector: &Vector, minor: Minor) -> Key {
    if vector.package == "bcrypt" {
        return Key::of_password(&vector.password, minor);
    }
    let mut bytes = vector.password.clone();
    if minor != Minor::None {
        bytes.push(0);
    }
    Key::of_bytes(&bytes)
}

#[test]
fn hashes_equal_those_of_the_real_packages() {
    let vectors = vectors();
    assert!(vectors.len() > 500);
    for vector in &vectors {
        let setting = Setting::parse(vector.salt.as_bytes(), Php::Known).unwrap();
        let key = key_of(vector, setting.minor);
        let Ok(digest) = digest::<Infallible>(&key, &setting.salt, setting.cost, || Ok(()));
        assert_eq!(
            text(&setting, &digest),
            vector.hash,
            "{} {:02x?}",
            vector.package,
            vector.password
        );
        assert!(
            Stored::parse(vector.hash.as_bytes())
                .unwrap()
                .matches(&digest)
        );
    }
}

#[test]
fn a_php_hash_is_read_as_2b() {
    let vector = vectors()
        .into_iter()
        .find(|vector| vector.salt.starts_with("$2b$"))
        .unwrap();
    let stored = Stored::parse(vector.hash.replace("$2b$", "$2y$").as_bytes()).unwrap();
    let key = Key::of_password(&vector.password, stored.setting.minor);
    let Ok(digest) =
        digest::<Infallible>(&key, &stored.setting.salt, stored.setting.cost, || Ok(()));
    assert!(stored.matches(&digest));
}
