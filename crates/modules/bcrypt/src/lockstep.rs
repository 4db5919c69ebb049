//! eksblowfish for several keys at once, in lockstep.
//!
//! A round of Blowfish waits for its table look-ups and for little else, and the next round waits for it. A core that
//! works on two or three independent hashings at a time, a round of each in turn, has them all done in hardly more time
//! than one of them alone.

use zeroize::{Zeroize, Zeroizing};

use crate::hash::Digest;
use crate::key::Key;
use crate::pi;

/// "OrpheanBeholderScryDoubt", as three pairs of words.
const TEXT: [[u32; 2]; 3] = [
    [0x4f72_7068, 0x6561_6e42],
    [0x6568_6f6c, 0x6465_7253],
    [0x6372_7944, 0x6f75_6274],
];

/// Eighteen words, the length of the round keys.
type Words = [u32; 18];

/// Blowfish's tables. Wiped when dropped.
struct State {
    p: Words,
    s: [[u32; 256]; 4],
}

impl Drop for State {
    fn drop(&mut self) {
        self.p.zeroize();
        self.s.zeroize();
    }
}

impl State {
    #[inline(always)]
    fn mix(&self, word: u32) -> u32 {
        let [a, b, c, d] = word.to_be_bytes().map(usize::from);
        let [s0, s1, s2, s3] = &self.s;
        (s0[a].wrapping_add(s1[b]) ^ s2[c]).wrapping_add(s3[d])
    }
}

/// One hashing under way.
pub(crate) struct Hashing {
    state: Box<State>,
    key: Zeroizing<Words>,
    salt: Words,
    /// Rounds that are left.
    left: u32,
}

impl Hashing {
    /// A hashing of 2^`cost` rounds; a `cost` above 31 counts as 31.
    pub(crate) fn begin(key: &Key, salt: &[u8; 16], cost: u8) -> Self {
        let mut hashing = Self {
            state: Box::new(State { p: pi::P, s: pi::S }),
            key: Zeroizing::new(words(key.bytes())),
            salt: words(salt),
            left: 1 << cost.min(31),
        };
        hashing.expand_with_salt();
        hashing
    }

    /// Rounds that are left.
    pub(crate) fn left(&self) -> u32 {
        self.left
    }

    /// What it came to. Asked before the last round, it is the digest of fewer rounds.
    pub(crate) fn digest(self) -> Digest {
        let state = &*self.state;
        let mut digest = [0; 23];
        let mut bytes = digest.iter_mut();
        for [left, right] in TEXT {
            let (mut left, mut right) = ([left], [right]);
            for _ in 0..64 {
                encrypt([state], &mut left, &mut right);
            }
            let words = left.into_iter().chain(right);
            for (byte, place) in words.flat_map(u32::to_be_bytes).zip(&mut bytes) {
                *place = byte;
            }
        }
        digest
    }

    /// The first expansion, which works the salt into what it encrypts.
    fn expand_with_salt(&mut self) {
        let Self {
            state, key, salt, ..
        } = self;
        // The salt has four words, so these four come round and round.
        let mut salts = salt[..4].iter().copied().cycle();
        let mut next = || salts.next().unwrap_or_default();
        for (word, key) in state.p.iter_mut().zip(key.iter()) {
            *word ^= key;
        }
        let (mut left, mut right) = ([0], [0]);
        for place in 0..PLACES {
            left[0] ^= next();
            right[0] ^= next();
            encrypt([&**state], &mut left, &mut right);
            put(state, place, left[0], right[0]);
        }
    }
}

/// Runs up to `rounds` rounds of each, as many of each: none runs beyond its end.
pub(crate) fn advance<const N: usize>(mut hashings: [&mut Hashing; N], rounds: u32) {
    let left = hashings.iter().map(|hashing| hashing.left).min();
    let rounds = rounds.min(left.unwrap_or(0));
    let keys: [Zeroizing<Words>; N] = std::array::from_fn(|lane| hashings[lane].key.clone());
    let salts: [Words; N] = std::array::from_fn(|lane| hashings[lane].salt);
    let mut states = hashings.each_mut().map(|hashing| &mut *hashing.state);
    for _ in 0..rounds {
        expand(&mut states, keys.each_ref().map(|key| &**key));
        expand(&mut states, salts.each_ref());
    }
    for hashing in hashings {
        hashing.left -= rounds;
    }
}

