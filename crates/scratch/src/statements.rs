//! Cutting an SQL file into statements, by the rules of `psql`.

/// One statement of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Statement<'a> {
    /// From its first word to before the semicolon.
    pub(crate) text: &'a str,
    /// Where it begins in the file, in bytes.
    pub(crate) start: usize,
    /// The lines that follow `COPY … FROM STDIN;`, up to the line `\.`.
    pub(crate) data: Option<&'a str>,
}

/// What cannot be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Uncut {
    /// Where, in bytes.
    pub(crate) at: usize,
    /// Why.
    pub(crate) reason: &'static str,
}

/// The statements of a text, each with where it begins, in bytes; the data of `COPY … FROM STDIN` is left out.
///
/// # Errors
/// The reason, when it cannot be cut: something in it never ends, or is for psql only.
pub fn cut(text: &str) -> Result<Vec<(usize, &str)>, &'static str> {
    let found = statements(text).map_err(|uncut| uncut.reason)?;
    Ok(found
        .into_iter()
        .map(|statement| (statement.start, statement.text))
        .collect())
}

/// All statements of a file, in order.
pub(crate) fn statements(text: &str) -> Result<Vec<Statement<'_>>, Uncut> {
    let mut scanner = Scanner {
        text,
        at: 0,
        start: None,
        parens: 0,
        body: Body::default(),
    };
    let mut found = Vec::new();
    while let Some(statement) = scanner.next_statement()? {
        found.push(statement);
    }
    Ok(found)
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    /// Where the current statement begins, once something of it was seen.
    start: Option<usize>,
    parens: u32,
    body: Body,
}

/// `BEGIN ATOMIC … END` in `CREATE FUNCTION` holds semicolons that end nothing. Like psql, we count `BEGIN` and `CASE`
/// against `END`, and only there.
#[derive(Default)]
struct Body {
    words: usize,
    creates: bool,
    routine: bool,
    depth: u32,
}

