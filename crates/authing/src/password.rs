//! Passwords in requests: given, encrypted or generated.

use aws_lc_rs::rand;
use serde_json::Value;

use crate::context::SealedPassword;
use crate::fields::Fields;
use crate::keyring::Encryption;
use crate::refusal::{Reason, Refusal};
use crate::secret::Secret;

/// Reads `passwordEncryptType`.
///
/// # Errors
/// 400 for a type nobody knows.
pub(crate) fn encryption(fields: &mut Fields) -> Result<Option<Encryption>, Refusal> {
    match fields.text("passwordEncryptType")? {
        None => Ok(None),
        Some(name) => match Encryption::by_name(&name) {
            Some(encryption) => Ok(Some(encryption)),
            None => Err(fields.bad("passwordEncryptType")),
        },
    }
}

/// The one of two places where the type stands; documents disagree on which it is.
///
/// # Errors
/// 400 when both are there and differ.
pub(crate) fn one_of(
    top: Option<Encryption>,
    options: Option<Encryption>,
) -> Result<Encryption, Refusal> {
    match (top, options) {
        (Some(top), Some(options)) if top != options => Err(Refusal::bad_request(
            Reason::Together("passwordEncryptType", "options.passwordEncryptType"),
        )),
        (top, options) => Ok(top.or(options).unwrap_or_default()),
    }
}

/// Reads `password`, which is not empty; `prefix` is the JSON pointer of the object it stands in.
///
/// # Errors
/// 400 when it is no text, or empty.
pub(crate) fn sealed(
    fields: &mut Fields,
    encryption: Encryption,
    prefix: &str,
) -> Result<Option<SealedPassword>, Refusal> {
    match fields.text("password")? {
        None => Ok(None),
        Some(text) if text.is_empty() => Err(fields.missing("password")),
        Some(text) => Ok(Some(SealedPassword {
            pointer: format!("{prefix}/password"),
            encryption,
            text: Secret::new(text),
        })),
    }
}

/// Letters and digits that look like no other.
const ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
const LENGTH: usize = 20;

/// A fresh password of 20 letters and digits, some 116 bits, with at least one capital, one small letter and one
/// digit, for rules that want them.
///
/// # Errors
/// 500 when the system gives no random numbers.
pub(crate) fn generate() -> Result<Secret, Refusal> {
    loop {
        let mut text = String::with_capacity(LENGTH);
        while text.len() < LENGTH {
            let mut byte = [0];
            rand::fill(&mut byte).map_err(|_| Refusal::new(500, Reason::Internal))?;
            let [byte] = byte;
            // Of the 256 values as many as the alphabet fits in evenly: no letter is likelier than another.
            let even = 256 - 256 % ALPHABET.len();
            if usize::from(byte) < even
                && let Some(letter) = ALPHABET.get(usize::from(byte) % ALPHABET.len())
            {
                text.push(char::from(*letter));
            }
        }
        let has = |of: fn(&char) -> bool| text.chars().any(|c| of(&c));
        if has(char::is_ascii_uppercase)
            && has(char::is_ascii_lowercase)
            && has(char::is_ascii_digit)
        {
            return Ok(Secret::new(text));
        }
    }
}

/// The password as scripts get it.
pub(crate) fn plain(password: &Secret) -> Value {
    Value::from(password.expose())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn generated_passwords_differ_and_satisfy_common_rules() {
        let many: HashSet<String> = (0..50)
            .map(|_| generate().unwrap().expose().to_owned())
            .collect();
        assert_eq!(many.len(), 50);
        for password in many {
            assert_eq!(password.len(), LENGTH);
            assert!(password.bytes().all(|byte| ALPHABET.contains(&byte)));
            assert!(password.bytes().any(|byte| byte.is_ascii_digit()));
        }
    }

    #[test]
    fn the_type_stands_in_either_place() {
        use Encryption::{None as Plain, Rsa, Sm2};
        assert_eq!(one_of(None, None), Ok(Plain));
        assert_eq!(one_of(Some(Rsa), None), Ok(Rsa));
        assert_eq!(one_of(None, Some(Sm2)), Ok(Sm2));
        assert_eq!(one_of(Some(Rsa), Some(Rsa)), Ok(Rsa));
        assert!(one_of(Some(Rsa), Some(Plain)).is_err());
    }
}
