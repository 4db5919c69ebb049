//! WHATWG URLs: parsing, and the setters of the `URL` class, by the `url` crate.
//!
//! A URL goes back as its href, with the places of its parts left in a buffer that JavaScript owns; [`PARTS`] numbers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use deno_core::op2;
use url::{Url, quirks};

/// Longest text taken, in bytes: the 4 Mi code units that `url_class.js` takes, each of which has 3 at most.
const LONGEST: usize = 3 * (4 << 20);

/// How many numbers describe a URL; `url.js` has their meaning in the same order.
const PARTS: usize = 9;

/// What stands for "no port".
const NO_PORT: u32 = 0x1_0000;

fn describe(url: &Url, parts: &mut [u32]) -> Option<String> {
    // Not by slicing at `url::Position`s, which panics on some URLs (`foo://`): by the lengths of the parts.
    let href = url.as_str();
    let scheme = url.scheme().len();
    let user = scheme + if url.has_authority() { 3 } else { 1 };
    let user_end = user + url.username().len();
    let (password, host) = match url.password() {
        Some(password) => (user_end + 1, user_end + 1 + password.len() + 1),
        None if user_end > user => (user_end, user_end + 1),
        None => (user_end, user_end),
    };
    let host_end = host + url.host_str().map_or(0, str::len);
    let after_path = url.query().map_or(0, |query| 1 + query.len())
        + url.fragment().map_or(0, |hash| 1 + hash.len());
    let path_end = href.len().checked_sub(after_path)?;
    let path = path_end.checked_sub(url.path().len())?;
    let mut found = [
        scheme, user, user_end, password, host, host_end, 0, path, path_end,
    ]
    .map(|place| u32::try_from(place).unwrap_or(u32::MAX));
    let [.., port, _, _] = &mut found;
    *port = url.port().map_or(NO_PORT, u32::from);
    parts.get_mut(..PARTS)?.copy_from_slice(&found);
    Some(href.to_owned())
}

/// What `work` gives, or nothing when it panics: a panic that left an op would end the process, and whether the `url`
/// crate has another one in store for some text can't be known.
fn guarded<T>(work: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok().flatten()
}

fn parse(text: &str, base: Option<&str>) -> Option<Url> {
    if text.len() > LONGEST || base.is_some_and(|base| base.len() > LONGEST) {
        return None;
    }
    match base {
        Some(base) => Url::options()
            .base_url(Some(&parse(base, None)?))
            .parse(text)
            .ok(),
        None if has_backslash_in_host(text) => None,
        None => Url::parse(text).ok(),
    }
}

