//! `connector run --inspect-brk` under a debugger that we did not write: Node's own command-line one.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::inspect::start;

/// No answer of a debugger takes this long on any machine.
const STUCK: Duration = Duration::from_secs(60);

/// A person at `node inspect`.
struct Person {
    _child: Child,
    keyboard: ChildStdin,
    screen: ChildStdout,
    seen: String,
}

impl Person {
    fn sits_down(address: &str) -> Self {
        let mut child = Command::new("node")
            .args(["inspect", address])
            .env("NO_COLOR", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("scripts/setup has installed Node");
        Self {
            keyboard: child.stdin.take().expect("piped"),
            screen: child.stdout.take().expect("piped"),
            _child: child,
            seen: String::new(),
        }
    }

    /// Reads on until this is on the screen; all that was shown up to there.
    async fn sees(&mut self, wanted: &str) -> String {
        let mut bytes = [0; 4096];
        loop {
            if let Some(at) = self.seen.find(wanted) {
                let rest = self.seen.split_off(at + wanted.len());
                return std::mem::replace(&mut self.seen, rest);
            }
            let read = tokio::time::timeout(STUCK, self.screen.read(&mut bytes)).await;
            let read = read.unwrap_or_else(|_| panic!("{wanted:?} never comes: {}", self.seen));
            let read = read.expect("readable");
            assert!(read > 0, "{wanted:?} never came: {}", self.seen);
            let new = String::from_utf8_lossy(bytes.get(..read).unwrap_or_default());
            self.seen.push_str(&new);
        }
    }

    async fn types(&mut self, line: &str) {
        let line = format!("{line}\n");
        let typed = self.keyboard.write_all(line.as_bytes()).await;
        typed.expect("it reads");
    }
}

#[tokio::test]
async fn node_s_debugger_stops_at_the_author_s_line_and_reads_variables() {
    let debugged = start("--inspect-brk").await;
    let mut person = Person::sits_down(debugged.address());
    person.sees("break in ").await;
    person.types("sb('updateUser.ts', 6)").await;
    person.sees("> 6   return { id, nickname: secret };").await;
    person.types("c").await;
    person.sees("break in ").await;
    person.sees("> 6   return { id, nickname: secret };").await;
    person.types("exec [id, secret].join('/')").await;
    person.sees("'1/n-Nick'").await;
    person.types("exec secret = 'changed'").await;
    person.sees("'changed'").await;
    person.types("bt").await;
    person.sees("#0 updateUser").await;
    person.types("c").await;
    let outcome = debugged.outcome().await;
    assert_eq!(outcome["status"], "success", "{outcome:#}");
    assert_eq!(outcome["value"]["nickname"], "changed");
}
