//! A memory cgroup for each worker, where the operator has handed over a directory for them.
//!
//! The parent looks at a worker's memory now and then and ends it at its cap; the kernel's bound on what it may write to
//! lies gigabytes beyond. A cgroup is tight: it counts what is really used, kernel memory and shared pages included, and
//! the kernel kills the worker, and nothing else, in the moment in which it takes more. Making one takes rights over a
//! part of the machine's tree of groups, which nobody has by chance: so it is the operator who names that part.
//!
//! Both versions of cgroups are known: see `cgroups(7)` and the kernel's `cgroup-v2` and `cgroup-v1/memory`.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use rustix::process::{Pid, test_kill_process};

/// What a worker may take beyond what its parent ends it for: the parent knows better what to say about it.
const BEYOND_CAP_BYTES: u64 = 256 * 1024 * 1024;

/// Names of groups begin so; then come this process and a number.
const PREFIX: &str = "connector";

/// A directory that groups can't be made in.
#[derive(Debug, thiserror::Error)]
#[error("no cgroups can be made in {}: {what}", .directory.display())]
pub struct CgroupError {
    directory: PathBuf,
    what: String,
}

/// Where workers' groups are made.
#[derive(Debug)]
pub(crate) struct Cgroups {
    directory: PathBuf,
    bytes: u64,
    made: AtomicU64,
}

impl Cgroups {
    /// Makes sure of the directory by making a group in it, for workers that are ended at `cap_bytes`.
    pub(crate) fn open(directory: &Path, cap_bytes: u64) -> Result<Self, CgroupError> {
        let error = |what: &str| CgroupError {
            directory: directory.to_owned(),
            what: what.to_owned(),
        };
        let failed = |what: &str, why: io::Error| error(&format!("{what}: {why}"));
        let control = directory.join("cgroup.subtree_control");
        match fs::read_to_string(&control) {
            Ok(enabled) if enabled.split_whitespace().any(|name| name == "memory") => {}
            Ok(_) => set(&control, "+memory")
                .map_err(|why| failed("its children can't have the memory controller", why))?,
            // The first version has no such file.
            Err(why) if why.kind() == io::ErrorKind::NotFound => {}
            Err(why) => return Err(failed("it can't be read", why)),
        }
        if !directory.join("cgroup.procs").exists() {
            return Err(error("it is no directory of cgroups"));
        }
        let groups = Self {
            directory: directory.to_owned(),
            bytes: cap_bytes.saturating_add(BEYOND_CAP_BYTES),
            made: AtomicU64::new(0),
        };
        groups.sweep();
        match groups.make() {
            Ok(_) => Ok(groups),
            Err(why) => Err(failed("one could not be made or bounded", why)),
        }
    }

    /// A group for one worker; gone when dropped, once its process is.
    pub(crate) fn make(&self) -> io::Result<Cgroup> {
        let number = self.made.fetch_add(1, Relaxed);
        let name = format!("{PREFIX}-{}-{number}", std::process::id());
        let path = self.directory.join(name);
        fs::create_dir(&path)?;
        // From here on it goes again, whatever fails.
        let group = Cgroup { path };
        let bytes = self.bytes.to_string();
        if group.path.join("memory.max").exists() {
            set(&group.path.join("memory.max"), &bytes)?;
            // Not every kernel counts swap.
            let _ = set(&group.path.join("memory.swap.max"), "0");
        } else {
            set(&group.path.join("memory.limit_in_bytes"), &bytes)?;
            let _ = set(&group.path.join("memory.memsw.limit_in_bytes"), &bytes);
        }
        Ok(group)
    }

    /// Removes what processes have left that were killed. What is in use can't be removed.
    fn sweep(&self) {
        let Ok(found) = fs::read_dir(&self.directory) else {
            return;
        };
        for entry in found.flatten() {
            let name = entry.file_name();
            let maker = name
                .to_str()
                .and_then(|name| name.strip_prefix(PREFIX)?.strip_prefix('-'))
                .and_then(|rest| rest.split_once('-')?.0.parse().ok())
                .and_then(Pid::from_raw);
            if maker.is_some_and(|maker| test_kill_process(maker) == Err(rustix::io::Errno::SRCH)) {
                let _ = fs::remove_dir(entry.path());
            }
        }
    }
}

