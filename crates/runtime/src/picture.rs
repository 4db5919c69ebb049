//! The realm's picture of a thrown value, as the contract's `Thrown`.

use connector_contract::{Cause, Position, Thrown, ThrownKind};
use serde::Deserialize;
use serde_json::{Map, Value};

/// The JSON that `10_record.js` writes. The script can forge it, so nothing in it is believed beyond its shape.
#[derive(Deserialize)]
struct Picture {
    kind: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    message: String,
    code: Option<String>,
    stack: Option<String>,
    #[serde(default)]
    causes: Vec<Cause>,
    #[serde(default)]
    details: Map<String, Value>,
}

/// Reads a picture. Stack traces call the script `label`; those who read them know it as `file`.
pub(crate) fn read(json: &str, label: &str, file: &str) -> Thrown {
    let mut picture: Picture = match serde_json::from_str(json) {
        Ok(picture) => picture,
        // A lone surrogate in a message has no UTF-8 form and can end here.
        Err(_) => return Thrown::error("Error", "the script threw a value that has no text form"),
    };
    if label != file {
        picture.stack = picture.stack.map(|stack| stack.replace(label, file));
    }
    let kind = match picture.kind.as_str() {
        "error" => ThrownKind::Error,
        "string" => ThrownKind::String,
        "null" => ThrownKind::Null,
        "undefined" => ThrownKind::Undefined,
        _ => ThrownKind::Other {
            type_name: picture.name.clone(),
        },
    };
    let position = picture
        .stack
        .as_deref()
        .and_then(|stack| position(stack, file));
    Thrown {
        kind,
        name: picture.name,
        message: picture.message,
        code: picture.code,
        stack: picture.stack,
        position,
        causes: picture.causes,
        details: picture.details,
    }
}

/// The first frame of `stack` that lies in `file`.
pub(crate) fn position(stack: &str, file: &str) -> Option<Position> {
    stack
        .lines()
        .filter(|line| line.trim_start().starts_with("at "))
        .find_map(|line| {
            let (before, place) = line.trim_end_matches(')').rsplit_once(file)?;
            if !before.ends_with([' ', '(']) {
                return None;
            }
            let mut numbers = place.strip_prefix(':')?.split(':');
            let line = numbers.next()?.parse().ok()?;
            let column = numbers.next()?.parse().ok()?;
            Some(Position {
                file: file.to_owned(),
                line,
                column,
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_frame_in_the_script_counts() {
        let stack = "Error: at updateUser.js:9:9\n    at JSON.parse (<anonymous>)\n    at async updateUser (updateUser.js:12:7)\n    at updateUser.js:1:1";
        let found = position(stack, "updateUser.js").unwrap();
        assert_eq!((found.line, found.column), (12, 7));
        assert_eq!(
            position("Error: x\n    at f (my-updateUser.js:1:2)", "updateUser.js"),
            None
        );
        assert_eq!(position("no frames", "updateUser.js"), None);
    }

    #[test]
    fn junk_is_still_a_throw() {
        assert_eq!(read("{", "a.js", "a.js").kind, ThrownKind::Error);
        assert_eq!(
            read(
                r#"{"kind":"null","name":"null","message":"null"}"#,
                "a.js",
                "a.js"
            )
            .kind,
            ThrownKind::Null
        );
        assert_eq!(
            read(
                r#"{"kind":"other","name":"symbol","message":"Symbol(x)"}"#,
                "a.js",
                "a.js"
            )
            .kind,
            ThrownKind::Other {
                type_name: "symbol".into()
            }
        );
    }
}
