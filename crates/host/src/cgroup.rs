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
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustix::process::{Pid, test_kill_process};

/// What a worker may take beyond what its parent ends it for: the parent knows better what to say about it.
const BEYOND_CAP_BYTES: u64 = 256 * 1024 * 1024;

/// A group that is so near its bound is full: processors take memory from it in advance.
const NEARLY_BYTES: u64 = 4 * 1024 * 1024;

/// Names of groups begin so; then come this process and a number.
const PREFIX: &str = "connector";

/// Cgroups can't be had where they should be.
#[derive(Debug, thiserror::Error)]
#[error("no cgroup can be had in {}: {what}", .directory.display())]
pub struct CgroupError {
    directory: PathBuf,
    what: String,
}

/// Where workers' groups are made.
#[derive(Debug)]
pub(crate) struct Cgroups {
    directory: PathBuf,
    bytes: u64,
    next: AtomicU64,
    /// Groups that could not be removed: their processes were not quite gone.
    left: Arc<Mutex<Vec<PathBuf>>>,
}

impl Cgroups {
    /// Makes sure of the directory by making a group in it, for workers that are ended at `cap_bytes`.
    pub(crate) fn open(directory: &Path, cap_bytes: u64) -> Result<Self, CgroupError> {
        let groups = Self {
            directory: directory.to_owned(),
            bytes: cap_bytes.saturating_add(BEYOND_CAP_BYTES),
            next: AtomicU64::new(0),
            left: Arc::default(),
        };
        let control = directory.join("cgroup.subtree_control");
        match fs::read_to_string(&control) {
            Ok(enabled) if enabled.split_whitespace().any(|name| name == "memory") => {}
            Ok(_) => set(&control, "+memory").map_err(|why| {
                groups.error("its children can't have the memory controller", Some(why))
            })?,
            // The first version has no such file.
            Err(why) if why.kind() == io::ErrorKind::NotFound => {}
            Err(why) => return Err(groups.error("it can't be read", Some(why))),
        }
        if !directory.join("cgroup.procs").exists() {
            return Err(groups.error("it is no directory of cgroups", None));
        }
        groups.sweep();
        groups.make()?;
        Ok(groups)
    }

    /// A group for one worker; gone when dropped, once its process is.
    pub(crate) fn make(&self) -> Result<Cgroup, CgroupError> {
        self.left().retain(|path| fs::remove_dir(path).is_err());
        let path = loop {
            let number = self.next.fetch_add(1, Relaxed);
            let name = format!("{PREFIX}-{}-{number}", std::process::id());
            let path = self.directory.join(name);
            match fs::create_dir(&path) {
                Ok(()) => break path,
                // A process before this one had the same number.
                Err(why) if why.kind() == io::ErrorKind::AlreadyExists => {}
                Err(why) => return Err(self.error("none can be made", Some(why))),
            }
        };
        // From here on it goes again, whatever fails.
        let group = Cgroup {
            path,
            left: Arc::clone(&self.left),
        };
        let bytes = self.bytes.to_string();
        // Swap is bounded too, where the kernel counts it.
        let (memory, swap) = match group.path.join("memory.max").exists() {
            true => ("memory.max", ("memory.swap.max", "0")),
            false => (
                "memory.limit_in_bytes",
                ("memory.memsw.limit_in_bytes", bytes.as_str()),
            ),
        };
        set(&group.path.join(memory), &bytes)
            .map_err(|why| self.error("its memory can't be bounded", Some(why)))?;
        let _ = set(&group.path.join(swap.0), swap.1);
        Ok(group)
    }

    /// A group with that process in it. What the process has taken before is not counted.
    pub(crate) fn admit(&self, pid: u32) -> Result<Cgroup, CgroupError> {
        let group = self.make()?;
        set(&group.path.join("cgroup.procs"), &pid.to_string())
            .map_err(|why| self.error("a process can't be moved into one", Some(why)))?;
        Ok(group)
    }

