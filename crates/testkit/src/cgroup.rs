//! A place for memory cgroups, where this machine has one that this process may use.

use std::fs;
use std::path::{Path, PathBuf};

/// A new group that groups can be made in; gone when dropped.
#[derive(Debug)]
pub struct Directory(PathBuf);

impl Directory {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // Groups of processes that are only just going keep it busy for a moment.
        for _ in 0..50 {
            if fs::remove_dir(&self.0).is_ok() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
}

/// A group beside this process's own, or below it, with the memory controller; `None` where there is none to be had.
pub fn writable() -> Option<Directory> {
    let own = fs::read_to_string("/proc/self/cgroup").ok()?;
    let mut places = Vec::new();
    for line in own.lines() {
        let mut parts = line.splitn(3, ':');
        let (_, controllers, path) = (parts.next()?, parts.next()?, parts.next()?);
        let below = path.trim_start_matches('/');
        if controllers.split(',').any(|name| name == "memory") {
            places.push(Path::new("/sys/fs/cgroup/memory").join(below));
        } else if controllers.is_empty() {
            let own = Path::new("/sys/fs/cgroup").join(below);
            // Groups that hold processes hold no groups with controllers: a sibling, then.
            places.extend(own.parent().map(Path::to_owned));
        }
    }
    places.into_iter().find_map(|place| {
        static MADE: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = MADE.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let path = place.join(format!("test-{}-{number}", std::process::id()));
        fs::create_dir(&path).ok()?;
        let made = Directory(path);
        let has = |name: &str| made.path().join(name).exists();
        (has("memory.max") || has("memory.limit_in_bytes")).then_some(made)
    })
}
