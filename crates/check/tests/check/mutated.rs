//! No text makes the check panic, and what it reports always lies inside the text.

use std::sync::OnceLock;

use connector_check::apply;
use proptest::prelude::*;

use crate::support::{checked, scripts};

fn corpus() -> &'static [(String, String)] {
    static CORPUS: OnceLock<Vec<(String, String)>> = OnceLock::new();
    CORPUS.get_or_init(|| {
        let mut all = scripts("tests/check/traps");
        all.extend(scripts("examples/postgres-full"));
        all
    })
}

/// A change to a script: at a share of its length, take out some characters and put others in.
fn change() -> impl Strategy<Value = (f64, usize, String)> {
    let word = prop_oneof![
        Just(String::new()),
        Just("await ".to_owned()),
        Just("client.query(`${id}`)".to_owned()),
        Just("// connector-ignore sql-concatenation x".to_owned()),
        Just("require('pg').".to_owned()),
        Just("...".to_owned()),
        "[(){}\\[\\];,.'\"`$+=?:a-z0-9 \n\u{e9}\u{1f600}]{0,6}",
    ];
    (0.0..1.0f64, 0usize..40, word)
}

fn mutate(text: &str, (at, out, word): &(f64, usize, String)) -> String {
    let characters: Vec<char> = text.chars().collect();
    let at = (characters.len() as f64 * at) as usize;
    let end = (at + out).min(characters.len());
    characters[..at]
        .iter()
        .copied()
        .chain(word.chars())
        .chain(characters[end..].iter().copied())
        .collect()
}

fn holds(name: &str, text: &str) {
    let report = checked(name, text);
    for finding in &report.findings {
        let (start, end) = (finding.range.start.offset, finding.range.end.offset);
        assert!(text.get(start..end).is_some(), "{finding:?} lies outside");
    }
    let (fixed, _) = apply(text, &report.findings);
    let had_tree = report
        .findings
        .iter()
        .all(|finding| finding.code.name() != "syntax-error");
    if had_tree {
        let again = checked(name, &fixed);
        assert!(
            again
                .findings
                .iter()
                .all(|finding| finding.code.name() != "syntax-error"),
            "fixed:\n{fixed}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_scripts((which, changes) in (any::<prop::sample::Index>(), prop::collection::vec(change(), 1..4))) {
        let (name, text) = which.get(corpus());
        let text = changes.iter().fold(text.clone(), |text, change| mutate(&text, change));
        holds(name, &text);
    }

    #[test]
    fn any_text(text in "\\PC{0,80}") {
        holds("updateUser.js", &text);
    }
}
