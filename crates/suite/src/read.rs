//! A case file to a case: everything that can be wrong with it is found here, before anything runs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use connector_contract::Invocation;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::case::{Expect, Head, Sql, Step};
use crate::error::{BadCase, SuiteError};
use crate::json_text::{line_and_column, locate, scan};
use crate::pattern::{self, Pattern};
use crate::place::Place;
use crate::refs;

/// A case that may run.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// The file.
    pub(crate) file: PathBuf,
    /// `tests/login.json` is `login`.
    pub(crate) name: String,
    /// What it shows.
    pub(crate) about: String,
    /// Its text as it was read, to be rewritten by `--update`.
    pub(crate) text: String,
    /// Seeds: a name for messages, and statements.
    pub(crate) sql: Vec<(String, String)>,
    /// Further variables.
    pub(crate) env: Vec<(String, String)>,
    /// The calls.
    pub(crate) steps: Vec<Planned>,
}

/// A step with its expectations read.
#[derive(Debug, Clone)]
pub(crate) struct Planned {
    /// Where its keys stand in the file.
    pub(crate) place: Place,
    /// The step as the file has it.
    pub(crate) step: Step,
    /// Shape of ids, and the connection's limits with the step's own over them.
    pub(crate) base: Invocation,
    /// Arguments, references unresolved.
    pub(crate) arguments: Vec<Value>,
    pub(crate) value: Option<Pattern>,
    /// Only with `expect.error`.
    pub(crate) error: Option<Pattern>,
    pub(crate) logs: Option<Pattern>,
    /// Query and rows.
    pub(crate) rows: Vec<(String, Pattern)>,
}

/// What a case is read against.
pub(crate) struct Reader<'a> {
    /// Shape of ids and limits of the connection.
    pub(crate) base: &'a Invocation,
    /// Whether there is a script for this action.
    pub(crate) has_script: &'a dyn Fn(connector_contract::Action) -> bool,
}

