//! Connection folders: found, and read with their cases.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use connector_contract::{Action, Dialect, IdShape, Invocation, Language, Limits, Script};
use connector_host::Place;
use serde_json::Value;

use crate::error::SuiteError;
use crate::read::{Case, Reader};

/// A folder with `connector.toml`, `<action>.js` or `.ts`, `schema.sql` and `tests/`.
#[derive(Debug, Clone)]
pub struct Connection {
    pub(crate) folder: PathBuf,
    pub(crate) scripts: BTreeMap<Action, Script>,
    /// `schema.sql`: its path for messages, and its text.
    pub(crate) schema: Option<(String, String)>,
    pub(crate) cases: Vec<Case>,
    /// Shape of ids and limits, for calls that no case describes.
    pub(crate) base: Invocation,
}

impl Connection {
    /// Whose scripts these are, for the host.
    pub(crate) fn place(&self) -> Place {
        let folder = self.folder.display().to_string();
        Place {
            tenant: folder.clone(),
            connection: folder,
            env_version: String::new(),
        }
    }
}

/// Where cases are: a folder, and perhaps one file of it only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The connection folder.
    pub folder: PathBuf,
    /// The only case to run.
    pub only: Option<PathBuf>,
}

/// The connection folders at `path`: itself, those below it, or the one that a case file belongs to.
///
/// # Errors
/// When there is nothing to run.
pub fn find(path: &Path) -> Result<Vec<Found>, SuiteError> {
    let none = || SuiteError::NoCases {
        path: path.to_owned(),
    };
    if path.is_file() {
        let tests = path
            .ancestors()
            .find(|folder| folder.file_name().is_some_and(|name| name == "tests"));
        let folder = tests.and_then(Path::parent).ok_or_else(none)?;
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        return Ok(vec![Found {
            folder: folder.to_owned(),
            only: Some(path.to_owned()),
        }]);
    }
    let mut found = Vec::new();
    search(path, 0, &mut found)?;
    if found.is_empty() {
        Err(none())
    } else {
        Ok(found)
    }
}

/// How deep connection folders may lie below the one that is named.
const DEPTH: usize = 6;

fn search(folder: &Path, depth: usize, found: &mut Vec<Found>) -> Result<(), SuiteError> {
    if !case_files(&folder.join("tests"))?.is_empty() && is_connection(folder) {
        found.push(Found {
            folder: folder.to_owned(),
            only: None,
        });
        return Ok(());
    }
    if depth < DEPTH {
        for entry in entries(folder)?.into_iter().filter(|entry| entry.is_dir()) {
            let name = entry
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            if !name.starts_with('.') && name != "node_modules" && name != "target" {
                search(&entry, depth + 1, found)?;
            }
        }
    }
    Ok(())
}

fn is_connection(folder: &Path) -> bool {
    folder.join("connector.toml").is_file()
        || Action::ALL
            .iter()
            .any(|action| !script_paths(folder, *action).is_empty())
}

/// The files that could be the action's script.
fn script_paths(folder: &Path, action: Action) -> Vec<PathBuf> {
    let names = Language::ENDINGS.map(|ending| folder.join(format!("{action}.{ending}")));
    names.into_iter().filter(|path| path.is_file()).collect()
}

/// The file that is the action's script, in whichever language; `None` where the folder has none.
///
/// # Errors
/// When there are two.
pub fn script_file(folder: &Path, action: Action) -> Result<Option<PathBuf>, SuiteError> {
    let mut paths = script_paths(folder, action).into_iter();
    match (paths.next(), paths.next()) {
        (Some(first), Some(second)) => Err(SuiteError::TwoScripts {
            action,
            first,
            second,
        }),
        (found, _) => Ok(found),
    }
}

fn script(
    folder: &Path,
    action: Action,
    dialect: Dialect,
    limit: usize,
) -> Result<Option<Script>, SuiteError> {
    let Some(path) = script_file(folder, action)? else {
        return Ok(None);
    };
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let Some(source) = optional_text(&path)? else {
        return Ok(None);
    };
    Ok(Some(Script::new(name, source, limit)?.in_dialect(dialect)))
}

