//! UTF-8: where it may be cut when it arrives in pieces, and its length in UTF-16.

/// How many bytes at the end of `bytes` begin a character that more bytes could complete: 0 to 3.
///
/// Bytes that no continuation can make well-formed (a lone continuation byte, `c0`, a surrogate's `ed a0`) count as
/// finished: decoding them now gives the same U+FFFDs as decoding them later.
pub(super) fn tail(bytes: &[u8]) -> u32 {
    for back in 1..=bytes.len().min(3) {
        let Some(end) = bytes.get(bytes.len() - back..) else {
            return 0;
        };
        let Some(&lead) = end.first() else { return 0 };
        if (0x80..=0xbf).contains(&lead) {
            continue;
        }
        return match std::str::from_utf8(end) {
            Err(error) if error.valid_up_to() == 0 && error.error_len().is_none() => {
                u32::try_from(back).unwrap_or(0)
            }
            _ => 0,
        };
    }
    0
}

/// How many UTF-16 code units `bytes` stand for: one a character, two for those of four bytes.
pub(super) fn utf16_length(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .map(|byte| usize::from((*byte & 0xc0) != 0x80) + usize::from(*byte >= 0xf0))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_in_utf_16() {
        for text in [
            "",
            "abc",
            "\u{e9}\u{20ac}",
            "a\u{1f600}b\u{10ffff}",
            "\u{fffd}",
        ] {
            assert_eq!(
                utf16_length(text.as_bytes()),
                text.encode_utf16().count(),
                "{text}"
            );
        }
    }

    #[test]
    fn only_what_may_still_become_a_character_waits() {
        for (bytes, waiting) in [
            (&b""[..], 0),
            (b"abc", 0),
            ("\u{e9}".as_bytes(), 0),
            (b"a\xc3", 1),
            (b"\xe2\x82", 2),
            (b"\xe2\x82\xac", 0),
            (b"x\xf0\x9f\x98", 3),
            (b"\xf0\x9f", 2),
            (b"\x80\x80\x80\x80", 0),
            (b"\xed\xa0", 0),
            (b"\xc0", 0),
            (b"\xf5", 0),
            (b"\xf4\x90", 0),
            (b"\xe2\x82\xe2", 1),
        ] {
            assert_eq!(tail(bytes), waiting, "{bytes:x?}");
        }
    }

    #[test]
    fn cutting_at_the_tail_never_changes_the_text() {
        // All sequences of four bytes from a set that holds each kind of lead and continuation.
        let kinds = [
            0x41, 0x80, 0x90, 0xa0, 0xbf, 0xc0, 0xc3, 0xe0, 0xe2, 0xed, 0xf0, 0xf1, 0xf4, 0xf5,
        ];
        for a in kinds {
            for b in kinds {
                for c in kinds {
                    for d in kinds {
                        let all = [a, b, c, d];
                        let whole = String::from_utf8_lossy(&all);
                        for cut in 1..4 {
                            let head = cut - tail(&all[..cut]) as usize;
                            let pieces = [
                                String::from_utf8_lossy(&all[..head]),
                                String::from_utf8_lossy(&all[head..]),
                            ]
                            .concat();
                            assert_eq!(pieces, whole, "{all:x?} cut at {head}");
                        }
                    }
                }
            }
        }
    }
}
