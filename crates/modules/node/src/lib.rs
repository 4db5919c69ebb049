//! Node's globals and built-in modules, as scripts expect them.
//!
//! A module `x` is `x.js`, an ES module whose default export is what `require('x')` returns; its named exports are
//! what other shims import. A file `x_part.js` belongs to `x`. Rust stands behind a module only where JavaScript
//! would be slow or could not know: then `x.rs` sits beside it and holds its ops, `op_node_<subject>_<verb>`.

mod clock;
mod crypto;
mod introspect;
mod text;
mod url;

deno_core::extension!(
    connector_node,
    ops = [
        // clock.rs: milliseconds that never go back
        clock::op_node_monotonic_ms,
        // crypto/: hashes, MACs, ciphers, random bytes, keys from passwords
        crypto::ops::op_node_bytes_equal,
        crypto::ops::op_node_cipher_blocks,
        crypto::ops::op_node_cipher_stream,
        crypto::ops::op_node_gcm_additional,
        crypto::ops::op_node_gcm_apply,
        crypto::ops::op_node_gcm_tag,
        crypto::ops::op_node_hash_digest,
        crypto::ops::op_node_hash_update,
        crypto::ops::op_node_hmac_begin,
        crypto::ops::op_node_hmac_digest,
        crypto::ops::op_node_random_fill,
        crypto::ops_derive::op_node_hkdf_derive,
        crypto::ops_derive::op_node_pbkdf2_derive,
        crypto::ops_derive::op_node_pbkdf2_derive_sync,
        crypto::ops_derive::op_node_scrypt_check,
        crypto::ops_derive::op_node_scrypt_derive,
        crypto::ops_derive::op_node_scrypt_derive_sync,
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
        "buffer_checks.js",
        "buffer.js",
        "encoding.js",
        "string_decoder.js",
        "path.js",
        "querystring.js",
        "url_search_params.js",
        "url.js",
        "url_legacy.js",
        "structured_clone.js",
        // crypto and what it's made of
        "crypto_bytes.js",
        "crypto_cipher.js",
        "crypto_cipher_modes.js",
        "crypto_ciphers.js",
        "crypto_constants.js",
        "crypto_digests.js",
        "crypto_hash.js",
        "crypto_kdf.js",
        "crypto_keys.js",
        "crypto_random.js",
        "crypto_subtle.js",
        "crypto_subtle_algorithms.js",
        "crypto_subtle_keys.js",
        "crypto_subtle_work.js",
        "crypto_webidl.js",
        "webcrypto.js",
        "crypto.js",
        // util, events, timers, process, console, assert and what they stand on
        "abort.js",
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
