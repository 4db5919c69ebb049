//! The sandbox as the real binary has it: on for every thread of every worker, told of where it isn't, and no session
//! left behind by a worker that had to be killed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};
use tokio::process::Command;

use crate::command::{connector, top};
use crate::database;

const BINARY: &str = env!("CARGO_BIN_EXE_connector");
/// Long enough for any machine to start a worker, and for the tests to look at it.
const STUCK: Duration = Duration::from_secs(60);

fn script(folder: &Path, text: &str) -> String {
    let path = folder.join("updateUser.js");
    fs::write(&path, text).expect("written");
    path.display().to_string()
}

/// The processes that a process has started and that are still there.
fn children(pid: u32) -> Vec<u32> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task"))
        .into_iter()
        .flatten()
        .flatten();
    tasks
        .filter_map(|task| fs::read_to_string(task.path().join("children")).ok())
        .flat_map(|list| {
            let ids = list
                .split_ascii_whitespace()
                .filter_map(|id| id.parse().ok());
            ids.collect::<Vec<u32>>()
        })
        .collect()
}

/// The threads of a process: name and status.
fn threads(pid: u32) -> Vec<(String, String)> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task"))
        .into_iter()
        .flatten()
        .flatten();
    let read = |path: PathBuf| fs::read_to_string(path).unwrap_or_default();
    tasks
        .map(|task| task.path())
        .map(|task| {
            (
                read(task.join("comm")).trim().to_owned(),
                read(task.join("status")),
            )
        })
        .collect()
}

async fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = std::time::Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < STUCK, "{what} never came");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn every_thread_of_a_worker_is_confined() {
    let folder = tempfile::tempdir().expect("a folder");
    // bcrypt works on a thread of its own.
    let script = script(
        folder.path(),
        "async function updateUser(id) {
           await require('bcrypt').hash('x', 4);
           await new Promise((done) => setTimeout(done, 15000));
           return { id };
         }",
    );
    // What a careless shell leaves open to everything it starts.
    let file = fs::File::open("/etc/passwd").expect("every Linux has it");
    let leaked = rustix::io::dup(&file).expect("a descriptor that is inherited");
    let mut run = Command::new(BINARY)
        .args([
            "run",
            &script,
            "--id",
            "1",
            "--updates",
            "{}",
            "--db",
            "none",
        ])
        .args(["--limits", "wall=20s", "--require-sandbox"])
        .env("SECRET", "of the parent")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("the binary starts");
    drop(leaked);
    let pid = run.id().expect("it runs");
    let worker = eventually("a worker", || children(pid).first().copied()).await;
    let names = [
        "isolates-0",
        "watchdog",
        "egress",
        "V8 DefaultWorke",
        "tokio-rt-worker",
    ];
    let all = eventually("all threads", || {
        let threads = threads(worker);
        let has = |name: &&str| threads.iter().any(|(comm, _)| comm == name);
        names.iter().all(has).then_some(threads)
    })
    .await;
    for (name, status) in &all {
        for line in [
            "Seccomp:\t2",
            "Seccomp_filters:\t3",
            "NoNewPrivs:\t1",
            "CapEff:\t0000000000000000",
            "CapPrm:\t0000000000000000",
        ] {
            assert!(status.contains(line), "{name} lacks {line}:\n{status}");
        }
    }
    let limits = fs::read_to_string(format!("/proc/{worker}/limits")).expect("the worker runs");
    for limit in ["Max core file size", "Max file size", "Max locked memory"] {
        let line = limits
            .lines()
            .find(|line| line.starts_with(limit))
            .expect("a limit of Linux");
        let values = line
            .get(limit.len()..)
            .unwrap_or_default()
            .split_ascii_whitespace();
        assert_eq!(values.take(2).collect::<Vec<_>>(), ["0", "0"], "{line}");
    }
    // Only root may look there: the worker has made itself opaque even to its own user.
    if let Ok(environment) = fs::read(format!("/proc/{worker}/environ")) {
        assert_eq!(String::from_utf8_lossy(&environment), "TZ=UTC\0");
    }
    for descriptor in fs::read_dir(format!("/proc/{worker}/fd"))
        .into_iter()
        .flatten()
        .flatten()
    {
        let target = fs::read_link(descriptor.path()).unwrap_or_default();
        let target = target.display().to_string();
        let lent = ["socket:", "anon_inode:[event", "/dev/null"];
        assert!(
            target.is_empty() || lent.iter().any(|kind| target.starts_with(kind)),
            "the worker holds {target}"
        );
    }
    run.kill().await.expect("it can be killed");
    eventually("the worker's end", || children_gone(worker)).await;
}

/// Whether a worker has ended with its parent.
fn children_gone(worker: u32) -> Option<()> {
    let status = fs::read_to_string(format!("/proc/{worker}/status")).unwrap_or_default();
    let gone = status.is_empty() || status.contains("State:\tZ");
    gone.then_some(())
}

