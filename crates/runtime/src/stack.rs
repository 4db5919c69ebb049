//! How `error.stack` is written: as Node writes it, bounded, with the author's own frames only.

use std::fmt::Write as _;

use deno_core::v8;

/// Frames of the realm's own code are left out; they mean nothing to an author.
const OURS: &str = "ext:";
const MAX_FRAMES: usize = 16;
const MAX_HEADER_BYTES: usize = 8 * 1024;

/// V8 calls this when `stack` is first read. It replaces deno_core's, which would run the script's own
/// `Error.prepareStackTrace` and look for source maps.
pub(crate) fn prepare<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    error: v8::Local<'s, v8::Value>,
    sites: v8::Local<'s, v8::Array>,
) -> v8::Local<'s, v8::Value> {
    let mut text = header(scope, error);
    let mut frames = 0;
    for index in 0..sites.length() {
        if frames == MAX_FRAMES {
            break;
        }
        v8::tc_scope!(let scope, scope);
        let Some(site) = sites.get_index(scope, index) else {
            break;
        };
        let Some(frame) = site.to_string(scope) else {
            break;
        };
        let frame = frame.to_rust_string_lossy(scope);
        let frame = own_name(scope, site, frame);
        if !frame.contains(OURS) {
            let _ = write!(text, "\n    at {frame}");
            frames += 1;
        }
    }
    match v8::String::new(scope, &text) {
        Some(text) => text.into(),
        None => v8::String::empty(scope).into(),
    }
}

/// The frame under the name that the host gave its script: V8 writes what a `sourceURL` comment says instead.
fn own_name(
    scope: &mut v8::PinScope<'_, '_>,
    site: v8::Local<'_, v8::Value>,
    frame: String,
) -> String {
    let told = ask(scope, site, "getScriptNameOrSourceURL");
    let given = ask(scope, site, "getFileName");
    match (told, given) {
        (Some(told), Some(given)) if told != given && !told.is_empty() => {
            frame.replace(&told, &given)
        }
        _ => frame,
    }
}

/// What a call site answers. Its methods are V8's own: no script ever gets hold of a call site.
fn ask(
    scope: &mut v8::PinScope<'_, '_>,
    site: v8::Local<'_, v8::Value>,
    method: &str,
) -> Option<String> {
    let site = v8::Local::<v8::Object>::try_from(site).ok()?;
    let key = v8::String::new(scope, method)?;
    let function = v8::Local::<v8::Function>::try_from(site.get(scope, key.into())?).ok()?;
    let answer = function.call(scope, site.into(), &[])?;
    let answer = v8::Local::<v8::String>::try_from(answer).ok()?;
    Some(answer.to_rust_string_lossy(scope))
}

/// `Name: message`, or whichever of the two there is.
fn header(scope: &mut v8::PinScope<'_, '_>, error: v8::Local<'_, v8::Value>) -> String {
    let Ok(error) = v8::Local::<v8::Object>::try_from(error) else {
        return "Error".to_owned();
    };
    let name = property(scope, error, "name");
    let message = property(scope, error, "message").unwrap_or_default();
    let name = name.unwrap_or_else(|| "Error".to_owned());
    match (name.is_empty(), message.is_empty()) {
        (_, true) => name,
        (true, false) => message,
        (false, false) => format!("{name}: {message}"),
    }
}

fn property(
    scope: &mut v8::PinScope<'_, '_>,
    object: v8::Local<'_, v8::Object>,
    key: &str,
) -> Option<String> {
    v8::tc_scope!(let scope, scope);
    let key = v8::String::new(scope, key)?;
    let value = object.get(scope, key.into())?;
    // Text only: turning anything else into text would run the script's toString.
    let text = v8::Local::<v8::String>::try_from(value).ok()?;
    let mut buffer = vec![0u8; MAX_HEADER_BYTES.min(text.length().saturating_mul(4))];
    let written = text.write_utf8_v2(
        scope,
        &mut buffer,
        v8::WriteFlags::kReplaceInvalidUtf8,
        None,
    );
    buffer.truncate(written);
    Some(String::from_utf8_lossy(&buffer).into_owned())
}