    /// Removes what processes have left that were killed. What is in use can't be removed.
    fn sweep(&self) {
        let Ok(found) = fs::read_dir(&self.directory) else {
            return;
        };
        let is_gone = |maker: Pid| {
            maker == rustix::process::getpid()
                || test_kill_process(maker) == Err(rustix::io::Errno::SRCH)
        };
        for entry in found.flatten() {
            let name = entry.file_name();
            let maker = name
                .to_str()
                .and_then(|name| name.strip_prefix(PREFIX)?.strip_prefix('-'))
                .and_then(|rest| rest.split_once('-')?.0.parse().ok())
                .and_then(Pid::from_raw);
            if maker.is_some_and(is_gone) {
                let _ = fs::remove_dir(entry.path());
            }
        }
    }

    fn left(&self) -> MutexGuard<'_, Vec<PathBuf>> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn error(&self, what: &str, why: Option<io::Error>) -> CgroupError {
        CgroupError {
            directory: self.directory.clone(),
            what: why.map_or_else(|| what.to_owned(), |why| format!("{what}: {why}")),
        }
    }
}

/// One worker's group.
#[derive(Debug)]
pub(crate) struct Cgroup {
    path: PathBuf,
    left: Arc<Mutex<Vec<PathBuf>>>,
}

impl Cgroup {
    /// Whether the kernel has killed in it because it was full: not because the machine was, or the groups above it.
    pub(crate) fn has_killed(&self) -> bool {
        let number = |file: &str, name: &str| {
            let text = fs::read_to_string(self.path.join(file)).ok()?;
            let mut lines = text.lines().filter_map(|line| line.strip_prefix(name));
            lines.next()?.trim().parse::<u64>().ok()
        };
        let counted = |file: &str, name: &str| number(file, name).is_some_and(|count| count > 0);
        // The second version counts how often it was full; the first does not in recent kernels, but knows its peak.
        let second = counted("memory.events", "oom_kill ") && counted("memory.events", "oom ");
        let peak = number("memory.max_usage_in_bytes", "");
        let bound = number("memory.limit_in_bytes", "");
        let full = || {
            peak.zip(bound)
                .is_some_and(|(peak, bound)| peak + NEARLY_BYTES >= bound)
        };
        second || counted("memory.oom_control", "oom_kill ") && full()
    }
}

impl Drop for Cgroup {
    fn drop(&mut self) {
        if fs::remove_dir(&self.path).is_err() {
            let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
            left.push(std::mem::take(&mut self.path));
        }
    }
}

/// Writes to a file that the kernel must have put there.
fn set(path: &Path, value: &str) -> io::Result<()> {
    OpenOptions::new()
        .write(true)
        .open(path)?
        .write_all(value.as_bytes())
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
        assert!(error.contains("its memory can't be bounded: "), "{error}");
    }

    /// Where this machine lets nobody make groups, the one above is all there is to see.
    #[test]
    fn who_takes_more_is_killed_and_nothing_is_left() {
        let Some(directory) = writable() else { return };
        let groups = Cgroups {
            bytes: 32 << 20,
            ..Cgroups::open(directory.path(), 0).unwrap()
        };
        // It waits for its standard input to end, then takes all it can get.
        let mut hog = Command::new("sh")
            .args(["-c", "cat; exec tail /dev/zero"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let group = groups.admit(hog.id()).unwrap();
        let path = group.path.clone();
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
        // In a container, a process may well have the number that another had before it was killed.
        let same = directory
            .path()
            .join(format!("{PREFIX}-{}-0", std::process::id()));
        fs::create_dir(&same).unwrap();
        let other = directory.path().join("somebody-elses");
        fs::create_dir(&left).unwrap();
        fs::create_dir(&other).unwrap();
        drop(Cgroups::open(directory.path(), 0).unwrap());
        assert!(!left.exists() && !same.exists() && other.exists());
        fs::remove_dir(&other).unwrap();
    }

    #[test]
    fn a_group_that_is_in_use_goes_when_it_can() {
        let Some(directory) = writable() else { return };
        let groups = Cgroups::open(directory.path(), 0).unwrap();
        let mut sleeper = Command::new("sleep").arg("60").spawn().unwrap();
        let group = groups.admit(sleeper.id()).unwrap();
        let path = group.path.clone();
        drop(group);
        assert!(path.exists());
        sleeper.kill().unwrap();
        sleeper.wait().unwrap();
        drop(groups.make().unwrap());
        assert!(!path.exists());
    }
}
