//! A script case: a folder with a script, what it is called with, and what must come of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use crate::command::{Said, connector};
use crate::database;

/// `case.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    /// What this case is about, for whoever reads the folder.
    #[allow(dead_code, reason = "written for people")]
    about: String,
    /// The script, if it isn't the only script of the folder. Relative to the folder.
    #[serde(default)]
    script: Option<PathBuf>,
    /// Further words of the command line. `{folder}` stands for the case's folder.
    #[serde(default)]
    pub(crate) run: Vec<String>,
    /// Whether the script gets a database: a fresh one with the example's schema.
    #[serde(default)]
    pub(crate) database: bool,
    /// SQL to run in that database first.
    #[serde(default)]
    pub(crate) sql: Option<String>,
    /// What must come of it.
    pub(crate) expect: Expect,
    /// Queries and the rows they must give afterwards, as text.
    #[serde(default)]
    pub(crate) rows: BTreeMap<String, Vec<Vec<Option<String>>>>,
}

/// What must come of a case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expect {
    pub(crate) status: String,
    exit: i32,
    /// Parts of the rule's sentence.
    #[serde(default)]
    rule: Option<String>,
    /// The whole message.
    #[serde(default)]
    message: Option<String>,
    /// Parts of the message.
    #[serde(default)]
    message_has: Vec<String>,
    #[serde(default)]
    public_message: Option<String>,
    #[serde(default)]
    code: Option<String>,
    /// Parts of the code frame.
    #[serde(default)]
    frame_has: Vec<String>,
    /// Parts of the stack.
    #[serde(default)]
    stack_has: Vec<String>,
    /// Parts of the value: objects may have more keys than are named here.
    #[serde(default)]
    value: Option<Value>,
    /// The whole console, as `level: message`.
    #[serde(default)]
    logs: Option<Vec<String>>,
    /// Parts that some console line has.
    #[serde(default)]
    log_has: Vec<String>,
    /// The longest the invocation may have taken, in milliseconds.
    #[serde(default)]
    wall_ms: Option<f64>,
}

impl Case {
    /// The case in `folder`, and its script's path.
    pub(crate) fn read(folder: &Path) -> Result<(Self, PathBuf), String> {
        let text = std::fs::read_to_string(folder.join("case.json"))
            .map_err(|error| format!("case.json: {error}"))?;
        let case: Self =
            serde_json::from_str(&text).map_err(|error| format!("case.json: {error}"))?;
        let script = match &case.script {
            Some(script) => folder.join(script),
            None => only_script(folder)?,
        };
        Ok((case, script))
    }
}

/// What a script has for its limits where the case has none of its own: a busy test machine is no reason to fail.
pub(crate) const PATIENT: &str = "wall=20s,connect=10s";

/// Runs the case in `folder`; what is wrong, or nothing.
pub(crate) async fn run(folder: &Path) -> Result<(), String> {
    let (case, script) = Case::read(folder)?;
    let database = if case.database {
        Some(database::users().await)
    } else {
        None
    };
    if let (Some(database), Some(sql)) = (&database, &case.sql) {
        database.execute(sql).await;
    }
    let db = database
        .as_ref()
        .map_or_else(|| "none".to_owned(), |database| database.url());
    let mut words = vec![
        "run".to_owned(),
        script.display().to_string(),
        "--json".into(),
        "--db".into(),
        db,
    ];
    words.extend(
        case.run
            .iter()
            .map(|word| word.replace("{folder}", &folder.display().to_string())),
    );
    if !case.run.iter().any(|word| word == "--limits") {
        words.extend(["--limits".to_owned(), PATIENT.to_owned()]);
    }
    let said = connector(&words).await;

    let mut wrong = String::new();
    check(&case.expect, &said, &mut wrong);
    if let Some(database) = &database {
        for (query, rows) in &case.rows {
            let found = database.rows(query).await;
            if &found != rows {
                let _ = writeln!(wrong, "{query}: expected {rows:?}, found {found:?}");
            }
        }
        let leaked = database.leaked_sessions().await;
        if !leaked.is_empty() {
            let _ = writeln!(wrong, "sessions left behind: {leaked:?}");
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!("{wrong}it said:\n{}\n{}", said.stdout, said.stderr))
    }
}

