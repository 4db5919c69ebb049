//! The smaller texts of a new folder.

use std::path::Path;

use connector_contract::IdShape;

use super::Choice;
use super::template::seed_id;
use crate::folder::Mode;

pub(super) const ENV_EXAMPLE: &str = "\
# Copy to .env and fill in; .env stays out of git. Used with: connector run … --env-file .env
DB_CONNECTION_URI=postgres://user:password@127.0.0.1:5432/users
";

pub(super) const GITIGNORE: &str = ".env\n";

pub(super) fn connector_toml(choice: &Choice) -> String {
    let (mode, about) = match choice.mode {
        Mode::Full => (
            "full",
            "# full: the users live in this database only. lazy: they move to the provider at their first login.",
        ),
        Mode::Lazy => (
            "lazy",
            "# lazy: users move to the provider at their first login. full: they live in this database only.",
        ),
    };
    let (shape, ids) = match choice.id {
        IdShape::Integer => ("integer", "bigints"),
        IdShape::Uuid => ("uuid", "UUIDs"),
        IdShape::Text => ("text", "short texts"),
    };
    let name = toml::Value::from(choice.name.as_str());
    format!(
        "# What the host must know about this folder's scripts.\n\
         name = {name}\n\n\
         {about}\n\
         mode = \"{mode}\"\n\n\
         # The ids of this schema are {ids}. The host refuses any other id before a script runs.\n\
         id = \"{shape}\"\n"
    )
}

/// A command line that works in the new folder.
fn first_run(choice: &Choice) -> String {
    match choice.mode {
        Mode::Full => format!(
            "connector run updateUser.js --id {} --updates '{{\"nickname\":\"Nick\"}}' --sql schema.sql",
            seed_id(choice.id, 1)
        ),
        Mode::Lazy => "connector run login.js --query '{\"email\":\"ada@example.com\"}' --password 'correct horse' \
                       --sql schema.sql"
            .to_owned(),
    }
}

pub(super) fn next_steps(choice: &Choice, folder: &Path) -> String {
    let change = if folder == Path::new(".") {
        String::new()
    } else {
        format!("cd {}\n  ", shell_word(&folder.display().to_string()))
    };
    format!(
        "try it:\n  {change}{}\n  connector test\n  connector check .",
        first_run(choice)
    )
}

/// Quoted where a shell would read it otherwise.
fn shell_word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:@".contains(c);
    if !text.is_empty() && text.chars().all(plain) && !text.starts_with('-') {
        return text.to_owned();
    }
    let guard = if text.starts_with('-') { "./" } else { "" };
    format!("'{guard}{}'", text.replace('\'', "'\\''"))
}

pub(super) fn readme(choice: &Choice) -> String {
    let (title, how, scripts) = match choice.mode {
        Mode::Full => (
            "A full-mode connection on PostgreSQL",
            "The users live in this database only: the provider calls one of the eight scripts for whatever it does with\n\
             them.",
            FULL_SCRIPTS,
        ),
        Mode::Lazy => (
            "A lazy-mode connection on PostgreSQL",
            "Users move to the provider one by one, at their first login. It calls `login` as long as it does not know \
             the\nuser, and `getUser` before a sign-up; there are no other scripts in this mode.",
            LAZY_SCRIPTS,
        ),
    };
    format!(
        "# {name}: {title}\n\n\
         {how}\n\n\
         ```console\n$ {run}\n$ connector test\n$ connector check .\n```\n\n\
         `connector` starts a throw-away PostgreSQL, loads the schema, and hands the script its address as\n\
         `env.DB_CONNECTION_URI`. With `--env-file .env`, or `--db postgres://…`, the same script runs on a database of \
         yours.\nPut your own table into `schema.sql`, and change the scripts until they speak of it.\n\n\
         | file | what it is |\n| --- | --- |\n{scripts}\
         | `connector.toml` | the connection's name and mode, what its ids look like, and limits if you set any |\n\
         | `schema.sql` | the table, and two users to play with (both passwords are \"correct horse\") |\n\
         | `tests/` | cases: what goes into a script, what must come out |\n\
         | `types/`, `jsconfig.json` | declarations, so that an editor completes and checks; `connector types` renews \
         them |\n\
         | `.env.example` | the variables of `env`; copy it to `.env` |\n",
        name = markdown(&choice.name),
        run = first_run(choice),
    )
}

const FULL_SCRIPTS: &str = "\
| `updateUser.js` | a SET list built from what changed, values bound, `rowCount` looked at |
| `login.js` | one identifier decides; a missing password is no match |
| `createUser.js` | unique constraints decide whether somebody already exists |
| `getUser.js` | `null` is the answer for nobody: this action must not throw for it |
| `listUsers.js`, `searchUser.js` | `{ totalCount, list }`; counts are text until parsed |
| `deleteUser.js`, `validatePassword.js` | `true`, or an error that says the user does not exist |
";

const LAZY_SCRIPTS: &str = "\
| `login.js` | one identifier decides; after the right password the row is marked as migrated, once |
| `getUser.js` | `null` is the answer for nobody: this action must not throw for it |
";

/// A name without what Markdown would read as markup.
fn markdown(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        if "\\`*_{}[]<>#|!&".contains(c) {
            text.push('\\');
        }
        text.push(c);
    }
    text
}
