//! `connector init` and `connector types`: folders that run at once, and nobody's work overwritten.

use std::path::{Path, PathBuf};

use crate::command::{Said, connector, top};
use crate::lazy::cases;

async fn init(folder: &Path, words: &[&str]) -> Said {
    let folder = folder.display().to_string();
    let mut all = vec!["init", &folder];
    all.extend_from_slice(words);
    connector(&all).await
}

/// All files below a folder with their content.
fn everything(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            found.extend(everything(&path));
        } else {
            let text = std::fs::read_to_string(&path).expect("text");
            found.push((path, text));
        }
    }
    found.sort();
    found
}

#[tokio::test]
async fn a_new_folder_runs_at_once_whatever_its_ids() {
    let top = tempfile::tempdir().expect("a folder");
    for (shape, id) in [
        ("integer", "1"),
        ("text", "1"),
        ("uuid", "00000000-0000-4000-8000-000000000001"),
    ] {
        let folder = top.path().join(format!("full {shape}"));
        let said = init(
            &folder,
            &["--mode", "full", "--name", "it's \"mine\"", "--id", shape],
        )
        .await;
        assert_eq!(said.exit, 0, "{shape}: {}", said.stderr);
        let script = folder.join("updateUser.js").display().to_string();
        let schema = folder.join("schema.sql").display().to_string();
        let said = connector([
            "run",
            &script,
            "--id",
            id,
            "--updates",
            "{\"nickname\":\"Nick\"}",
            "--sql",
            &schema,
            "--json",
            "--show",
            "SELECT nickname FROM users ORDER BY username",
        ])
        .await;
        assert_eq!(said.exit, 0, "{shape}: {said:?}");
        let outcome = said.json();
        assert_eq!(outcome["value"]["id"], id, "{outcome:#}");
        assert_eq!(
            outcome["rows"]["rows"],
            serde_json::json!([["Nick"], ["amazing"]]),
            "{shape}"
        );
        // The shape is in connector.toml and is kept.
        let said = connector([
            "run",
            &script,
            "--id",
            "a'b",
            "--updates",
            "{}",
            "--sql",
            &schema,
        ])
        .await;
        assert_eq!(said.exit, 2, "{shape}: {said:?}");

        let lazy = top.path().join(format!("lazy-{shape}"));
        let said = init(&lazy, &["--mode", "lazy", "--id", shape]).await;
        assert_eq!(said.exit, 0, "{shape}: {}", said.stderr);
        assert!(!lazy.join("updateUser.js").exists());
        let script = lazy.join("login.js").display().to_string();
        let schema = lazy.join("schema.sql").display().to_string();
        let words = [
            "--query",
            "{\"email\":\"ada@example.com\"}",
            "--password",
            "correct horse",
            "--sql",
            &schema,
            "--json",
        ];
        let said = connector(["run", script.as_str()].into_iter().chain(words)).await;
        assert_eq!(said.exit, 0, "{shape}: {said:?}");
        assert_eq!(said.json()["value"]["id"], id, "{shape}");
    }
}

#[tokio::test]
async fn the_cases_of_new_folders_hold() {
    let top = tempfile::tempdir().expect("a folder");
    for (mode, shape, count) in [
        ("full", "integer", 18),
        ("full", "uuid", 18),
        ("lazy", "text", 5),
    ] {
        let folder = top.path().join(format!("{mode}-{shape}"));
        assert_eq!(
            init(&folder, &["--mode", mode, "--id", shape]).await.exit,
            0
        );
        let path = folder.display().to_string();
        let said = connector(["check", "--strict", &path]).await;
        assert_eq!(said.exit, 0, "{mode} {shape}: {said:?}");
        let said = connector(["test", &path]).await;
        assert_eq!(said.exit, 0, "{mode} {shape}: {said:?}");
        assert_eq!(cases(folder).await, count, "{mode} {shape}");
    }
}

