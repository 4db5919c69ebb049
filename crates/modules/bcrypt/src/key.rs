//! Which bytes of a password the key schedule reads.

use zeroize::Zeroizing;

use crate::setting::Minor;

/// The key schedule reads 18 words, so no byte after these counts.
const MAX_KEY: usize = 72;

/// The bytes that the key schedule cycles through: 1 to 72 of them. Wiped when dropped; has no `Debug`.
#[derive(Clone)]
pub(crate) struct Key(Zeroizing<Vec<u8>>);

impl Key {
    /// The key of npm bcrypt 6.0.0, which took over OpenBSD's history of length counters:
    ///
    /// - `$2b$` (and PHP's `$2y$`): the first 72 bytes, then a NUL if there is room left.
    /// - `$2a$`: the same, but the length, NUL included, is counted in 8 bits. 255 bytes make a length of zero, which
    ///   the schedule reads as the first byte over and over; 300 bytes are cut to 45, without a NUL.
    /// - `$2$`: no NUL; the length wraps in 8 bits too.
    ///
    /// NUL bytes inside the password are bytes like any other.
    pub(crate) fn of_password(password: &[u8], minor: Minor) -> Self {
        let length = match minor {
            Minor::None => password.len() & 0xff,
            Minor::A => password.len().wrapping_add(1) & 0xff,
            Minor::B | Minor::Y => password.len().min(MAX_KEY) + 1,
        };
        // A length of zero reads the byte at 0, which for an empty password is the NUL that ends a C string.
        let length = length.clamp(1, MAX_KEY);
        let bytes = password.iter().copied().chain([0]).take(length).collect();
        Self(Zeroizing::new(bytes))
    }

    /// The bytes as they are, cut at 72; none at all count as one NUL. This is how bcryptjs 3.0.3 reads a key, whose
    /// caller has appended the NUL where the version asks for one.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Self {
        Self(Zeroizing::new(match bytes {
            [] => vec![0],
            bytes => bytes.iter().copied().take(MAX_KEY).collect(),
        }))
    }

    /// Never empty.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counting(length: usize) -> Vec<u8> {
        (0..length).map(|at| at as u8 | 0x80).collect()
    }

    #[test]
    fn b_and_y_read_72_bytes() {
        for minor in [Minor::B, Minor::Y] {
            assert_eq!(Key::of_password(b"", minor).bytes(), [0]);
            assert_eq!(Key::of_password(b"a\0b", minor).bytes(), b"a\0b\0");
            assert_eq!(
                Key::of_password(&counting(71), minor).bytes().last(),
                Some(&0)
            );
            for length in [72, 73, 254, 255, 256, 300, 1000] {
                assert_eq!(
                    Key::of_password(&counting(length), minor).bytes(),
                    counting(72)
                );
            }
        }
    }

    #[test]
    fn a_wraps_at_256() {
        let key = |length| {
            Key::of_password(&counting(length), Minor::A)
                .bytes()
                .to_vec()
        };
        assert_eq!(key(0), [0]);
        assert_eq!(key(71).last(), Some(&0));
        assert_eq!(key(254), counting(72));
        assert_eq!(key(255), [0x80]);
        assert_eq!(key(256), [0x80]);
        assert_eq!(key(257), [0x80, 0x81]);
        assert_eq!(key(300), counting(45));
        assert_eq!(key(511), [0x80]);
    }

    #[test]
    fn without_a_minor_there_is_no_nul() {
        let key = |length| {
            Key::of_password(&counting(length), Minor::None)
                .bytes()
                .to_vec()
        };
        assert_eq!(key(0), [0]);
        assert_eq!(key(3), counting(3));
        assert_eq!(key(255), counting(72));
        assert_eq!(key(256), [0x80]);
        assert_eq!(key(258), [0x80, 0x81]);
    }

    #[test]
    fn plain_bytes_are_never_empty() {
        assert_eq!(Key::of_bytes(b"").bytes(), [0]);
        assert_eq!(Key::of_bytes(b"ab\0").bytes(), b"ab\0");
        assert_eq!(Key::of_bytes(&counting(300)).bytes(), counting(72));
    }
}
