//! Where `initdb` and `postgres` are.

use std::cmp::Reverse;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::error::ScratchError;

/// Folders under which each version has one of its own, and what follows the version in the path.
const VERSIONED: [(&str, &str); 6] = [
    ("/usr/lib/postgresql", "bin"),
    ("/usr/lib64/postgresql", "bin"),
    ("/opt/homebrew/opt", "bin"),
    ("/usr/local/opt", "bin"),
    ("/usr", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "bin"),
];
const PLAIN: [&str; 4] = [
    "/usr/local/pgsql/bin",
    "/opt/homebrew/bin",
    "/usr/local/bin",
    "/usr/bin",
];

/// The folder with both programs: the one given, `CONNECTOR_PG_BIN`, the search path, what `pg_config` says, then the
/// places where packages put them, newest version first.
pub(crate) fn find(given: Option<&Path>) -> Result<PathBuf, ScratchError> {
    unresolved(given).map(resolved)
}

fn unresolved(given: Option<&Path>) -> Result<PathBuf, ScratchError> {
    let named = given.map(|folder| (folder.to_owned(), "the options"));
    let from_env = || {
        env::var_os("CONNECTOR_PG_BIN").map(|folder| (PathBuf::from(folder), "CONNECTOR_PG_BIN"))
    };
    if let Some((folder, named_by)) = named.or_else(from_env) {
        return if is_complete(&folder) {
            Ok(folder)
        } else {
            Err(ScratchError::WrongFolder { folder, named_by })
        };
    }
    let mut looked: Vec<PathBuf> = Vec::new();
    let mut complete = |folder: PathBuf| {
        let found = is_complete(&folder);
        looked.push(folder.clone());
        found.then_some(folder)
    };
    let on_path = env::var_os("PATH")
        .map(|path| env::split_paths(&path).collect::<Vec<_>>())
        .unwrap_or_default();
    if let Some(folder) = on_path.into_iter().find(|folder| is_complete(folder)) {
        return Ok(folder);
    }
    // Debian's pg_config may come from the client library's package and name a folder without a server.
    if let Some(folder) = asked_pg_config().and_then(&mut complete) {
        return Ok(folder);
    }
    let newest_first = VERSIONED
        .iter()
        .flat_map(|(root, tail)| versions(Path::new(root), tail));
    let found = newest_first
        .chain(PLAIN.iter().map(PathBuf::from))
        .find_map(complete);
    found.ok_or_else(|| {
        looked.insert(0, PathBuf::from("PATH"));
        looked.extend(
            VERSIONED
                .iter()
                .map(|(root, tail)| Path::new(root).join("*").join(tail)),
        );
        ScratchError::NoBinaries { looked }
    })
}

/// Where links lead, if both programs are there too: what is on the search path is often a folder of links.
fn resolved(folder: PathBuf) -> PathBuf {
    let real = fs::canonicalize(folder.join("postgres")).ok();
    let real = real
        .and_then(|program| program.parent().map(Path::to_owned))
        .filter(|folder| is_complete(folder));
    real.unwrap_or(folder)
}

fn is_complete(folder: &Path) -> bool {
    ["initdb", "postgres"]
        .iter()
        .all(|program| folder.join(program).is_file())
}

fn asked_pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config")
        .arg("--bindir")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let folder = String::from_utf8(output.stdout).ok()?;
    let folder = folder.trim();
    (output.status.success() && !folder.is_empty()).then(|| PathBuf::from(folder))
}

/// Folders such as `15`, `postgresql@17` or `pgsql-16` under `root`, newest first.
fn versions(root: &Path, tail: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    let mut found: Vec<(Vec<u32>, PathBuf)> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            Some((version(&name)?, entry.path().join(tail)))
        })
        .filter(|(_, folder)| is_complete(folder))
        .collect();
    found.sort_by_key(|(version, _)| Reverse(version.clone()));
    found.into_iter().map(|(_, folder)| folder).collect()
}

/// `9.6` of `9.6`, `17` of `postgresql@17`; an unversioned `postgresql` sorts last. `None` for what is no PostgreSQL.
fn version(name: &str) -> Option<Vec<u32>> {
    let number = ["postgresql@", "postgresql-", "pgsql-", "postgresql"]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))
        .unwrap_or(name);
    if number.is_empty() {
        return Some(Vec::new());
    }
    number.split('.').map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_numbers() {
        assert_eq!(version("9.6"), Some(vec![9, 6]));
        assert_eq!(version("postgresql@17"), Some(vec![17]));
        assert_eq!(version("pgsql-16"), Some(vec![16]));
        assert_eq!(version("postgresql"), Some(vec![]));
        assert_eq!(version("latest"), None);
        assert_eq!(version("openssl@3"), None);
        assert!(version("10") > version("9.6"));
    }

    #[test]
    fn newest_complete_folder_first() {
        let root = env::temp_dir().join(format!("connector-binaries-{}", std::process::id()));
        for (name, programs) in [("9.6", 2), ("15", 2), ("16", 1), ("other", 2)] {
            let bin = root.join(name).join("bin");
            fs::create_dir_all(&bin).unwrap();
            for program in ["initdb", "postgres"].iter().take(programs) {
                fs::write(bin.join(program), "").unwrap();
            }
        }
        let found = versions(&root, "bin");
        assert_eq!(
            found,
            [root.join("15").join("bin"), root.join("9.6").join("bin")]
        );
        assert!(find(Some(&root.join("15").join("bin"))).is_ok());
        let message = find(Some(&root)).unwrap_err().to_string();
        assert!(
            message.ends_with("has no initdb and postgres, though the options names it"),
            "{message}"
        );
        fs::remove_dir_all(&root).unwrap();
    }
}
