//! What becomes of TypeScript, character by character, and of texts that are out to hurt.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use connector_syntax::{erase, top_level_await};
use proptest::prelude::*;

/// Erased, with runs of blanks kept: what is expected is written as long as the source.
fn erased(source: &str) -> String {
    let erased = erase(source).unwrap_or_else(|fault| panic!("{source}\n{fault:?}"));
    assert_eq!(
        erased.text.encode_utf16().count(),
        source.encode_utf16().count(),
        "{source}\n{}",
        erased.text
    );
    erased.text
}

#[test]
fn types_become_blanks_and_nothing_moves() {
    #[rustfmt::skip]
    let table = [
        ("let x: number = 1;",                      "let x         = 1;"),
        ("let x!: number;",                         "let x         ;"),
        ("function f(a?: string, b: X = 1): T {}",  "function f(a         , b    = 1)    {}"),
        ("function f<T>(this: X, a: T) {}",         "function f   (         a   ) {}"),
        ("function f(this: X) {}",                  "function f(       ) {}"),
        ("const f = <T,>(a: T): a is X => a;",      "const f =     (a   )         => a;"),
        ("f<string>(1); new F<X>(2);",              "f        (1); new F   (2);"),
        ("x = (y as any).z!;",                      "x = (y       ).z ;"),
        ("x = y satisfies T as U;",                 "x = y                 ;"),
        ("x = <any>y;",                             "x =      y;"),
        ("type A = { b: 1 };",                      ";                 "),
        ("interface A { b: 1 }\nf()",               ";                   \nf()"),
        ("declare const x: number; y",              ";                        y"),
        ("declare enum E { A }",                    ";                   "),
        ("function f(a: 1): void;\nfunction f(a) {}", ";                      \nfunction f(a) {}"),
        ("try {} catch (e: unknown) {}",            "try {} catch (e         ) {}"),
        ("import type { A } from 'a';",             ";                          "),
        ("import a, { type B, C } from 'a'; a(C)",  "import a, {         C } from 'a'; a(C)"),
        ("import { A, B } from 'a'; let x: A = B",  "import {    B } from 'a'; let x    = B"),
        ("import { A } from 'a'; let x: A",         ";                      let x;  "),
        ("export type A = 1; export { x };",        ";                  export { x };"),
        ("type T = 1; const v = 1; export { T, v }", ";           const v = 1; export {    v }"),
        ("import pg = require('pg'); pg",           "const  pg = require('pg'); pg"),
        ("class A<T> extends B<T> implements C, D { }", "class A    extends B                    { }"),
        ("abstract class A { abstract m(): void; }", "         class A { ;                   }"),
        ("class A { private readonly x: T = 1; }",  "class A { ;                x    = 1; }"),
        ("class A { static override x?: T; y!: U }", "class A { static          x    ; y ;   }"),
        ("class A { [k: string]: X; m?(): void {} }", "class A { ;               m ()       {} }"),
        ("class A { constructor(a: X) {} }",        "class A { constructor(a   ) {} }"),
        ("for (const x of y as any[]) z()",         "for (const x of y         ) z()"),
        ("let é: Ünï = '😀' as '😀';",              "let é      = '😀'        ;"),
    ];
    for (source, expected) in table {
        assert_eq!(erased(source), expected, "{source}");
    }
}

#[test]
fn what_ended_with_a_type_still_ends() {
    #[rustfmt::skip]
    let table = [
        ("x = y as any\n(z)()",         "x = y;      \n(z)()"),
        ("let x = y\ntype A = 1\n(z)()", "let x = y\n;         \n(z)()"),
        ("class A { a: T\n['b'] = 1 }", "class A { a;  \n['b'] = 1 }"),
        ("class A { a = 1\nprivate ['b']() {} }", "class A { a = 1\n;       ['b']() {} }"),
    ];
    for (source, expected) in table {
        assert_eq!(erased(source), expected, "{source}");
    }
}

#[test]
fn parentheses_move_over_types_of_several_lines() {
    assert_eq!(
        erased("const f = (a): {\n  b: 1\n} => a"),
        "const f = (a    \n      \n) => a"
    );
    assert_eq!(
        erased("const f = async <\n  T\n>(a: T) => a"),
        "const f = async (\n   \n  a   ) => a"
    );
}

