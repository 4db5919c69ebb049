//! What the program says of itself: `--help`, the manual, completions, and the README agree.

use crate::command::{connector, top};

/// The names in a help text's list of commands, `help` left out.
pub(crate) fn commands(help: &str) -> Vec<String> {
    help.lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  "))
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

/// The exit codes of a help text, as `(code, meaning)`.
fn exit_codes(help: &str) -> Vec<(String, String)> {
    // A long meaning goes on in the next line, indented more.
    let mut found: Vec<(String, String)> = Vec::new();
    for line in help
        .lines()
        .skip_while(|line| *line != "Exit codes:")
        .skip(1)
    {
        let Some((code, about)) = line.trim_start().split_once(' ') else {
            break;
        };
        if code.parse::<u8>().is_ok() {
            found.push((code.to_owned(), about.trim().to_owned()));
        } else if let Some((_, last)) = found.last_mut() {
            *last = format!("{last} {}", line.trim());
        }
    }
    found
}

#[tokio::test]
async fn every_command_has_examples() {
    let mut paths: Vec<Vec<String>> = vec![vec![]];
    let mut visited = 0;
    while let Some(path) = paths.pop() {
        let mut words = path.clone();
        words.push("--help".into());
        let said = connector(&words).await;
        assert_eq!(said.exit, 0, "{words:?}: {}", said.stderr);
        assert!(
            said.stdout.contains("\nExamples:\n"),
            "{words:?} has no examples: {}",
            said.stdout
        );
        for name in commands(&said.stdout) {
            let mut deeper = path.clone();
            deeper.push(name);
            paths.push(deeper);
        }
        visited += 1;
    }
    assert!(visited >= 7, "{visited} commands found");
}

#[tokio::test]
async fn exit_codes_are_told_alike_everywhere() {
    let told = exit_codes(&connector(["--help"]).await.stdout);
    assert_eq!(told.len(), 7, "{told:?}");
    assert_eq!(told, exit_codes(&connector(["run", "--help"]).await.stdout));

    let readme = std::fs::read_to_string(top().join("README.md")).expect("the README is there");
    let rows: Vec<(String, String)> = readme
        .lines()
        .skip_while(|line| *line != "| exit code | meaning |")
        .skip(2)
        .map_while(|line| {
            line.strip_prefix("| ")?
                .strip_suffix(" |")?
                .split_once(" | ")
        })
        .map(|(code, about)| (code.to_owned(), about.to_owned()))
        .collect();
    assert_eq!(told, rows, "README.md and --help differ");

    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().display().to_string();
    assert_eq!(connector(["man", "--out", &out]).await.exit, 0);
    let page =
        std::fs::read_to_string(folder.path().join("connector.1")).expect("the page is there");
    for (code, about) in &told {
        assert!(
            page.contains(&format!("\\fB{code}\\fR\n{about}\n")),
            "{code} is not in the manual"
        );
    }
}

#[tokio::test]
async fn there_is_a_manual_page_for_every_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("man").display().to_string();
    for time in ["first", "again"] {
        let said = connector(["man", "--out", &out]).await;
        assert_eq!(said.exit, 0, "{time}: {}", said.stderr);
    }
    let names = commands(&connector(["--help"]).await.stdout);
    assert!(names.len() >= 6, "{names:?}");
    for name in names {
        let page = std::fs::read_to_string(
            folder
                .path()
                .join("man")
                .join(format!("connector-{name}.1")),
        );
        let page = page.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(
            page.contains("Examples:") && page.contains(".SH \"EXIT STATUS\""),
            "{name}"
        );
    }
    // Somebody's own file is no page of ours.
    let theirs = folder.path().join("man/connector.1");
    std::fs::write(&theirs, "mine").expect("written");
    let said = connector(["man", "--out", &out]).await;
    assert_eq!(said.exit, 2);
    assert!(said.stderr.contains("connector.1"), "{}", said.stderr);
    assert_eq!(
        std::fs::read_to_string(&theirs).expect("still there"),
        "mine"
    );
}

#[tokio::test]
async fn completions_know_the_commands_and_their_flags() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = connector(["completions", shell]).await;
        assert_eq!(said.exit, 0, "{shell}: {}", said.stderr);
        for word in ["init", "types", "updates", "id-shape"] {
            assert!(
                said.stdout.contains(word),
                "{shell} does not complete {word}"
            );
        }
        assert!(
            !said.stdout.contains("__worker"),
            "{shell} shows what is hidden"
        );
    }
    let said = connector(["completions", "tcsh"]).await;
    assert_eq!(said.exit, 2);
    assert!(said.stderr.contains("elvish"), "{}", said.stderr);
}

#[tokio::test]
async fn bash_can_read_its_completions() {
    let said = connector(["completions", "bash"]).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("connector");
    std::fs::write(&path, &said.stdout).expect("written");
    let script = format!(
        "source {} && COMP_WORDS=(connector ru) COMP_CWORD=1 && _connector connector ru connector && echo \"${{COMPREPLY[@]}}\"",
        path.display()
    );
    let output = tokio::process::Command::new("bash")
        .args(["-c", &script])
        .output()
        .await
        .expect("bash starts");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(
        said.trim(),
        "run",
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