impl Body {
    fn word(&mut self, word: &str) {
        let is = |other: &str| word.eq_ignore_ascii_case(other);
        self.words += 1;
        if self.words == 1 {
            self.creates = is("create");
        } else if self.creates && self.words <= 4 && (is("function") || is("procedure")) {
            self.routine = true;
        } else if self.routine {
            if is("begin") || (self.depth > 0 && is("case")) {
                self.depth += 1;
            } else if is("end") {
                self.depth = self.depth.saturating_sub(1);
            }
        }
    }
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn next_statement(&mut self) -> Result<Option<Statement<'a>>, Uncut> {
        while let Some(c) = self.rest().chars().next() {
            if self.skip_comment() {
                continue;
            }
            match c {
                c if c.is_whitespace() => self.at += c.len_utf8(),
                '\\' => self.meta_command()?,
                ';' if self.parens == 0 && self.body.depth == 0 => {
                    if let Some(statement) = self.finish(1) {
                        return Ok(Some(statement));
                    }
                }
                c => {
                    self.start.get_or_insert(self.at);
                    self.token(c);
                }
            }
        }
        Ok(self.finish(0))
    }

    /// Ends the current statement, if there is one, and skips the `separator` bytes behind it.
    fn finish(&mut self, separator: usize) -> Option<Statement<'a>> {
        let start = self.start.take();
        let text = start
            .and_then(|start| self.text.get(start..self.at))
            .map(str::trim_end);
        self.at += separator;
        (self.parens, self.body) = (0, Body::default());
        let data = text
            .is_some_and(copies_from_stdin)
            .then(|| self.copy_data());
        Some(Statement {
            text: text?,
            start: start?,
            data,
        })
    }

    /// `-- …` to the line's end and `/* … */`, which nest.
    fn skip_comment(&mut self) -> bool {
        let rest = self.rest();
        if rest.starts_with("--") {
            self.at += rest.find('\n').unwrap_or(rest.len());
            return true;
        }
        if !rest.starts_with("/*") {
            return false;
        }
        let (mut depth, mut at) = (0_u32, 0);
        while let Some(tail) = rest.get(at..).filter(|tail| !tail.is_empty()) {
            if tail.starts_with("/*") {
                (depth, at) = (depth + 1, at + 2);
            } else if tail.starts_with("*/") {
                (depth, at) = (depth - 1, at + 2);
                if depth == 0 {
                    break;
                }
            } else {
                at += tail.chars().next().map_or(1, char::len_utf8);
            }
        }
        self.at += at;
        true
    }

    /// One token that begins with `c`: a string, a quoted name, a word, or a single character.
    fn token(&mut self, c: char) {
        let rest = self.rest();
        match c {
            '\'' => self.at += quoted_length(rest, '\'', false),
            '"' => self.at += quoted_length(rest, '"', false),
            'e' | 'E' if rest.get(1..2) == Some("'") => {
                self.at += 1 + quoted_length(rest.get(1..).unwrap_or_default(), '\'', true);
            }
            '$' => self.at += dollar_quoted_length(rest).unwrap_or(1),
            '(' => (self.parens, self.at) = (self.parens + 1, self.at + 1),
            ')' => (self.parens, self.at) = (self.parens.saturating_sub(1), self.at + 1),
            c if is_word_start(c) => {
                let length = rest.find(|c| !is_word_part(c)).unwrap_or(rest.len());
                self.body.word(rest.get(..length).unwrap_or_default());
                self.at += length;
            }
            // Digits go in one piece, or `1$a$` would seem to begin a string.
            c if c.is_ascii_digit() => {
                self.at += rest.find(|c| !is_word_part(c)).unwrap_or(rest.len())
            }
            c => self.at += c.len_utf8(),
        }
    }

    /// A line that begins with a backslash is for psql. Dumps begin and end with two that do nothing here.
    fn meta_command(&mut self) -> Result<(), Uncut> {
        let line = self.rest().lines().next().unwrap_or_default();
        let harmless = ["\\restrict ", "\\unrestrict "]
            .iter()
            .any(|command| line.starts_with(command));
        if !harmless || self.start.is_some() {
            let reason = "commands of psql (a backslash and a word) are not SQL, and only psql understands them";
            return Err(Uncut {
                at: self.at,
                reason,
            });
        }
        self.at += line.len();
        Ok(())
    }

    /// The lines behind a `COPY … FROM STDIN;`, which end with `\.` or the file.
    fn copy_data(&mut self) -> &'a str {
        self.at += self
            .rest()
            .find('\n')
            .map_or(self.rest().len(), |at| at + 1);
        let rest = self.rest();
        let mut length = 0;
        for line in rest.split_inclusive('\n') {
            if line.trim_end_matches(['\r', '\n']) == "\\." {
                self.at += length + line.len();
                return rest.get(..length).unwrap_or_default();
            }
            length += line.len();
        }
        self.at += length;
        rest
    }
}

/// The length of a string or quoted name, quotes included. A doubled quote stands for one; a backslash hides the next
/// character if `escapes`.
fn quoted_length(text: &str, quote: char, escapes: bool) -> usize {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\\' && escapes {
            chars.next();
        } else if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return at + 1;
        }
    }
    text.len()
}

/// The length of `$tag$ … $tag$`; `None` when no such string begins here.
fn dollar_quoted_length(text: &str) -> Option<usize> {
    let tag_end = text.get(1..)?.find('$')? + 2;
    let tag = text.get(..tag_end)?;
    let name = tag.trim_matches('$');
    let is_name = name.is_empty()
        || (name.starts_with(is_word_start) && name.chars().all(|c| is_word_part(c) && c != '$'));
    if !is_name {
        return None;
    }
    let body = text.get(tag_end..)?;
    Some(
        body.find(tag)
            .map_or(text.len(), |at| tag_end + at + tag.len()),
    )
}

fn is_word_start(c: char) -> bool {
    c.is_alphabetic() || c == '_' || !c.is_ascii()
}

fn is_word_part(c: char) -> bool {
    is_word_start(c) || c.is_ascii_digit() || c == '$'
}

