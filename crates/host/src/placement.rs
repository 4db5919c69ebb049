//! Which lane an invocation goes to.
//!
//! A tenant sticks to a lane, where its isolates are warm, by rendezvous hashing: when a worker is replaced or the number
//! of lanes changes, only the tenants of the lanes concerned move. Lanes have bounds, so that a busy tenant spills over to
//! its second choice, then its third, and warms isolates there.
//!
//! One thread runs one script at a time. So everybody keeps away from a lane that a script has been holding for a while;
//! and a script that has not yet shown that it doesn't (see [`proven`](crate::proven)) begins where nobody else is, and
//! nobody joins it, while there are lanes enough. A tenant whose scripts do so gets half of the lanes at most.

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
    /// Somebody's JavaScript has been holding its thread for longer than honest scripts do.
    pub(crate) held: bool,
    /// Invocations under way there of scripts that are not proven.
    pub(crate) strangers: usize,
    /// The tenant's own script holds it, or is one of the strangers.
    pub(crate) own: bool,
}

/// A lane takes so many before anybody spills over: opening a second isolate elsewhere costs more than waiting a little.
const AT_LEAST: usize = 2;

/// The lane for an invocation of `tenant`, as an index of `lanes`; at most `most` go to one. `proven`: its script has shown
/// how it behaves. `None`: there are no lanes.
pub(crate) fn choose(tenant: &str, proven: bool, lanes: &[LaneLoad], most: usize) -> Option<usize> {
    // Consistent hashing with bounded loads: nobody gets more than a quarter beyond the average.
    let total: usize = lanes.iter().map(|lane| lane.load).sum();
    let fair = ((total + 1) * 5).div_ceil(lanes.len().max(1) * 4);
    let bound = fair.max(AT_LEAST).min(most);
    let all = || lanes.iter().enumerate();
    let with_room = || all().filter(|(_, lane)| lane.load < most);

    // Who may hold a lane waits behind itself, unless most of them are idle: else it would soon hold them all.
    let idle = lanes.iter().filter(|lane| lane.load == 0 && !lane.held);
    if idle.count() * 2 <= lanes.len() {
        let own = with_room().filter(|(_, lane)| lane.own);
        if let Some((index, _)) = own.max_by_key(|(_, lane)| score(tenant, lane)) {
            return Some(index);
        }
    }
    let alone = |lane: &LaneLoad| if proven { lane.strangers } else { lane.load } == 0;
    let preferred = with_room().max_by_key(|(_, lane)| {
        let below = lane.load < bound;
        (!lane.held, below && alone(lane), below, score(tenant, lane))
    });
    // Invocations that are over and not yet cleared away count as load: then the least loaded will have to do.
    let least = || all().min_by_key(|(_, lane)| (lane.held, lane.load));
    preferred.or_else(least).map(|(index, _)| index)
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
            held: false,
            strangers: 0,
            own: false,
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
            let chosen = choose(&tenant, true, &lanes, most).unwrap();
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
            let before = all[choose(&tenant, true, &all, 4).unwrap()];
            let mut fewer = all.clone();
            fewer.remove(gone);
            let after = fewer[choose(&tenant, true, &fewer, 4).unwrap()];
            prop_assert!(after == before || before.post == gone);
        }
    }

    #[test]
    fn a_tenant_sticks_and_spills_over() {
        let quiet = lanes(&[0, 0, 0, 0]);
        let first = choose("acme", true, &quiet, 16).unwrap();
        assert_eq!(choose("acme", true, &quiet, 16), Some(first));
        let mut busy = quiet.clone();
        busy[first].load = 8;
        assert_ne!(choose("acme", true, &busy, 16), Some(first));
        assert_eq!(choose("acme", true, &[], 16), None);
    }

    #[test]
    fn nobody_goes_to_a_lane_that_is_held_unless_all_are() {
        let mut all = lanes(&[0, 0, 0]);
        let mut found = Vec::new();
        for _ in 0..3 {
            let chosen = choose("acme", true, &all, 16).unwrap();
            assert!(!found.contains(&chosen));
            found.push(chosen);
            all[chosen].held = true;
        }
        assert_eq!(choose("acme", true, &all, 16), Some(found[0]));
        // With no room anywhere, too.
        let mut full = lanes(&[9, 8]);
        full[1].held = true;
        assert_eq!(choose("acme", true, &full, 4), Some(0));
        // Before it is full.
        let mut busy = lanes(&[9, 0]);
        busy[1].held = true;
        assert_eq!(choose("acme", true, &busy, 16), Some(0));
    }

    #[test]
    fn a_stranger_begins_where_nobody_is_and_nobody_joins_it() {
        let mut all = lanes(&[1, 1, 1]);
        let home = choose("acme", true, &all, 16).unwrap();
        assert_eq!(
            choose("acme", false, &all, 16),
            Some(home),
            "no lane is empty"
        );
        let empty = (home + 1) % 3;
        all[empty].load = 0;
        assert_eq!(choose("acme", false, &all, 16), Some(empty));
        assert_eq!(choose("acme", true, &all, 16), Some(home));
        all[home].strangers = 1;
        assert_ne!(choose("acme", true, &all, 16), Some(home));
        for lane in &mut all {
            lane.strangers = 1;
        }
        assert_eq!(
            choose("acme", true, &all, 16),
            Some(home),
            "they are everywhere"
        );
    }

    #[test]
    fn who_holds_lanes_leaves_half_of_them_to_the_others() {
        for (count, may) in [(1, 1), (2, 1), (3, 2), (4, 2), (8, 4)] {
            // Scripts that hold their thread, and such as nobody knows.
            for (proven, held) in [(true, true), (false, false), (false, true)] {
                let mut all = lanes(&vec![0; count]);
                let mut found = std::collections::BTreeSet::new();
                for _ in 0..12 {
                    let chosen = choose("hog", proven, &all, 16).unwrap();
                    found.insert(chosen);
                    let lane = &mut all[chosen];
                    lane.load += 1;
                    (lane.own, lane.held, lane.strangers) = (true, held, usize::from(!proven));
                }
                assert_eq!(
                    found.len(),
                    may,
                    "{count} lanes, {proven}, {held}: {found:?}"
                );
                // Another tenant finds a lane where nobody is.
                for lane in &mut all {
                    lane.own = false;
                }
                let chosen = choose("acme", true, &all, 16).unwrap();
                assert!(count == 1 || all[chosen].load == 0, "{count} lanes");
            }
        }
    }

    #[test]
    fn tenants_spread() {
        let all = lanes(&[0; 4]);
        let mut found = [0; 4];
        for number in 0..400 {
            found[choose(&format!("tenant-{number}"), true, &all, 16).unwrap()] += 1;
        }
        assert!(found.iter().all(|count| *count > 50), "{found:?}");
    }
}