/// Runs the binary as on a kernel that has never heard of this call.
fn without(
    call: libc::c_long,
    words: &'static [&'static str],
    env: Option<(&'static str, &'static str)>,
) -> std::process::Output {
    // A filter belongs to a thread, and is inherited by what that thread starts.
    let thread = std::thread::spawn(move || {
        let rules = [(call, Vec::new())].into_iter().collect();
        let processor = std::env::consts::ARCH
            .try_into()
            .expect("a known processor");
        let refusal = SeccompAction::Errno(libc::ENOSYS.unsigned_abs());
        let filter = SeccompFilter::new(rules, SeccompAction::Allow, refusal, processor);
        let program: BpfProgram = filter.and_then(TryInto::try_into).expect("a filter");
        seccompiler::apply_filter(&program).expect("this kernel has seccomp");
        std::process::Command::new(BINARY)
            .args(words)
            .current_dir(top())
            .env("NO_COLOR", "1")
            .envs(env)
            .output()
            .expect("the binary starts")
    });
    thread.join().expect("the thread ends")
}

const RUN: &[&str] = &[
    "run",
    "tests/scripts/result/sync/updateUser.js",
    "--id",
    "1",
    "--updates",
    "{}",
    "--db",
    "none",
];
const STRICT: &[&str] = &[
    "run",
    "tests/scripts/result/sync/updateUser.js",
    "--id",
    "1",
    "--updates",
    "{}",
    "--db",
    "none",
    "--require-sandbox",
];

#[test]
fn what_the_kernel_lacks_is_told_or_fatal() {
    let lacks = [
        (
            libc::SYS_landlock_create_ruleset,
            "Landlock for files (this kernel has no Landlock)",
        ),
        (libc::SYS_seccomp, "the seccomp filter ("),
    ];
    for (call, told) in lacks {
        let said = without(call, RUN, None);
        let stderr = String::from_utf8_lossy(&said.stderr);
        assert_eq!(said.status.code(), Some(0), "{stderr}");
        assert!(
            stderr.contains("warning: the sandbox is not complete") && stderr.contains(told),
            "{stderr}"
        );

        for (words, env) in [
            (STRICT, None),
            (RUN, Some(("CONNECTOR_REQUIRE_SANDBOX", "1"))),
        ] {
            let said = without(call, words, env);
            let stderr = String::from_utf8_lossy(&said.stderr);
            assert_eq!(said.status.code(), Some(4), "{stderr}");
            assert!(said.stdout.is_empty(), "nothing is run");
            assert!(
                stderr.contains("the sandbox is required") && stderr.contains(told),
                "{stderr}"
            );
        }
    }
}

#[tokio::test]
async fn a_complete_sandbox_is_not_spoken_of() {
    let said = connector(STRICT).await;
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(!said.stderr.contains("sandbox"), "{}", said.stderr);
}

/// The server works on a statement that nobody will ever read, and the worker, deaf in a built-in, can't cancel it.
#[tokio::test]
async fn a_killed_worker_leaves_no_session() {
    let database = database::users().await;
    let folder = tempfile::tempdir().expect("a folder");
    let script = script(
        folder.path(),
        "async function updateUser() {
           const { Client } = require('pg');
           for (let i = 0; i < 2; i++) {
             const client = new Client({ connectionString: env.DB_CONNECTION_URI });
             await client.connect();
             client.query('SELECT pg_sleep(600)').catch(() => {});
           }
           await new Promise((done) => setTimeout(done, 200));
           for (;;) new Array(3e8).fill(1.5);
         }",
    );
    let url = database.url();
    let words = [
        "run",
        &script,
        "--json",
        "--id",
        "1",
        "--updates",
        "{}",
        "--db",
        &url,
    ];
    let said = connector(words.into_iter().chain(["--limits", "wall=20s,cpu=500ms"])).await;
    assert_eq!(said.exit, 3, "{said:?}");
    assert_eq!(database.leaked_sessions().await, Vec::<String>::new());
}

/// Nobody waits for the answer of a run that was interrupted, and the server is somebody else's.
#[tokio::test]
async fn an_interrupted_run_leaves_no_session() {
    let database = database::users().await;
    let folder = tempfile::tempdir().expect("a folder");
    let script = script(
        folder.path(),
        "async function updateUser() {
           const { Client } = require('pg');
           const client = new Client({ connectionString: env.DB_CONNECTION_URI });
           await client.connect();
           await client.query('SELECT pg_sleep(600)');
         }",
    );
    let url = database.url();
    let mut run = Command::new(BINARY)
        .args(["run", &script, "--id", "1", "--updates", "{}", "--db", &url])
        .args(["--limits", "wall=20s"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("the binary starts");
    let begun = std::time::Instant::now();
    let asleep = "SELECT pid FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)' AND datname = current_database()";
    while database.rows(asleep).await.is_empty() {
        assert!(begun.elapsed() < STUCK, "the query never ran");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let pid = run.id().and_then(|id| i32::try_from(id).ok());
    let pid = pid
        .and_then(rustix::process::Pid::from_raw)
        .expect("it runs");
    rustix::process::kill_process(pid, rustix::process::Signal::INT).expect("it can be told");
    let status = tokio::time::timeout(STUCK, run.wait()).await;
    let status = status.expect("it ends").expect("it is our child");
    assert_eq!(status.code(), Some(130));
    assert_eq!(database.leaked_sessions().await, Vec::<String>::new());
}