#[tokio::test]
async fn the_examples_are_what_init_writes() {
    let folder = tempfile::tempdir().expect("a folder");
    for mode in ["full", "lazy"] {
        let example = top().join(format!("examples/postgres-{mode}"));
        let new = folder.path().join(mode);
        let name = format!("postgres-{mode}");
        assert_eq!(
            init(&new, &["--mode", mode, "--id", "integer", "--name", &name])
                .await
                .exit,
            0
        );
        let mut compared = 0;
        for entry in std::fs::read_dir(&example).expect("the example is there") {
            let path = entry.expect("readable").path();
            let name = path.file_name().expect("a name").to_owned();
            if path.is_dir() || name == "README.md" {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("text");
            let written = std::fs::read_to_string(new.join(&name))
                .unwrap_or_else(|error| panic!("{name:?}: {error}"));
            assert_eq!(written, text, "{mode}: {name:?}");
            compared += 1;
        }
        assert!(compared >= 5, "{compared} files of {mode}");
    }
}

#[tokio::test]
async fn nothing_is_overwritten() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("login.js"), "mine").expect("written");
    for words in [&["--mode", "full"][..], &["--mode", "full", "--force"]] {
        let said = init(folder.path(), words).await;
        assert_eq!(said.exit, 2, "{said:?}");
        assert!(said.stderr.contains("login.js"), "{}", said.stderr);
        assert_eq!(
            everything(folder.path()).len(),
            1,
            "nothing else was written"
        );
        assert_eq!(everything(folder.path())[0].1, "mine");
    }

    std::fs::remove_file(folder.path().join("login.js")).expect("removed");
    assert_eq!(
        init(folder.path(), &["--mode", "full", "--name", "n"])
            .await
            .exit,
        0
    );
    let before = everything(folder.path());
    assert_eq!(
        init(folder.path(), &["--mode", "full", "--name", "n"])
            .await
            .exit,
        0,
        "the same again is no conflict"
    );
    assert_eq!(everything(folder.path()), before);

    // Declarations are ours: an old one is in the way without --force, and renewed with it.
    let declared = folder.path().join("types/env.d.ts");
    let first_line = before
        .iter()
        .find(|(path, _)| *path == declared)
        .expect("it is there")
        .1
        .lines()
        .next();
    let old = format!("{}\nold\n", first_line.expect("a line"));
    std::fs::write(&declared, &old).expect("written");
    assert_eq!(
        init(folder.path(), &["--mode", "full", "--name", "n"])
            .await
            .exit,
        2
    );
    assert_eq!(std::fs::read_to_string(&declared).expect("text"), old);
    assert_eq!(
        init(folder.path(), &["--mode", "full", "--name", "n", "--force"])
            .await
            .exit,
        0
    );
    assert_eq!(everything(folder.path()), before);
}

#[tokio::test]
async fn without_a_terminal_nothing_is_asked_and_wrong_choices_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let new = folder.path().join("shop");
    let said = init(&new, &["--json"]).await;
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(
        said.json()["written"]
            .as_array()
            .is_some_and(|written| written.len() > 20)
    );
    let toml = std::fs::read_to_string(new.join("connector.toml")).expect("text");
    for line in ["name = \"shop\"", "mode = \"full\"", "id = \"integer\""] {
        assert!(
            toml.lines().any(|found| found == line),
            "{line} is not in {toml}"
        );
    }
    for words in [
        ["--mode", "half"],
        ["--id", "round"],
        ["--name", "two\nlines"],
        ["--name", ""],
        ["--database", "mysql"],
    ] {
        let other = folder.path().join("other");
        assert_eq!(init(&other, &words).await.exit, 2, "{words:?}");
        assert!(!other.exists(), "{words:?}");
    }
}

