//! One cell's text as JSON, where JSON can say what node-postgres' parser would make of it.

use serde::de::IgnoredAny;

use crate::log::write_text;

/// What became of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cell {
    /// It is written.
    Written,
    /// It is NULL; nothing is written.
    Null,
    /// Not what its code expects: its parser in JavaScript must look at it. Nothing is written.
    Odd,
    /// Its parser will throw: rows with such a cell are better handled one by one.
    Broken,
}

/// Writes `text` as `code` wants it (see [`Plan`](crate::rows::Plan)); an unknown code is as `s`.
pub(crate) fn write(code: u8, text: &[u8], out: &mut Vec<u8>) -> Cell {
    match code {
        b'i' => number_if(is_integer(text), text, out),
        b'f' => number_if(is_number(text), text, out),
        b'b' => match text {
            b"t" => put(out, b"true"),
            b"f" => put(out, b"false"),
            _ => Cell::Odd,
        },
        b'j' => json(text, out),
        b'd' => match milliseconds(text) {
            Some(milliseconds) => put(out, milliseconds.to_string().as_bytes()),
            None => Cell::Odd,
        },
        b'I' => array(text, out, |element, out| {
            number_if(is_integer(element), element, out)
        }),
        b'F' => array(text, out, |element, out| {
            number_if(is_number(element), element, out)
        }),
        b'S' => array(text, out, |element, out| {
            write_text(out, element);
            Cell::Written
        }),
        _ => {
            write_text(out, text);
            Cell::Written
        }
    }
}

fn put(out: &mut Vec<u8>, bytes: &[u8]) -> Cell {
    out.extend_from_slice(bytes);
    Cell::Written
}

fn number_if(is: bool, text: &[u8], out: &mut Vec<u8>) -> Cell {
    if is { put(out, text) } else { Cell::Odd }
}

/// Digits as `parseInt` reads them and JSON writes them, few enough to be exact.
fn is_integer(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    match digits {
        [b'0'] => true,
        [b'1'..=b'9', rest @ ..] => rest.len() < 15 && rest.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

/// A number as JSON writes it; `parseFloat` reads the same.
fn is_number(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"-").unwrap_or(text);
    let whole = digits(text);
    if whole == 0 || (whole > 1 && text.first() == Some(&b'0')) {
        return false;
    }
    let mut rest = text.get(whole..).unwrap_or_default();
    if let Some(fraction) = rest.strip_prefix(b".") {
        let length = digits(fraction);
        if length == 0 {
            return false;
        }
        rest = fraction.get(length..).unwrap_or_default();
    }
    if let Some(exponent) = rest.strip_prefix(b"e") {
        let unsigned = match exponent {
            [b'+' | b'-', unsigned @ ..] => unsigned,
            unsigned => unsigned,
        };
        let length = digits(unsigned);
        return length > 0 && length == unsigned.len();
    }
    rest.is_empty()
}

fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

fn json(text: &[u8], out: &mut Vec<u8>) -> Cell {
    let Ok(text) = std::str::from_utf8(text) else {
        return Cell::Broken;
    };
    if serde_json::from_str::<IgnoredAny>(text).is_err() {
        return Cell::Broken;
    }
    put(out, text.as_bytes())
}

/// An array of one dimension and no surprises: `{1,NULL,"a b"}`.
fn array(
    text: &[u8],
    out: &mut Vec<u8>,
    mut write: impl FnMut(&[u8], &mut Vec<u8>) -> Cell,
) -> Cell {
    let start = out.len();
    let Some(mut rest) = text
        .strip_prefix(b"{")
        .and_then(|text| text.strip_suffix(b"}"))
    else {
        return Cell::Odd;
    };
    out.push(b'[');
    let mut unescaped = Vec::new();
    let mut whole = true;
    let mut first = true;
    while whole && !(first && rest.is_empty()) {
        if !first {
            out.push(b',');
        }
        first = false;
        let (written, after) = match rest.strip_prefix(b"\"") {
            Some(quoted) => {
                unescaped.clear();
                match unquote(quoted, &mut unescaped) {
                    Some(after) => (write(&unescaped, out), after),
                    None => (Cell::Odd, rest),
                }
            }
            None => {
                let end = rest
                    .iter()
                    .position(|byte| *byte == b',')
                    .unwrap_or(rest.len());
                let (element, after) = rest.split_at(end);
                let plain = !element.is_empty()
                    && !element.iter().any(|byte| b"{}\"\\ \t\n\r".contains(byte));
                match (plain, element) {
                    (true, b"NULL") => (put(out, b"null"), after),
                    (true, _) => (write(element, out), after),
                    (false, _) => (Cell::Odd, after),
                }
            }
        };
        whole = written == Cell::Written;
        match after {
            [] => break,
            [b',', after @ ..] => rest = after,
            _ => whole = false,
        }
    }
    if whole {
        put(out, b"]")
    } else {
        out.truncate(start);
        Cell::Odd
    }
}

/// The element that `text` begins with, up to its closing quote; what follows it.
fn unquote<'a>(text: &'a [u8], element: &mut Vec<u8>) -> Option<&'a [u8]> {
    let mut rest = text;
    loop {
        match rest {
            [b'"', after @ ..] => return Some(after),
            [b'\\', escaped, after @ ..] => {
                element.push(*escaped);
                rest = after;
            }
            [byte, after @ ..] if *byte != b'\\' => {
                element.push(*byte);
                rest = after;
            }
            _ => return None,
        }
    }
}

