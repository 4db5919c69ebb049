//! How a client comes in: by the name, database and password that only its script was given.

use std::io;

use tokio::io::{AsyncRead, AsyncWriteExt as _};

use super::Client;
use crate::wire;

/// What stands in place of the protocol's version in requests that are none.
const CANCEL: u32 = 80_877_102;
const TLS: u32 = 80_877_103;
const GSS: u32 = 80_877_104;

impl Client {
    /// Lets a client in; false when it has been sent away, or came only to cancel.
    pub(super) async fn greet(
        &mut self,
        reader: &mut (impl AsyncRead + Unpin),
    ) -> io::Result<bool> {
        let start = loop {
            let first = wire::read_first(reader).await?;
            let version = first
                .first_chunk::<4>()
                .map(|four| u32::from_be_bytes(*four));
            match version {
                Some(TLS) => {
                    // The script's word alone must not make it look as if what it says were encrypted on the way.
                    self.shared.note(
                        "the script asked for TLS, and the database's address did not: add sslmode=require to it, or \
                         sslmode=no-verify where the certificate is nobody's",
                    );
                    self.writer.write_all(b"N").await?;
                }
                Some(GSS) => self.writer.write_all(b"N").await?,
                Some(CANCEL) => {
                    // Whose it is can't matter: statements run one at a time, and only this script's.
                    self.shared.cancel().await;
                    return Ok(false);
                }
                Some(_) => break first,
                None => return Ok(false),
            }
        };
        let texts: Vec<String> = start
            .get(4..)
            .unwrap_or_default()
            .split(|byte| *byte == 0)
            .map(|text| String::from_utf8_lossy(text).into_owned())
            .collect();
        let (mut user, mut database) = (String::new(), None);
        for pair in texts.chunks_exact(2) {
            let [name, value] = pair else { continue };
            match name.as_str() {
                "" => break,
                "user" => user.clone_from(value),
                "database" => database = Some(value.clone()),
                "options" => self.settings.extend(options(value)),
                // The driver's own encoding is the session's already.
                "replication" | "client_encoding" => {}
                _ => self.settings.push((name.clone(), value.clone())),
            }
        }
        let database = database.unwrap_or_else(|| user.clone());
        if user != self.shared.user || database != self.shared.database {
            let message = "a rehearsal lends one database to one role: those that env names";
            return self.sent_away("28000", message).await;
        }
        wire::frame(&mut self.out, b'R', |out| {
            out.extend_from_slice(&3_u32.to_be_bytes())
        });
        self.tell().await;
        let answer = wire::read(reader).await?;
        let right = answer.is_some_and(|answer| {
            answer.tag == b'p' && answer.text(0) == Some(&self.shared.password)
        });
        if !right {
            return self
                .sent_away(
                    "28P01",
                    &format!("password authentication failed for user \"{user}\""),
                )
                .await;
        }
        wire::frame(&mut self.out, b'R', |out| {
            out.extend_from_slice(&0_u32.to_be_bytes())
        });
        for (name, value) in &self.shared.parameters {
            wire::frame(&mut self.out, b'S', |out| {
                wire::text(out, name);
                wire::text(out, value);
            });
        }
        let number = self.number;
        wire::frame(&mut self.out, b'K', |out| {
            out.extend_from_slice(&number.to_be_bytes());
            out.extend_from_slice(&0_u32.to_be_bytes());
        });
        wire::ready(&mut self.out, b'I');
        self.tell().await;
        Ok(true)
    }

    async fn sent_away(&mut self, code: &str, message: &str) -> io::Result<bool> {
        wire::error(&mut self.out, "FATAL", code, message);
        self.tell().await;
        Ok(false)
    }
}

/// `-c name=value` and `--name=value`, as servers read them; `\ ` is a blank inside a value.
fn options(text: &str) -> Vec<(String, String)> {
    let mut words = vec![String::new()];
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => words
                .iter_mut()
                .last()
                .into_iter()
                .for_each(|word| word.extend(chars.next())),
            c if c.is_whitespace() => words.push(String::new()),
            c => words
                .iter_mut()
                .last()
                .into_iter()
                .for_each(|word| word.push(c)),
        }
    }
    let joined = words.join(" ").replace("-c ", "-c");
    let setting = |word: &str| {
        let setting = word
            .strip_prefix("--")
            .or_else(|| word.strip_prefix("-c"))?;
        let (name, value) = setting.split_once('=')?;
        Some((name.replace('-', "_"), value.to_owned()))
    };
    // Values with blanks are rare, and lose what follows the blank.
    joined.split(' ').filter_map(setting).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_settings() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            options("-c search_path=app,public  --statement-timeout=5s -cwork_mem=1MB"),
            [
                pair("search_path", "app,public"),
                pair("statement_timeout", "5s"),
                pair("work_mem", "1MB")
            ]
        );
        assert_eq!(options("nothing"), []);
    }
}
