//! Which tenant calls: the first ones much, the last ones seldom, as it is everywhere.

/// Numbers that look random and are the same in each run.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// A sequence of its own for each seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d)
    }

    /// The next number (SplitMix64).
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to 1.
    pub fn share(&mut self) -> f64 {
        // 32 bits are plenty, and exact as a float.
        f64::from(u32::try_from(self.draw() >> 32).unwrap_or(0)) / 4_294_967_296.0
    }
}

/// Zipf's law with exponent 1: tenant n calls 1/n as often as the first one.
#[derive(Debug, Clone)]
pub struct Zipf(Vec<f64>);

impl Zipf {
    /// Among so many tenants.
    pub fn new(tenants: usize) -> Self {
        let mut sum = 0.0;
        let mut rank = 0.0;
        let sums = (0..tenants.max(1)).map(|_| {
            rank += 1.0;
            sum += 1.0 / rank;
            sum
        });
        Self(sums.collect())
    }

    /// The next caller, from 0.
    pub fn pick(&self, random: &mut Random) -> usize {
        let whole = self.0.last().copied().unwrap_or(1.0);
        let wanted = random.share() * whole;
        let found = self.0.partition_point(|sum| *sum <= wanted);
        found.min(self.0.len().saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_calls_as_often_as_the_law_says_and_everybody_calls() {
        let (zipf, mut random) = (Zipf::new(100), Random::new(7));
        let mut counts = [0_u32; 100];
        for _ in 0..100_000 {
            counts[zipf.pick(&mut random)] += 1;
        }
        // 1 / H(100) = 19.3 %.
        assert!((18_500..20_100).contains(&counts[0]), "{}", counts[0]);
        assert!((9_000..10_400).contains(&counts[1]), "{}", counts[1]);
        assert!(counts.iter().all(|count| *count > 0));
    }

    #[test]
    fn one_tenant_is_a_law_too() {
        assert_eq!(Zipf::new(1).pick(&mut Random::new(1)), 0);
    }
}