#[tokio::test]
async fn types_renews_its_own_files_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().display().to_string();
    std::fs::write(folder.path().join(".env"), "MAIL_KEY=hunter2hunter2\n").expect("written");
    assert_eq!(connector(["types", &path]).await.exit, 0);
    let declared = folder.path().join("types/env.d.ts");
    let text = std::fs::read_to_string(&declared).expect("text");
    assert!(
        text.contains("readonly MAIL_KEY: string;") && !text.contains("hunter2"),
        "{text}"
    );
    assert!(folder.path().join("jsconfig.json").is_file());

    std::fs::write(folder.path().join(".env"), "OTHER_KEY=x\n").expect("written");
    std::fs::write(folder.path().join("jsconfig.json"), "{}").expect("written");
    assert_eq!(connector(["types", &path]).await.exit, 0);
    let text = std::fs::read_to_string(&declared).expect("text");
    assert!(
        text.contains("OTHER_KEY") && !text.contains("MAIL_KEY"),
        "{text}"
    );
    assert_eq!(
        std::fs::read_to_string(folder.path().join("jsconfig.json")).expect("text"),
        "{}"
    );

    std::fs::write(folder.path().join("types/pg.d.ts"), "mine").expect("written");
    let said = connector(["types", &path]).await;
    assert_eq!(said.exit, 2);
    assert!(said.stderr.contains("pg.d.ts"), "{}", said.stderr);

    let out = folder.path().join("elsewhere").display().to_string();
    assert_eq!(connector(["types", &path, "--out", &out]).await.exit, 0);
    assert!(folder.path().join("elsewhere/pg.d.ts").is_file());

    std::fs::write(
        folder.path().join(".env"),
        "not a variable hunter2hunter2\n",
    )
    .expect("written");
    let said = connector(["types", &path, "--out", &out]).await;
    assert_eq!(said.exit, 2);
    assert!(!said.stderr.contains("hunter2"), "{}", said.stderr);
    assert_eq!(connector(["types", "no/such/folder"]).await.exit, 2);
}

/// Runs `init` on a terminal of its own, by util-linux's `script`, with these keys typed.
async fn on_a_terminal(folder: &Path, words: &str, keys: &'static [u8]) -> String {
    use tokio::io::AsyncWriteExt as _;
    let command = format!("{} init {words}", env!("CARGO_BIN_EXE_connector"));
    let mut child = tokio::process::Command::new("script")
        .args([
            "--quiet",
            "--return",
            "--flush",
            "--command",
            &command,
            "/dev/null",
        ])
        .current_dir(folder)
        .env("TERM", "xterm")
        .env("SHELL", "/bin/sh")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("util-linux is installed");
    let mut stdin = child.stdin.take().expect("piped");
    let typist = tokio::spawn(async move {
        for key in keys {
            // A person is slower; a prompt may drop what was typed before it was shown.
            tokio::time::sleep(std::time::Duration::from_millis(400)).await;
            stdin.write_all(&[*key]).await.expect("typed");
        }
        stdin
    });
    let output = child.wait_with_output();
    let output = tokio::time::timeout(std::time::Duration::from_secs(30), output)
        .await
        .expect("nothing more is asked")
        .expect("it ends");
    drop(typist.await);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[tokio::test]
async fn on_a_terminal_what_is_missing_is_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    // The name as proposed, the second mode, the second shape: `j` is down.
    let said = on_a_terminal(folder.path(), "shop", b"\rj\rj\r").await;
    assert!(said.contains("What users' ids look like"), "{said}");
    let toml = std::fs::read_to_string(folder.path().join("shop/connector.toml")).expect("text");
    for line in ["name = \"shop\"", "mode = \"lazy\"", "id = \"uuid\""] {
        assert!(
            toml.lines().any(|found| found == line),
            "{line} is not in {toml}"
        );
    }
    let said = on_a_terminal(folder.path(), "other --mode full --id text --name o", b"").await;
    assert!(
        !said.contains("What users"),
        "nothing is missing, so nothing is asked: {said}"
    );
}
