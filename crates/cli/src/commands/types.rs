//! `connector types`: declarations for an editor, into a connection folder.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::commands::{Exit, Usage};
use crate::files::{self, NewFile};
use crate::printer::Printer;

const EXAMPLES: &str = "\
Examples:
  # into ./types, and a jsconfig.json beside the scripts if there is none
  connector types

  # for another folder, the declarations elsewhere
  connector types connections/shop --out typings

In a script, this line above the function types its parameters and its result:
  /** @type {import('connector').UpdateUser} */
  async function updateUser(id, updates, context) {";

/// What is typed after `types`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Types {
    /// The connection folder. The names in its .env and .env.example become the keys of `env`; no value is read out.
    #[arg(default_value = ".")]
    folder: PathBuf,

    /// Where the declarations go [default: FOLDER/types].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(crate) fn run(args: &Types, printer: &Printer) -> anyhow::Result<Exit> {
    if !args.folder.is_dir() {
        return Err(Usage::new(format!("there is no folder {}", args.folder.display())).into());
    }
    let out = args
        .out
        .clone()
        .unwrap_or_else(|| args.folder.join("types"));
    let keys = env_keys(&args.folder)?;
    let mut written = files::write_all(&out, &declarations("", keys.as_deref()), true)?;
    if !args.folder.join("jsconfig.json").exists() && !args.folder.join("tsconfig.json").exists() {
        let jsconfig = NewFile::new("jsconfig.json", jsconfig(&args.folder, &out));
        written.extend(files::write_all(&args.folder, &[jsconfig], false)?);
    }
    printer.written(&written)?;
    Ok(Exit::Ok)
}

/// The declaration files, below `folder`.
pub(crate) fn declarations(folder: &str, env_keys: Option<&[String]>) -> Vec<NewFile> {
    let files = connector_types::files(env_keys);
    files
        .iter()
        .map(|file| NewFile::generated(Path::new(folder).join(file.name), &file.text))
        .collect()
}

/// An editor's settings for a folder whose declarations are in `out`.
fn jsconfig(folder: &Path, out: &Path) -> String {
    let usual = "\"types/*.d.ts\"";
    let pattern = match out.strip_prefix(folder) {
        Ok(below) => below.join("*.d.ts"),
        Err(_) => std::path::absolute(out)
            .unwrap_or_else(|_| out.to_owned())
            .join("*.d.ts"),
    };
    let pattern = serde_json::Value::from(pattern.to_string_lossy().into_owned());
    connector_types::JSCONFIG.replace(usual, &pattern.to_string())
}

/// The names in the folder's env files; `None` without such a file.
fn env_keys(folder: &Path) -> Result<Option<Vec<String>>, Usage> {
    let mut keys = None;
    for name in [".env", ".env.example"] {
        let path = folder.join(name);
        if !path.is_file() {
            continue;
        }
        let cannot = || {
            Usage::new(format!(
                "{} has a line that is not KEY=VALUE",
                path.display()
            ))
        };
        let entries = dotenvy::from_path_iter(&path)
            .map_err(|error| Usage::new(format!("cannot read {}: {error}", path.display())))?;
        for entry in entries {
            // The error would quote the line, and the line may hold a password.
            let (key, _) = entry.map_err(|_| cannot())?;
            keys.get_or_insert_with(Vec::new).push(key);
        }
    }
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jsconfig_looks_where_the_declarations_are() {
        let folder = Path::new("shop");
        assert!(jsconfig(folder, Path::new("shop/types")).contains("\"types/*.d.ts\""));
        assert!(jsconfig(folder, Path::new("shop/a/b")).contains("\"a/b/*.d.ts\""));
        let elsewhere = jsconfig(folder, Path::new("/typings"));
        assert!(elsewhere.contains("\"/typings/*.d.ts\""), "{elsewhere}");
    }
}
