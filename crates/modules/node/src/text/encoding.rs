//! The encodings of Node's `Buffer`, by number.

use super::{base64, hex, wide};

/// An encoding; its number is what `buffer_encodings.js` passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16Le,
    Latin1,
    Ascii,
    Hex,
    Base64,
    Base64Url,
}

impl Encoding {
    pub(super) fn from_number(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::Utf8,
            1 => Self::Utf16Le,
            2 => Self::Latin1,
            3 => Self::Ascii,
            4 => Self::Hex,
            5 => Self::Base64,
            6 => Self::Base64Url,
            _ => return None,
        })
    }
}

/// A code unit of a V8 string, which is kept as Latin-1 bytes or as UTF-16.
pub(super) trait Unit: Copy {
    fn unit(self) -> u16;

    fn low_byte(self) -> u8 {
        let [low, _] = self.unit().to_le_bytes();
        low
    }
}

impl Unit for u8 {
    fn unit(self) -> u16 {
        u16::from(self)
    }
}

impl Unit for u16 {
    fn unit(self) -> u16 {
        self
    }
}

/// Writes code units into `room` and returns the bytes written. UTF-8 isn't done here: V8 does it itself, because it
/// alone sees whether a string is one-byte inside.
pub(super) fn write<U: Unit>(units: &[U], room: &mut [u8], encoding: Encoding) -> usize {
    match encoding {
        Encoding::Utf8 => 0,
        Encoding::Utf16Le => wide::write(units, room),
        // Node writes ASCII as Latin-1: only reading drops the high bit.
        Encoding::Latin1 | Encoding::Ascii => {
            for (byte, unit) in room.iter_mut().zip(units) {
                *byte = unit.low_byte();
            }
            room.len().min(units.len())
        }
        Encoding::Hex => hex::decode(units, room),
        Encoding::Base64 | Encoding::Base64Url => base64::decode(units, room),
    }
}

/// Bytes as Node's `ascii` reads them: the high bit dropped.
pub(super) fn read_ascii(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| byte & 0x7f).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_byte_encodings_keep_the_low_byte() {
        let mut room = [0; 3];
        assert_eq!(
            write(&[0x161_u16, 0x41, 0xff, 0x42], &mut room, Encoding::Latin1),
            3
        );
        assert_eq!(room, [0x61, 0x41, 0xff]);
        let mut room = [7; 4];
        assert_eq!(write(&[0xe9_u8], &mut room, Encoding::Ascii), 1);
        assert_eq!(room, [0xe9, 7, 7, 7]);
        assert_eq!(read_ascii(&[0xe9, 0x41]), [0x69, 0x41]);
    }

    #[test]
    fn numbers_name_all_encodings_and_nothing_else() {
        let known: Vec<_> = (0..=255).filter_map(Encoding::from_number).collect();
        assert_eq!(known.len(), 7);
        assert_eq!(known.first(), Some(&Encoding::Utf8));
        assert_eq!(known.last(), Some(&Encoding::Base64Url));
    }
}
