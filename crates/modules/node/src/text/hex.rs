//! Hexadecimal, as lenient as Node.

use super::encoding::Unit;

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// Writes one byte a pair and stops at the first pair that isn't two digits, at an odd last digit, or when full.
pub(super) fn decode<U: Unit>(units: &[U], room: &mut [u8]) -> usize {
    let mut written = 0;
    for (byte, pair) in room.iter_mut().zip(units.chunks_exact(2)) {
        let [high, low] = pair else { break };
        let (Some(high), Some(low)) = (digit(high.low_byte()), digit(low.low_byte())) else {
            break;
        };
        *byte = (high << 4) | low;
        written += 1;
    }
    written
}

/// Two lower-case digits a byte.
pub(super) fn encode(bytes: &[u8]) -> Vec<u8> {
    const fn digit(value: u8) -> u8 {
        if value < 10 {
            b'0' + value
        } else {
            b'a' + value - 10
        }
    }
    let mut text = vec![0; bytes.len().saturating_mul(2)];
    let (pairs, _) = text.as_chunks_mut::<2>();
    for (pair, byte) in pairs.iter_mut().zip(bytes) {
        *pair = [digit(byte >> 4), digit(byte & 15)];
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str, room: usize) -> Vec<u8> {
        let mut bytes = vec![0; room];
        let written = decode(text.as_bytes(), &mut bytes);
        bytes.truncate(written);
        bytes
    }

    #[test]
    fn decoding_stops_at_the_first_bad_pair() {
        assert_eq!(decoded("abc", 8), [0xab]);
        assert_eq!(decoded("zz", 8), b"");
        assert_eq!(decoded("12z4ff", 8), [0x12]);
        assert_eq!(decoded("A1fF00", 2), [0xa1, 0xff]);
        let mut one = [0];
        assert_eq!(decode(&[0x14a_u16, 0x30], &mut one), 0);
        // As in Node, a wide unit is taken for its low byte.
        assert_eq!(decode(&[0x161_u16, 0x30], &mut one), 1);
        assert_eq!(one, [0xa0]);
    }

    #[test]
    fn all_bytes_survive_both_ways() {
        let all: Vec<u8> = (0..=255).collect();
        let text = encode(&all);
        assert_eq!(&text[..6], b"000102");
        let mut back = vec![0; 256];
        assert_eq!(decode(&text, &mut back), 256);
        assert_eq!(back, all);
    }
}