/// Pairs of words in the tables: the round keys' first, then each box's.
const PLACES: usize = 9 + 4 * 128;

#[inline(always)]
fn put(state: &mut State, place: usize, left: u32, right: u32) {
    let pair = match place.checked_sub(9) {
        None => state.p.get_mut(place * 2..place * 2 + 2),
        Some(place) => state
            .s
            .get_mut(place / 128)
            .and_then(|s| s.get_mut(place % 128 * 2..place % 128 * 2 + 2)),
    };
    if let Some([first, second]) = pair {
        (*first, *second) = (left, right);
    }
}

#[inline(never)]
fn expand<const N: usize>(states: &mut [&mut State; N], keys: [&Words; N]) {
    for (state, key) in states.iter_mut().zip(keys) {
        for (word, key) in state.p.iter_mut().zip(key) {
            *word ^= key;
        }
    }
    let (mut left, mut right) = ([0; N], [0; N]);
    for place in 0..PLACES {
        encrypt(
            states.each_ref().map(|state| &**state),
            &mut left,
            &mut right,
        );
        for lane in 0..N {
            put(states[lane], place, left[lane], right[lane]);
        }
    }
}

#[inline(always)]
fn encrypt<const N: usize>(states: [&State; N], left: &mut [u32; N], right: &mut [u32; N]) {
    for lane in 0..N {
        left[lane] ^= states[lane].p[0];
    }
    let mut round = 1;
    while round < 17 {
        for lane in 0..N {
            right[lane] ^= states[lane].mix(left[lane]) ^ states[lane].p[round];
        }
        for lane in 0..N {
            left[lane] ^= states[lane].mix(right[lane]) ^ states[lane].p[round + 1];
        }
        round += 2;
    }
    for lane in 0..N {
        right[lane] ^= states[lane].p[17];
        std::mem::swap(&mut left[lane], &mut right[lane]);
    }
}

/// Bytes over and over, as eighteen big-endian words.
fn words(bytes: &[u8]) -> Words {
    let mut bytes = bytes.iter().copied().cycle();
    let mut next = || bytes.next().unwrap_or_default();
    std::array::from_fn(|_| u32::from_be_bytes([next(), next(), next(), next()]))
}

#[cfg(test)]
mod tests {
    use blowfish::Blowfish;
    use proptest::prelude::*;

    use super::*;

    /// The same by another implementation.
    fn expected(key: &[u8], salt: &[u8; 16], rounds: u32) -> Digest {
        let mut state = Blowfish::bc_init_state();
        state.salted_expand_key(salt, key);
        for _ in 0..rounds {
            state.bc_expand_key(key);
            state.bc_expand_key(salt);
        }
        let words = TEXT.map(|pair| (0..64).fold(pair, |pair, _| state.bc_encrypt(pair)));
        let bytes: Vec<u8> = words
            .concat()
            .into_iter()
            .flat_map(u32::to_be_bytes)
            .collect();
        bytes[..23].try_into().unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn each_comes_out_as_it_would_alone(
            given in prop::collection::vec((prop::collection::vec(any::<u8>(), 0..80), any::<[u8; 16]>(), 0u8..6), 3),
            slice in 1u32..20,
        ) {
            let mut hashings: Vec<Hashing> = given
                .iter()
                .map(|(key, salt, cost)| Hashing::begin(&Key::of_bytes(key), salt, *cost))
                .collect();
            let mut turns = 0;
            while hashings.iter().any(|hashing| hashing.left() > 0) {
                let mut working: Vec<&mut Hashing> = hashings.iter_mut().filter(|hashing| hashing.left() > 0).collect();
                match working.as_mut_slice() {
                    [a, b, c] => advance([a, b, c], slice),
                    [a, b] => advance([a, b], slice),
                    [a] => advance([a], slice),
                    _ => unreachable!("three at most"),
                }
                turns += 1;
                prop_assert!(turns < 1_000);
            }
            for (hashing, (key, salt, cost)) in hashings.into_iter().zip(&given) {
                let key = Key::of_bytes(key);
                prop_assert_eq!(hashing.digest(), expected(key.bytes(), salt, 1 << cost));
            }
        }
    }
}
