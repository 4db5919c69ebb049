//! AES-GCM (NIST SP 800-38D) in parts: Node hands out plaintext before the tag is known to be right, so the whole
//! message is never in one place. JavaScript carries the state, 48 bytes, between calls.

use ghash::GHash;
use ghash::universal_hash::UniversalHash;

use super::cipher::{Direction, aes_block, ctr32};

const BLOCK: usize = 16;
/// Length of a state in bytes.
pub(crate) const STATE: usize = 48;

/// How far a message has come. Scripts could make one up; that gives them a wrong tag and nothing else.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct State {
    /// GHASH so far.
    sum: [u8; BLOCK],
    /// Bytes of the block that isn't full yet.
    part: [u8; BLOCK],
    /// Bytes of additional data taken in.
    additional: u64,
    /// Bytes of ciphertext taken in.
    data: u64,
}

impl State {
    /// An empty slice is the beginning; `None` unless it's that or 48 bytes.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        if bytes.is_empty() {
            return Some(Self::default());
        }
        let bytes: &[u8; STATE] = bytes.try_into().ok()?;
        let (sum, rest) = bytes.split_first_chunk()?;
        let (part, rest) = rest.split_first_chunk()?;
        let (additional, data) = rest.split_first_chunk()?;
        Some(Self {
            sum: *sum,
            part: *part,
            additional: u64::from_be_bytes(*additional),
            data: u64::from_be_bytes(data.try_into().ok()?),
        })
    }

    pub(crate) fn write(self) -> Vec<u8> {
        [
            &self.sum[..],
            &self.part,
            &self.additional.to_be_bytes(),
            &self.data.to_be_bytes(),
        ]
        .concat()
    }
}

/// A key and an initialisation vector.
pub(crate) struct Gcm<'a> {
    key: &'a [u8],
    hash_key: [u8; BLOCK],
    /// The counter block that masks the tag; the key stream begins one after it.
    first: [u8; BLOCK],
}

impl<'a> Gcm<'a> {
    /// `None` when the key isn't one of AES, or the vector is empty.
    pub(crate) fn new(key: &'a [u8], iv: &[u8]) -> Option<Self> {
        let hash_key = aes_block(key, [0; BLOCK])?;
        let mut gcm = Self {
            key,
            hash_key,
            first: [0; BLOCK],
        };
        gcm.first = match iv {
            [] => return None,
            // 96 bits are used as they are, with a counter of 1.
            iv if iv.len() == 12 => {
                let mut first = [0; BLOCK];
                first.iter_mut().zip(iv).for_each(|(byte, iv)| *byte = *iv);
                first[15] = 1;
                first
            }
            iv => {
                let padded = iv.len().div_ceil(BLOCK) * BLOCK;
                let mut blocks = iv.to_vec();
                blocks.resize(padded, 0);
                blocks.extend_from_slice(&((iv.len() as u128) << 3).to_be_bytes());
                gcm.sum([0; BLOCK], &blocks)
            }
        };
        Some(gcm)
    }

    /// GHASH over whole blocks, going on from `sum`; a last block that isn't full counts as padded with zeros.
    fn sum(&self, mut sum: [u8; BLOCK], data: &[u8]) -> [u8; BLOCK] {
        let mut hash = GHash::new(&self.hash_key.into());
        let mut parts = data.chunks(BLOCK);
        let Some(first) = parts.next() else {
            return sum;
        };
        // The hash begins at zero, so what came before is carried in by way of the first block.
        sum.iter_mut()
            .zip(first)
            .for_each(|(sum, byte)| *sum ^= byte);
        hash.update(&[sum.into()]);
        hash.update_padded(data.get(BLOCK..).unwrap_or_default());
        hash.finalize().into()
    }

    /// Takes bytes in, full blocks at once, the rest later. `length` is how many came before.
    fn absorb(&self, state: &mut State, length: u64, data: &[u8]) {
        let filled = (length % BLOCK as u64) as usize;
        let mut all = state.part.get(..filled).unwrap_or_default().to_vec();
        all.extend_from_slice(data);
        let (blocks, rest) = all.split_at(all.len() / BLOCK * BLOCK);
        state.sum = self.sum(state.sum, blocks);
        state.part = [0; BLOCK];
        state
            .part
            .iter_mut()
            .zip(rest)
            .for_each(|(byte, rest)| *byte = *rest);
    }

    /// Ends the additional data or the ciphertext: its last block is padded.
    fn pad(&self, state: &mut State, length: u64) {
        if !length.is_multiple_of(BLOCK as u64) {
            state.sum = self.sum(state.sum, &state.part);
            state.part = [0; BLOCK];
        }
    }

    /// Takes in additional data. Must come before any data.
    pub(crate) fn additional(&self, state: &mut State, data: &[u8]) {
        self.absorb(state, state.additional, data);
        state.additional = state.additional.wrapping_add(data.len() as u64);
    }

    /// Encrypts or decrypts the next bytes in place. `None` when the message gets longer than GCM allows (64 GiB).
    pub(crate) fn apply(
        &self,
        state: &mut State,
        direction: Direction,
        data: &mut [u8],
    ) -> Option<()> {
        if state.data == 0 && !data.is_empty() {
            self.pad(state, state.additional);
        }
        let offset = state.data.checked_add(BLOCK as u64)?;
        if direction == Direction::Decrypt {
            self.absorb(state, state.data, data);
        }
        ctr32(self.key, &self.first, offset, data)?;
        if direction == Direction::Encrypt {
            self.absorb(state, state.data, data);
        }
        state.data = state.data.checked_add(data.len() as u64)?;
        Some(())
    }

