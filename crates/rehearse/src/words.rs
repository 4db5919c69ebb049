//! What a statement does to transactions, and what no rollback would undo: told from its words.
//!
//! Nothing rests on this alone: a statement that is misread here meets the server's own refusals (see the crate's page).

/// The name of our savepoints and of the guard.
pub(crate) const OURS: &str = "connector_rehearsal";

/// What to do with a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing but blanks and comments.
    Empty,
    /// Begins a transaction; with modes, such as an isolation level, or without.
    Begin { modes: bool },
    /// COMMIT, END.
    Commit,
    /// ROLLBACK, ABORT, of all of it.
    Rollback,
    /// SAVEPOINT, RELEASE, ROLLBACK TO: the script's own.
    Savepoint,
    /// SET TRANSACTION and the like: the transaction is ours, so it is not passed on.
    Modes,
    /// NOTIFY: passed on, and never delivered.
    Notify,
    /// Not passed on, for this reason.
    Refused(&'static str),
    /// Passed on.
    Other,
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Quoted(String),
    Other(char),
}

/// Functions whose work is done when they return, whatever becomes of the transaction.
const OUTSIDE: &[&str] = &[
    "lo_export",
    "pg_advisory_unlock_all",
    "pg_cancel_backend",
    "pg_terminate_backend",
    "pg_reload_conf",
    "pg_rotate_logfile",
    "pg_file_write",
    "pg_file_unlink",
    "pg_file_rename",
    "pg_switch_wal",
    "pg_promote",
    "pg_create_restore_point",
    "pg_logical_emit_message",
    "pg_create_physical_replication_slot",
    "pg_create_logical_replication_slot",
    "pg_drop_replication_slot",
    "pg_stat_reset",
];

/// Classifies one statement.
pub(crate) fn kind(sql: &str) -> Kind {
    let tokens = tokens(sql);
    let word = |at: usize| match tokens.get(at) {
        Some(Token::Word(word)) => word.as_str(),
        _ => "",
    };
    let has = |wanted: &str| {
        tokens
            .iter()
            .any(|token| matches!(token, Token::Word(word) if word == wanted))
    };
    if tokens.is_empty() {
        return Kind::Empty;
    }
    let named = |token: &Token| match token {
        Token::Word(name) | Token::Quoted(name) => {
            name.starts_with("dblink") || OUTSIDE.contains(&name.as_str())
        }
        Token::Other(_) => false,
    };
    if tokens.iter().any(named) {
        return Kind::Refused("what this function does outside the transaction can't be undone");
    }
    if tokens
        .iter()
        .any(|token| matches!(token, Token::Word(name) | Token::Quoted(name) if name == OURS))
    {
        return Kind::Refused("the name connector_rehearsal is the rehearsal's own");
    }
    let escaped = |three: &[Token]| matches!(three, [Token::Word(u), Token::Other('&'), Token::Quoted(_)] if u == "u");
    if tokens.windows(3).any(escaped) {
        return Kind::Refused("names with Unicode escapes (U&\"...\") are not read");
    }
    match (word(0), word(1)) {
        ("begin", _) | ("start", "transaction") => Kind::Begin {
            modes: tokens.len() > 1 + usize::from(matches!(word(1), "transaction" | "work")),
        },
        ("commit" | "rollback", "prepared") | ("prepare", "transaction") => {
            Kind::Refused("a prepared transaction outlives its session")
        }
        ("commit" | "end" | "rollback" | "abort", _) if has("chain") && !has("no") => {
            Kind::Refused("AND CHAIN is not rehearsed")
        }
        ("commit" | "end", _) => Kind::Commit,
        ("rollback", _) if has("to") => Kind::Savepoint,
        ("rollback" | "abort", _) => Kind::Rollback,
        ("savepoint" | "release", _) => Kind::Savepoint,
        ("set", "transaction") => Kind::Modes,
        ("set", "session") if word(2) == "characteristics" => Kind::Modes,
        ("set", "constraints") if has("all") => Kind::Refused(
            "SET CONSTRAINTS ALL would fire what keeps the rehearsal from being committed; name the constraints",
        ),
        ("do", _) => Kind::Refused("what a DO block does can't be read from outside"),
        ("copy", _) if has("program") || !(has("stdin") || has("stdout")) => {
            Kind::Refused("COPY to or from programs and the server's files can't be undone")
        }
        ("notify", _) => Kind::Notify,
        _ => Kind::Other,
    }
}

