//! The folder of one server, and copying trees.

use std::env;
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use uuid::Uuid;

use crate::error::ScratchError;
use crate::user::ServerUser;

/// A file system in memory, on Linux. A cluster is hundreds of small files: making them took 0.15 s there and 0.3 to 3 s
/// on the disk of the machine this was written on, the more the busier the disk.
const MEMORY: &str = "/dev/shm";
/// Space that must be free in memory: room for a test's tables many times over.
const MEMORY_FREE: u64 = 1024 * 1024 * 1024;

/// Where to put a server's folder: TMPDIR if somebody set it, else memory if there is enough, else `/tmp`.
fn parent(user: ServerUser) -> PathBuf {
    let given = env::var_os("TMPDIR")
        .map(PathBuf::from)
        .filter(|folder| folder.is_absolute());
    if let Some(given) = given
        // Root's is often out of another user's reach.
        && user.can_enter(&given)
    {
        return given;
    }
    let memory = PathBuf::from(MEMORY);
    let free =
        rustix::fs::statvfs(&memory).map_or(0, |stat| stat.f_bavail.saturating_mul(stat.f_frsize));
    if free >= MEMORY_FREE && user.can_enter(&memory) {
        memory
    } else {
        PathBuf::from("/tmp")
    }
}

/// A folder of our own for one server; removed when dropped.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// An empty folder with a name nobody can foresee, which only `user` may enter.
    pub(crate) fn create(user: ServerUser) -> Result<Self, ScratchError> {
        let parent = parent(user);
        let path = parent.join(format!("connector-scratch-{}", Uuid::new_v4().simple()));
        private_dir(&path).map_err(ScratchError::io(format!(
            "making the folder {}",
            path.display()
        )))?;
        let folder = Self { path };
        user.give(&folder.path).map_err(ScratchError::io(
            "handing the folder over to the server's user",
        ))?;
        Ok(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The cluster's data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    /// What the server and its helpers write.
    pub(crate) fn log(&self) -> PathBuf {
        self.path.join("log")
    }

    /// The last lines of the log.
    pub(crate) fn log_tail(&self) -> String {
        let text = fs::read(self.log()).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        lines
            .get(lines.len().saturating_sub(20)..)
            .unwrap_or_default()
            .join("\n")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // The watcher may have removed it already, and there is nobody left to tell of anything else.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// A new folder that only its owner may enter.
pub(crate) fn private_dir(path: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(path)
}

/// Copies `from` to the new folder `to` and gives every copy to `user`. Modes are kept; a cluster holds files and
/// folders only, so anything else is an error.
pub(crate) fn copy_tree(from: &Path, to: &Path, user: ServerUser) -> io::Result<()> {
    let mut files: Vec<(PathBuf, PathBuf)> = Vec::new();
    let mut pending = vec![(from.to_owned(), to.to_owned())];
    while let Some((from, to)) = pending.pop() {
        private_dir(&to)?;
        user.give(&to)?;
        for entry in fs::read_dir(&from)? {
            let entry = entry?;
            let (kind, target) = (entry.file_type()?, to.join(entry.file_name()));
            if kind.is_dir() {
                pending.push((entry.path(), target));
            } else if kind.is_file() {
                files.push((entry.path(), target));
            } else {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "neither file nor folder in a cluster",
                ));
            }
        }
    }
    copy_files(&files, user)
}

/// Hundreds of small files: the time goes into system calls, and a few threads overlap them.
fn copy_files(files: &[(PathBuf, PathBuf)], user: ServerUser) -> io::Result<()> {
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get().min(4));
    let (next, failure) = (AtomicUsize::new(0), Mutex::new(None));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((from, to)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(error) = copy_file(from, to, user) {
                        next.store(files.len(), Ordering::Relaxed);
                        if let Ok(mut failure) = failure.lock() {
                            *failure = Some(error);
                        }
                    }
                }
            });
        }
    });
    match failure.into_inner() {
        Ok(Some(error)) => Err(error),
        _ => Ok(()),
    }
}

fn copy_file(from: &Path, to: &Path, user: ServerUser) -> io::Result<()> {
    fs::copy(from, to)?;
    user.give(to)
}

/// Writes a new file that only `user` may read.
pub(crate) fn write_private(path: &Path, text: &str, user: ServerUser) -> io::Result<()> {
    fs::write(path, "")?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    fs::write(path, text)?;
    user.give(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_private_and_go_when_dropped() {
        let folder = Folder::create(ServerUser::Same).unwrap();
        let path = folder.path().to_owned();
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o700
        );
        fs::write(
            folder.log(),
            (1..=30).map(|n| format!("{n}\n")).collect::<String>(),
        )
        .unwrap();
        assert!(folder.log_tail().starts_with("11\n") && folder.log_tail().ends_with("\n30"));
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn trees_are_copied_whole_or_not_at_all() {
        let folder = Folder::create(ServerUser::Same).unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::create_dir_all(from.join("a/b")).unwrap();
        for n in 0..50 {
            write_private(
                &from.join(format!("a/b/{n}")),
                &n.to_string(),
                ServerUser::Same,
            )
            .unwrap();
        }
        fs::create_dir(from.join("empty")).unwrap();
        copy_tree(&from, &to, ServerUser::Same).unwrap();
        assert_eq!(fs::read_to_string(to.join("a/b/49")).unwrap(), "49");
        assert_eq!(
            fs::metadata(to.join("a/b/7")).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert!(to.join("empty").is_dir());
        std::os::unix::fs::symlink("/etc/passwd", from.join("link")).unwrap();
        copy_tree(&from, &folder.path().join("again"), ServerUser::Same).unwrap_err();
    }
}