#[test]
fn what_is_more_than_types_is_refused_by_name_and_place() {
    for (source, word, offset) in [
        ("a; enum E { A }", "enums", 3),
        ("a; const enum E { A }", "enums", 3),
        ("a; namespace N { export const x = 1 }", "namespaces", 3),
        (
            "class A { constructor(private x) {} }",
            "parameter properties",
            22,
        ),
        ("@d class A {}", "decorators", 0),
        ("export = x", "export =", 0),
        ("import A = B.C; A", "aliases", 0),
        (
            "import a = require('a'); export const b = a",
            "import x = require()",
            0,
        ),
        ("const f = () => <any>{ a: 1 }", "type assertion", 16),
        ("return <any>\nx", "type assertion", 7),
        ("let x: = 1", "", 7),
    ] {
        match erase(source) {
            Err(fault) => {
                assert!(fault.message.contains(word), "{source}: {fault}");
                assert_eq!(fault.offset, offset, "{source}: {fault}");
            }
            Ok(erased) => panic!("{source}: {}", erased.text),
        }
    }
}

#[test]
fn modules_are_known_by_what_is_left() {
    for (source, is_module) in [
        ("import type { A } from 'a'; f()", false),
        ("import { A } from 'a'; let x: A", false),
        ("export type A = 1", false),
        ("import pg = require('pg'); pg", false),
        ("import 'pg'", true),
        ("export const x = 1", true),
        ("export default function () {}", true),
        ("f(import.meta)", true),
    ] {
        assert_eq!(erase(source).unwrap().is_module, is_module, "{source}");
    }
}

#[test]
fn a_top_level_await_is_found_outside_functions_only() {
    assert_eq!(top_level_await("let x = 1; await x;"), Some(11));
    assert_eq!(top_level_await("for await (const x of y) {}"), Some(0));
    assert_eq!(top_level_await("if (x) { await y }"), Some(9));
    assert_eq!(top_level_await("async function f() { await x }"), None);
    assert_eq!(top_level_await("const f = async () => { await x }"), None);
    assert_eq!(top_level_await("const f = async () => await x"), None);
}

/// A lot of each shape that nests, with and without brackets.
#[test]
fn hostile_texts_are_answered() {
    let size = 256 * 1024;
    for (unit, end) in [
        ("[", ""),
        ("(", ""),
        ("{", ""),
        ("!", "x"),
        ("a+", "a"),
        ("a=", "a"),
        ("()=>", "a"),
        ("let x:A<", ""),
        ("let x:", "T"),
        ("A<", ""),
        ("<a>", "x"),
        ("x as ", "y"),
        ("x!", ""),
        ("a?b:", "c"),
        ("type T=a extends b?c:", "d"),
        ("if(a)", "b"),
        ("a.", "b"),
        ("`${", ""),
        ("class A extends ", "B"),
        ("/*", ""),
        ("new ", "X"),
        ("a ?? ", "b"),
        ("else ", ""),
        ("label:", "x"),
        ("async ", "x"),
        ("\u{2028}", ""),
    ] {
        let source = format!("{}{end}", unit.repeat(size / unit.len()));
        let _ = erase(&source);
        let nested = format!("let x: {}", unit.repeat(size / unit.len()));
        let _ = erase(&nested);
        let _ = top_level_await(&source);
    }
    let types = format!(
        "let x: {}T{} = 1",
        "A<".repeat(300_000),
        ">".repeat(300_000)
    );
    let _ = erase(&types);
    let tests = format!("type X = {}d", "a extends b ? c : ".repeat(50_000));
    let _ = erase(&tests);
    let chain = format!("x{}", " as T".repeat(200_000));
    assert!(erase(&chain).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the text, lines and length stay, or it is refused with a place inside it.
    #[test]
    fn lines_and_length_stay(parts in prop::collection::vec(prop::sample::select(PARTS.to_vec()), 0..12)) {
        let source = parts.concat();
        match erase(&source) {
            Ok(erased) => {
                prop_assert_eq!(erased.text.encode_utf16().count(), source.encode_utf16().count());
                for (index, (was, is)) in source.lines().zip(erased.text.lines()).enumerate() {
                    prop_assert_eq!(was.encode_utf16().count(), is.encode_utf16().count(), "line {}", index);
                }
            }
            Err(fault) => prop_assert!(fault.offset <= source.len()),
        }
    }
}

const PARTS: &[&str] = &[
    "let a: string = 'x';\n",
    "x = y as {\n a: 1\n}\n",
    "type A<T> = T | undefined\n",
    "interface I { a: 1 }\r\n",
    "class C<T> implements I {\n private a?: T;\n m(): void {}\n}\n",
    "const f = <T>(a: T, b?: number): T => a;\n",
    "// é: string\n",
    "/* 😀 */ let q!: 'ß';\n",
    "import { A, type B } from 'a';\n",
    "export function g(this: X): asserts this is Y {}\n",
    "x!.y!()\n",
    "<any>z;\n",
    "\u{2028}",
    "}",
    "(",
];
