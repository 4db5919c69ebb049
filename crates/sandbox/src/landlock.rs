//! Files, TCP ports, signals and abstract sockets, by Landlock: everything is handled and nothing is granted.

use landlock::{
    ABI, Access, AccessFs, AccessNet, LandlockStatus, RestrictionStatus, Ruleset, RulesetAttr,
    RulesetError, RulesetStatus, Scope,
};

use crate::report::{Feature, Report};

/// The newest version this code knows of. Older kernels enforce what they know.
const NEWEST: ABI = ABI::V7;

/// The version that brought each feature, and the release of Linux it came with.
const SINCE: [(Feature, ABI, &str); 3] = [
    (Feature::FileSystem, ABI::V1, "5.13"),
    (Feature::Network, ABI::V4, "6.7"),
    (Feature::Scope, ABI::V6, "6.12"),
];

pub(crate) fn enter(report: &mut Report) {
    let restricted = restrict();
    for (feature, since, release) in SINCE {
        report.set(feature, holds(&restricted, since, release));
    }
}

fn restrict() -> Result<RestrictionStatus, RulesetError> {
    Ruleset::default()
        .handle_access(AccessFs::from_all(NEWEST))?
        .handle_access(AccessNet::from_all(NEWEST))?
        .scope(Scope::from_all(NEWEST))?
        .create()?
        .restrict_self()
}

fn holds(
    restricted: &Result<RestrictionStatus, RulesetError>,
    since: ABI,
    release: &str,
) -> Result<(), String> {
    let status = restricted.as_ref().map_err(ToString::to_string)?;
    match status.landlock {
        LandlockStatus::NotImplemented => Err("this kernel has no Landlock".to_owned()),
        LandlockStatus::NotEnabled => Err("Landlock is switched off on this kernel".to_owned()),
        LandlockStatus::Available { effective_abi, .. } if effective_abi < since => Err(format!(
            "it came with Linux {release}; this kernel's Landlock is older"
        )),
        LandlockStatus::Available { .. } => match status.ruleset {
            RulesetStatus::NotEnforced => Err("the kernel did not take it up".to_owned()),
            RulesetStatus::PartiallyEnforced | RulesetStatus::FullyEnforced => Ok(()),
        },
    }
}
