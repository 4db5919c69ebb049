//! Code frames.

use connector_contract::{Position, Script, code_frame};
use proptest::prelude::*;

fn frame(source: &str, line: u32, column: u32) -> Option<String> {
    let script = Script::new("updateUser.js", source, 1 << 20).unwrap();
    code_frame(
        &script,
        &Position {
            file: "updateUser.js".to_owned(),
            line,
            column,
        },
    )
}

#[test]
fn two_lines_around_and_a_mark() {
    let source = "async function f() {\n  const a = 1;\n  throw new Error('x');\n\n}\nlast\n";
    let expected = "  1 | async function f() {
  2 |   const a = 1;
> 3 |   throw new Error('x');
    |         ^
  4 |
  5 | }";
    assert_eq!(frame(source, 3, 9).unwrap(), expected);
    assert_eq!(frame("x", 1, 1).unwrap(), "> 1 | x\n    | ^");
    assert_eq!(
        frame("ab", 1, 3).unwrap(),
        "> 1 | ab\n    |   ^",
        "behind the end"
    );
}

#[test]
fn numbers_line_up() {
    let source = "a\n".repeat(12);
    let expected = "   8 | a\n   9 | a\n> 10 | a\n     | ^\n  11 | a\n  12 | a";
    assert_eq!(frame(&source, 10, 1).unwrap(), expected);
}

#[test]
fn tabs_wide_characters_and_surrogate_pairs_keep_the_mark_in_place() {
    assert_eq!(
        frame("\tx = y", 1, 2).unwrap(),
        "> 1 |     x = y\n    |     ^"
    );
    assert_eq!(frame("a\tb", 1, 3).unwrap(), "> 1 | a   b\n    |     ^");
    assert_eq!(frame("用户 x", 1, 4).unwrap(), "> 1 | 用户 x\n    |      ^");
    assert_eq!(
        frame("'\u{1f600}' x", 1, 6).unwrap(),
        "> 1 | '\u{1f600}' x\n    |      ^"
    );
    assert_eq!(
        frame("e\u{301}x", 1, 3).unwrap(),
        "> 1 | e\u{301}x\n    |  ^"
    );
}

#[test]
fn long_lines_are_shown_around_the_mark() {
    let source = format!("{}X{}", "a".repeat(500), "b".repeat(500));
    let shown = frame(&source, 1, 501).unwrap();
    let lines: Vec<&str> = shown.lines().collect();
    assert!(
        lines[0].starts_with("> 1 | \u{2026}a") && lines[0].ends_with("b\u{2026}"),
        "{shown}"
    );
    let mark = lines[1].chars().position(|c| c == '^').unwrap();
    assert_eq!(lines[0].chars().nth(mark), Some('X'), "{shown}");
}

#[test]
fn every_line_end_of_javascript_counts() {
    let source = "a\r\nb\rc\u{2028}d\u{2029}e";
    assert_eq!(
        frame(source, 5, 1).unwrap(),
        "  3 | c\n  4 | d\n> 5 | e\n    | ^"
    );
    assert_eq!(
        frame(source, 2, 1).unwrap(),
        "  1 | a\n> 2 | b\n    | ^\n  3 | c\n  4 | d"
    );
}

#[test]
fn nothing_can_move_the_terminal() {
    let shown = frame("a\u{1b}[31mb\u{202e}c\u{0}", 1, 1).unwrap();
    assert_eq!(shown, "> 1 | a\u{fffd}[31mb\u{fffd}c\u{fffd}\n    | ^");
}

#[test]
fn places_elsewhere_have_no_frame() {
    assert_eq!(frame("a\nb", 3, 1), None);
    assert_eq!(frame("a\nb", 0, 1), None);
    assert!(frame("a\nb", 1, 0).is_some());
    let script = Script::new("updateUser.js", "a", 10).unwrap();
    let elsewhere = Position {
        file: "other.js".to_owned(),
        line: 1,
        column: 1,
    };
    assert_eq!(code_frame(&script, &elsewhere), None);
}

proptest! {
    #[test]
    fn any_source_and_place_are_safe(source in "(?s).{0,300}", line in 0_u32..9, column in any::<u32>()) {
        if let Some(shown) = frame(&source, line, column) {
            prop_assert!(shown.lines().count() <= 6);
            prop_assert!(shown.lines().all(|line| line.chars().count() < 400));
            prop_assert!(shown.chars().all(|c| c == '\n' || !c.is_control()));
        }
    }
}
