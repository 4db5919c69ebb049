//! Sources that are hostile before they run: too large and too deep to be worth a file each.

use connector_contract::{Action, Env, Invocation, Limits, Script};
use connector_host::{Cancel, Job, Place};
use serde_json::{Value, json};

use super::neighbours::Neighbours;
use super::start;

/// A source as large as sources may be, of `open`, `middle` and `close`, `depth` deep.
fn nested(open: &str, middle: &str, close: &str) -> String {
    let room = Limits::default().source_bytes - 100 - middle.len();
    let depth = room / (open.len() + close.len());
    format!("{}{middle}{}", open.repeat(depth), close.repeat(depth))
}

/// A source as large as sources may be, of one `piece` after the other.
fn many(piece: impl Fn(usize) -> String) -> String {
    let room = Limits::default().source_bytes - 100;
    let mut text = String::new();
    for number in 0.. {
        let piece = piece(number);
        if text.len() + piece.len() > room {
            break;
        }
        text.push_str(&piece);
    }
    text
}

/// What they are called, and what they are.
fn sources() -> Vec<(&'static str, String)> {
    vec![
        ("arrays", format!("x = {};", nested("[", "", "]"))),
        ("parentheses", format!("x = {};", nested("(", "1", ")"))),
        ("blocks", nested("{", "", "}")),
        ("objects", format!("x = {};", nested("{a:", "1", "}"))),
        ("functions in functions", nested("function f(){", "", "}")),
        ("arrows", format!("x = {};", nested("()=>", "1", ""))),
        (
            "classes",
            format!("x = {};", nested("class{static x=", "1", "}")),
        ),
        ("templates", format!("x = {};", nested("`${", "1", "}`"))),
        ("unary operators", format!("x = {};", nested("!", "1", ""))),
        ("conditions", nested("if(1)", ";", "")),
        ("labels", many(|n| format!("l{n}:"))),
        ("sums", format!("x = {} 1;", many(|n| format!("{n}+")))),
        ("calls", format!("x{};", nested("(", "", ")"))),
        ("chains", format!("x = y{};", many(|n| format!("?.p{n}")))),
        (
            "types",
            format!("let x: {} = 1;", nested("Array<", "1", ">")),
        ),
        ("patterns", format!("let {} = [];", nested("[", "a", "]"))),
        (
            "a pattern of parentheses",
            format!("x = /{}/;", nested("(", "", ")")),
        ),
        (
            "a pattern of quantifiers",
            format!("x = /{}/;", nested("(?:", "a", "){9}")),
        ),
        ("a million functions", many(|_| "()=>{};".to_owned())),
        ("named functions", many(|n| format!("function f{n}(){{}}"))),
        (
            "classes side by side",
            many(|n| format!("class C{n}{{m(){{}}}}")),
        ),
        ("variables", many(|n| format!("let v{n};"))),
        (
            "a switch",
            format!("switch(x){{{}}}", many(|n| format!("case {n}:"))),
        ),
        ("one string", format!("x = '{}';", "y".repeat(1_000_000))),
        ("comments never closed", "/* ".repeat(300_000)),
        ("unpaired brackets", "({[".repeat(300_000)),
        ("line ends", "\n".repeat(1_000_000)),
        ("imports", many(|n| format!("import a{n} from 'lodash';"))),
        ("exports", many(|n| format!("export const e{n} = 1;"))),
    ]
}

/// Rows 13 and 25.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sources_of_every_odd_shape_end_in_good_order() {
    let host = start().await;
    let neighbours = Neighbours::move_in(&host).await;
    let shapes = async {
        for (name, source) in sources() {
            for last in ["", "\nasync function updateUser(id) { return { id }; }"] {
                let arguments = vec![json!("1"), json!({})];
                let mut invocation = Invocation::new(Action::UpdateUser, arguments, Value::Null);
                for (name, value) in [("wall", "20s"), ("cpu", "3s")] {
                    invocation.limits.set(name, value).expect("a limit");
                }
                let source = format!("{source}{last}");
                let most = Limits::default().source_bytes;
                let script = Script::new("updateUser.js", &source, most)
                    .unwrap_or_else(|error| panic!("{name}: {error}"));
                let job = Job {
                    script,
                    env: Env::new(),
                    invocation,
                };
                let place = Place {
                    tenant: name.to_owned(),
                    connection: "users".to_owned(),
                    env_version: "1".to_owned(),
                };
                let outcome = host.invoke(&place, job, Cancel::never()).await;
                let outcome = outcome.unwrap_or_else(|error| panic!("{name}: {error}"));
                let status = outcome.status.name();
                let error = outcome.error.as_ref().map(|error| error.message.as_str());
                assert_ne!(status, "crashed", "{name}: {error:?}");
                if last.is_empty() {
                    assert_ne!(status, "success", "{name}: nothing was defined");
                }
            }
        }
    };
    neighbours.live_beside(&host, shapes).await;
    assert_eq!(host.gauges().deaths, 0, "{:?}", host.gauges());
}