/// Words in lower case, quoted names, and single characters; comments, strings and blanks are left out.
fn tokens(sql: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = sql;
    while let Some(c) = rest.chars().next() {
        let next = rest.get(c.len_utf8()..).unwrap_or_default();
        rest = if c.is_whitespace() || c == ';' {
            next
        } else if rest.starts_with("--") {
            rest.find(['\n', '\r'])
                .and_then(|end| rest.get(end..))
                .unwrap_or_default()
        } else if rest.starts_with("/*") {
            after_comment(rest)
        } else if c == '\'' {
            let escapes = matches!(tokens.last(), Some(Token::Word(word)) if word == "e")
                && sql.len() > rest.len()
                && sql
                    .get(..sql.len() - rest.len())
                    .is_some_and(|before| before.ends_with(['e', 'E']));
            after_quoted(next, '\'', escapes).1
        } else if c == '"' {
            let (name, after) = after_quoted(next, '"', false);
            tokens.push(Token::Quoted(name));
            after
        } else if let Some(after) = after_dollar(rest) {
            after
        } else if c.is_alphabetic() || c == '_' || !c.is_ascii() {
            let inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$') || !c.is_ascii();
            let end = rest.find(|c| !inside(c)).unwrap_or(rest.len());
            tokens.push(Token::Word(
                rest.get(..end).unwrap_or_default().to_lowercase(),
            ));
            rest.get(end..).unwrap_or_default()
        } else {
            tokens.push(Token::Other(c));
            next
        };
    }
    tokens
}

/// Comments nest.
fn after_comment(text: &str) -> &str {
    let (mut depth, mut rest) = (0_u32, text);
    loop {
        if let Some(inner) = rest.strip_prefix("/*") {
            depth += 1;
            rest = inner;
        } else if let Some(outer) = rest.strip_prefix("*/") {
            depth -= 1;
            rest = outer;
            if depth == 0 {
                return rest;
            }
        } else {
            let mut chars = rest.chars();
            if chars.next().is_none() {
                return "";
            }
            rest = chars.as_str();
        }
    }
}

/// What stands up to the closing quote, and what follows it.
fn after_quoted(text: &str, quote: char, escapes: bool) -> (String, &str) {
    let mut inside = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == quote {
            match chars.as_str().strip_prefix(quote) {
                Some(more) => chars = more.chars(),
                None => return (inside, chars.as_str()),
            }
        } else if c == '\\' && escapes {
            chars.next();
        }
        inside.push(c);
    }
    (inside, "")
}

/// `$tag$ … $tag$`
fn after_dollar(text: &str) -> Option<&str> {
    let end = text.strip_prefix('$')?.find('$')? + 2;
    let tag = text.get(..end)?;
    let name = tag.get(1..end - 1)?;
    let named = name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit());
    if !named {
        return None;
    }
    let body = text.get(end..)?;
    let close = body.find(tag);
    Some(
        close
            .and_then(|at| body.get(at + tag.len()..))
            .unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_told_by_their_words() {
        for (sql, expected) in [
            ("", Kind::Empty),
            (" -- COMMIT\n /* a /* b */ COMMIT */ ;", Kind::Empty),
            ("BEGIN", Kind::Begin { modes: false }),
            ("begin work;", Kind::Begin { modes: false }),
            ("/* x */ START TRANSACTION", Kind::Begin { modes: false }),
            (
                "BEGIN ISOLATION LEVEL SERIALIZABLE",
                Kind::Begin { modes: true },
            ),
            ("START TRANSACTION READ ONLY", Kind::Begin { modes: true }),
            ("Commit", Kind::Commit),
            ("--\nEND", Kind::Commit),
            ("COMMIT AND NO CHAIN", Kind::Commit),
            ("ROLLBACK", Kind::Rollback),
            ("abort work", Kind::Rollback),
            ("ROLLBACK TO SAVEPOINT a", Kind::Savepoint),
            ("SAVEPOINT a", Kind::Savepoint),
            ("RELEASE a", Kind::Savepoint),
            ("SET TRANSACTION READ ONLY", Kind::Modes),
            (
                "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
                Kind::Modes,
            ),
            ("NOTIFY x, 'y'", Kind::Notify),
            ("SET search_path = a", Kind::Other),
            (
                "SELECT 'COMMIT', \"commit\", $$dblink('x')$$, e'\\'dblink', $x$ lo_export $x$",
                Kind::Other,
            ),
            ("UPDATE users SET a = $1 WHERE b = $2", Kind::Other),
            ("COPY users TO STDOUT", Kind::Other),
            ("CALL p()", Kind::Other),
        ] {
            assert_eq!(kind(sql), expected, "{sql}");
        }
        for sql in [
            "COMMIT AND CHAIN",
            "ROLLBACK AND CHAIN",
            "COMMIT PREPARED 'x'",
            "PREPARE TRANSACTION 'x'",
            "DO $$ BEGIN COMMIT; END $$",
            "SELECT dblink_exec('x', 'y')",
            "SELECT \"dblink\"('x')",
            "select PG_TERMINATE_BACKEND(1)",
            "SELECT U&\"\\0064blink\"('x')",
            "COPY users TO PROGRAM 'cat'",
            "COPY users FROM '/etc/passwd'",
            "SET CONSTRAINTS ALL IMMEDIATE",
            "ROLLBACK TO connector_rehearsal",
            "RELEASE \"connector_rehearsal\"",
            "DROP FUNCTION pg_temp.connector_rehearsal() CASCADE",
        ] {
            assert!(matches!(kind(sql), Kind::Refused(_)), "{sql}");
        }
    }

    #[test]
    fn unfinished_texts_end_where_they_end() {
        for sql in [
            "'",
            "\"",
            "$a$",
            "/*",
            "--",
            "$",
            "e'\\",
            "'\u{5f20}",
            "/* /* */",
        ] {
            let _ = kind(sql);
        }
    }
}