fn copies_from_stdin(statement: &str) -> bool {
    let mut words = statement
        .split_whitespace()
        .map(str::to_ascii_lowercase)
        .peekable();
    if words.next().as_deref() != Some("copy") {
        return false;
    }
    while let Some(word) = words.next() {
        if word == "from" {
            return words
                .next()
                .is_some_and(|source| source.trim_end_matches(';') == "stdin");
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        statements(text)
            .unwrap()
            .into_iter()
            .map(|statement| statement.text)
            .collect()
    }

    #[test]
    fn semicolons_end_statements_and_nothing_else_does() {
        assert_eq!(cut(" SELECT 1 ;; SELECT 2; "), ["SELECT 1", "SELECT 2"]);
        assert_eq!(
            cut("SELECT ';', \";\", 'it''s;'; x"),
            ["SELECT ';', \";\", 'it''s;'", "x"]
        );
        assert_eq!(
            cut(r"SELECT E'\';', 'a\'; SELECT 2"),
            [r"SELECT E'\';', 'a\'", "SELECT 2"]
        );
        assert_eq!(
            cut("-- a; b\nSELECT 1 -- c;\n/* ; /* ; */ ; */ + 2; -- d"),
            ["SELECT 1 -- c;\n/* ; /* ; */ ; */ + 2"]
        );
        assert_eq!(
            cut("SELECT $$a;b$$, $t$ $$;$x$ $t$, a$b$c; x"),
            ["SELECT $$a;b$$, $t$ $$;$x$ $t$, a$b$c", "x"]
        );
        assert_eq!(
            cut("CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); x").len(),
            2
        );
        assert_eq!(
            cut("SELECT $1; x$1; 1$a$; y"),
            ["SELECT $1", "x$1", "1$a$", "y"]
        );
        assert_eq!(cut("").len() + cut(" -- only\n ;;").len(), 0);
    }

    #[test]
    fn bodies_of_functions_hold_together() {
        let function = "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 1 END; END";
        assert_eq!(
            cut(&format!("{function}; SELECT 2")),
            [function, "SELECT 2"]
        );
        assert_eq!(cut("BEGIN; SELECT 1; END;"), ["BEGIN", "SELECT 1", "END"]);
        let quoted = "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$BEGIN RETURN 1; END$$";
        assert_eq!(cut(&format!("{quoted};SELECT 2")), [quoted, "SELECT 2"]);
    }

    #[test]
    fn starts_point_into_the_file() {
        let text = "-- é\n SELECT 1;\n\n  SELECT 2";
        let starts: Vec<&str> = statements(text)
            .unwrap()
            .iter()
            .map(|s| &text[s.start..s.start + 8])
            .collect();
        assert_eq!(starts, ["SELECT 1", "SELECT 2"]);
    }

    #[test]
    fn copied_rows_are_data() {
        let text = "COPY t (a, b) FROM stdin;\n1\tx;'\n2\ty\n\\.\n\nSELECT 1;";
        let found = statements(text).unwrap();
        assert_eq!(found[0].data, Some("1\tx;'\n2\ty\n"));
        assert_eq!((found[1].text, found[1].data), ("SELECT 1", None));
        assert_eq!(
            statements("COPY t FROM '/x'; SELECT 1").unwrap()[0].data,
            None
        );
        assert_eq!(statements("COPY t FROM STDIN").unwrap()[0].data, Some(""));
    }

    #[test]
    fn commands_of_psql_are_named() {
        assert_eq!(
            cut("\\restrict abc\nSELECT 1;\n\\unrestrict abc\n"),
            ["SELECT 1"]
        );
        assert_eq!(statements("SELECT 1;\n\\connect x").unwrap_err().at, 10);
    }

    #[test]
    fn unfinished_text_ends_with_the_file() {
        for text in [
            "SELECT 'a;",
            "SELECT \"a;",
            "SELECT $$a;",
            "SELECT /* a;",
            "SELECT (1;",
            "SELECT E'\\",
        ] {
            assert_eq!(cut(text), [text]);
        }
    }
}
