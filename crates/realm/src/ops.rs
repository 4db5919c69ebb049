//! The ops of the realm itself.

use deno_core::{OpState, op2, v8};

use crate::inbox::{Inbox, Settled};

/// A script's text as Rust text, unless it is longer than `max` bytes. The length is looked at before anything is
/// copied: half a gigabyte of rope costs a script nothing to make.
fn bounded(
    scope: &mut v8::PinScope<'_, '_>,
    text: v8::Local<'_, v8::Value>,
    max: usize,
) -> Option<String> {
    let text = v8::Local::<v8::String>::try_from(text).ok()?;
    if text.length() > max || text.utf8_length(scope) > max {
        return None;
    }
    Some(text.to_rust_string_lossy(scope))
}

/// The picture of a thrown value is bounded by the realm's own code to less than this.
const MAX_PICTURE_BYTES: usize = 512 * 1024;

/// Says how the call ended. `call` must be the one under way, or -1 for whichever that is.
#[op2(nofast)]
pub(crate) fn op_realm_settle(
    state: &mut OpState,
    scope: &mut v8::PinScope<'_, '_>,
    #[smi] call: i32,
    #[smi] kind: i32,
    text: v8::Local<'_, v8::Value>,
) {
    let Some(inbox) = state.try_borrow_mut::<Inbox>() else {
        return;
    };
    inbox.stray |= call == -1;
    if inbox.settled.is_some() || (call != inbox.call && call != -1) {
        return;
    }
    let max = if kind == 0 {
        inbox.result_bytes
    } else {
        MAX_PICTURE_BYTES
    };
    let text = bounded(scope, text, max);
    inbox.settled = Some(match (kind, text) {
        (1, _) => Settled::Undefined,
        (_, None) => Settled::TooLarge,
        (0, Some(json)) => Settled::Returned(json),
        (2, Some(picture)) => Settled::Unserialisable(picture),
        (4, Some(picture)) => Settled::FailedToLoad(picture),
        (_, Some(picture)) => Settled::Threw(picture),
    });
}

/// Takes a line of the console.
#[op2(nofast)]
pub(crate) fn op_realm_log(
    state: &mut OpState,
    scope: &mut v8::PinScope<'_, '_>,
    #[string] level: String,
    text: v8::Local<'_, v8::Value>,
) {
    let Some(inbox) = state.try_borrow::<Inbox>() else {
        return;
    };
    if inbox.console.is_full() {
        return;
    }
    let level = match level.as_str() {
        "debug" => "debug",
        "warn" => "warn",
        "error" => "error",
        _ => "info",
    };
    let Ok(text) = v8::Local::<v8::String>::try_from(text) else {
        return;
    };
    // Four bytes are the most a UTF-16 unit can become; one line more than the limit lets the console see it was cut.
    let max = inbox.console.line_bytes().saturating_add(1);
    let mut buffer = vec![0u8; max.min(text.length().saturating_mul(4))];
    let written = text.write_utf8_v2(
        scope,
        &mut buffer,
        v8::WriteFlags::kReplaceInvalidUtf8,
        None,
    );
    buffer.truncate(written);
    inbox
        .console
        .push(level, String::from_utf8_lossy(&buffer).into_owned());
}
