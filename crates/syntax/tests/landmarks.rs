//! What coverage counts, and where it begins.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use connector_syntax::{Branch, landmarks};

#[test]
fn statements_branches_and_functions_are_found() {
    let source = "\
async function f(a) {
  if (a) return 1;
  const g = () => a ?? 2;
  switch (a) { case 1: g(); default: }
  return a ? 3 : 4;
}
";
    let found = landmarks(source, false).unwrap();
    let text = |at: usize| source[at..].split_whitespace().next().unwrap_or("");
    let starts: Vec<&str> = found.statements.iter().map(|step| text(step.at)).collect();
    assert_eq!(
        starts,
        ["if", "return", "const", "a", "switch", "g();", "return"]
    );
    let after: Vec<Option<usize>> = found.statements.iter().map(|step| step.after).collect();
    assert_eq!(after, [None, None, Some(0), None, Some(2), None, Some(4)]);
    let ways = |branch: &Branch| -> Vec<Option<String>> {
        let ways = branch.ways.iter();
        ways.map(|way| way.map(|at| text(at).to_owned())).collect()
    };
    let some = |text: &str| Some(text.to_owned());
    let branches: Vec<_> = found.branches.iter().map(ways).collect();
    assert_eq!(
        branches,
        [
            vec![some("return"), None],
            vec![some("a"), some("2;")],
            vec![some("case"), some("default:")],
            vec![some("3"), some("4;")],
        ]
    );
    let names: Vec<_> = found.functions.iter().map(|f| f.name.as_deref()).collect();
    assert_eq!(names, [Some("f"), Some("g")]);
}

#[test]
fn offsets_are_utf16_units_and_types_do_not_count() {
    let found = landmarks("/* 😀é */ f();", false).unwrap();
    assert_eq!(found.statements[0].at, 10);
    let found = landmarks("type A = 1; let x: A = 1; declare const y: A;", true).unwrap();
    assert_eq!(
        found
            .statements
            .iter()
            .map(|step| step.at)
            .collect::<Vec<_>>(),
        [12]
    );
}

#[test]
fn scripts_modules_and_top_level_returns_parse_and_junk_does_not() {
    assert!(landmarks("return 1", false).is_some());
    assert!(landmarks("import a from 'a'; export default a", false).is_some());
    assert_eq!(landmarks("let let let", false), None);
}
