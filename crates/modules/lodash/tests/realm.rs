//! The shim inside V8, started from a snapshot as the product does. What each function does is the differential
//! test's matter; this one tells that the modules load there, need no code generation, and have the names we state.

#![allow(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

use connector_module_lodash::{FUNCTIONS, VERSION};
use deno_core::{JsRuntime, JsRuntimeForSnapshot, RuntimeOptions, serde_v8, v8};

// Stands in for the node module: timers that never fire, and a Buffer that only knows itself.
deno_core::extension!(
    connector_node,
    esm = [
        "ext:connector_node/buffer.js" = {
            source = "export class Buffer extends Uint8Array { static isBuffer(v) { return v instanceof Buffer; } }"
        },
        "ext:connector_node/timers.js" = {
            source = "export const setTimeout = (func, wait) => ({ wait }); export const clearTimeout = () => {};"
        },
    ],
);

deno_core::extension!(
    entry,
    esm_entry_point = "ext:entry/main.js",
    esm = ["ext:entry/main.js" = {
        source = "import _, { method } from 'ext:connector_lodash/30_lodash.js';
                globalThis._ = _; globalThis.method = method;"
    },],
);

fn extensions() -> Vec<deno_core::Extension> {
    vec![
        connector_node::init(),
        connector_module_lodash::connector_lodash::init(),
        entry::init(),
    ]
}

fn eval<T: serde::de::DeserializeOwned>(runtime: &mut JsRuntime, source: &'static str) -> T {
    let value = runtime.execute_script("test.js", source).unwrap();
    deno_core::scope!(scope, runtime);
    let local = v8::Local::new(scope, value);
    serde_v8::from_v8(scope, local).unwrap()
}

fn from_snapshot() -> JsRuntime {
    let made = JsRuntimeForSnapshot::new(RuntimeOptions {
        extensions: extensions(),
        ..Default::default()
    });
    let snapshot: &'static [u8] = Box::leak(made.snapshot());
    let mut runtime = JsRuntime::new(RuntimeOptions {
        startup_snapshot: Some(snapshot),
        extensions: extensions(),
        ..Default::default()
    });
    {
        deno_core::scope!(scope, &mut runtime);
        scope
            .get_current_context()
            .set_allow_generation_from_strings(false);
    }
    runtime
}

#[test]
fn works_from_a_snapshot() {
    let mut runtime = from_snapshot();
    assert_eq!(eval::<String>(&mut runtime, "_.VERSION"), VERSION);

    let names: Vec<String> = eval(
        &mut runtime,
        "Object.keys(_).filter((name) => typeof _[name] === 'function' && name !== '_').sort()",
    );
    assert_eq!(names, FUNCTIONS);
    let single: Vec<String> = eval(
        &mut runtime,
        "Object.keys(_).filter((name) => method(name)).sort()",
    );
    assert_eq!(single, FUNCTIONS);

    let code: String = eval(
        &mut runtime,
        "try { eval('1') } catch (error) { error.name }",
    );
    assert_eq!(
        code, "EvalError",
        "this context must refuse code generation"
    );
    for (source, expected) in [
        (
            "_.template('<% _.each(names, n => { %><%- n %>;<% }) %>')({ names: ['a', '<'] })",
            "a;&lt;;",
        ),
        (
            "_.get(JSON.parse('{\"a\":[{\"b\":\"deep\"}]}'), 'a[0].b')",
            "deep",
        ),
        (
            "_.chain(['fooBar', 'bazQux']).map(_.snakeCase).join().value()",
            "foo_bar,baz_qux",
        ),
        (
            "String(_.isEqual(new Map([[1, new Set([2])]]), new Map([[1, new Set([2])]])))",
            "true",
        ),
        (
            "try { _.pluck([]) } catch (error) { error.message }",
            "_.pluck is not in lodash 4; use _.map(collection, 'path')",
        ),
        (
            "_.merge({}, JSON.parse('{\"__proto__\":{\"bad\":\"yes\"}}')); String({}.bad)",
            "undefined",
        ),
        ("String(_.curry((a, b, c) => a + b + c)(1)(_, 3)(2))", "6"),
        ("typeof _.debounce(_.noop, 10)", "function"),
    ] {
        assert_eq!(eval::<String>(&mut runtime, source), expected, "{source}");
    }
}
