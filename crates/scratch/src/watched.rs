//! A process that dies with us.
//!
//! Asking the kernel for it (`PR_SET_PDEATHSIG`) needs unsafe code between fork and exec, is Linux's alone, and ends
//! with a change of user. So a small shell script stands in between: it holds the reading end of a pipe whose writing
//! end is ours, and acts when the pipe closes. See `watch.sh`.

use std::fs::OpenOptions;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use crate::error::ScratchError;
use crate::folder::Folder;
use crate::user::ServerUser;

const SCRIPT: &str = include_str!("watch.sh");
/// How long [`Watched::end`] waits before it kills. The script itself kills after five seconds.
const PATIENCE: Duration = Duration::from_secs(6);

/// A running program, its watcher, and our end of the pipe between us.
#[derive(Debug)]
pub(crate) struct Watched {
    watcher: Child,
    lifeline: Option<ChildStdin>,
}

/// What to run.
#[derive(Debug)]
pub(crate) struct Program<'a> {
    /// The program's path.
    pub(crate) path: PathBuf,
    /// Its arguments.
    pub(crate) arguments: Vec<String>,
    /// What it reads, if anything.
    pub(crate) input: Option<&'a Path>,
    /// The signal that ends it politely: `TERM`.
    pub(crate) signal: &'static str,
}

impl Watched {
    /// Starts a program in `folder`, as `user`, writing to the folder's log.
    pub(crate) fn start(
        folder: &Folder,
        user: ServerUser,
        program: &Program<'_>,
    ) -> Result<Self, ScratchError> {
        let log_path = folder.log();
        let log = OpenOptions::new().create(true).append(true).open(&log_path);
        let log = log.map_err(ScratchError::io(format!("opening {}", log_path.display())))?;
        let errors = log
            .try_clone()
            .map_err(ScratchError::io("sharing the log"))?;
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", SCRIPT, "watch"])
            .arg(folder.path())
            .arg(program.signal);
        command
            .arg(program.input.unwrap_or(Path::new("/dev/null")))
            .arg(&program.path)
            .args(&program.arguments);
        command
            .stdin(Stdio::piped())
            .stdout(log)
            .stderr(errors)
            .current_dir(folder.path());
        // Our environment may hold secrets, and PG* variables of another server.
        command
            .env_clear()
            .envs(std::env::vars_os().filter(|(name, _)| {
                name == "PATH" || name == "LD_LIBRARY_PATH" || name == "DYLD_LIBRARY_PATH"
            }));
        command.env("LC_ALL", "C").env("TZ", "UTC");
        // A group of its own: Ctrl-C in a terminal is for us, and we end the server in our own time.
        command.process_group(0);
        user.apply(&mut command);
        let doing = || format!("starting {}", program.path.display());
        let mut watcher = command.spawn().map_err(ScratchError::io(doing()))?;
        let lifeline = watcher.stdin.take();
        Ok(Self { watcher, lifeline })
    }

    /// The program's exit, if it has happened.
    pub(crate) fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        self.watcher.try_wait()
    }

    /// Waits for the program's exit. Unlike [`Child::wait`] it leaves the lifeline open.
    pub(crate) fn wait(&mut self) -> io::Result<ExitStatus> {
        loop {
            if let Some(status) = self.watcher.try_wait()? {
                return Ok(status);
            }
            sleep(Duration::from_millis(5));
        }
    }

    /// Ends the program, politely at first, and waits until it is gone. The watcher removes the folder.
    pub(crate) fn end(&mut self) -> io::Result<()> {
        self.lifeline = None;
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if self.watcher.try_wait()?.is_some() {
                return Ok(());
            }
            sleep(Duration::from_millis(2));
        }
        kill_process_group(Pid::from_child(&self.watcher), Signal::KILL)?;
        self.watcher.wait().map(drop)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program<'a>(script: &str, signal: &'static str) -> Program<'a> {
        let arguments = vec!["-c".to_owned(), script.to_owned()];
        Program {
            path: PathBuf::from("/bin/sh"),
            arguments,
            input: None,
            signal,
        }
    }

    #[test]
    fn an_exit_keeps_the_folder_and_reports_the_code() {
        let folder = Folder::create(ServerUser::Same).unwrap();
        let mut watched = Watched::start(
            &folder,
            ServerUser::Same,
            &program("echo hello; exit 7", "TERM"),
        )
        .unwrap();
        assert_eq!(watched.wait().unwrap().code(), Some(7));
        assert_eq!(folder.log_tail(), "hello");
        drop(watched);
        assert!(folder.path().exists());
    }

    #[test]
    fn an_end_removes_the_folder() {
        let folder = Folder::create(ServerUser::Same).unwrap();
        let mut watched =
            Watched::start(&folder, ServerUser::Same, &program("exec sleep 60", "TERM")).unwrap();
        let begun = Instant::now();
        watched.end().unwrap();
        assert!(
            begun.elapsed() < Duration::from_secs(4),
            "{:?}",
            begun.elapsed()
        );
        assert!(!folder.path().exists());
    }

    #[test]
    fn the_deaf_are_killed() {
        let folder = Folder::create(ServerUser::Same).unwrap();
        let deaf = program("trap '' TERM; while :; do sleep 1; done", "TERM");
        let mut watched = Watched::start(&folder, ServerUser::Same, &deaf).unwrap();
        sleep(Duration::from_millis(200));
        watched.end().unwrap();
        assert!(watched.try_wait().unwrap().is_some());
    }
}
