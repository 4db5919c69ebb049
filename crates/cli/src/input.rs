//! From what was typed to an invocation: files read, JSON parsed, the action found, everything checked.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use connector_contract::{Action, Env, IdShape, Invocation, Limits, Script};
use serde_json::{Value, json};

use crate::args::{Run, Sugar};
use crate::commands::Usage;
use crate::folder::Folder;

/// Everything a run needs that can be known before anything is started.
pub(crate) struct Request {
    pub(crate) script: Script,
    pub(crate) invocation: Invocation,
    pub(crate) env: Env,
    /// Something the author should know, though it stops nothing.
    pub(crate) note: Option<String>,
}

/// Resolves the command line.
pub(crate) fn resolve(run: &Run) -> Result<Request, Usage> {
    let folder = Folder::beside(&run.script)?;
    let mut limits = folder.limits()?;
    if let Some(overrides) = &run.limits {
        limits.apply(overrides).map_err(|error| {
            Usage::new(format!("--limits: {error}"))
                .hint(format!("The limits:\n{}", Limits::describe()))
        })?;
    }
    let id_shape = match &run.id_shape {
        Some(shape) => shape_of(shape)?,
        None => folder.id,
    };
    let script = script(&run.script, &limits)?;
    let action = action(run, &script)?;
    let arguments = arguments(
        run.args.as_deref(),
        &run.sugar,
        action,
        limits.argument_bytes,
    )?;
    let context = match &run.context {
        Some(text) => json("--context", text, limits.argument_bytes)?,
        None => local_context(),
    };
    let mut invocation = Invocation::new(action, arguments, context);
    invocation.id_shape = id_shape;
    invocation.limits = limits;
    invocation
        .check()
        .map_err(|error| Usage::new(error.to_string()))?;
    let note = folder.note(action);
    Ok(Request {
        script,
        invocation,
        env: env(&run.env, &run.env_file)?,
        note,
    })
}

fn shape_of(text: &str) -> Result<IdShape, Usage> {
    serde_json::from_value(Value::from(text)).map_err(|_| {
        Usage::new(format!(
            "--id-shape: {text:?} is not a shape: it is text, integer or uuid"
        ))
    })
}

fn script(path: &Path, limits: &Limits) -> Result<Script, Usage> {
    let bytes = read_bounded(path, limits.source_bytes)?;
    let name = path
        .file_name()
        .map_or_else(|| "script.js".into(), |name| name.to_string_lossy());
    let source = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Usage::new(format!("{} is not UTF-8: see byte {at}", path.display()))
    })?;
    Script::new(name, source, limits.source_bytes).map_err(|error| Usage::new(error.to_string()))
}

/// The action asked for, else the file's stem, else the one contract function the script seems to define.
fn action(run: &Run, script: &Script) -> Result<Action, Usage> {
    let all = || Action::ALL.map(Action::name).join(", ");
    if let Some(name) = &run.action {
        return name
            .parse()
            .map_err(|_| Usage::new(format!("--action: {name:?} is none of {}", all())));
    }
    let stem = run
        .script
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    if let Ok(action) = stem.parse() {
        return Ok(action);
    }
    let defined: Vec<Action> = Action::ALL
        .into_iter()
        .filter(|action| defines(script.source(), action.name()))
        .collect();
    match defined.as_slice() {
        [action] => Ok(*action),
        [] => Err(Usage::new(format!(
            "{} defines none of {}",
            run.script.display(),
            all()
        ))
        .hint(
            "Name the function --action asks for, or name the file after it, as in updateUser.js.",
        )),
        several => {
            let names: Vec<_> = several.iter().map(|action| action.name()).collect();
            Err(Usage::new(format!(
                "{} defines {}: say which with --action",
                run.script.display(),
                names.join(", ")
            )))
        }
    }
}

