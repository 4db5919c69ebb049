//! Rights, limits and signals of the process as a whole.

use rustix::io::Result;
use rustix::process::{DumpableBehavior, Resource, Rlimit, Signal, getrlimit, setrlimit};
use rustix::thread::{CapabilitySet, CapabilitySets};

use crate::report::{Feature, Report};

/// Descriptors of a worker: a dozen connections for each of some dozens of invocations, and what tokio needs.
const DESCRIPTORS: u64 = 1024;

pub(crate) fn enter(report: &mut Report, memory_bytes: u64) {
    report.set(
        Feature::NoNewPrivileges,
        rustix::thread::set_no_new_privs(true),
    );
    report.set(Feature::Capabilities, drop_capabilities());
    report.set(
        Feature::NotDumpable,
        rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable),
    );
    report.set(
        Feature::DiesWithParent,
        rustix::process::set_parent_process_death_signal(Some(Signal::KILL)),
    );
    report.set(Feature::ResourceLimits, limit_resources(memory_bytes));
}

fn drop_capabilities() -> Result<()> {
    let none = CapabilitySet::empty();
    let sets = CapabilitySets {
        effective: none,
        permitted: none,
        inheritable: none,
    };
    rustix::thread::set_capabilities(None, sets)
}

/// The number of processes is not among them: that limit counts all of the user's processes and threads together, and
/// is no limit for root. The system call filter forbids new processes instead.
fn limit_resources(memory_bytes: u64) -> Result<()> {
    let limits = [
        (Resource::Core, 0),
        (Resource::Fsize, 0),
        (Resource::Memlock, 0),
        (Resource::Msgqueue, 0),
        (Resource::Nofile, DESCRIPTORS),
        // Neither real time nor a better place than it has: it may change how long its own threads' turns are.
        (Resource::Nice, 0),
        (Resource::Rtprio, 0),
        (Resource::Data, memory_bytes),
    ];
    for (resource, most) in limits {
        let most = getrlimit(resource)
            .maximum
            .map_or(most, |now| now.min(most));
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        setrlimit(resource, limit)?;
    }
    Ok(())
}
