//! The list of crimes, `tests/scripts/hostile/README.md`, against what is there.

use std::collections::BTreeSet;
use std::path::Path;

use crate::command::top;

/// How many crimes there are.
const CRIMES: usize = 71;

/// Adds the text of every Rust file under `folder`.
fn sources(folder: &Path, text: &mut String) {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            text.push_str(&std::fs::read_to_string(&path).expect("it is text"));
        }
    }
}

/// What stands between backquotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn every_crime_is_committed_somewhere_or_says_why_not() {
    let scripts = top().join("tests/scripts");
    let page = std::fs::read_to_string(scripts.join("hostile/README.md")).expect("the list");
    let mut code = String::new();
    for folder in ["tests/whole", "crates"] {
        sources(&top().join(folder), &mut code);
    }
    let (mut crimes, mut listed, mut wrong) = (Vec::new(), BTreeSet::new(), Vec::new());
    for row in page.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [number, _, places] = cells[..] else {
            panic!("three cells: {row}");
        };
        let Ok(number) = number.parse::<usize>() else {
            continue;
        };
        crimes.push(number);
        if places.starts_with("not here: ") {
            continue;
        }
        let mut any = false;
        for place in quoted(places) {
            any = true;
            let is_case = |under: &str| scripts.join(under).join(place).join("case.json").is_file();
            if is_case("hostile") {
                listed.insert(place.to_owned());
            } else if !is_case("") && !code.contains(&format!("fn {place}(")) {
                wrong.push(format!(
                    "crime {number}: there is neither a case nor a test {place}"
                ));
            }
        }
        if !any {
            wrong.push(format!("crime {number}: nowhere, and no reason"));
        }
    }
    assert_eq!(
        crimes,
        (1..=CRIMES).collect::<Vec<_>>(),
        "each once, in order"
    );
    let folders = std::fs::read_dir(scripts.join("hostile")).expect("the folder is there");
    for entry in folders.filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && !listed.contains(&name) {
            wrong.push(format!("{name} is no crime of the list"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
