//! A freshly made cluster, kept in the user's cache.
//!
//! Until it answers, a server takes 1.0 to 2.5 s with `initdb` and 0.15 to 0.4 s with a copy of what `initdb` once made
//! (two busy cores, folder in memory; 0.9 to 1.1 s with the folder on disk). So the first throw-away server of a
//! PostgreSQL installation leaves a copy behind, and later ones start from that.

use std::fs;
use std::hash::Hash as _;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use uuid::Uuid;

use crate::error::ScratchError;
use crate::folder::{Folder, copy_tree, private_dir, write_private};
use crate::user::ServerUser;
use crate::watched::{Program, Watched};

/// Superuser and first database of every throw-away server.
pub(crate) const OWNER: &str = "connector";
/// Goes up whenever a cluster would be made otherwise than before.
const LAYOUT: u32 = 1;

/// A folder with a cluster in it, ready to be served.
#[derive(Debug)]
pub(crate) struct Cluster {
    pub(crate) folder: Folder,
    /// The superuser's password, until the running server is given a fresh one.
    pub(crate) password: String,
    /// The cache entry it was copied from.
    pub(crate) copied_from: Option<PathBuf>,
}

/// A cluster, from the cache if `cache` has one that fits, else made by `initdb` and left in the cache.
pub(crate) fn cluster(
    bin: &Path,
    user: ServerUser,
    cache: Option<&Path>,
) -> Result<Cluster, ScratchError> {
    let entry = cache.and_then(|cache| Some(cache.join(key(bin)?)));
    if let Some(entry) = &entry
        && let Ok(cluster) = copied(entry, user)
    {
        return Ok(cluster);
    }
    let cluster = made(bin, user)?;
    if let Some(entry) = entry {
        // Without a cache the next start takes longer: nothing to bother anybody with.
        let _ = keep(&cluster, &entry);
    }
    Ok(cluster)
}

/// One entry for each installation: other binaries at the same place are another one.
fn key(bin: &Path) -> Option<String> {
    let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
    LAYOUT.hash(&mut hasher);
    for program in ["postgres", "initdb"] {
        let path = bin.join(program);
        let meta = fs::metadata(&path).ok()?;
        let changed = meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        (path, meta.len(), changed).hash(&mut hasher);
    }
    Some(format!("cluster-{:016x}", hasher.0))
}

/// FNV-1a: the standard library's hasher may change from one release to the next.
struct Fnv(u64);

impl std::hash::Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
}

fn copied(entry: &Path, user: ServerUser) -> io::Result<Cluster> {
    // Only what we put there ourselves: HOME may be somebody else's.
    if fs::symlink_metadata(entry)?.uid() != rustix::process::geteuid().as_raw() {
        return Err(io::Error::from(io::ErrorKind::PermissionDenied));
    }
    let password = fs::read_to_string(entry.join("password"))?;
    let folder = Folder::create(user).map_err(io::Error::other)?;
    copy_tree(&entry.join("data"), &folder.data(), user)?;
    Ok(Cluster {
        folder,
        password,
        copied_from: Some(entry.to_owned()),
    })
}

/// Puts a copy of a cluster that has not been served yet into the cache: whole, or not at all.
fn keep(cluster: &Cluster, entry: &Path) -> io::Result<()> {
    let cache = entry.parent().ok_or(io::ErrorKind::NotFound)?;
    fs::create_dir_all(cache)?;
    let staging = cache.join(format!("new-{}", Uuid::new_v4().simple()));
    let filled = private_dir(&staging).and_then(|()| {
        write_private(
            &staging.join("password"),
            &cluster.password,
            ServerUser::Same,
        )?;
        copy_tree(
            &cluster.folder.data(),
            &staging.join("data"),
            ServerUser::Same,
        )?;
        fs::rename(&staging, entry)
    });
    if filled.is_err() {
        // Somebody else may have been first; theirs is as good.
        let _ = fs::remove_dir_all(&staging);
    }
    filled
}

fn made(bin: &Path, user: ServerUser) -> Result<Cluster, ScratchError> {
    let folder = Folder::create(user)?;
    let password = fresh_password();
    let (data, password_file) = (
        folder.data().display().to_string(),
        folder.path().join("password"),
    );
    write_private(&password_file, &password, user)
        .map_err(ScratchError::io("writing the password for initdb"))?;
    let arguments = [
        "--pgdata",
        &data,
        "--username",
        OWNER,
        "--pwfile",
        &password_file.display().to_string(),
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        // Sorting and messages don't depend on the machine's languages.
        "--locale=C",
        // 1 MiB instead of 16: less to write here and to copy later.
        "--wal-segsize=1",
        "--no-sync",
    ];
    run(&folder, user, &bin.join("initdb"), &arguments, None)?;
    let _ = fs::remove_file(&password_file);

    // A third of the files is template0, which nobody needs here; what is left to use gets our name.
    let commands = folder.path().join("commands");
    let text = format!(
        "ALTER DATABASE postgres RENAME TO {OWNER}\n\
         UPDATE pg_database SET datistemplate = false WHERE datname = 'template0'\n\
         DROP DATABASE template0\n"
    );
    write_private(&commands, &text, user)
        .map_err(ScratchError::io("writing commands for the new cluster"))?;
    let arguments = ["--single", "-D", &data, "-c", "fsync=off", "template1"];
    run(
        &folder,
        user,
        &bin.join("postgres"),
        &arguments,
        Some(&commands),
    )?;
    let _ = fs::remove_file(&commands);
    Ok(Cluster {
        folder,
        password,
        copied_from: None,
    })
}

fn run(
    folder: &Folder,
    user: ServerUser,
    program: &Path,
    arguments: &[&str],
    input: Option<&Path>,
) -> Result<(), ScratchError> {
    let program = Program {
        path: program.to_owned(),
        arguments: arguments.iter().map(ToString::to_string).collect(),
        input,
        signal: "TERM",
    };
    let status = Watched::start(folder, user, &program)?.wait();
    let status = status.map_err(ScratchError::io(format!(
        "waiting for {}",
        program.path.display()
    )))?;
    if status.success() {
        Ok(())
    } else {
        Err(ScratchError::InitFailed {
            log: folder.log_tail(),
        })
    }
}

/// Letters and digits only, so that it needs no escaping anywhere.
pub(crate) fn fresh_password() -> String {
    Uuid::new_v4().simple().to_string()
}
