//! The head of a salt or a stored hash: `$2b$10$` and 22 characters.

use crate::base64;

/// The letter after `$2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Minor {
    /// `$2$`: before a NUL ended the key.
    None,
    /// `$2a$`: with a length counter of 8 bits.
    A,
    /// `$2b$`: what is made today.
    B,
    /// `$2y$`: crypt_blowfish's and PHP's name for `$2b$`.
    Y,
}

impl Minor {
    fn letter(self) -> &'static str {
        match self {
            Self::None => "",
            Self::A => "a",
            Self::B => "b",
            Self::Y => "y",
        }
    }
}

/// Whether `$2y$` counts as a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Php {
    /// It does: when comparing with hashes that another system stored.
    Known,
    /// It doesn't, as in npm bcrypt.
    Unknown,
}

/// What a hash is made with: all but the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Setting {
    /// The minor version.
    pub(crate) minor: Minor,
    /// The binary logarithm of the number of rounds, 4–30.
    pub(crate) cost: u8,
    /// The salt's bytes.
    pub(crate) salt: [u8; 16],
}

impl Setting {
    /// Reads a salt or the head of a hash as npm bcrypt 6.0.0 does (its `ValidateSalt`): a NUL ends the text; any
    /// version character up to `2` counts as 2; the cost is read as `atoi` reads it; what follows the 22nd character
    /// of the salt is ignored. `None` is bcrypt's "Invalid salt", and also where upstream would go on with a salt
    /// that holds characters outside the alphabet.
    pub(crate) fn parse(text: &[u8], php: Php) -> Option<Self> {
        let text = text.split(|byte| *byte == 0).next()?;
        let [b'$', version, rest @ ..] = text else {
            return None;
        };
        // C compares a signed char: bytes from 0x80 on are below '2' too.
        if *version > b'2' && *version < 0x80 {
            return None;
        }
        let (minor, rest) = match rest {
            [b'$', rest @ ..] => (Minor::None, rest),
            // The character after the letter is skipped without a look.
            [b'a', _, rest @ ..] => (Minor::A, rest),
            [b'b', _, rest @ ..] => (Minor::B, rest),
            [b'y', b'$', rest @ ..] if php == Php::Known => (Minor::Y, rest),
            _ => return None,
        };
        let [tens, ones, b'$', salt @ ..] = rest else {
            return None;
        };
        let cost = atoi([*tens, *ones])?;
        if !(4..=30).contains(&cost) {
            return None;
        }
        let salt = base64::decode_salt(salt)?;
        Some(Self { minor, cost, salt })
    }

    /// The canonical head: `$2b$10$` and 22 characters.
    pub(crate) fn head(&self) -> String {
        let mut head = format!("$2{}${:02}$", self.minor.letter(), self.cost);
        base64::encode(&self.salt, &mut head);
        head
    }
}

/// C's `atoi` on two characters: leading blanks, a sign, digits until something else. Negative numbers are `None`.
fn atoi(text: [u8; 2]) -> Option<u8> {
    let blank = |byte: u8| byte == b' ' || (9..=13).contains(&byte);
    let digit = |byte: u8| byte.is_ascii_digit().then(|| byte - b'0');
    let [first, second] = text;
    match (digit(first), digit(second)) {
        (Some(tens), Some(ones)) => Some(tens * 10 + ones),
        (Some(ones), None) => Some(ones),
        (None, Some(ones)) if first == b'+' || blank(first) => Some(ones),
        (None, Some(0)) if first == b'-' => Some(0),
        (None, Some(_)) if first == b'-' => None,
        (None, _) => Some(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SALT: &str = "CCCCCCCCCCCCCCCCCCCCC.";

    fn parsed(head: &str) -> Option<(Minor, u8)> {
        Setting::parse(format!("{head}{SALT}").as_bytes(), Php::Unknown)
            .map(|found| (found.minor, found.cost))
    }

    #[test]
    fn reads_what_bcrypt_reads() {
        assert_eq!(parsed("$2b$10$"), Some((Minor::B, 10)));
        assert_eq!(parsed("$2a$04$"), Some((Minor::A, 4)));
        assert_eq!(parsed("$2$30$"), Some((Minor::None, 30)));
        assert_eq!(parsed("$1b$10$"), Some((Minor::B, 10)));
        assert_eq!(parsed("$2bx10$"), Some((Minor::B, 10)));
        assert_eq!(parsed("$2b$ 5$"), Some((Minor::B, 5)));
        assert_eq!(parsed("$2b$+5$"), Some((Minor::B, 5)));
        assert_eq!(parsed("$2b$5x$"), Some((Minor::B, 5)));
    }

    #[test]
    fn refuses_what_bcrypt_refuses() {
        for head in [
            "", "$", "2b$10$", "$3b$10$", "$2y$10$", "$2x$10$", "$2c$10$", "$2b$03$", "$2b$31$",
            "$2b$99$", "$2b$-5$", "$2b$xx$", "$2b$10", "$2b$100$", "$2b$5$", "$2ab$10$",
        ] {
            assert_eq!(parsed(head), None, "{head}");
        }
        assert_eq!(
            Setting::parse(b"$2b$10$CCCCCCCCCCCCCCCCCCCCC", Php::Unknown),
            None
        );
        assert_eq!(
            Setting::parse(b"$2b$10$CCCCCCCC\0CCCCCCCCCCCCCC.", Php::Unknown),
            None
        );
    }

    #[test]
    fn the_head_is_canonical() {
        let head = |text: &[u8]| Setting::parse(text, Php::Known).unwrap().head();
        assert_eq!(
            head(b"$1$ 5$CCCCCCCCCCCCCCCCCCCCCAzzz"),
            "$2$05$CCCCCCCCCCCCCCCCCCCCC."
        );
        assert_eq!(
            head(b"$2y$12$CCCCCCCCCCCCCCCCCCCCCh"),
            "$2y$12$CCCCCCCCCCCCCCCCCCCCCe"
        );
    }

    #[test]
    fn php_only_where_asked() {
        let text = b"$2y$10$CCCCCCCCCCCCCCCCCCCCC.";
        assert_eq!(
            Setting::parse(text, Php::Known).map(|found| found.minor),
            Some(Minor::Y)
        );
        assert_eq!(Setting::parse(text, Php::Unknown), None);
    }
}
