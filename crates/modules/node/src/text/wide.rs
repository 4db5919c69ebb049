//! UTF-16, little endian, lone surrogates included.

use super::encoding::Unit;

/// Writes whole code units only: an odd last byte of `room` stays as it was.
pub(super) fn write<U: Unit>(units: &[U], room: &mut [u8]) -> usize {
    let (pairs, _) = room.as_chunks_mut::<2>();
    for (pair, unit) in pairs.iter_mut().zip(units) {
        *pair = unit.unit().to_le_bytes();
    }
    pairs.len().min(units.len()).saturating_mul(2)
}

/// The code units of `bytes`; an odd last byte is left out.
pub(super) fn read(bytes: &[u8]) -> Vec<u16> {
    let (pairs, _) = bytes.as_chunks::<2>();
    pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_units_only() {
        let mut room = [9; 5];
        assert_eq!(write(&[0xd83d_u16, 0xde00, 0x41], &mut room), 4);
        assert_eq!(room, [0x3d, 0xd8, 0x00, 0xde, 9]);
        assert_eq!(read(&room), [0xd83d, 0xde00]);
        let mut room = [9; 5];
        assert_eq!(write(b"a", &mut room), 2);
        assert_eq!(room, [0x61, 0, 9, 9, 9]);
    }
}