/// `2000-01-31`, `2000-01-31 13:14:15.678901`, with `+05` or `-03:30` behind it: milliseconds since 1970. Without an
/// offset the text is taken for UTC. Microseconds are cut off. Every other shape is `None`.
fn milliseconds(text: &[u8]) -> Option<i64> {
    let (date, rest) = text.split_at_checked(10)?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date else {
        return None;
    };
    let year = two(*y1, *y2)?
        .checked_mul(100)?
        .checked_add(two(*y3, *y4)?)?;
    let (month, day) = (two(*m1, *m2)?, two(*d1, *d2)?);
    // JavaScript has its own idea of the first century.
    if year < 100 || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let days = days_since_1970(year, month, day).checked_mul(86_400_000)?;
    if rest.is_empty() {
        return Some(days);
    }
    let (time, mut rest) = rest.split_at_checked(9)?;
    let [b' ', h1, h2, b':', i1, i2, b':', s1, s2] = time else {
        return None;
    };
    let (hour, minute, second) = (two(*h1, *h2)?, two(*i1, *i2)?, two(*s1, *s2)?);
    if hour > 24 || minute > 59 || second > 60 {
        return None;
    }
    let mut all = days + ((hour * 60 + minute) * 60 + second) * 1000;
    if let Some(fraction) = rest.strip_prefix(b".") {
        let length = digits(fraction);
        if length == 0 {
            return None;
        }
        let mut weight = 100;
        for digit in fraction.iter().take(length.min(3)) {
            all += i64::from(digit - b'0') * weight;
            weight /= 10;
        }
        rest = fraction.get(length..)?;
    }
    let (sign, offset) = match rest {
        [] => return Some(all),
        [sign @ (b'+' | b'-'), h1, h2] => (sign, two(*h1, *h2)? * 60),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            (sign, two(*h1, *h2)? * 60 + two(*m1, *m2)?)
        }
        _ => return None,
    };
    let east = if *sign == b'+' { offset } else { -offset };
    Some(all - east * 60_000)
}