impl Reader<'_> {
    /// Reads `file`, called `name`.
    pub(crate) fn read(&self, file: &Path, name: String) -> Result<Case, SuiteError> {
        let cannot = |source| SuiteError::Read {
            path: file.to_owned(),
            source,
        };
        let text = std::fs::read_to_string(file).map_err(cannot)?;
        let document: Value = serde_json::from_str(&text).map_err(|error| {
            let message = error.to_string();
            let place = format!(" at line {} column {}", error.line(), error.column());
            bad(
                file,
                (error.line().max(1), error.column().max(1)),
                Place::default(),
                message.replace(&place, ""),
            )
        })?;
        let parts = self.parts(&document);
        let root = scan(&text);
        let at = |place: &Place| root.as_ref().map_or(0, |root| locate(root, place));
        if let Some((place, at)) = root
            .as_ref()
            .and_then(|root| root.repeated_key(&Place::default()))
        {
            return Err(bad(
                file,
                line_and_column(&text, at),
                place,
                "this key stands here twice".to_owned(),
            ));
        }
        let (head, steps) = parts.map_err(|Wrong { place, message }| {
            bad(file, line_and_column(&text, at(&place)), place, message)
        })?;
        let sql = match head.sql {
            None => Vec::new(),
            Some(Sql::Text(sql)) => vec![(format!("{}: sql", file.display()), sql)],
            Some(Sql::Files(files)) => files
                .iter()
                .map(|seed| {
                    let path = file.parent().unwrap_or(Path::new("")).join(seed);
                    let sql = std::fs::read_to_string(&path).map_err(|source| {
                        let place = Place::default().key("sql");
                        let message = format!("cannot read {}: {source}", path.display());
                        bad(file, line_and_column(&text, at(&place)), place, message)
                    })?;
                    Ok((path.display().to_string(), sql))
                })
                .collect::<Result<_, SuiteError>>()?,
        };
        Ok(Case {
            file: file.to_owned(),
            name,
            about: head.about,
            sql,
            env: head.env.into_iter().collect(),
            steps,
            text,
        })
    }

    fn parts(&self, document: &Value) -> Result<(Head, Vec<Planned>), Wrong> {
        let Value::Object(members) = document else {
            return Err(Wrong::new(Place::default(), "a case is an object"));
        };
        const HEAD: [&str; 5] = ["$schema", "about", "sql", "env", "steps"];
        let (head, step): (Map<_, _>, Map<_, _>) = members
            .iter()
            .map(|(key, value)| (key.clone(), value.clone()))
            .partition(|(key, _)| HEAD.contains(&key.as_str()));
        let mut head: Head = typed(head.into(), &Place::default())?;
        let steps = match head.steps.take() {
            Some(steps) => {
                if let Some(key) = step.keys().next() {
                    return Err(Wrong::new(
                        Place::default().key(key),
                        "this belongs into a step, as the case has steps",
                    ));
                }
                if steps.is_empty() {
                    return Err(Wrong::new(
                        Place::default().key("steps"),
                        "a case has at least one step",
                    ));
                }
                let place = Place::default().key("steps");
                steps
                    .into_iter()
                    .enumerate()
                    .map(|(at, step)| (place.index(at), step))
                    .collect()
            }
            None if step.is_empty() => {
                return Err(Wrong::new(
                    Place::default(),
                    "the case calls nothing: give action and expect, or steps",
                ));
            }
            None => vec![(
                Place::default(),
                typed::<Step>(step.into(), &Place::default())?,
            )],
        };
        let mut captured = BTreeSet::new();
        let steps = steps
            .into_iter()
            .map(|(place, step)| self.plan(place, step, &mut captured));
        let steps = steps.collect::<Result<_, _>>()?;
        Ok((head, steps))
    }

    fn plan(
        &self,
        place: Place,
        step: Step,
        captured: &mut BTreeSet<String>,
    ) -> Result<Planned, Wrong> {
        if !(self.has_script)(step.action) {
            return Err(Wrong::new(
                place.key("action"),
                format!(
                    "the folder has no script for it: {}.js is missing",
                    step.action
                ),
            ));
        }
        let arguments = step.positional().map_err(|error| {
            let key = error
                .key()
                .map_or_else(|| place.clone(), |key| place.key(key));
            Wrong::new(key, error.to_string())
        })?;
        let mut base = self.base.clone();
        for (name, value) in &step.limits {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            let set = base.limits.set(name, &text);
            set.map_err(|error| Wrong::new(place.key("limits").key(name), error.to_string()))?;
        }
        let context = Value::Object(step.context.clone().unwrap_or_default());
        let names = refs::names(arguments.iter().chain([&context]));
        if let Some(name) = names.iter().find(|name| !captured.contains(*name)) {
            return Err(Wrong::new(
                place,
                format!("no step before this captures {name:?}, which its $ref asks for"),
            ));
        }
        if names.is_empty() {
            step.invocation(&base, arguments.clone(), context)
                .map_err(|error| Wrong::new(place.clone(), error.to_string()))?;
        }
        let expect = place.key("expect");
        let mut read = |value: &Value, place: &Place| {
            pattern::read(value, place, captured).map_err(Wrong::from)
        };
        let Expect {
            value,
            error,
            logs,
            rows,
            ..
        } = &step.expect;
        let value = value
            .as_ref()
            .map(|value| read(value, &expect.key("value")))
            .transpose()?;
        let error = match error {
            None => None,
            Some(error) => {
                let here = expect.key("error");
                let parts = [
                    ("message", &error.message),
                    ("code", &error.code),
                    ("name", &error.name),
                    ("public_message", &error.public_message),
                ];
                let parts = parts
                    .into_iter()
                    .filter_map(|(key, value)| Some((key, value.as_ref()?)));
                let parts =
                    parts.map(|(key, value)| Ok((key.to_owned(), read(value, &here.key(key))?)));
                Some(Pattern::Object(parts.collect::<Result<_, Wrong>>()?))
            }
        };
        let logs = logs
            .as_ref()
            .map(|logs| read(logs, &expect.key("logs")))
            .transpose()?;
        let rows = rows
            .iter()
            .map(|(query, rows)| Ok((query.clone(), read(rows, &expect.key("rows").key(query))?)))
            .collect::<Result<_, Wrong>>()?;
        Ok(Planned {
            place,
            base,
            arguments,
            value,
            error,
            logs,
            rows,
            step,
        })
    }
}

/// Something wrong, and where.
struct Wrong {
    place: Place,
    message: String,
}

impl Wrong {
    fn new(place: Place, message: impl Into<String>) -> Self {
        Self {
            place,
            message: message.into(),
        }
    }
}

impl From<pattern::BadPattern> for Wrong {
    fn from(error: pattern::BadPattern) -> Self {
        Self {
            message: error.to_string(),
            place: error.place,
        }
    }
}

fn typed<T: DeserializeOwned>(value: Value, place: &Place) -> Result<T, Wrong> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        Wrong::new(
            place.join(&Place::from(error.path())),
            error.inner().to_string(),
        )
    })
}

fn bad(file: &Path, (line, column): (usize, usize), place: Place, message: String) -> SuiteError {
    SuiteError::BadCases(vec![BadCase {
        file: file.to_owned(),
        line,
        column,
        place,
        message,
    }])
}
