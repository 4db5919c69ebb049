//! Writing files into somebody's folder without taking anything away from them.

use std::borrow::Cow;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::commands::Usage;

/// The line that begins every file of ours that may be written anew.
pub(crate) const GENERATED: &str =
    "// Written by `connector types`, which replaces it: changes are lost.\n";

/// The same for manual pages.
pub(crate) const GENERATED_MAN: &str =
    ".\\\" Written by `connector man`, which replaces it: changes are lost.\n";

/// A file to be.
#[derive(Debug)]
pub(crate) struct NewFile {
    /// Where, below the folder.
    pub(crate) path: PathBuf,
    /// What it holds.
    pub(crate) text: Cow<'static, str>,
}

impl NewFile {
    pub(crate) fn new(path: impl Into<PathBuf>, text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
        }
    }

    /// One that begins with [`GENERATED`].
    pub(crate) fn generated(path: impl Into<PathBuf>, text: &str) -> Self {
        Self::new(path, format!("{GENERATED}{text}"))
    }
}

/// What a file in the way is to us.
enum Found {
    Nothing,
    /// Already what we would write.
    Same,
    /// Ours, of another day.
    Ours,
    /// Somebody's work.
    Theirs,
}

/// Writes all of them or, when a file of somebody else is in the way, none; the error names every such file. Files that
/// are already right are left alone, and with `renew` those that begin with [`GENERATED`] or
/// [`GENERATED_MAN`] are replaced. Returns the
/// paths that were written.
pub(crate) fn write_all(
    folder: &Path,
    files: &[NewFile],
    renew: bool,
) -> Result<Vec<PathBuf>, Usage> {
    let mut planned = Vec::new();
    let mut in_the_way = Vec::new();
    for file in files {
        let path = folder.join(&file.path);
        match found(&path, &file.text)? {
            Found::Same => {}
            Found::Nothing => planned.push((path, file, false)),
            Found::Ours if renew => planned.push((path, file, true)),
            Found::Ours | Found::Theirs => in_the_way.push(path.display().to_string()),
        }
    }
    if !in_the_way.is_empty() {
        return Err(Usage::new(format!(
            "already there, and not overwritten: {}",
            in_the_way.join(", ")
        ))
        .hint("Nothing was written. Move them away, or name another folder."));
    }
    let mut written = Vec::new();
    for (path, file, replace) in planned {
        write(&path, &file.text, replace)
            .map_err(|error| Usage::new(format!("cannot write {}: {error}", path.display())))?;
        written.push(path);
    }
    Ok(written)
}

fn found(path: &Path, text: &str) -> Result<Found, Usage> {
    let there = match std::fs::symlink_metadata(path) {
        Ok(there) => there,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) => {
            return Err(Usage::new(format!(
                "cannot read {}: {error}",
                path.display()
            )));
        }
    };
    if !there.is_file() {
        return Ok(Found::Theirs);
    }
    Ok(match std::fs::read(path) {
        Ok(bytes) if bytes == text.as_bytes() => Found::Same,
        Ok(bytes) if is_ours(&bytes) => Found::Ours,
        _ => Found::Theirs,
    })
}

fn is_ours(bytes: &[u8]) -> bool {
    bytes.starts_with(GENERATED.as_bytes()) || bytes.starts_with(GENERATED_MAN.as_bytes())
}

fn write(path: &Path, text: &str, replace: bool) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    if replace {
        std::fs::remove_file(path)?;
    }
    // Whatever came there meanwhile, a link included, is not written through.
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)?;
    file.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> Vec<NewFile> {
        vec![
            NewFile::new("a.js", "1\n"),
            NewFile::generated("types/b.d.ts", "two\n"),
        ]
    }

    #[test]
    fn one_file_in_the_way_stops_all() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("types")).unwrap();
        let theirs = folder.path().join("types/b.d.ts");
        std::fs::write(&theirs, "mine").unwrap();
        for renew in [false, true] {
            let error = write_all(folder.path(), &two(), renew).unwrap_err();
            assert!(error.to_string().contains("b.d.ts"), "{error}");
            assert!(!folder.path().join("a.js").exists());
            assert_eq!(std::fs::read_to_string(&theirs).unwrap(), "mine");
        }
    }

    #[test]
    fn again_is_no_work_and_ours_are_renewed_when_asked() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(write_all(folder.path(), &two(), false).unwrap().len(), 2);
        assert_eq!(write_all(folder.path(), &two(), false).unwrap().len(), 0);
        let ours = folder.path().join("types/b.d.ts");
        std::fs::write(&ours, format!("{GENERATED}old\n")).unwrap();
        write_all(folder.path(), &two(), false).unwrap_err();
        assert_eq!(write_all(folder.path(), &two(), true).unwrap(), [ours]);
    }

    #[test]
    fn a_link_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = folder.path().join("elsewhere");
        std::os::unix::fs::symlink(&elsewhere, folder.path().join("a.js")).unwrap();
        write_all(folder.path(), &two(), true).unwrap_err();
        assert!(!elsewhere.exists());
    }
}
