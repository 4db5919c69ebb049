//! Passwords in and out, rotation, and that every bad ciphertext has one answer.

use aws_lc_rs::rsa::{Pkcs1PublicEncryptingKey, PublicEncryptingKey};
use proptest::prelude::*;

use super::*;

/// A fixed scalar, so that vectors can be checked in.
const SM2_SCALAR: &str = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
/// `correct horse` and `北京 pässword`, encrypted to that scalar's point by the npm package sm-crypto 0.5.8, C1C3C2.
const SM2_VECTORS: [(&str, &str); 2] = [
    (
        "correct horse",
        "23cba285ddf7e83ef5d5f197c6b3c93b85db22a579fd280d2851e82b859a18a0a7962924033204f4499e0f0d434a987c186f281cd222695cc8b8b3639bd10d976a17009a062a5f848e24b3222ee2e0e4724ff3e952324245fa85b410d88b8179010220e11514df5bf41adae8d0",
    ),
    (
        "北京 pässword",
        "f82bbab1fb4b487e00efea5487be618be7bfbbfb4bd88858eee397033b6f8ba815dd76c0812173290a28d8a6c8954dd8cb5afcc95a5ddc9eb5b365eca52786c9cad9c9115b277727e7b6e78d29c54c1e7db04d55652960ebc6da0e787fdffe5a427f1cfcc0941472308d2599b371efc5",
    ),
];

fn material() -> KeyMaterial {
    KeyMaterial::generate().unwrap()
}

fn rsa_encrypt(public: &PublicKeys, plain: &[u8]) -> String {
    let body: String = public
        .rsa
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    let der = STANDARD.decode(body).unwrap();
    let key = Pkcs1PublicEncryptingKey::new(PublicEncryptingKey::from_der(&der).unwrap()).unwrap();
    let mut out = vec![0; key.ciphertext_size()];
    STANDARD.encode(key.encrypt(plain, &mut out).unwrap())
}

fn opened(ring: &Keyring, encryption: Encryption, text: &str) -> Option<String> {
    let plain = ring.decrypt(encryption, text);
    plain.ok().map(|secret| secret.expose().to_owned())
}

#[test]
fn rsa_there_and_back_and_on_rotation() {
    let (old, new) = (material(), material());
    let ring = Keyring::new(std::slice::from_ref(&old)).unwrap();
    let before = rsa_encrypt(ring.public().unwrap(), "pässword".as_bytes());
    assert_eq!(
        opened(&ring, Encryption::Rsa, &before).as_deref(),
        Some("pässword")
    );

    let rotated = Keyring::new(&[new.clone(), old]).unwrap();
    assert_ne!(rotated.public(), ring.public());
    let after = rsa_encrypt(rotated.public().unwrap(), b"new");
    assert_eq!(
        opened(&rotated, Encryption::Rsa, &before).as_deref(),
        Some("pässword")
    );
    assert_eq!(
        opened(&rotated, Encryption::Rsa, &after).as_deref(),
        Some("new")
    );
    let retired = Keyring::new(&[new]).unwrap();
    assert_eq!(opened(&retired, Encryption::Rsa, &before), None);
}

#[test]
fn every_bad_ciphertext_has_one_answer() {
    let ring = Keyring::new(&[material()]).unwrap();
    let public = ring.public().unwrap();
    let good = rsa_encrypt(public, b"x");
    let mut altered = STANDARD.decode(&good).unwrap();
    altered[100] ^= 1;
    let table = [
        String::new(),
        "not base64!".to_owned(),
        STANDARD.encode([0; 255]),
        STANDARD.encode([255; 256]),
        STANDARD.encode(altered),
        rsa_encrypt(public, b""),
        rsa_encrypt(public, b"\xff\xfe"),
        rsa_encrypt(public, b"a\0b"),
        "A".repeat(MAX_CIPHERTEXT + 1),
    ];
    for text in table {
        let error = ring.decrypt(Encryption::Rsa, &text).unwrap_err();
        assert_eq!(error.to_string(), "the password cannot be decrypted");
    }
    for text in ["", "0", "zz", "04", &"ab".repeat(104), &"00".repeat(300)] {
        assert!(ring.decrypt(Encryption::Sm2, text).is_err(), "{text}");
    }
    assert!(Keyring::default().decrypt(Encryption::Rsa, &good).is_err());
}

#[test]
fn sm2_as_the_published_package_writes_it() {
    let mut fixed = material();
    fixed.sm2 = Secret::new(SM2_SCALAR);
    let ring = Keyring::new(&[material(), fixed]).unwrap();
    for (plain, ciphertext) in SM2_VECTORS {
        for text in [
            ciphertext.to_owned(),
            format!("sm2:{ciphertext}"),
            format!("04{ciphertext}"),
            ciphertext.to_uppercase(),
        ] {
            assert_eq!(
                opened(&ring, Encryption::Sm2, &text).as_deref(),
                Some(plain)
            );
        }
        let mut altered = ciphertext.to_owned();
        let last = if altered.pop() == Some('0') { '1' } else { '0' };
        altered.push(last);
        assert_eq!(opened(&ring, Encryption::Sm2, &altered), None);
    }
}

#[test]
fn keys_that_are_none() {
    let good = material();
    let with = |rsa: &str, sm2: &str| {
        let material = KeyMaterial {
            rsa: Secret::new(rsa),
            sm2: Secret::new(sm2),
        };
        Keyring::new(&[material]).unwrap_err()
    };
    let rsa = good.rsa.expose();
    assert_eq!(with("", SM2_SCALAR), KeyError::Rsa);
    assert_eq!(with(&rsa.replace('A', "B"), SM2_SCALAR), KeyError::Rsa);
    assert_eq!(with(rsa, ""), KeyError::Sm2);
    assert_eq!(with(rsa, &"0".repeat(64)), KeyError::Sm2);
    assert_eq!(with(rsa, &"f".repeat(64)), KeyError::Sm2);
    assert!(!format!("{good:?}").contains("PRIVATE"));
}

proptest! {
    #[test]
    fn hexadecimal(bytes in prop::collection::vec(any::<u8>(), 0..40), junk in ".{0,9}") {
        prop_assert_eq!(unhex(&hex(&bytes)), Some(bytes));
        let _ = unhex(&junk);
    }
}