fn only_script(folder: &Path) -> Result<PathBuf, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| error.to_string())?;
    let mut scripts: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| {
            let ending = path.extension().unwrap_or_default();
            ["js", "ts", "mjs", "mts", "cjs", "cts"]
                .iter()
                .any(|known| ending == *known)
        })
        .collect();
    match (scripts.pop(), scripts.pop()) {
        (Some(script), None) => Ok(script),
        _ => Err("the folder must hold exactly one script".to_owned()),
    }
}

fn check(expect: &Expect, said: &Said, wrong: &mut String) {
    if said.exit != expect.exit {
        let (expected, found) = (expect.exit, said.exit);
        let _ = writeln!(wrong, "exit code: expected {expected}, found {found}");
    }
    match serde_json::from_str::<Value>(&said.stdout) {
        Ok(outcome) => check_outcome(expect, &outcome, wrong),
        Err(_) => wrong.push_str("stdout: not one JSON document\n"),
    }
}

/// Adds to `wrong` what of an outcome is not as expected.
pub(crate) fn check_outcome(expect: &Expect, outcome: &Value, wrong: &mut String) {
    let mut complain = |what: &str, expected: &dyn std::fmt::Debug, found: &dyn std::fmt::Debug| {
        let _ = writeln!(wrong, "{what}: expected {expected:?}, found {found:?}");
    };
    if outcome["status"] != expect.status.as_str() {
        complain("status", &expect.status, &outcome["status"]);
    }
    let text = |pointer: &str| {
        outcome
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    for (what, pointer, expected) in [
        ("message", "/error/message", &expect.message),
        (
            "public message",
            "/error/public_message",
            &expect.public_message,
        ),
        ("code", "/error/code", &expect.code),
    ] {
        if let Some(expected) = expected
            && text(pointer) != *expected
        {
            complain(what, expected, &text(pointer));
        }
    }
    let parts = [
        ("rule", "/rule", expect.rule.as_slice()),
        ("message", "/error/message", expect.message_has.as_slice()),
        ("frame", "/error/frame", expect.frame_has.as_slice()),
        ("stack", "/error/stack", expect.stack_has.as_slice()),
    ];
    for (what, pointer, parts) in parts {
        for part in parts
            .iter()
            .filter(|part| !text(pointer).contains(part.as_str()))
        {
            complain(what, part, &text(pointer));
        }
    }
    if let Some(value) = &expect.value
        && !holds(&outcome["value"], value)
    {
        complain("value", value, &outcome["value"]);
    }
    let logs: Vec<String> = outcome["logs"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|line| {
            format!(
                "{}: {}",
                line["level"].as_str().unwrap_or(""),
                line["message"].as_str().unwrap_or("")
            )
        })
        .collect();
    if let Some(expected) = &expect.logs
        && &logs != expected
    {
        complain("logs", expected, &logs);
    }
    for part in expect
        .log_has
        .iter()
        .filter(|part| !logs.iter().any(|line| line.contains(part.as_str())))
    {
        complain("logs", part, &logs);
    }
    if let Some(limit) = expect.wall_ms
        && outcome["receipt"]["wall_ms"]
            .as_f64()
            .is_none_or(|wall| wall > limit)
    {
        complain("wall_ms", &limit, &outcome["receipt"]["wall_ms"]);
    }
}

/// Whether `found` has all of `expected`: objects may have more keys.
fn holds(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => expected
            .iter()
            .all(|(key, value)| found.get(key).is_some_and(|found| holds(found, value))),
        (Value::Array(found), Value::Array(expected)) => {
            found.len() == expected.len()
                && found
                    .iter()
                    .zip(expected)
                    .all(|(found, expected)| holds(found, expected))
        }
        _ => found == expected,
    }
}
