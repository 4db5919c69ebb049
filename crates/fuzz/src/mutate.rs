//! A fuzzer that knows nothing of what it fuzzes: it changes seeds at random, always in the same way.

/// Random numbers from a seed (xorshift64*).
pub struct Random(u64);

impl Random {
    /// The same seed gives the same numbers; any will do.
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A number below `count`; 0 when `count` is.
    pub fn below(&mut self, count: usize) -> usize {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        let thrown = (self.number() >> 16).checked_rem(count).unwrap_or(0);
        usize::try_from(thrown).unwrap_or(0)
    }
}

/// The longest input that is made.
const LONGEST: usize = 4 * 1024;
/// Bytes that mean something in the texts of most targets.
const ODD: &[u8] = b"\0\x01\x7f\x80\xff\n\"'\\{}[](),:;@/%?#&= 0-19e.$_";

/// A new input: one of `seeds` with some changes, or now and then nothing but chance.
pub fn mutated(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut input = match seeds.get(random.below(seeds.len() + 1)) {
        Some(seed) => seed.clone(),
        None => (0..random.below(200)).map(|_| byte(random)).collect(),
    };
    for _ in 0..=random.below(8) {
        change(&mut input, seeds, random);
    }
    input.truncate(LONGEST);
    input
}

fn byte(random: &mut Random) -> u8 {
    if random.below(3) == 0 {
        ODD.get(random.below(ODD.len())).copied().unwrap_or(0)
    } else {
        u8::try_from(random.below(256)).unwrap_or(0)
    }
}

/// Some bytes of `from`.
fn piece(from: &[u8], random: &mut Random) -> Vec<u8> {
    let start = random.below(from.len());
    let rest = from.get(start..).unwrap_or_default();
    let length = random.below(rest.len().min(64) + 1);
    rest.get(..length).unwrap_or_default().to_vec()
}

fn change(input: &mut Vec<u8>, seeds: &[Vec<u8>], random: &mut Random) {
    let at = random.below(input.len() + 1);
    match random.below(7) {
        0 => input.insert(at, byte(random)),
        1 => {
            if let Some(place) = input.get_mut(at) {
                *place = byte(random);
            }
        }
        2 => {
            if let Some(place) = input.get_mut(at) {
                *place ^= 1 << random.below(8);
            }
        }
        3 => {
            let end = (at + random.below(16)).min(input.len());
            input.drain(at..end);
        }
        4 => {
            let again = piece(input, random);
            input.splice(at..at, again);
        }
        5 => {
            let other = seeds.get(random.below(seeds.len()));
            let other = other.map(|seed| piece(seed, random));
            input.splice(at..at, other.unwrap_or_default());
        }
        _ => {
            let count = random.below(300);
            let fill = byte(random);
            input.splice(at..at, std::iter::repeat_n(fill, count));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_inputs_and_not_always_one() {
        let seeds = vec![b"postgres://u:p@h/db".to_vec()];
        let made = |seed| {
            let mut random = Random::new(seed);
            (0..50)
                .map(|_| mutated(&seeds, &mut random))
                .collect::<Vec<_>>()
        };
        assert_eq!(made(1), made(1));
        assert_ne!(made(1), made(3));
        let distinct: std::collections::HashSet<_> = made(1).into_iter().collect();
        assert!(distinct.len() > 40, "{}", distinct.len());
    }
}
