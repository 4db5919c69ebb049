//! require('lodash'): our own shim of the functions scripts use.
//!
//! Behaves as lodash 4.17.21 does under Node 20, of which it has the whole public API; `tests/differential/lodash`
//! holds it to that and lists the few deliberate differences. Written from behaviour, in plain JavaScript without ops.
//!
//! The modules are numbered: each imports from lower numbers only (`template/` belongs to 25). `30_lodash.js` is the one to import: its default
//! export is what `require('lodash')` returns, and its `method(name)` gives the function for `require('lodash/NAME')`
//! and `require('lodash.NAME')`, or undefined when there is none (`lodash/fp` among them).
//!
//! Needs `ext:connector_node/buffer.js` (`Buffer`) and `ext:connector_node/timers.js` (`setTimeout`, `clearTimeout`).

mod names;

pub use names::FUNCTIONS;

/// The version of lodash whose behaviour the shim has, also `_.VERSION`.
pub const VERSION: &str = "4.17.21";

deno_core::extension!(
    connector_lodash,
    esm = [
        dir "src",
        "00_types.js",
        "01_convert.js",
        "02_keys.js",
        "03_path.js",
        "04_equality.js",
        "05_clone.js",
        "06_iteratee.js",
        "07_merge.js",
        "08_flatten.js",
        "09_object.js",
        "10_slice.js",
        "11_search.js",
        "12_sort.js",
        "13_sets.js",
        "14_unicode.js",
        "15_collection.js",
        "16_string.js",
        "17_number.js",
        "18_lang.js",
        "19_partial.js",
        "20_function.js",
        "21_timing.js",
        "22_util.js",
        "23_chain.js",
        "24_renamed.js",
        "template/tokens.js",
        "template/parser.js",
        "template/expressions.js",
        "template/statements.js",
        "template/scope.js",
        "template/evaluate.js",
        "template/run.js",
        "25_template.js",
        "30_lodash.js",
    ],
);