    /// The tag over all that was taken in. The state may go on afterwards.
    pub(crate) fn tag(&self, mut state: State) -> Option<[u8; BLOCK]> {
        let open = if state.data == 0 {
            state.additional
        } else {
            state.data
        };
        self.pad(&mut state, open);
        let bits = |bytes: u64| bytes.wrapping_shl(3).to_be_bytes();
        let lengths = [bits(state.additional), bits(state.data)].concat();
        let mut tag = self.sum(state.sum, &lengths);
        ctr32(self.key, &self.first, 0, &mut tag)?;
        Some(tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect()
    }

    struct Case {
        key: &'static str,
        iv: &'static str,
        additional: &'static str,
        plain: &'static str,
        sealed: &'static str,
        tag: &'static str,
    }

    const PLAIN: &str = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72\
                         1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
    const ADDITIONAL: &str = "feedfacedeadbeeffeedfacedeadbeefabaddad2";

    /// The GCM specification's test cases 1, 2, 4, 5, 6, 13 and 16.
    const CASES: [Case; 7] = [
        Case {
            key: "00000000000000000000000000000000",
            iv: "000000000000000000000000",
            additional: "",
            plain: "",
            sealed: "",
            tag: "58e2fccefa7e3061367f1d57a4e7455a",
        },
        Case {
            key: "00000000000000000000000000000000",
            iv: "000000000000000000000000",
            additional: "",
            plain: "00000000000000000000000000000000",
            sealed: "0388dace60b6a392f328c2b971b2fe78",
            tag: "ab6e47d42cec13bdf53a67b21257bddf",
        },
        Case {
            key: "feffe9928665731c6d6a8f9467308308",
            iv: "cafebabefacedbaddecaf888",
            additional: ADDITIONAL,
            plain: PLAIN,
            sealed: "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e\
                     21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
            tag: "5bc94fbc3221a5db94fae95ae7121a47",
        },
        Case {
            key: "feffe9928665731c6d6a8f9467308308",
            iv: "cafebabefacedbad",
            additional: ADDITIONAL,
            plain: PLAIN,
            sealed: "61353b4c2806934a777ff51fa22a4755699b2a714fcdc6f83766e5f97b6c7423\
                     73806900e49f24b22b097544d4896b424989b5e1ebac0f07c23f4598",
            tag: "3612d2e79e3b0785561be14aaca2fccb",
        },
        Case {
            key: "feffe9928665731c6d6a8f9467308308",
            iv: "9313225df88406e555909c5aff5269aa6a7a9538534f7da1e4c303d2a318a728\
                 c3c0c95156809539fcf0e2429a6b525416aedbf5a0de6a57a637b39b",
            additional: ADDITIONAL,
            plain: PLAIN,
            sealed: "8ce24998625615b603a033aca13fb894be9112a5c3a211a8ba262a3cca7e2ca7\
                     01e4a9a4fba43c90ccdcb281d48c7c6fd62875d2aca417034c34aee5",
            tag: "619cc5aefffe0bfa462af43c1699d050",
        },
        Case {
            key: "0000000000000000000000000000000000000000000000000000000000000000",
            iv: "000000000000000000000000",
            additional: "",
            plain: "",
            sealed: "",
            tag: "530f8afbc74536b9a963b4f1c4cb738b",
        },
        Case {
            key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            iv: "cafebabefacedbaddecaf888",
            additional: ADDITIONAL,
            plain: PLAIN,
            sealed: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa\
                     8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
            tag: "76fc6ece0f4e1768cddf8853bb2d551b",
        },
    ];

    /// Runs a case with additional data and data in parts of `part` bytes, the state written and read between.
    fn run(case: &Case, direction: Direction, data: &str, part: usize) -> (Vec<u8>, Vec<u8>) {
        let (key, iv) = (bytes(case.key), bytes(case.iv));
        let gcm = Gcm::new(&key, &iv).unwrap();
        let mut state = State::default();
        for part in bytes(case.additional).chunks(part) {
            gcm.additional(&mut state, part);
            state = State::read(&state.write()).unwrap();
        }
        let mut out = Vec::new();
        for part in bytes(data).chunks(part) {
            let mut part = part.to_vec();
            gcm.apply(&mut state, direction, &mut part).unwrap();
            out.extend(part);
            state = State::read(&state.write()).unwrap();
        }
        (out, gcm.tag(state).unwrap().to_vec())
    }

    #[test]
    fn published_messages_in_parts_of_any_size() {
        for case in &CASES {
            for part in [1, 3, 15, 16, 17, 31, 32, 33, 1000] {
                let sealed = run(case, Direction::Encrypt, case.plain, part);
                assert_eq!(
                    sealed,
                    (bytes(case.sealed), bytes(case.tag)),
                    "parts of {part}"
                );
                let opened = run(case, Direction::Decrypt, case.sealed, part);
                assert_eq!(
                    opened,
                    (bytes(case.plain), bytes(case.tag)),
                    "parts of {part}"
                );
            }
        }
    }

    #[test]
    fn odd_input_is_refused_without_a_panic() {
        assert!(Gcm::new(&[0; 15], &[0; 12]).is_none());
        assert!(Gcm::new(&[0; 16], &[]).is_none());
        assert_eq!(State::read(&[0; 47]), None);
        assert_eq!(State::read(&[]), Some(State::default()));
        let mut state = State::read(&[0xff; STATE]).unwrap();
        let gcm = Gcm::new(&[0; 16], &[0; 12]).unwrap();
        gcm.additional(&mut state, &[1; 20]);
        assert_eq!(gcm.apply(&mut state, Direction::Encrypt, &mut [0; 5]), None);
        assert!(gcm.tag(state).is_some());
    }
}
