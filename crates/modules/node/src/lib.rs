//! Node's globals and built-in modules, as scripts expect them.
//!
//! A module `x` is `x.js`, an ES module whose default export is what `require('x')` returns; its named exports are
//! what other shims import. A file `x_part.js` belongs to `x`. Rust stands behind a module only where JavaScript
//! would be slow or could not know: then `x.rs` sits beside it and holds its ops, `op_node_<subject>_<verb>`.

mod clock;
mod introspect;
mod text;
mod url;

deno_core::extension!(
    connector_node,
    ops = [
        // clock.rs: milliseconds that never go back
        clock::op_node_monotonic_ms,
        // introspect.rs: what util.inspect must know of a value
        introspect::op_node_constructor_name,
        introspect::op_node_entries_preview,
        introspect::op_node_named_keys,
        introspect::op_node_promise_state,
        introspect::op_node_proxy_parts,
        introspect::op_node_value_kinds,
        // text.rs: strings to bytes and back
        text::op_node_text_byte_length,
        text::op_node_text_is_utf8,
        text::op_node_text_read,
        text::op_node_text_utf16_length,
        text::op_node_text_utf8_tail,
        text::op_node_text_write,
        // url.rs: WHATWG URLs
        url::op_node_url_host_to_ascii,
        url::op_node_url_host_to_unicode,
        url::op_node_url_parse,
        url::op_node_url_set,
    ],
    esm = [
        dir "src",
        "errors.js",
        "buffer_encodings.js",
        "buffer_numbers.js",
        "buffer_search.js",
        "buffer_checks.js",
        "buffer_class.js",
        "buffer_methods.js",
        "buffer.js",
        "encoding.js",
        "string_decoder.js",
        "path.js",
        "querystring.js",
        "url_search_params.js",
        "url_class.js",
        "url_files.js",
        "url_legacy.js",
        "url_resolve.js",
        "url.js",
        "structured_clone.js",
        // util, events, timers, process, console, assert and what they stand on
        "abort.js",
        "assert.js",
        "assert_diff.js",
        "assert_throws.js",
        "assertion_error.js",
        "clock.js",
        "console.js",
        "console_table.js",
        "deep_equal.js",
        "dom_exception.js",
        "event_target.js",
        "events.js",
        "events_async.js",
        "inspect_contents.js",
        "inspect_errors.js",
        "inspect_layout.js",
        "inspect_names.js",
        "inspect_shapes.js",
        "inspect_styles.js",
        "inspect_text.js",
        "os.js",
        "performance.js",
        "process.js",
        "process_env.js",
        "tick.js",
        "timers.js",
        "timers_promises.js",
        "util.js",
        "util_format.js",
        "util_inspect.js",
        "util_types.js",
        "warning.js",
    ],
    docs = "Node's globals and built-in modules. Nothing here runs a script: the realm's entry imports what it needs."
);