/// A folder's entries by name; none of a folder that is not there.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, SuiteError> {
    let cannot = |source| SuiteError::Read {
        path: folder.to_owned(),
        source,
    };
    let listing = match std::fs::read_dir(folder) {
        Ok(listing) => listing,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && folder.ends_with("tests") => {
            return Ok(Vec::new());
        }
        Err(error) => return Err(cannot(error)),
    };
    let entries = listing.map(|entry| entry.map(|entry| entry.path()).map_err(cannot));
    let mut entries: Vec<PathBuf> = entries.collect::<Result<_, _>>()?;
    entries.sort();
    Ok(entries)
}

/// The `.json` files of a folder and the folders in it.
fn case_files(tests: &Path) -> Result<Vec<PathBuf>, SuiteError> {
    let mut files = Vec::new();
    if tests.ends_with("tests") && !tests.is_dir() {
        return Ok(files);
    }
    for entry in entries(tests)? {
        if entry.is_dir() {
            files.extend(case_files(&entry)?);
        } else if entry.extension().is_some_and(|ending| ending == "json") {
            files.push(entry);
        }
    }
    Ok(files)
}

fn optional_text(path: &Path) -> Result<Option<String>, SuiteError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(SuiteError::Read {
            path: path.to_owned(),
            source,
        }),
    }
}

impl Connection {
    /// Reads scripts, schema and cases.
    ///
    /// # Errors
    /// When something cannot be read. All bad case files of the folder are named at once.
    pub fn read(
        found: &Found,
        id_shape: IdShape,
        dialect: Dialect,
        limits: Limits,
    ) -> Result<Self, SuiteError> {
        let folder = &found.folder;
        let mut scripts = BTreeMap::new();
        for action in Action::ALL {
            if let Some(script) = script(folder, action, dialect, limits.source_bytes)? {
                scripts.insert(action, script);
            }
        }
        let path = folder.join("schema.sql");
        let schema = optional_text(&path)?.map(|text| {
            let text = text
                .strip_prefix('\u{feff}')
                .map(str::to_owned)
                .unwrap_or(text);
            (path.display().to_string(), text)
        });
        let mut base = Invocation::new(Action::Login, Vec::new(), Value::Null);
        base.id_shape = id_shape;
        base.limits = limits;
        let reader = Reader {
            base: &base,
            has_script: &|action| scripts.contains_key(&action),
        };
        let tests = folder.join("tests");
        let files = match &found.only {
            Some(file) => vec![file.clone()],
            None => case_files(&tests)?,
        };
        let (mut cases, mut wrong) = (Vec::new(), Vec::new());
        let bare = |path: &Path| path.strip_prefix(".").unwrap_or(path).to_owned();
        let tests = bare(&tests);
        // Tools that mark lines know files by their path from here, without a dot.
        for file in files.iter().map(|file| bare(file)) {
            let name = file
                .strip_prefix(&tests)
                .unwrap_or(&file)
                .with_extension("");
            match reader.read(&file, name.display().to_string()) {
                Ok(case) => cases.push(case),
                Err(SuiteError::BadCases(found)) => wrong.extend(found),
                Err(error) => return Err(error),
            }
        }
        if !wrong.is_empty() {
            return Err(SuiteError::BadCases(wrong));
        }
        Ok(Self {
            folder: folder.clone(),
            scripts,
            schema,
            cases,
            base,
        })
    }

    /// The folder as it was named.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How many cases it has.
    pub fn len(&self) -> usize {
        self.cases.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }

    /// Keeps the cases whose `folder/name`, sentence or actions have `text` in them, whatever the case of letters.
    pub fn keep(&mut self, text: &str) {
        let wanted = text.to_lowercase();
        let folder = self.folder.display().to_string();
        self.cases.retain(|case| {
            let actions = case
                .steps
                .iter()
                .map(|planned| planned.step.action.name().to_owned());
            let mut texts = actions.chain([format!("{folder}/{}", case.name), case.about.clone()]);
            texts.any(|text| text.to_lowercase().contains(&wanted))
        });
    }

    /// Whether its cases need a database at all.
    pub fn needs_database(&self) -> bool {
        let speaks = |script: &Script| {
            let source = script.source();
            source.contains("env.DB_")
                || ["'pg'", "\"pg\"", "`pg`", "'pg@", "\"pg@"]
                    .iter()
                    .any(|name| source.contains(name))
        };
        let asks = |case: &Case| {
            !case.sql.is_empty() || case.steps.iter().any(|planned| !planned.rows.is_empty())
        };
        self.schema.is_some() || self.scripts.values().any(speaks) || self.cases.iter().any(asks)
    }
}
