//! SQL text as words: enough of PostgreSQL's lexer to tell keywords and names from what stands in strings and comments.

/// A piece of SQL that matters here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A keyword or name in lower case, or a quoted name as it stands.
    Word(String),
    /// The end of a statement.
    Semicolon,
    /// An operator, number, string, parameter …
    Other,
}

/// Cuts `sql` into pieces. `None` when it can't be told where a string ends or what a name is: an unfinished one; a
/// backslash before a quote in an ordinary string, which means one thing or another by the session's settings; a
/// backslash in a name.
pub(crate) fn pieces(sql: &str) -> Option<Vec<Piece>> {
    let mut rest = sql;
    let mut pieces = Vec::new();
    while let Some(first) = rest.chars().next() {
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        rest = match first {
            c if c.is_ascii_whitespace() => after,
            '-' if after.starts_with('-') => after
                .find(['\n', '\r'])
                .map_or("", |at| after.get(at..).unwrap_or_default()),
            '/' if after.starts_with('*') => past_comment(after.get(1..)?)?,
            ';' => {
                pieces.push(Piece::Semicolon);
                after
            }
            '\'' => {
                pieces.push(Piece::Other);
                past_string(after, false)?
            }
            '"' => {
                let end = quoted_end(after)?;
                let name = after.get(..end)?.replace("\"\"", "\"");
                if name.contains('\\') {
                    return None;
                }
                pieces.push(Piece::Word(name));
                after.get(end.checked_add(1)?..)?
            }
            '$' => {
                pieces.push(Piece::Other);
                past_dollar(after)?
            }
            c if is_name_start(c) => {
                let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
                let (word, after) = rest.split_at_checked(end)?;
                // U&"..." can spell a name so that nobody recognises it, with an escape character of its own choice.
                if matches!(word, "u" | "U") && after.starts_with("&\"") {
                    return None;
                }
                match (after.strip_prefix('\''), word) {
                    (Some(string), "e" | "E") => {
                        pieces.push(Piece::Other);
                        past_string(string, true)?
                    }
                    _ => {
                        pieces.push(Piece::Word(word.to_lowercase()));
                        after
                    }
                }
            }
            c if c.is_ascii_digit() => {
                pieces.push(Piece::Other);
                let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
                rest.get(end..)?
            }
            _ => {
                pieces.push(Piece::Other);
                after
            }
        };
    }
    Some(pieces)
}

fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || !c.is_ascii()
}

fn is_name(c: char) -> bool {
    is_name_start(c) || c.is_ascii_digit() || c == '$'
}

/// What follows a comment; comments nest.
fn past_comment(text: &str) -> Option<&str> {
    let mut depth = 1_u32;
    let mut rest = text;
    while depth > 0 {
        let at = rest.find(['*', '/'])?;
        let from = rest.get(at..)?;
        let step = if from.starts_with("*/") {
            depth -= 1;
            2
        } else if from.starts_with("/*") {
            depth = depth.checked_add(1)?;
            2
        } else {
            1
        };
        rest = from.get(step..)?;
    }
    Some(rest)
}

/// What follows a string whose opening quote is behind us.
fn past_string(text: &str, escapes: bool) -> Option<&str> {
    let mut rest = text;
    loop {
        let at = rest.find(['\'', '\\'])?;
        let from = rest.get(at..)?;
        if from.starts_with('\\') {
            let run = from.bytes().take_while(|byte| *byte == b'\\').count();
            let after = from.get(run..)?;
            rest = match (escapes, run % 2, after.strip_prefix('\'')) {
                (true, 1, Some(after)) => after,
                (false, 1, Some(_)) => return None,
                _ => after,
            };
        } else if from.starts_with("''") {
            rest = from.get(2..)?;
        } else {
            return from.get(1..);
        }
    }
}

/// Where a quoted name ends.
fn quoted_end(text: &str) -> Option<usize> {
    let mut from = 0_usize;
    loop {
        let at = from.checked_add(text.get(from..)?.find('"')?)?;
        let next = at.checked_add(1)?;
        if !text.get(next..)?.starts_with('"') {
            return Some(at);
        }
        from = next.checked_add(1)?;
    }
}

/// What follows a parameter (`$1`) or a dollar-quoted string (`$tag$…$tag$`) whose first dollar is behind us.
fn past_dollar(text: &str) -> Option<&str> {
    let end = text
        .find(|c: char| !(is_name_start(c) || c.is_ascii_digit()))
        .unwrap_or(text.len());
    let (tag, after) = text.split_at_checked(end)?;
    if tag.starts_with(|c: char| c.is_ascii_digit()) || !after.starts_with('$') {
        return Some(after);
    }
    let fence = format!("${tag}$");
    let body = after.get(1..)?;
    let at = body.find(&fence)?;
    body.get(at.checked_add(fence.len())?..)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(sql: &str) -> Option<Vec<String>> {
        let shown = |piece| match piece {
            Piece::Word(word) => word,
            Piece::Semicolon => ";".to_owned(),
            Piece::Other => "?".to_owned(),
        };
        Some(pieces(sql)?.into_iter().map(shown).collect())
    }

    #[test]
    fn words_are_told_from_what_only_looks_like_them() {
        for (sql, expected) in [
            (
                "SELECT a FROM \"T\"\"x\" -- do\n;",
                Some("select a from T\"x ;"),
            ),
            ("/* do /* load */ */ Set x=1", Some("set x ? ?")),
            (
                "select 'do; ''x', E'it\\'s; do', N'x'",
                Some("select ? ? ? ? n ?"),
            ),
            (
                "select $1, $$do; it$$, $a$x$$y$a$, $2::int",
                Some("select ? ? ? ? ? ? ? ? ? int"),
            ),
            (
                "select 1e5, .5, a$b, \u{e9}t\u{e9}",
                Some("select ? ? ? ? ? a$b ? \u{e9}t\u{e9}"),
            ),
            ("select 'a\\'", None),
            (
                "select 'a\\d\\\\', E'\\\\', E'\\n'",
                Some("select ? ? ? ? ?"),
            ),
            ("select 'a", None),
            ("select \"a", None),
            ("select U&\"\\0061\"", None),
            ("deallocate u&\"!005f_connector_1\" uescape '!'", None),
            ("select xu&\"b\"", Some("select xu ? b")),
            ("select $$a", None),
            ("/* /* */", None),
            ("-- only", Some("")),
            ("", Some("")),
        ] {
            assert_eq!(
                words(sql).map(|words| words.join(" ")).as_deref(),
                expected,
                "{sql}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_text_is_cut_or_refused(sql in ".{0,60}|['\"$;/*\\\\a-z -]{0,40}") {
            let _ = pieces(&sql);
        }

        #[test]
        fn what_is_quoted_hides(text in "[^'\\\\]{0,20}") {
            let sql = format!("select '{text}' from t");
            prop_assert_eq!(words(&sql), Some(["select", "?", "from", "t"].map(str::to_owned).to_vec()));
        }
    }
}
