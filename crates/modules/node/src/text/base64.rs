//! Base64, as lenient as Node: both alphabets, padding optional, foreign characters skipped, the first `=` ends it.

use super::encoding::Unit;

/// Which alphabet [`encode`] writes: the standard one pads with `=`, the URL one doesn't.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Standard,
    Url,
}

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// What isn't a letter of either alphabet.
const FOREIGN: u8 = 0x80;

/// The six bits that each byte stands for, or [`FOREIGN`].
const VALUES: [u8; 256] = {
    let mut values = [FOREIGN; 256];
    let mut letter = 0;
    while letter < 64 {
        values[STANDARD[letter] as usize] = letter as u8;
        values[URL[letter] as usize] = letter as u8;
        letter += 1;
    }
    values
};

fn value(byte: u8) -> u8 {
    VALUES.get(usize::from(byte)).copied().unwrap_or(FOREIGN)
}

/// Writes what `units` stand for until one of them or `room` ends, and returns the bytes written.
pub(super) fn decode<U: Unit>(units: &[U], room: &mut [u8]) -> usize {
    // Four letters, three bytes, as long as nothing else comes.
    let (groups, _) = units.as_chunks::<4>();
    let (slots, _) = room.as_chunks_mut::<3>();
    let mut whole = 0;
    for (slot, group) in slots.iter_mut().zip(groups) {
        let [a, b, c, d] = group.map(|unit| value(unit.low_byte()));
        if (a | b | c | d) & FOREIGN != 0 {
            break;
        }
        *slot = [(a << 2) | (b >> 4), (b << 4) | (c >> 2), (c << 6) | d];
        whole += 1;
    }
    let rest = units.get(whole * 4..).unwrap_or_default();
    whole * 3 + decode_each(rest, room.get_mut(whole * 3..).unwrap_or_default())
}

/// [`decode`], letter by letter.
fn decode_each<U: Unit>(units: &[U], room: &mut [u8]) -> usize {
    let mut values = units
        .iter()
        .map(|unit| unit.low_byte())
        .take_while(|byte| *byte != b'=')
        .map(value)
        .filter(|value| *value != FOREIGN);
    let mut slots = room.iter_mut();
    let mut written = 0;
    let mut put = |byte: u8| {
        let Some(slot) = slots.next() else {
            return false;
        };
        *slot = byte;
        written += 1;
        true
    };
    while let (Some(a), Some(b)) = (values.next(), values.next()) {
        if !put((a << 2) | (b >> 4)) {
            break;
        }
        let Some(c) = values.next() else { break };
        if !put((b << 4) | (c >> 2)) {
            break;
        }
        let Some(d) = values.next() else { break };
        if !put((c << 6) | d) {
            break;
        }
    }
    written
}

/// The text of `bytes`.
pub(super) fn encode(bytes: &[u8], form: Form) -> Vec<u8> {
    let alphabet = match form {
        Form::Standard => STANDARD,
        Form::Url => URL,
    };
    let letter = |bits: u8| {
        alphabet
            .get(usize::from(bits & 63))
            .copied()
            .unwrap_or_default()
    };
    let mut text = Vec::with_capacity(bytes.len().div_ceil(3).saturating_mul(4));
    let (groups, rest) = bytes.as_chunks::<3>();
    for [a, b, c] in groups {
        text.extend([
            letter(a >> 2),
            letter((a << 4) | (b >> 4)),
            letter((b << 2) | (c >> 6)),
            letter(*c),
        ]);
    }
    match rest {
        [a] => text.extend([letter(a >> 2), letter(a << 4)]),
        [a, b] => text.extend([letter(a >> 2), letter((a << 4) | (b >> 4)), letter(b << 2)]),
        _ => {}
    }
    if form == Form::Standard {
        text.resize(text.len().next_multiple_of(4), b'=');
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
    fn the_vectors_of_rfc_4648() {
        for (plain, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode(plain.as_bytes(), Form::Standard), text.as_bytes());
            assert_eq!(
                encode(plain.as_bytes(), Form::Url),
                text.trim_end_matches('=').as_bytes()
            );
            assert_eq!(decoded(text, 9), plain.as_bytes());
        }
    }

    #[test]
    fn both_alphabets_gaps_and_a_full_room() {
        assert_eq!(decoded("-_+/", 9), decoded("+/-_", 9));
        assert_eq!(decoded("Z m\n9-?v", 9), decoded("Zm9-v", 9));
        assert_eq!(decoded("Zm9vYmFy", 4), b"foob");
        assert_eq!(decoded("Z", 9), b"");
        assert_eq!(decoded("Zm8=Zm9v", 9), b"fo");
        let mut room = [0; 3];
        // As in Node, a wide unit is taken for its low byte: U+0120 is skipped like a blank.
        assert_eq!(decode(&[0x5a_u16, 0x120, 0x16d], &mut room), 1);
        assert_eq!(room[0], b'f');
    }

    #[test]
    fn all_lengths_survive_both_ways() {
        let bytes: Vec<u8> = (0..=255).rev().collect();
        for length in 0..bytes.len() {
            for form in [Form::Standard, Form::Url] {
                let mut back = vec![0; length];
                assert_eq!(decode(&encode(&bytes[..length], form), &mut back), length);
                assert_eq!(back, bytes[..length]);
            }
        }
    }
}
