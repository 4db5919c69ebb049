//! The global `env`.

use std::fmt::Write as _;

/// What the host sets, by how the connection was entered: as a URI, or as separate values.
const DATABASE: [(&str, &str); 6] = [
    (
        "DB_CONNECTION_URI",
        "The whole address: postgres://user:password@host:port/database.",
    ),
    ("DB_HOST", "The database's host name or address."),
    ("DB_PORT", "Its port, as text."),
    ("DB_USERNAME", "Who to connect as."),
    ("DB_PASSWORD", "The password."),
    ("DB_DATABASE", "The database's name."),
];

pub(crate) fn declare(keys: Option<&[String]>) -> String {
    let mut text = String::from(
        "// The global `env`: the connection's variables, read-only. process.env is a copy that can be changed.\n\n\
         interface Env {\n",
    );
    for (name, about) in DATABASE {
        let _ = writeln!(text, "  /** {about} */\n  readonly {name}: string;");
    }
    match keys {
        Some(keys) => {
            let mut keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            keys.sort_unstable();
            keys.dedup();
            for key in keys {
                if DATABASE.iter().any(|(name, _)| *name == key) {
                    continue;
                }
                let _ = if is_identifier(key) {
                    writeln!(text, "  readonly {key}: string;")
                } else {
                    writeln!(text, "  readonly {}: string;", quoted(key))
                };
            }
        }
        None => {
            text.push_str("  /** Whatever else the connection's settings name. */\n");
            text.push_str("  readonly [key: string]: string | undefined;\n");
        }
    }
    text.push_str("}\n\ndeclare const env: Env;\n");
    text
}

/// Whether a name can stand in JavaScript without quotes: ASCII letters, digits, `_` and `$`, no digit first.
pub fn is_identifier(name: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    !name.is_empty() && name.chars().all(word) && !name.starts_with(|c: char| c.is_ascii_digit())
}

/// A string literal: `\u` escapes for whatever could end it early.
fn quoted(name: &str) -> String {
    let mut text = String::from("'");
    for c in name.chars() {
        match c {
            '\'' | '\\' => {
                text.push('\\');
                text.push(c);
            }
            ' '..='~' => text.push(c),
            _ => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    let _ = write!(text, "\\u{unit:04x}");
                }
            }
        }
    }
    text.push('\'');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_leave_the_door_open() {
        let text = declare(None);
        assert!(text.contains("readonly DB_CONNECTION_URI: string;"));
        assert!(text.contains("[key: string]"));
    }

    #[test]
    fn known_keys_close_it() {
        let keys = [
            "MAIL_KEY".into(),
            "DB_HOST".into(),
            "MAIL_KEY".into(),
            "a-b".into(),
            "it's\n*/".into(),
        ];
        let text = declare(Some(&keys));
        assert!(!text.contains("[key: string]"));
        assert_eq!(text.matches("MAIL_KEY").count(), 1);
        assert_eq!(text.matches("DB_HOST").count(), 1);
        assert!(text.contains("readonly 'a-b': string;"));
        assert!(
            text.contains("readonly 'it\\'s\\u000a*/': string;"),
            "{text}"
        );
    }
}
