//! What native code inside a worker can still do: almost nothing. Each attempt is made in a process of its own, which
//! is confined as workers are and has V8 up, once on its main thread and once on one that was started later.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "in tests they are how one says no, and how a process tells another what happened"
)]

mod attempts;
mod process;

use libtest_mimic::{Arguments, Failed, Trial};

use crate::attempts::{ATTEMPTS, Attempt, Expected};
use crate::process::{End, Place, run};

fn main() {
    let words: Vec<String> = std::env::args().collect();
    if let [_, word, name, place] = words.as_slice()
        && word == process::WORD
    {
        return process::main(name, place);
    }
    let mut trials: Vec<Trial> = ATTEMPTS
        .iter()
        .map(|attempt| Trial::test(attempt.name, || judge(attempt)))
        .collect();
    trials.push(Trial::test(
        "landlock_holds_without_seccomp",
        landlock_alone,
    ));
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn judge(attempt: &Attempt) -> Result<(), Failed> {
    for place in [Place::Main, Place::Later] {
        let end = run(attempt.name, place);
        let as_expected = match (&attempt.expected, &end) {
            (Expected::Killed, End::Signal(signal)) => *signal == libc::SIGSYS,
            (Expected::Foreign, End::Signal(signal)) => {
                [libc::SIGSYS, libc::SIGSEGV].contains(signal)
            }
            (Expected::Aborted, End::Signal(signal)) => *signal == libc::SIGABRT,
            (Expected::Refused, End::Refused(errno)) => {
                [libc::EPERM, libc::EACCES, libc::ENOSYS].contains(errno)
            }
            (Expected::Missing, End::Refused(errno)) => *errno == libc::ENOSYS,
            (Expected::Works, End::Done) => true,
            _ => false,
        };
        if !as_expected {
            let text = format!("on {place:?}: expected {:?}, got {end:?}", attempt.expected);
            return Err(text.into());
        }
    }
    Ok(())
}

/// On a kernel without seccomp, or where something around us forbids it, the worker says so, and Landlock still keeps
/// files, TCP and other processes out of reach.
fn landlock_alone() -> Result<(), Failed> {
    for attempt in ["open_passwd", "create_file", "connect_tcp", "signal_parent"] {
        match process::run_without_seccomp(attempt) {
            End::Refused(libc::EACCES | libc::EPERM) => {}
            end => return Err(format!("{attempt}: {end:?}").into()),
        }
    }
    Ok(())
}
