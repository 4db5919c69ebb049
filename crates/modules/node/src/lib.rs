//! Node's globals and built-in modules, as scripts expect them.
//!
//! A module `x` is `x.js`, an ES module whose default export is what `require('x')` returns; its named exports are
//! what other shims import. A file `x_part.js` belongs to `x`. Rust stands behind a module only where JavaScript
//! would be slow or could not know: then `x.rs` sits beside it and holds its ops, `op_node_<subject>_<verb>`.

mod text;
mod url;

deno_core::extension!(
    connector_node,
    ops = [
        // text.rs: strings to bytes and back
        text::op_node_text_byte_length,
        text::op_node_text_is_utf8,
        text::op_node_text_read,
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
        "encoding.js",
        "buffer_encodings.js",
        "buffer_numbers.js",
        "buffer_search.js",
        "buffer.js",
        "string_decoder.js",
        "path.js",
        "querystring.js",
        "url_search_params.js",
        "url.js",
        "url_legacy.js",
        "structured_clone.js",
    ],
    docs = "Node's globals and built-in modules. Nothing here runs a script: the realm's entry imports what it needs."
);
