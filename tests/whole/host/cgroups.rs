//! Workers in cgroups, on machines that let us make some.

use std::path::{Path, PathBuf};
use std::time::Duration;

use connector_host::HostConfig;
use connector_testkit::cgroup::writable;

use super::{call, config, job, start, until};
use crate::command::connector;

fn groups(directory: &Path) -> Vec<PathBuf> {
    let found = std::fs::read_dir(directory).expect("the directory");
    let paths = found.map(|entry| entry.expect("an entry").path());
    paths.filter(|path| path.is_dir()).collect()
}

#[tokio::test]
async fn the_kernel_ends_the_worker_that_takes_too_much_and_no_group_is_left() {
    // Elsewhere there is nothing to see but the refusal below.
    let Some(directory) = writable() else { return };
    let host = start(HostConfig {
        cgroups: Some(directory.path().to_owned()),
        ..config()
    })
    .await;
    let inside = |group: &Path| {
        let members = std::fs::read_to_string(group.join("cgroup.procs")).expect("its processes");
        members
            .lines()
            .filter_map(|line| line.parse().ok())
            .collect::<Vec<u32>>()
    };
    let found = groups(directory.path());
    let [group] = found.as_slice() else {
        panic!("one worker, one group: {found:?}")
    };
    assert_eq!(inside(group), host.gauges().worker_pids);
    let fine = "async function updateUser(id) { return { id }; }";
    assert_eq!(call(&host, "globex", job(fine)).await["status"], "success");

    // Tighter than the host would make it, so that the kernel is first to notice.
    let bound = ["memory.max", "memory.limit_in_bytes"];
    let bound = bound
        .map(|name| group.join(name))
        .into_iter()
        .find(|path| path.exists());
    let used = ["memory.current", "memory.usage_in_bytes"];
    let used = used
        .iter()
        .find_map(|name| std::fs::read_to_string(group.join(name)).ok());
    let used: u64 = used
        .and_then(|text| text.trim().parse().ok())
        .expect("a number");
    let tight = used + 24 * 1024 * 1024;
    std::fs::write(bound.expect("a bound"), tight.to_string()).expect("it is ours");
    let takes =
        "function updateUser(id) { return { id, n: new Uint8Array(60_000_000).fill(1).length }; }";
    let outcome = call(&host, "acme", job(takes)).await;
    assert_eq!(outcome["status"], "memory_limit", "{outcome}");

    // Another worker, in another group, which is as wide as ever.
    until(&host, "the post is manned", |gauges| gauges.workers == 1).await;
    assert_eq!(call(&host, "acme", job(takes)).await["status"], "success");
    assert!(!group.exists());
    host.drain(Duration::from_secs(5)).await;
    drop(host);
    for _ in 0..500 {
        if groups(directory.path()).is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("left: {:?}", groups(directory.path()));
}

#[tokio::test]
async fn a_directory_that_is_none_of_cgroups_is_refused_before_anything_is_served() {
    let plain = tempfile::tempdir().expect("a directory");
    let directory = plain.path().to_str().expect("text");
    let said = connector([
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--registry",
        &format!("{directory}/r.db"),
        "--worker-cgroups",
        directory,
    ])
    .await;
    assert_eq!(said.exit, 2, "{}", said.stderr);
    let why = format!(
        "--worker-cgroups: no cgroup can be had in {}: it is no directory of cgroups",
        directory
    );
    assert!(said.stderr.contains(&why), "{}", said.stderr);
}