/// A backslash ends the host of a web URL, in others (`postgres://h:5432\x`) it makes it invalid. The `url` crate takes
/// it for an end everywhere.
fn has_backslash_in_host(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    let web = ["http", "https", "ws", "wss", "ftp", "file"];
    let scheme = scheme.trim_start_matches(|c: char| c <= ' ');
    if web.iter().any(|name| name.eq_ignore_ascii_case(scheme)) {
        return false;
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority
        .rsplit('@')
        .next()
        .unwrap_or_default()
        .contains('\\')
}

/// Which part [`op_node_url_set`] sets, in the numbers of `url.js`.
fn set(url: &mut Url, part: u8, value: &str) -> bool {
    match part {
        0 => quirks::set_protocol(url, value).is_ok(),
        1 => quirks::set_username(url, value).is_ok(),
        2 => quirks::set_password(url, value).is_ok(),
        3 => quirks::set_host(url, value).is_ok(),
        4 => quirks::set_hostname(url, value).is_ok(),
        5 => quirks::set_port(url, value).is_ok(),
        6 => {
            quirks::set_pathname(url, value);
            true
        }
        7 => {
            quirks::set_search(url, value);
            true
        }
        8 => {
            quirks::set_hash(url, value);
            true
        }
        _ => false,
    }
}

/// Parses `text`, against `base` if there is one. Gives the href, or null when it isn't a URL.
#[op2]
#[string]
pub(crate) fn op_node_url_parse(
    #[string] text: &str,
    #[string] base: Option<String>,
    #[buffer] parts: &mut [u32],
) -> Option<String> {
    guarded(|| describe(&parse(text, base.as_deref())?, parts))
}

/// Sets one part of the URL `href`. Gives the new href, or null when that part can't be set so: then nothing changes.
#[op2]
#[string]
pub(crate) fn op_node_url_set(
    #[string] href: &str,
    part: u8,
    #[string] value: &str,
    #[buffer] parts: &mut [u32],
) -> Option<String> {
    guarded(|| {
        let mut url = parse(href, None)?;
        if value.len() > LONGEST || !set(&mut url, part, value) {
            return None;
        }
        describe(&url, parts)
    })
}

/// A host name as `url.domainToASCII` gives it: `''` when it isn't one.
#[op2]
#[string]
pub(crate) fn op_node_url_host_to_ascii(#[string] domain: &str) -> String {
    host_to_ascii(domain)
}

/// A host name as `url.domainToUnicode` gives it: `''` when it isn't one.
#[op2]
#[string]
pub(crate) fn op_node_url_host_to_unicode(#[string] domain: &str) -> String {
    host_to_unicode(domain)
}

/// As Node has it: what a `ws:` URL's host becomes when it's set to `domain`.
fn host_to_ascii(domain: &str) -> String {
    if domain.len() > LONGEST {
        return String::new();
    }
    guarded(|| {
        let mut url = Url::parse("ws://x").ok()?;
        quirks::set_hostname(&mut url, domain).ok()?;
        Some(quirks::hostname(&url).to_owned())
    })
    .unwrap_or_default()
}

fn host_to_unicode(domain: &str) -> String {
    let ascii = host_to_ascii(domain);
    match guarded(|| Some(quirks::domain_to_unicode(&ascii))) {
        Some(unicode) if !unicode.is_empty() => unicode,
        // An address has no other form.
        _ => ascii,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts_of(text: &str) -> [u32; PARTS] {
        let mut parts = [0; PARTS];
        assert_eq!(
            describe(&parse(text, None).unwrap(), &mut parts).as_deref(),
            Some(text)
        );
        parts
    }

    #[test]
    fn places_of_all_parts() {
        assert_eq!(
            parts_of("pg://u:p@h:8/a?q#f"),
            [2, 5, 6, 7, 9, 10, 8, 12, 14]
        );
        assert_eq!(parts_of("foo://"), [3, 6, 6, 6, 6, 6, NO_PORT, 6, 6]);
        assert_eq!(parts_of("http://h/"), [4, 7, 7, 7, 7, 8, NO_PORT, 8, 9]);
        assert_eq!(
            parts_of("http://u@h/"),
            [4, 7, 8, 8, 9, 10, NO_PORT, 10, 11]
        );
        assert_eq!(parts_of("http://[::1]:0/"), [4, 7, 7, 7, 7, 12, 0, 14, 15]);
        let [after_scheme, .., path, path_end] = parts_of("mailto:a@b?s#f");
        assert_eq!((after_scheme, path, path_end), (6, 7, 10));
    }

    #[test]
    fn every_place_is_inside_the_text() {
        for text in [
            "file:///",
            "foo:",
            "foo:/",
            "foo://",
            "data:,#",
            "http://a.b/?#",
            "blob:x",
            "foo://u@h",
            "foo:/.//p",
        ] {
            let url = parse(text, None).unwrap();
            let mut parts = [0; PARTS];
            let href = describe(&url, &mut parts).unwrap();
            for (i, place) in parts.into_iter().enumerate().filter(|(i, _)| *i != 6) {
                assert!(
                    usize::try_from(place).unwrap() <= href.len(),
                    "{text}: part {i} at {place}"
                );
            }
        }
    }

    #[test]
    fn bases_bounds_and_refusals() {
        assert_eq!(
            parse("../x?y", Some("http://h/a/b/c")).unwrap().as_str(),
            "http://h/a/x?y"
        );
        assert!(parse("x", None).is_none());
        assert!(parse("x", Some("mailto:a@b")).is_none());
        assert!(parse("postgres://u:p@h:5432\\x", None).is_none());
        assert_eq!(parse("http://h\\x", None).unwrap().as_str(), "http://h/x");
        assert_eq!(parse("foo://u\\@h/\\", None).unwrap().host_str(), Some("h"));
        assert!(parse(&format!("http://h/{}", "a".repeat(LONGEST)), None).is_none());
        assert!(parse("x", Some(&format!("http://h/{}", "a".repeat(LONGEST)))).is_none());
        assert_eq!(
            describe(&parse("http://h", None).unwrap(), &mut [0; PARTS - 1]),
            None
        );
    }

    #[test]
    fn setters_change_or_refuse() {
        let mut url = parse("http://h/p", None).unwrap();
        for (part, value) in [
            (0, "https"),
            (1, "u"),
            (2, "p w"),
            (3, "i:9"),
            (4, "j"),
            (5, "10"),
            (6, "q r"),
            (7, "s"),
            (8, "t"),
        ] {
            assert!(set(&mut url, part, value), "part {part}");
        }
        assert_eq!(url.as_str(), "https://u:p%20w@j:10/q%20r?s#t");
        assert!(!set(&mut url, 9, "x"));
        assert!(!set(&mut url, 5, "x"));
        assert!(!set(&mut parse("data:x", None).unwrap(), 3, "h"));
    }

    #[test]
    fn no_combination_of_pieces_panics() {
        let pieces = [
            "foo:", "http:", "file:", "//", "/", "u", ":", "@", "p", "h", "[::1]", "80", "..", ".",
            "?", "#", "C|", " ",
        ];
        let mut parts = [0; PARTS];
        let mut parsed = 0;
        for number in 0..pieces.len().pow(4) {
            let digit = |place: u32| number / pieces.len().pow(place) % pieces.len();
            let text: String = (0..4).map(|place| pieces[digit(place)]).collect();
            let Some(mut url) = parse(&text, None) else {
                continue;
            };
            parsed += 1;
            describe(&url, &mut parts).unwrap();
            for part in 0..9 {
                set(
                    &mut url,
                    part,
                    pieces[(number + usize::from(part)) % pieces.len()],
                );
                describe(&url, &mut parts).unwrap();
            }
        }
        assert!(parsed > 5_000, "{parsed}");
    }

    #[test]
    fn host_names() {
        assert_eq!(host_to_ascii("b\u{fc}cher.DE"), "xn--bcher-kva.de");
        assert_eq!(host_to_ascii("a b"), "");
        assert_eq!(host_to_ascii(""), "");
        assert_eq!(host_to_unicode("xn--bcher-kva.de"), "b\u{fc}cher.de");
    }
}
