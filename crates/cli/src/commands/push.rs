//! `connector push` and `connector diff`: a connection folder and what a server has of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use connector_check::Severity;
use connector_contract::{Action, Limits, Script};
use connector_registry::{Connection, ConnectionSettings, Mode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use similar::TextDiff;
use ureq::http::Method;

use crate::args::CheckFormat;
use crate::commands::{Exit, Usage, check};
use crate::folder::{self, Folder};
use crate::input::read_bounded;
use crate::printer::{self, Printer};
use crate::remote::{At, Client, Refused};

const PUSH_EXAMPLES: &str = "\
Examples:
  # reads the scripts first, shows what changes, then uploads
  connector push examples/postgres-full --tenant acme

  # in CI: exit code 5 when something is pending
  connector push --dry-run --tenant acme --connection shop";

const DIFF_EXAMPLES: &str = "\
Examples:
  # what a push would change
  connector diff examples/postgres-full --tenant acme";

/// What is typed after `push`.
#[derive(Debug, Args)]
#[command(after_help = PUSH_EXAMPLES)]
pub(crate) struct Push {
    /// The connection folder.
    #[arg(default_value = ".")]
    folder: PathBuf,

    #[command(flatten)]
    at: At,

    /// What to call these versions.
    #[arg(long, value_name = "LABEL")]
    label: Option<String>,

    /// Change nothing: only tell what would come of it, the server's own look at the scripts included.
    #[arg(long)]
    dry_run: bool,

    /// Upload although `connector check` finds errors.
    #[arg(long)]
    no_check: bool,
}

/// What is typed after `diff`.
#[derive(Debug, Args)]
#[command(after_help = DIFF_EXAMPLES)]
pub(crate) struct Diff {
    /// The connection folder.
    #[arg(default_value = ".")]
    folder: PathBuf,

    #[command(flatten)]
    at: At,
}

/// What a push changes, or would.
#[derive(Debug, Serialize)]
struct Changes {
    /// Whether there is no such connection yet.
    new_connection: bool,
    /// Whether mode, dialect, ids or limits differ.
    settings: bool,
    scripts: Vec<Change>,
    /// Scripts of the server that the folder doesn't have. They stay.
    only_on_server: Vec<Action>,
}

#[derive(Debug, Serialize)]
struct Change {
    action: Action,
    from: Option<String>,
    to: String,
    #[serde(skip)]
    diff: String,
}

/// A folder as it is here.
struct Local {
    scripts: BTreeMap<Action, Script>,
    settings: Folder,
}

/// A connection as the server has it.
struct There {
    settings: Option<ConnectionSettings>,
    scripts: BTreeMap<Action, Script>,
}

pub(crate) fn push(args: &Push, printer: &Printer) -> anyhow::Result<Exit> {
    let local = Local::read(&args.folder)?;
    if !args.no_check && !local.is_sound(&args.folder, printer)? {
        return Ok(Exit::Refused);
    }
    let path = args.at.path(&args.folder)?;
    let client = args.at.remote.client()?;
    let there = There::ask(&client, &path)?;
    let (changes, settings) = changes(&local, &there)?;
    show(&changes, printer);
    if args.dry_run {
        if !changes.new_connection {
            upload(&client, &path, &local, &changes, None, true)?;
        }
        return end(&changes, printer);
    }
    // All scripts are known to load before one of them counts.
    if !changes.new_connection {
        upload(&client, &path, &local, &changes, None, true)?;
    }
    if changes.new_connection || changes.settings {
        let _: Connection = client.send(Method::PUT, &path, &settings)?;
    }
    upload(
        &client,
        &path,
        &local,
        &changes,
        args.label.as_deref(),
        false,
    )?;
    if printer.is_json() {
        printer.json(&changes)?;
    } else if changes.is_pending() {
        printer.text("pushed");
    } else {
        printer.text("nothing to push");
    }
    Ok(Exit::Ok)
}

pub(crate) fn diff(args: &Diff, printer: &Printer) -> anyhow::Result<Exit> {
    let local = Local::read(&args.folder)?;
    let path = args.at.path(&args.folder)?;
    let there = There::ask(&args.at.remote.client()?, &path)?;
    let (changes, _) = changes(&local, &there)?;
    show(&changes, printer);
    end(&changes, printer)
}

fn end(changes: &Changes, printer: &Printer) -> anyhow::Result<Exit> {
    if printer.is_json() {
        printer.json(changes)?;
    } else if !changes.is_pending() {
        printer.text("no changes");
    }
    Ok(if changes.is_pending() {
        Exit::Pending
    } else {
        Exit::Ok
    })
}

impl Changes {
    fn is_pending(&self) -> bool {
        self.new_connection || self.settings || !self.scripts.is_empty()
    }
}

impl Local {
    fn read(path: &Path) -> anyhow::Result<Self> {
        if !path.is_dir() {
            return Err(Usage::new(format!("there is no folder {}", path.display())).into());
        }
        let settings = Folder::beside(&path.join("any"))?;
        let bytes = settings.limits()?.source_bytes;
        let mut scripts = BTreeMap::new();
        for action in Action::ALL {
            let found = connector_suite::script_file(path, action);
            let Some(file) = found.map_err(|error| Usage::new(error.to_string()))? else {
                continue;
            };
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let source = String::from_utf8(read_bounded(&file, bytes)?)
                .map_err(|_| Usage::new(format!("{} is not UTF-8", file.display())))?;
            let script =
                Script::new(name, source, bytes).map_err(|error| Usage::new(error.to_string()))?;
            scripts.insert(action, script.in_dialect(settings.dialect));
        }
        if scripts.is_empty() {
            return Err(Usage::new(format!("{} has no script", path.display()))
                .hint("A connection folder keeps one file for each action, such as updateUser.js or updateUser.ts.")
                .into());
        }
        Ok(Self { scripts, settings })
    }

    /// Whether the doctor finds no error; what it finds is shown then.
    fn is_sound(&self, folder: &Path, printer: &Printer) -> anyhow::Result<bool> {
        let checked: Vec<check::Checked> = self
            .scripts
            .iter()
            .map(|(action, script)| {
                let name = folder.join(script.name()).display().to_string();
                check::look(
                    &name,
                    script.source().to_owned(),
                    Some(*action),
                    self.settings.dialect,
                )
            })
            .collect();
        let sound = checked
            .iter()
            .all(|one| one.report.count(Severity::Error) == 0);
        if !sound {
            let format = if printer.is_json() {
                CheckFormat::Json
            } else {
                CheckFormat::Pretty
            };
            printer.checked(&checked, format)?;
        }
        Ok(sound)
    }
}

impl There {
    fn ask(client: &Client, path: &str) -> anyhow::Result<Self> {
        #[derive(Deserialize)]
        struct Listed {
            scripts: Vec<Named>,
        }
        #[derive(Deserialize)]
        struct Named {
            action: Action,
        }
        #[derive(Deserialize)]
        struct Source {
            name: String,
            source: String,
        }
        let connection = match client.get::<Connection>(path) {
            Ok(connection) => connection,
            Err(error) if is_missing_connection(&error) => {
                return Ok(Self {
                    settings: None,
                    scripts: BTreeMap::new(),
                });
            }
            Err(error) => return Err(error),
        };
        let listed: Listed = client.get(&format!("{path}/scripts"))?;
        let mut scripts = BTreeMap::new();
        for Named { action } in listed.scripts {
            let Source { name, source } = client.get(&format!("{path}/scripts/{action}"))?;
            let bytes = source.len();
            scripts.insert(action, Script::new(name, source, bytes)?);
        }
        Ok(Self {
            settings: Some(connection.settings),
            scripts,
        })
    }
}

fn is_missing_connection(error: &anyhow::Error) -> bool {
    let refused = error.downcast_ref::<Refused>();
    refused.is_some_and(|refused| {
        refused.code == "not_found" && refused.to_string().contains("no connection")
    })
}

/// What differs, and the settings that a push would leave: the folder's over the server's own.
fn changes(local: &Local, there: &There) -> anyhow::Result<(Changes, ConnectionSettings)> {
    let mut settings = there.settings.clone().unwrap_or_default();
    settings.id = local.settings.id;
    settings.dialect = local.settings.dialect;
    settings.mode = match local.settings.mode {
        Some(folder::Mode::Lazy) => Mode::Lazy,
        Some(folder::Mode::Full) => Mode::Full,
        None => settings.mode,
    };
    let (limits, defaults) = (local.settings.limits()?, Limits::default());
    settings.limits = Limits::TABLE
        .iter()
        .filter(|limit| limit.get(&limits) != limit.get(&defaults))
        .map(|limit| (limit.key.to_owned(), limit.get(&limits)))
        .collect();
    let scripts = local.scripts.iter().filter_map(|(action, script)| {
        let before = there.scripts.get(action);
        let (from, to) = (before.map(Script::version), script.version());
        // A name says which language the source is in.
        let renamed = before.is_some_and(|before| before.name() != script.name());
        (from.as_ref() != Some(&to) || renamed).then(|| Change {
            action: *action,
            from,
            to,
            diff: unified(before, script),
        })
    });
    let only_on_server = there
        .scripts
        .keys()
        .filter(|action| !local.scripts.contains_key(action));
    let changes = Changes {
        new_connection: there.settings.is_none(),
        settings: there
            .settings
            .as_ref()
            .is_some_and(|there| *there != settings),
        scripts: scripts.collect(),
        only_on_server: only_on_server.copied().collect(),
    };
    Ok((changes, settings))
}

fn unified(before: Option<&Script>, after: &Script) -> String {
    let (old, source) = before.map_or((after.name(), ""), |before| {
        (before.name(), before.source())
    });
    if before.is_some() && source == after.source() {
        return format!("server/{old} becomes folder/{}", after.name());
    }
    TextDiff::from_lines(source, after.source())
        .unified_diff()
        .header(
            &format!("server/{old}"),
            &format!("folder/{}", after.name()),
        )
        .to_string()
}

fn show(changes: &Changes, printer: &Printer) {
    if printer.is_json() {
        return;
    }
    if changes.new_connection {
        printer.text("+ the connection");
    }
    if changes.settings {
        printer.text("~ its mode, dialect, ids or limits");
    }
    for change in &changes.scripts {
        match &change.from {
            None => printer.text(&format!("+ {}", change.action)),
            Some(_) => {
                for line in change.diff.lines() {
                    printer.text(&printer::printable(line));
                }
            }
        }
    }
    for action in &changes.only_on_server {
        printer.progress(&format!("{action} is on the server only, and stays"));
    }
}

fn upload(
    client: &Client,
    path: &str,
    local: &Local,
    changes: &Changes,
    label: Option<&str>,
    dry_run: bool,
) -> anyhow::Result<()> {
    for (action, script) in &local.scripts {
        let changed = changes
            .scripts
            .iter()
            .any(|change| change.action == *action);
        // A label goes to every version of the folder, changed or not.
        if !changed && label.is_none() {
            continue;
        }
        let body = json!({
            "source": script.source(), "name": script.name(), "label": label, "dry_run": dry_run,
            // The connection may have another one until its settings are set.
            "dialect": dry_run.then(|| script.dialect()),
        });
        let _: Value = client.send(Method::PUT, &format!("{path}/scripts/{action}"), &body)?;
    }
    Ok(())
}
