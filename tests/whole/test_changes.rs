//! `connector test`: files that are rewritten, and files that are watched.

use std::time::Duration;

use crate::test_bench::three;

#[tokio::test]
async fn update_changes_only_what_differs_and_then_all_pass() {
    let bench = three();
    let before = [
        "tests/a_passes.json",
        "tests/b_differs.json",
        "tests/c_throws.json",
    ]
    .map(|name| bench.read(name));
    let said = bench.test(&["--update"]).await;
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(said.stdout.contains("3 passed, 2 rewritten"), "{said:?}");
    assert_eq!(bench.read("tests/a_passes.json"), before[0]);
    let differs = before[1].replace(
        r#"{"nickname": "y",   "tags": ["a", "c"], "deep": { "one": { "$any": true }, "three": 3 } }"#,
        r#"{"nickname": "x",   "tags": ["a", "b"], "deep": { "one": { "$any": true } } }"#,
    );
    assert_eq!(bench.read("tests/b_differs.json"), differs);
    let throws = before[2].replace(
        r#""expect": { "status": "success", "value": { "id": 2 } }"#,
        r#""expect": { "status": "script_error", "error": { "message": "Boom: x,y" } }"#,
    );
    assert_eq!(bench.read("tests/c_throws.json"), throws);
    assert_eq!(bench.test(&[]).await.exit, 0);
}

#[tokio::test]
async fn watch_runs_again_after_a_change() {
    use tokio::io::{AsyncBufReadExt as _, BufReader};
    let bench = three();
    let mut child = tokio::process::Command::new(env!("CARGO_BIN_EXE_connector"))
        .args(["test", "--watch", "--filter", "a_passes"])
        .arg(bench.path())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("the binary starts");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut summary = async |within: Duration| {
        let found = async {
            loop {
                match lines.next_line().await.expect("text") {
                    Some(line) if line.contains(" passed in ") || line.contains(" failed in ") => {
                        return line;
                    }
                    Some(_) => {}
                    None => panic!("it ended by itself"),
                }
            }
        };
        tokio::time::timeout(within, found).await.ok()
    };
    let patience = Duration::from_secs(20);
    let said = summary(patience).await.expect("the first run");
    assert!(said.starts_with("1 passed"), "{said}");
    let quiet = summary(Duration::from_millis(700)).await;
    assert_eq!(quiet, None, "nothing has changed");
    let text = bench.read("tests/a_passes.json");
    bench.write(
        "tests/a_passes.json",
        &text.replace("called for 1", "called for 2"),
    );
    let said = summary(patience).await.expect("the second run");
    assert!(said.starts_with("1 failed"), "{said}");
    bench.write("tests/a_passes.json", "{");
    bench.write("tests/a_passes.json", &text);
    let said = summary(patience).await.expect("the third run");
    assert!(said.starts_with("1 passed"), "{said}");
}