/// Whether the text looks as if it defined a function of this name. A guess, made only to pick a default; the isolate
/// finds out for certain.
fn defines(source: &str, name: &str) -> bool {
    source.match_indices(name).any(|(at, _)| {
        let (before, after) = (&source[..at], &source[at + name.len()..]);
        let before = before.trim_end();
        let after = after.trim_start();
        let word_ends = !after.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$')
            || after.len() != source[at + name.len()..].len();
        word_ends
            && (before.ends_with("function")
                || before.ends_with("exports.")
                || ((before.ends_with("const")
                    || before.ends_with("let")
                    || before.ends_with("var"))
                    && after.starts_with('=')))
    })
}

/// The positional arguments: `--args`, or one flag for each.
pub(crate) fn arguments(
    args: Option<&str>,
    sugar: &Sugar,
    action: Action,
    max: usize,
) -> Result<Vec<Value>, Usage> {
    if let Some(text) = args {
        return match json("--args", text, max)? {
            Value::Array(arguments) => Ok(arguments),
            _ => Err(
                Usage::new("--args must be a JSON array of the positional arguments").hint(
                    format!("The function is {}; leave context out.", action.signature()),
                ),
            ),
        };
    }
    let wanted: BTreeSet<&str> = action
        .parameters()
        .iter()
        .map(|parameter| parameter.name)
        .collect();
    let given = given(sugar, max)?;
    for (name, _) in &given {
        if !wanted.contains(name) {
            return Err(Usage::new(format!(
                "--{name} is not an argument of {}",
                action.signature()
            )));
        }
    }
    action
        .parameters()
        .iter()
        .map(|parameter| {
            let found = given.iter().find(|(name, _)| *name == parameter.name);
            found.map(|(_, value)| value.clone()).ok_or_else(|| {
                Usage::new(format!(
                    "--{} is missing: the function is {}",
                    parameter.name,
                    action.signature()
                ))
            })
        })
        .collect()
}

/// The sugar flags that were given, by parameter name.
fn given(sugar: &Sugar, max: usize) -> Result<Vec<(&'static str, Value)>, Usage> {
    let mut given = Vec::new();
    if let Some(id) = &sugar.id {
        given.push(("id", id_value(id)));
    }
    for (name, flag, text) in [
        ("updates", "--updates", &sugar.updates),
        ("query", "--query", &sugar.query),
        ("userinfo", "--userinfo", &sugar.userinfo),
    ] {
        if let Some(text) = text {
            given.push((name, json(flag, text, max)?));
        }
    }
    if let Some(password) = &sugar.password {
        let text = text_or_file("--password", password, max)?;
        let text = if password.starts_with('@') {
            text.trim_end_matches(['\r', '\n']).to_owned()
        } else {
            text
        };
        given.push(("password", Value::from(text)));
    }
    if let Some(keyword) = &sugar.keyword {
        given.push(("keyword", Value::from(keyword.as_str())));
    }
    if let Some(page) = sugar.page {
        given.push(("page", Value::from(page)));
    }
    if let Some(limit) = sugar.limit {
        given.push(("limit", Value::from(limit)));
    }
    Ok(given)
}

/// `7` is a number and `"7"` a string, as in JSON; everything else is a string as it stands.
fn id_value(text: &str) -> Value {
    if let Ok(number) = text.parse::<i64>()
        && number.to_string() == text
        && number.unsigned_abs() <= 9_007_199_254_740_991
    {
        return Value::from(number);
    }
    match serde_json::from_str(text) {
        Ok(Value::String(quoted)) => Value::String(quoted),
        _ => Value::from(text),
    }
}

/// A context such as a provider sends, made up for one's own machine.
pub(crate) fn local_context() -> Value {
    json!({
        "userPoolId": "local-pool",
        "userPoolName": "local",
        "userPoolMetadata": {},
        "appId": "local-app",
        "appName": "local",
        "appMetadata": {},
        "application": "local-pool",
        "request": { "ip": "127.0.0.1", "geo": {}, "body": {} },
    })
}

