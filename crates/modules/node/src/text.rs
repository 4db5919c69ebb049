//! Strings to bytes and back, as Node's `Buffer`, `StringDecoder` and `TextDecoder` need them.
//!
//! The bytes always live in a buffer that JavaScript allocated, so that the invocation's buffer limit counts them:
//! no op here hands memory of its own to the script. Encodings travel as the numbers of [`Encoding`].

mod base64;
mod encoding;
mod hex;
mod utf8;
mod wide;

use deno_core::{op2, v8};
use deno_error::JsErrorBox;

use self::encoding::Encoding;

fn encoding(number: u8) -> Result<Encoding, JsErrorBox> {
    Encoding::from_number(number)
        .ok_or_else(|| JsErrorBox::type_error(format!("no encoding has the number {number}")))
}

/// The part of `bytes` from `start` to `end`, both held inside it.
fn part(bytes: &[u8], start: u32, end: u32) -> &[u8] {
    let end = usize::try_from(end).unwrap_or(usize::MAX).min(bytes.len());
    let start = usize::try_from(start).unwrap_or(usize::MAX).min(end);
    bytes.get(start..end).unwrap_or_default()
}

/// How many bytes `text` takes as UTF-8; a lone surrogate counts as U+FFFD (3 bytes), as in `Buffer.byteLength`.
#[op2(nofast)]
#[number]
pub(crate) fn op_node_text_byte_length(
    isolate: &mut v8::Isolate,
    text: v8::Local<'_, v8::String>,
) -> usize {
    text.utf8_length(isolate)
}

/// Writes `text` in `encoding` into `target[start..end]` and returns how many bytes were written.
///
/// As in `buffer.write`: a UTF-8 or UTF-16 character that doesn't fit whole isn't written, hex stops at the first pair
/// that isn't one, base64 skips what isn't of its alphabet.
#[op2(nofast)]
#[number]
pub(crate) fn op_node_text_write(
    isolate: &mut v8::Isolate,
    text: v8::Local<'_, v8::String>,
    #[buffer] target: &mut [u8],
    start: u32,
    end: u32,
    encoding_number: u8,
) -> Result<usize, JsErrorBox> {
    let encoding = encoding(encoding_number)?;
    let end = usize::try_from(end).unwrap_or(usize::MAX).min(target.len());
    let start = usize::try_from(start).unwrap_or(usize::MAX).min(end);
    let room = target.get_mut(start..end).unwrap_or_default();
    if encoding == Encoding::Utf8 {
        return Ok(text.write_utf8_v2(isolate, room, v8::WriteFlags::kReplaceInvalidUtf8, None));
    }
    let view = v8::ValueView::new(isolate, text);
    Ok(match view.data() {
        v8::ValueViewData::OneByte(units) => encoding::write(units, room, encoding),
        v8::ValueViewData::TwoByte(units) => encoding::write(units, room, encoding),
    })
}

/// Reads `source[start..end]` as text in `encoding`.
///
/// # Errors
/// A RangeError when the text would be longer than V8's longest string; the shim gives it Node's words.
#[op2]
pub(crate) fn op_node_text_read<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    #[buffer] source: &[u8],
    start: u32,
    end: u32,
    encoding_number: u8,
) -> Result<v8::Local<'s, v8::String>, JsErrorBox> {
    let bytes = part(source, start, end);
    let kind = v8::NewStringType::Normal;
    let text = match encoding(encoding_number)? {
        Encoding::Utf8 => v8::String::new_from_utf8(scope, bytes, kind),
        Encoding::Utf16Le => v8::String::new_from_two_byte(scope, &wide::read(bytes), kind),
        Encoding::Latin1 => v8::String::new_from_one_byte(scope, bytes, kind),
        Encoding::Ascii => v8::String::new_from_one_byte(scope, &encoding::read_ascii(bytes), kind),
        Encoding::Hex => v8::String::new_from_one_byte(scope, &hex::encode(bytes), kind),
        Encoding::Base64 => v8::String::new_from_one_byte(
            scope,
            &base64::encode(bytes, base64::Form::Standard),
            kind,
        ),
        Encoding::Base64Url => {
            v8::String::new_from_one_byte(scope, &base64::encode(bytes, base64::Form::Url), kind)
        }
    };
    text.ok_or_else(|| JsErrorBox::range_error("string too long"))
}

/// Is `source[start..end]` well-formed UTF-8? For `TextDecoder` with `fatal` and `buffer.isUtf8`.
#[op2(fast)]
pub(crate) fn op_node_text_is_utf8(#[buffer] source: &[u8], start: u32, end: u32) -> bool {
    std::str::from_utf8(part(source, start, end)).is_ok()
}

/// How many bytes at the end of `source[start..end]` begin a UTF-8 character that more bytes could complete (0 to 3).
#[op2(fast)]
pub(crate) fn op_node_text_utf8_tail(#[buffer] source: &[u8], start: u32, end: u32) -> u32 {
    utf8::tail(part(source, start, end))
}

/// How many UTF-16 code units the well-formed UTF-8 in `source[start..end]` has, for `TextEncoder.encodeInto`.
#[op2(fast)]
#[number]
pub(crate) fn op_node_text_utf16_length(#[buffer] source: &[u8], start: u32, end: u32) -> usize {
    utf8::utf16_length(part(source, start, end))
}
