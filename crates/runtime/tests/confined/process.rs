//! A process that confines itself and makes one attempt, and what became of it.

use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};

use connector_sandbox::{Feature, Report};
use seccompiler::{SeccompAction, SeccompFilter};

use crate::attempts::{self, ATTEMPTS};

/// Makes this program such a process.
pub(crate) const WORD: &str = "--attempt";
/// Set for a process that is to find no seccomp.
const WITHOUT_SECCOMP: &str = "WITHOUT_SECCOMP";

/// Which thread makes the attempt.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place {
    /// The one that was confined.
    Main,
    /// One that was started by a thread that V8 and the watchdog have come up on.
    Later,
}

/// What became of the attempt.
#[derive(Debug)]
pub(crate) enum End {
    /// The kernel killed the process.
    Signal(i32),
    /// The call failed with this number.
    Refused(i32),
    /// It succeeded.
    Done,
    /// The process could not even try.
    Broken(#[allow(dead_code, reason = "for whoever sees the test fail")] String),
}

/// The life of such a process.
pub(crate) fn main(name: &str, place: &str) {
    connector_runtime::close_inherited().expect("this kernel has close_range");
    // A user who may have real time and better places, as some set-ups grant. Where this user may not grant it, it has none.
    for resource in [libc::RLIMIT_RTPRIO, libc::RLIMIT_NICE] {
        let most = libc::rlimit {
            rlim_cur: 40,
            rlim_max: 40,
        };
        // SAFETY: the structure is the kernel's, and lives until the call returns.
        let _ = unsafe { libc::setrlimit(resource, &raw const most) };
    }
    let mut report = Report::default();
    report.set(Feature::Descriptors, Ok::<_, &str>(()));
    connector_sandbox::enter(&mut report, 4 << 30);
    let missing = report.missing();
    let expected = if std::env::var_os(WITHOUT_SECCOMP).is_some() {
        matches!(missing.as_slice(), [(Feature::SystemCalls, _)])
    } else {
        missing.is_empty()
    };
    if !expected {
        return println!("broken {report}");
    }
    connector_runtime::initialise().expect("V8 comes up");
    let _watchdog = connector_runtime::Watchdog::start().expect("a thread");
    let attempt = ATTEMPTS
        .iter()
        .find(|attempt| attempt.name == name)
        .expect("the name is one of ours");
    let attempt = move || match (attempt.make)() {
        Ok(()) => println!("done"),
        Err(errno) => println!("refused {errno}"),
    };
    if place == "Later" {
        std::thread::spawn(attempt).join().expect("the thread ends");
    } else {
        attempt();
    }
}

/// Makes one attempt.
pub(crate) fn run(name: &str, place: Place) -> End {
    finish(&mut command(name, place))
}

/// The same where the kernel has no seccomp, for all the process can tell.
pub(crate) fn run_without_seccomp(name: &str) -> End {
    let mut command = command(name, Place::Main);
    command.env(WITHOUT_SECCOMP, "yes");
    // A filter belongs to a thread and is inherited by what it starts.
    let thread = std::thread::spawn(move || {
        let rules = [(libc::SYS_seccomp, Vec::new())].into_iter().collect();
        let processor = std::env::consts::ARCH
            .try_into()
            .expect("a known processor");
        let refusal = SeccompAction::Errno(libc::EINVAL.unsigned_abs());
        let filter = SeccompFilter::new(rules, SeccompAction::Allow, refusal, processor);
        let program: seccompiler::BpfProgram =
            filter.and_then(TryInto::try_into).expect("a filter");
        seccompiler::apply_filter(&program).expect("this kernel has seccomp");
        finish(&mut command)
    });
    thread.join().expect("the thread ends")
}

fn command(name: &str, place: Place) -> Command {
    let program = std::env::current_exe().expect("this program has a file");
    let mut command = Command::new(program);
    command
        .args([WORD, name, &format!("{place:?}")])
        .env_clear()
        .env(attempts::PARENT, std::process::id().to_string())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit());
    command
}

fn finish(command: &mut Command) -> End {
    let output = command.output().expect("it starts");
    if let Some(signal) = output.status.signal() {
        return End::Signal(signal);
    }
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    match said.split_once(' ') {
        None if said == "done" => End::Done,
        Some(("refused", errno)) => errno.parse().map_or(End::Broken(said), End::Refused),
        _ => End::Broken(format!("{said:?}, {}", output.status)),
    }
}
