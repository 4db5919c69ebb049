//! Which lane an invocation goes to.
//!
//! A tenant sticks to a lane, where its isolates are warm, by rendezvous hashing: when a worker is replaced or the number
//! of lanes changes, only the tenants of the lanes concerned move. Lanes have bounds, so that a busy tenant spills over to
//! its second choice, then its third, and warms isolates there.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// One lane, as placement sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LaneLoad {
    /// The worker's post: it stays when the worker is replaced.
    pub(crate) post: usize,
    /// The lane's number in the worker.
    pub(crate) lane: usize,
    /// Invocations under way there.
    pub(crate) load: usize,
}

/// A lane takes so many before anybody spills over: opening a second isolate elsewhere costs more than waiting a little.
const AT_LEAST: usize = 2;

/// The lane for an invocation of `tenant`, as an index of `lanes`; at most `most` go to one. `None`: there are no lanes.
pub(crate) fn choose(tenant: &str, lanes: &[LaneLoad], most: usize) -> Option<usize> {
    // Consistent hashing with bounded loads: nobody gets more than a quarter beyond the average.
    let total: usize = lanes.iter().map(|lane| lane.load).sum();
    let fair = ((total + 1) * 5).div_ceil(lanes.len().max(1) * 4);
    let bound = fair.max(AT_LEAST).min(most);
    let with_room = |(_, lane): &(usize, &LaneLoad)| lane.load < bound;
    let preferred = lanes
        .iter()
        .enumerate()
        .filter(with_room)
        .max_by_key(|(_, lane)| score(tenant, lane));
    // Invocations that are over and not yet cleared away count as load: then the least loaded will have to do.
    let chosen = preferred.or_else(|| lanes.iter().enumerate().min_by_key(|(_, lane)| lane.load));
    chosen.map(|(index, _)| index)
}

fn score(tenant: &str, lane: &LaneLoad) -> u64 {
    // The same in every process and version of this program: `new` has fixed keys.
    let mut hasher = DefaultHasher::new();
    (tenant, lane.post, lane.lane).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lanes(loads: &[usize]) -> Vec<LaneLoad> {
        let lane = |(post, load): (usize, &usize)| LaneLoad {
            post,
            lane: 0,
            load: *load,
        };
        loads.iter().enumerate().map(lane).collect()
    }

    proptest! {
        #[test]
        fn bounds_hold_while_there_is_room(
            tenant in "[a-z]{1,8}",
            loads in prop::collection::vec(0usize..8, 1..12),
            most in 1usize..9,
        ) {
            let lanes = lanes(&loads);
            let chosen = choose(&tenant, &lanes, most).unwrap();
            let least = loads.iter().min().copied().unwrap();
            if least < most {
                prop_assert!(loads[chosen] < most);
            } else {
                prop_assert_eq!(loads[chosen], least);
            }
        }

        #[test]
        fn a_lane_that_goes_moves_only_its_own_tenants(tenant in "[a-z]{1,8}", gone in 0usize..6) {
            let all = lanes(&[0; 6]);
            let before = all[choose(&tenant, &all, 4).unwrap()];
            let mut fewer = all.clone();
            fewer.remove(gone);
            let after = fewer[choose(&tenant, &fewer, 4).unwrap()];
            prop_assert!(after == before || before.post == gone);
        }
    }

    #[test]
    fn a_tenant_sticks_and_spills_over() {
        let quiet = lanes(&[0, 0, 0, 0]);
        let first = choose("acme", &quiet, 16).unwrap();
        assert_eq!(choose("acme", &quiet, 16), Some(first));
        let mut busy = quiet.clone();
        busy[first].load = 8;
        assert_ne!(choose("acme", &busy, 16), Some(first));
        assert_eq!(choose("acme", &[], 16), None);
    }

    #[test]
    fn tenants_spread() {
        let all = lanes(&[0; 4]);
        let mut found = [0; 4];
        for number in 0..400 {
            found[choose(&format!("tenant-{number}"), &all, 16).unwrap()] += 1;
        }
        assert!(found.iter().all(|count| *count > 50), "{found:?}");
    }
}
