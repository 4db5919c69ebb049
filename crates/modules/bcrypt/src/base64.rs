//! bcrypt's base64: its own alphabet, no padding, most significant bits first.

const ALPHABET: &[u8; 64] = b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Appends `bytes` in bcrypt's alphabet. Unused low bits of the last character are zero.
pub(crate) fn encode(bytes: &[u8], out: &mut String) {
    for group in bytes.chunks(3) {
        let word = group.iter().enumerate().fold(0u32, |word, (at, byte)| {
            word | u32::from(*byte) << (16 - 8 * at)
        });
        // n bytes need n + 1 characters of six bits.
        for at in 0..=group.len() {
            let index = (word >> (18 - 6 * at)) & 0x3f;
            out.push(char::from(ALPHABET[index as usize]));
        }
    }
}

/// The value of one character, 0–63.
fn value(character: u8) -> Option<u32> {
    Some(match character {
        b'.' => 0,
        b'/' => 1,
        b'A'..=b'Z' => u32::from(character - b'A') + 2,
        b'a'..=b'z' => u32::from(character - b'a') + 28,
        b'0'..=b'9' => u32::from(character - b'0') + 54,
        _ => return None,
    })
}

/// Reads 16 bytes from 22 characters; the last character's low four bits are ignored, as everywhere.
/// `None` when a character is outside the alphabet or there are fewer than 22; further ones aren't looked at.
pub(crate) fn decode_salt(text: &[u8]) -> Option<[u8; 16]> {
    let text = text.get(..22)?;
    let mut salt = [0u8; 16];
    let mut bits = 0u32;
    let mut held = 0u32;
    let mut bytes = salt.iter_mut();
    for &character in text {
        bits = (bits << 6) | value(character)?;
        held += 6;
        if held >= 8 {
            held -= 8;
            if let Some(byte) = bytes.next() {
                *byte = ((bits >> held) & 0xff) as u8;
            }
            bits &= (1 << held) - 1;
        }
    }
    Some(salt)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(bytes: &[u8]) -> String {
        let mut out = String::new();
        encode(bytes, &mut out);
        out
    }

    #[test]
    fn encodes_every_length() {
        assert_eq!(encoded(&[]), "");
        assert_eq!(encoded(&[0]), "..");
        assert_eq!(encoded(&[0xff]), "9u");
        assert_eq!(encoded(&[0xff, 0xff]), "996");
        assert_eq!(encoded(&[0xff, 0xff, 0xff]), "9999");
        assert_eq!(encoded(&[0x10, 0x41, 0x04, 0x10]), "CCCCC.");
    }

    #[test]
    fn decoding_undoes_encoding() {
        let salt: [u8; 16] = std::array::from_fn(|at| (at as u8).wrapping_mul(37).wrapping_add(11));
        assert_eq!(decode_salt(encoded(&salt).as_bytes()), Some(salt));
    }

    #[test]
    fn the_last_character_gives_two_bits() {
        let plain = decode_salt(b"CCCCCCCCCCCCCCCCCCCCC.");
        assert!(plain.is_some());
        assert_eq!(decode_salt(b"CCCCCCCCCCCCCCCCCCCCCA"), plain);
        assert_eq!(decode_salt(b"CCCCCCCCCCCCCCCCCCCCCM"), plain);
        assert_ne!(decode_salt(b"CCCCCCCCCCCCCCCCCCCCCh"), plain);
        assert_eq!(decode_salt(b"CCCCCCCCCCCCCCCCCCCCC.junk"), plain);
    }

    #[test]
    fn refuses_what_is_not_a_salt() {
        assert_eq!(decode_salt(b"CCCCCCCCCCCCCCCCCCCCC"), None);
        assert_eq!(decode_salt(b"CCCCCCCCCC+CCCCCCCCCC."), None);
        assert_eq!(decode_salt("CCCCCCCCCC\u{e9}CCCCCCCCC.".as_bytes()), None);
    }
}
