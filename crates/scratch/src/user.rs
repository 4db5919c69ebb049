//! As whom the server runs.

use std::fs;
use std::io;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

/// PostgreSQL refuses to run as root, so root's servers run as somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ServerUser {
    /// As ourselves.
    Same,
    /// As this user and group.
    Other {
        /// User.
        uid: u32,
        /// Group.
        gid: u32,
    },
}

/// Preferred first.
const NAMES: [&str; 3] = ["postgres", "_postgres", "nobody"];
/// What `nobody` is nearly everywhere, for machines whose `/etc/passwd` doesn't say.
const NOBODY: u32 = 65534;

impl ServerUser {
    pub(crate) fn choose() -> Self {
        if !rustix::process::geteuid().is_root() {
            return Self::Same;
        }
        let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let found = NAMES.iter().find_map(|name| ids_of(&passwd, name));
        let (uid, gid) = found.unwrap_or((NOBODY, NOBODY));
        Self::Other { uid, gid }
    }

    /// Makes the command run as this user, without our supplementary groups.
    pub(crate) fn apply(self, command: &mut Command) {
        if let Self::Other { uid, gid } = self {
            command.uid(uid).gid(gid);
        }
    }

    /// Hands a file or folder over.
    pub(crate) fn give(self, path: &Path) -> io::Result<()> {
        match self {
            Self::Same => Ok(()),
            Self::Other { uid, gid } => chown(path, Some(uid), Some(gid)),
        }
    }

    /// Whether this user can pass through every folder down to `folder`.
    pub(crate) fn can_enter(self, folder: &Path) -> bool {
        self == Self::Same
            || folder.ancestors().all(|part| {
                part.as_os_str().is_empty()
                    || fs::metadata(part).is_ok_and(|meta| meta.permissions().mode() & 0o001 != 0)
            })
    }
}

/// User and group of a name in the text of `/etc/passwd`; root's never.
fn ids_of(passwd: &str, name: &str) -> Option<(u32, u32)> {
    let line = passwd
        .lines()
        .find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2).map(str::parse);
    let (uid, gid) = (fields.next()?.ok()?, fields.next()?.ok()?);
    (uid != 0).then_some((uid, gid))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_read_by_whole_name() {
        let passwd = "root:x:0:0::/root:/bin/sh\npostgresql:x:7:7::/:\npostgres:x:101:104::/:\nbad:x:y:z::/:\ntoor:x:0:0:::\n";
        assert_eq!(ids_of(passwd, "postgres"), Some((101, 104)));
        assert_eq!(ids_of(passwd, "nobody"), None);
        assert_eq!(ids_of(passwd, "bad"), None);
        assert_eq!(ids_of(passwd, "toor"), None);
    }

    #[test]
    fn everybody_enters_the_temporary_folder() {
        let other = ServerUser::Other {
            uid: NOBODY,
            gid: NOBODY,
        };
        assert!(other.can_enter(Path::new("/tmp")));
        assert!(!other.can_enter(Path::new("/no/such/folder")));
        assert!(ServerUser::Same.can_enter(Path::new("/no/such/folder")));
    }
}
