//! Which lane an invocation goes to.
//!
//! A tenant sticks to a lane, where its isolates are warm, by rendezvous hashing: when a worker is replaced or the number
//! of lanes changes, only the tenants of the lanes concerned move. Lanes have bounds, so that a busy tenant spills over to
//! its second choice, then its third, and warms isolates there.
//!
//! One thread runs one script at a time. So everybody keeps away from a lane that a script has been holding for a while;
//! and a script that has not yet shown that it doesn't (see [`proven`](crate::proven)) begins where nobody else is, and
//! nobody joins it, while there are lanes enough. For a moment it waits for such a lane, at its tenant's own place first:
//! one that began now here, now there would drive ever other neighbours from where they are warm. A tenant whose scripts
//! do so gets half of the lanes at most, and while one of them computes, the next one waits, and waits on behind it.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Duration;

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
    /// One of the strangers is the tenant's own, and is in JavaScript now, or has only just come.
    pub(crate) own_computes: bool,
}

/// How long a script that is not proven waits for its tenant's lane to be empty …
const HOME: Duration = Duration::from_millis(25);
/// … and for any lane.
const ANY: Duration = Duration::from_millis(50);
/// How long while another of its tenant's computes: then it joins that one.
const OWN: Duration = Duration::from_secs(2);

/// What an invocation of a script that is not proven has to wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wait {
    /// Another one of its tenant's, or a while after one that a limit has ended.
    Own,
    /// A lane with nobody in it.
    Lane,
}

/// Whether such an invocation should wait on: `asked` that long ago, and for a lane since `waited`.
pub(crate) fn must_wait(
    tenant: &str,
    lanes: &[LaneLoad],
    asked: Duration,
    waited: Duration,
) -> Option<Wait> {
    if lanes.len() < 2 {
        return None;
    }
    if asked < OWN && lanes.iter().any(|lane| lane.own_computes) {
        return Some(Wait::Own);
    }
    let free = || lanes.iter().filter(|lane| !lane.held);
    if waited < HOME {
        let home = free().max_by_key(|lane| score(tenant, lane));
        return home.is_some_and(|lane| lane.load > 0).then_some(Wait::Lane);
    }
    let is_full = free().next().is_some() && free().all(|lane| lane.load > 0);
    (waited < ANY && is_full).then_some(Wait::Lane)
}

/// A lane takes so many before anybody spills over: a second isolate elsewhere costs milliseconds, which a few honest calls
/// together don't take.
const AT_LEAST: usize = 8;

/// The lane for an invocation of `tenant`, as an index of `lanes`; at most `most` go to one. `proven`: its script has shown
/// how it behaves. `None`: there are no lanes.
pub(crate) fn choose(tenant: &str, proven: bool, lanes: &[LaneLoad], most: usize) -> Option<usize> {
    // Consistent hashing with bounded loads: nobody gets more than a quarter beyond the average.
    let total: usize = lanes.iter().map(|lane| lane.load).sum();
    let fair = ((total + 1) * 5).div_ceil(lanes.len().max(1) * 4);
    let bound = fair.max(AT_LEAST).min(most);
    let all = || lanes.iter().enumerate();
    let with_room = || all().filter(|(_, lane)| lane.load < most);

    // A script that is not proven, and has waited long enough for another of its tenant's, waits on behind it: while one
    // of them computes, the others take no second core.
    let own = with_room().filter(|(_, lane)| !proven && lane.own_computes);
    if let Some((index, _)) = own.min_by_key(|(_, lane)| lane.load) {
        return Some(index);
    }
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
            own_computes: false,
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
    fn a_stranger_waits_for_its_own_lane_then_for_any_then_for_none() {
        let wait = |lanes: &[LaneLoad], millis| {
            let waited = Duration::from_millis(millis);
            must_wait("acme", lanes, waited, waited)
        };
        let waits = |lanes: &[LaneLoad], millis| wait(lanes, millis) == Some(Wait::Lane);
        let idle = lanes(&[0, 0, 0]);
        let home = choose("acme", true, &idle, 16).unwrap();
        assert!(!waits(&idle, 0));
        let mut busy = idle.clone();
        busy[home].load = 1;
        assert!(waits(&busy, 24) && !waits(&busy, 25));
        let full = lanes(&[1, 1, 1]);
        assert!(waits(&full, 25) && !waits(&full, 50));
        // Who holds its lane is not waited for; nor is there anything to choose from with one lane.
        busy[home].held = true;
        assert!(!waits(&busy, 0));
        assert!(!waits(&lanes(&[3]), 0));
        // While another of the same tenant's computes.
        let mut own = idle;
        own[home].own_computes = true;
        assert_eq!(wait(&own, 1_999), Some(Wait::Own));
        assert_eq!(wait(&own, 2_000), None);
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
    fn a_stranger_that_has_waited_long_enough_joins_its_own() {
        let mut all = lanes(&[0, 0, 0, 0]);
        for at in 0..4 {
            all[at] = LaneLoad {
                load: 1,
                held: true,
                strangers: 1,
                own: true,
                own_computes: true,
                ..all[at]
            };
            assert_eq!(choose("hog", false, &all, 16), Some(at));
            // Full: it has to go elsewhere.
            assert_ne!(choose("hog", false, &all, 1), Some(at));
            all[at] = lanes(&[0, 0, 0, 0])[at];
        }
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