fn two(tens: u8, ones: u8) -> Option<i64> {
    (tens.is_ascii_digit() && ones.is_ascii_digit())
        .then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar. A day beyond its month's end runs into the next month, as
/// JavaScript's `Date.UTC` has it.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March here, so that the leap day is the last.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn written(code: u8, text: &str) -> Result<Value, Cell> {
        let mut out = Vec::new();
        match write(code, text.as_bytes(), &mut out) {
            Cell::Written => Ok(serde_json::from_slice(&out).unwrap()),
            other => {
                assert!(out.is_empty(), "{text} left {out:?}");
                Err(other)
            }
        }
    }

    #[test]
    fn cells() {
        let odd = Err(Cell::Odd);
        let value = |json: &str| Ok(serde_json::from_str::<Value>(json).unwrap());
        for (code, text, expected) in [
            (b'i', "0", value("0")),
            (b'i', "-2147483648", value("-2147483648")),
            (b'i', "999999999999999", value("999999999999999")),
            (b'i', "1000000000000000", odd.clone()),
            (b'i', "01", odd.clone()),
            (b'i', "", odd.clone()),
            (b'i', "1x", odd.clone()),
            (b'f', "1.5", value("1.5")),
            (b'f', "-0", value("-0.0")),
            (b'f', "1e+20", value("1e20")),
            (b'f', "1e-07", value("1e-7")),
            (b'f', "NaN", odd.clone()),
            (b'f', "Infinity", odd.clone()),
            (b'f', ".5", odd.clone()),
            (b'f', "5.", odd.clone()),
            (b'f', "1e", odd.clone()),
            (b'f', "1.5kg", odd.clone()),
            (b'b', "t", value("true")),
            (b'b', "true", odd.clone()),
            (b'j', " {\"a\": [1, \"\\ud800\"]} ", Err(Cell::Written)),
            (b'j', "{", Err(Cell::Broken)),
            (b'j', "", Err(Cell::Broken)),
            (b's', "a\"b\n", value(r#""a\"b\n""#)),
            (b'I', "{}", value("[]")),
            (b'I', "{1,NULL,-3}", value("[1,null,-3]")),
            (b'I', "[0:1]={5,6}", odd.clone()),
            (b'I', "{{1},{2}}", odd.clone()),
            (b'I', "{1,}", odd.clone()),
            (b'I', "{1", odd.clone()),
            (b'I', "", odd.clone()),
            (b'F', "{1.5,2}", value("[1.5,2]")),
            (b'F', "{NaN}", odd.clone()),
            (
                b'S',
                r#"{a,"b c","NULL",NULL,"q\"\\","",""}"#,
                value(r#"["a","b c","NULL",null,"q\"\\","",""]"#),
            ),
            (b'S', r#"{"a"b}"#, odd.clone()),
            (b'S', r#"{"a}"#, odd.clone()),
            (b'S', "{a,,b}", odd.clone()),
            (b'd', "2000-01-31", value("949276800000")),
            (b'd', "2000-01-31 13:14:15.678901", value("949324455678")),
            (b'd', "1969-12-31 23:59:59.999+00", value("-1")),
            (b'd', "2024-02-29 00:00:00-03:30", value("1709177400000")),
            (b'd', "0099-01-01", odd.clone()),
            (b'd', "2000-01-31 BC", odd.clone()),
            (b'd', "10000-01-01", odd.clone()),
            (b'd', "31/01/2000", odd.clone()),
            (b'd', "2000-13-01", odd.clone()),
            (b'd', "2000-01-01 00:00:00.", odd.clone()),
            (b'd', "2000-01-01 00:00:00+05:30:15", odd.clone()),
            (b'd', "infinity", odd.clone()),
        ] {
            if expected == Err(Cell::Written) {
                // JSON that serde can check and JavaScript can hold, though a Rust string can't.
                let mut out = Vec::new();
                assert_eq!(write(code, text.as_bytes(), &mut out), Cell::Written);
                assert_eq!(out, text.as_bytes());
                continue;
            }
            assert_eq!(
                written(code, text),
                expected,
                "{} {text:?}",
                char::from(code)
            );
        }
    }

    #[test]
    fn deeply_nested_json_takes_no_stack() {
        let deep = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
        assert_eq!(write(b'j', deep.as_bytes(), &mut Vec::new()), Cell::Written);
    }

    proptest! {
        /// Whatever a server sends, what is written is one JSON value.
        #[test]
        fn one_value_or_nothing(code in prop::sample::select(b"sifbjdIFSx".to_vec()), text in prop::collection::vec(any::<u8>(), 0..40)) {
            let mut out = Vec::new();
            match write(code, &text, &mut out) {
                Cell::Written => prop_assert!(serde_json::from_slice::<IgnoredAny>(&out).is_ok(), "{:?}", out),
                _ => prop_assert!(out.is_empty()),
            }
        }

        #[test]
        fn arrays_of_any_texts(elements in prop::collection::vec(".*", 0..6)) {
            let quoted: Vec<String> = elements.iter().map(|e| format!("\"{}\"", e.replace('\\', "\\\\").replace('"', "\\\""))).collect();
            let text = format!("{{{}}}", quoted.join(","));
            prop_assert_eq!(written(b'S', &text).unwrap(), serde_json::json!(elements));
        }

        #[test]
        fn days_count_up_one_by_one(year in 100_i64..9999, month in 1_i64..=12, day in 1_i64..=27) {
            prop_assert_eq!(days_since_1970(year, month, day) + 1, days_since_1970(year, month, day + 1));
        }
    }
}