/// One worker's group.
#[derive(Debug)]
pub(crate) struct Cgroup {
    path: PathBuf,
}

impl Cgroup {
    /// Moves a process into it. What it has taken before is not counted.
    pub(crate) fn admit(&self, pid: u32) -> io::Result<()> {
        set(&self.path.join("cgroup.procs"), &pid.to_string())
    }

    /// Whether the kernel has killed for what was taken here.
    pub(crate) fn has_killed(&self) -> bool {
        ["memory.events", "memory.oom_control"]
            .iter()
            .filter_map(|name| fs::read_to_string(self.path.join(name)).ok())
            .any(|counts| {
                let mut lines = counts.lines();
                lines.any(|line| {
                    let count = line.strip_prefix("oom_kill ");
                    count.is_some_and(|count| count.trim() != "0")
                })
            })
    }
}

/// Writes to a file that the kernel must have put there.
fn set(path: &Path, value: &str) -> io::Result<()> {
    OpenOptions::new()
        .write(true)
        .open(path)?
        .write_all(value.as_bytes())
}

impl Drop for Cgroup {
    fn drop(&mut self) {
        // One that is still in use stays, and is swept up by whoever comes next.
        let _ = fs::remove_dir(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::{Command, Stdio};

    use super::*;
    use connector_testkit::cgroup::writable;

    #[test]
    fn a_directory_that_is_none_of_cgroups_is_refused() {
        let plain = tempfile::tempdir().unwrap();
        let error = Cgroups::open(plain.path(), 0).unwrap_err().to_string();
        assert!(error.ends_with("it is no directory of cgroups"), "{error}");
        assert!(error.contains(plain.path().to_str().unwrap()), "{error}");
        // The names of another tree's files do not make it one.
        std::fs::write(plain.path().join("cgroup.procs"), "").unwrap();
        std::fs::write(plain.path().join("cgroup.subtree_control"), "cpu memory").unwrap();
        let error = Cgroups::open(plain.path(), 0).unwrap_err().to_string();
        assert!(
            error.contains("one could not be made or bounded: "),
            "{error}"
        );
    }

    /// Where this machine lets nobody make groups, the one above is all there is to see.
    #[test]
    fn who_takes_more_is_killed_and_nothing_is_left() {
        let Some(directory) = writable() else { return };
        let groups = Cgroups {
            bytes: 32 << 20,
            ..Cgroups::open(directory.path(), 0).unwrap()
        };
        let group = groups.make().unwrap();
        let path = group.path.clone();
        // It waits for its standard input to end, then takes all it can get.
        let mut hog = Command::new("sh")
            .args(["-c", "cat; exec tail /dev/zero"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        group.admit(hog.id()).unwrap();
        assert!(!group.has_killed());
        drop(hog.stdin.take());
        let ended = hog.wait().unwrap();
        assert_eq!(ended.signal(), Some(9), "{ended:?}");
        assert!(group.has_killed());
        drop(group);
        assert!(!path.exists());
    }

    #[test]
    fn what_a_killed_process_has_left_is_swept_up() {
        let Some(directory) = writable() else { return };
        let mut gone = Command::new("true").spawn().unwrap();
        let pid = gone.id();
        gone.wait().unwrap();
        let left = directory.path().join(format!("{PREFIX}-{pid}-7"));
        let other = directory.path().join("somebody-elses");
        fs::create_dir(&left).unwrap();
        fs::create_dir(&other).unwrap();
        drop(Cgroups::open(directory.path(), 0).unwrap());
        assert!(!left.exists() && other.exists());
        fs::remove_dir(&other).unwrap();
    }
}