/// The variables of `--env-file` and, over them, `--env`.
pub(crate) fn env(entries: &[String], files: &[PathBuf]) -> Result<Env, Usage> {
    let mut env = Env::new();
    for path in files {
        let entries = dotenvy::from_path_iter(path)
            .map_err(|error| Usage::new(format!("cannot read {}: {error}", path.display())))?;
        for entry in entries {
            // The error would quote the line, and the line may hold a password.
            let (key, value) = entry.map_err(|_| {
                Usage::new(format!(
                    "{} has a line that is not KEY=VALUE",
                    path.display()
                ))
            })?;
            env.set(key, value);
        }
    }
    for entry in entries {
        let Some((key, value)) = entry.split_once('=').filter(|(key, _)| !key.is_empty()) else {
            return Err(Usage::new("--env takes KEY=VALUE")
                .hint("The value is left out here, as it may be a secret."));
        };
        env.set(key, value);
    }
    Ok(env)
}

/// JSON from the flag's text, or from the file behind `@`.
pub(crate) fn json(flag: &str, text: &str, max: usize) -> Result<Value, Usage> {
    serde_json::from_str(&text_or_file(flag, text, max)?)
        .map_err(|error| Usage::new(format!("{flag} is not JSON: {error}")))
}

/// The text itself, or what the file behind `@` holds.
fn text_or_file(flag: &str, text: &str, max: usize) -> Result<String, Usage> {
    let Some(path) = text.strip_prefix('@') else {
        return Ok(text.to_owned());
    };
    let bytes = if path == "-" {
        let mut bytes = Vec::new();
        let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
        std::io::stdin()
            .take(limit)
            .read_to_end(&mut bytes)
            .map_err(|error| Usage::new(format!("{flag}: cannot read standard input: {error}")))?;
        bounded(flag, bytes, max)?
    } else {
        read_bounded(Path::new(path), max)?
    };
    String::from_utf8(bytes).map_err(|_| Usage::new(format!("{flag}: {path} is not UTF-8")))
}

pub(crate) fn read_bounded(path: &Path, max: usize) -> Result<Vec<u8>, Usage> {
    let cannot =
        |error: std::io::Error| Usage::new(format!("cannot read {}: {error}", path.display()));
    let file = std::fs::File::open(path).map_err(cannot)?;
    let mut bytes = Vec::new();
    let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    file.take(limit).read_to_end(&mut bytes).map_err(cannot)?;
    bounded(&path.display().to_string(), bytes, max)
}

fn bounded(what: &str, bytes: Vec<u8>, max: usize) -> Result<Vec<u8>, Usage> {
    if bytes.len() > max {
        return Err(Usage::new(format!(
            "{what} is larger than the limit of {max} bytes"
        )));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_numbers_only_when_they_look_like_it_exactly() {
        assert_eq!(id_value("7"), json!(7));
        assert_eq!(id_value("-7"), json!(-7));
        assert_eq!(id_value("\"7\""), json!("7"));
        for text in [
            "007",
            "7.0",
            "1e3",
            "9007199254740993",
            "true",
            "abc",
            "+7",
            "",
        ] {
            assert_eq!(id_value(text), json!(text), "{text:?} is text");
        }
    }

    #[test]
    fn a_function_is_seen_in_each_way_of_defining_it() {
        for source in [
            "async function updateUser(id) {}",
            "const updateUser = async (id) => {}",
            "var  updateUser= function () {}",
            "module.exports.updateUser = f",
            "exports.updateUser = f",
        ] {
            assert!(defines(source, "updateUser"), "{source}");
        }
        for source in [
            "updateUser()",
            "function updateUserName() {}",
            "// updateUser",
            "const updateUsers = 1",
        ] {
            assert!(!defines(source, "updateUser"), "{source}");
        }
    }
}
