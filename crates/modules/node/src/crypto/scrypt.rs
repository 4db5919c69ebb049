//! scrypt (RFC 7914), interruptible: the usual crates run all of it in one go, up to seconds.

use super::kdf::pbkdf2_with;

/// What is asked for. Checked by [`Cost::check`] and nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cost {
    /// N: passes and blocks of memory; a power of two.
    pub(crate) n: u32,
    /// r: size of a block in 128 bytes.
    pub(crate) r: u32,
    /// p: independent lanes, one after another.
    pub(crate) p: u32,
}

/// Memory that one derivation may take: twice what Node allows by default.
pub(crate) const MAX_MEMORY: u64 = 64 << 20;
/// N * r * p that one derivation may ask for: sixteen times Node's default, about half a second to a second.
pub(crate) const MAX_WORK: u64 = 1 << 21;

/// Why a cost is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// N is no power of two above 1, or r or p is zero.
    Params,
    /// OpenSSL's "memory limit exceeded": more than `maxmem`, or numbers that no limit allows.
    MaxMem,
    /// Above [`MAX_MEMORY`]; the bytes it would take.
    Memory(u64),
    /// Above [`MAX_WORK`]; what N * r * p is.
    Work(u64),
}

impl Cost {
    /// Whether OpenSSL 3 would run this within `maxmem` bytes, and we would too. The order of checks is OpenSSL's.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub(crate) fn check(self, maxmem: u64) -> Result<(), Refusal> {
        let [n, r, p] = [self.n, self.r, self.p].map(u64::from);
        if r == 0 || p == 0 || n < 2 || !n.is_power_of_two() {
            return Err(Refusal::Params);
        }
        // Three factors below 2^32 and their products with 128: u128 can't overflow.
        let lanes = u128::from(p) * 128 * u128::from(r);
        let table = u128::from(r) * 128 * (u128::from(n) + 2);
        let too_many_lanes = u128::from(p) * u128::from(r) > (1 << 30) - 1;
        let too_many_passes = 16 * r < 64 && n >= 1 << (16 * r);
        if too_many_lanes
            || too_many_passes
            || lanes > 0x7fff_ffff
            || lanes + table > u128::from(maxmem)
        {
            return Err(Refusal::MaxMem);
        }
        let memory = u64::try_from(lanes + table).unwrap_or(u64::MAX);
        if memory > MAX_MEMORY {
            return Err(Refusal::Memory(memory));
        }
        let work = n.saturating_mul(r).saturating_mul(p);
        if work > MAX_WORK {
            return Err(Refusal::Work(work));
        }
        Ok(())
    }
}

/// Steps between two looks at whether to go on: up to some milliseconds of work.
const SLICE: usize = 1024;

/// One Salsa20 block: 16 words.
type Block = [u32; 16];

/// `length` bytes for a checked cost. Asks `go_on` before each lane and every 1024 steps of it.
///
/// # Errors
/// What `go_on` answers.
pub(crate) fn scrypt<E>(
    password: &[u8],
    salt: &[u8],
    cost: Cost,
    length: usize,
    go_on: &mut dyn FnMut() -> Result<(), E>,
) -> Result<Vec<u8>, E> {
    let lane = 128 * cost.r as usize;
    let mut lanes =
        pbkdf2_with::<sha2::Sha256, E>(password, salt, 1, lane * cost.p as usize, go_on)?;
    let mut table = vec![[0; 16]; 2 * cost.r as usize * cost.n as usize];
    for bytes in lanes.chunks_exact_mut(lane) {
        go_on()?;
        let mut blocks: Vec<Block> = bytes.chunks_exact(64).map(read).collect();
        mix_lane(&mut blocks, &mut table, go_on)?;
        for (bytes, block) in bytes.chunks_exact_mut(64).zip(&blocks) {
            write(block, bytes);
        }
    }
    pbkdf2_with::<sha2::Sha256, E>(password, &lanes, 1, length, go_on)
}

/// scryptROMix. `table` holds N copies of the lane and is filled anew.
fn mix_lane<E>(
    lane: &mut [Block],
    table: &mut [Block],
    go_on: &mut dyn FnMut() -> Result<(), E>,
) -> Result<(), E> {
    let width = lane.len();
    let n = table.len() / width.max(1);
    let mut spare = vec![[0; 16]; width];
    for (step, row) in table.chunks_exact_mut(width).enumerate() {
        if step % SLICE == 0 {
            go_on()?;
        }
        row.copy_from_slice(lane);
        mix_blocks(lane, &mut spare);
    }
    for step in 0..n {
        if step % SLICE == 0 {
            go_on()?;
        }
        // N is a power of two below 2^32: the low word of the last block decides.
        let choice = lane.last().map_or(0, |block| block[0] as usize) & (n - 1);
        if let Some(row) = table.chunks_exact(width).nth(choice) {
            for (block, other) in lane.iter_mut().zip(row) {
                xor(block, other);
            }
        }
        mix_blocks(lane, &mut spare);
    }
    Ok(())
}

/// scryptBlockMix: even blocks go to the first half, odd ones to the second.
fn mix_blocks(lane: &mut [Block], spare: &mut [Block]) {
    let half = lane.len() / 2;
    let Some(&(mut running)) = lane.last() else {
        return;
    };
    for (at, block) in lane.iter().enumerate() {
        xor(&mut running, block);
        salsa(&mut running);
        if let Some(place) = spare.get_mut(at / 2 + (at % 2) * half) {
            *place = running;
        }
    }
    lane.copy_from_slice(spare);
}

/// Salsa20 with 8 rounds.
fn salsa(block: &mut Block) {
    let before = *block;
    let mut quarter = |a: usize, b: usize, c: usize, d: usize| {
        block[b] ^= block[a].wrapping_add(block[d]).rotate_left(7);
        block[c] ^= block[b].wrapping_add(block[a]).rotate_left(9);
        block[d] ^= block[c].wrapping_add(block[b]).rotate_left(13);
        block[a] ^= block[d].wrapping_add(block[c]).rotate_left(18);
    };
    for _ in 0..4 {
        quarter(0, 4, 8, 12);
        quarter(5, 9, 13, 1);
        quarter(10, 14, 2, 6);
        quarter(15, 3, 7, 11);
        quarter(0, 1, 2, 3);
        quarter(5, 6, 7, 4);
        quarter(10, 11, 8, 9);
        quarter(15, 12, 13, 14);
    }
    for (word, old) in block.iter_mut().zip(before) {
        *word = word.wrapping_add(old);
    }
}

fn xor(block: &mut Block, other: &Block) {
    for (word, other) in block.iter_mut().zip(other) {
        *word ^= other;
    }
}

fn read(bytes: &[u8]) -> Block {
    let mut block = [0; 16];
    for (word, bytes) in block.iter_mut().zip(bytes.as_chunks::<4>().0) {
        *word = u32::from_le_bytes(*bytes);
    }
    block
}

fn write(block: &Block, bytes: &mut [u8]) {
    for (bytes, word) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(block) {
        *bytes = word.to_le_bytes();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn derived(password: &[u8], salt: &[u8], n: u32, r: u32, p: u32) -> String {
        let key = scrypt::<()>(password, salt, Cost { n, r, p }, 64, &mut || Ok(())).unwrap();
        key.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// RFC 7914 §12.
    #[test]
    fn published_keys() {
        assert_eq!(
            derived(b"", b"", 16, 1, 1),
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442\
             fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        );
        assert_eq!(
            derived(b"password", b"NaCl", 1024, 8, 16),
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162\
             2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        );
        assert_eq!(
            derived(b"pleaseletmein", b"SodiumChloride", 16384, 8, 1),
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2\
             d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
        );
    }

    #[test]
    fn stops_when_told() {
        let mut looks = 0;
        let ended = scrypt(
            b"p",
            b"s",
            Cost {
                n: 1 << 14,
                r: 1,
                p: 1,
            },
            32,
            &mut || {
                looks += 1;
                if looks > 5 { Err("enough") } else { Ok(()) }
            },
        );
        assert_eq!(ended, Err("enough"));
    }

    #[test]
    fn costs_are_judged_as_openssl_does_and_bounded_by_us() {
        let check = |n, r, p, maxmem| Cost { n, r, p }.check(maxmem);
        assert_eq!(check(16384, 8, 1, 32 << 20), Ok(()));
        for n in [0, 1, 3, 15] {
            assert_eq!(check(n, 8, 1, 32 << 20), Err(Refusal::Params));
        }
        assert_eq!(check(2, 0, 1, 32 << 20), Err(Refusal::Params));
        // 128 * 8 * (16384 + 2 + 1) bytes are needed, not one fewer.
        assert_eq!(check(16384, 8, 1, 16_780_288), Ok(()));
        assert_eq!(check(16384, 8, 1, 16_780_287), Err(Refusal::MaxMem));
        assert_eq!(check(65536, 1, 1, u64::MAX), Err(Refusal::MaxMem));
        assert_eq!(check(2, 1, 1 << 29, u64::MAX), Err(Refusal::MaxMem));
        assert_eq!(check(2, u32::MAX, u32::MAX, u64::MAX), Err(Refusal::MaxMem));
        assert_eq!(
            check(1 << 31, 8, 1, u64::MAX),
            Err(Refusal::Memory(2_199_023_258_624))
        );
        assert_eq!(check(1 << 15, 8, 16, 1 << 30), Err(Refusal::Work(1 << 22)));
    }
}
