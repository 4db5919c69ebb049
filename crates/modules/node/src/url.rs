//! WHATWG URLs: parsing, and the setters of the `URL` class, by the `url` crate.
//!
//! A URL goes back as its href, with the places of its parts left in a buffer that JavaScript owns; [`PARTS`] numbers.

use deno_core::op2;
use url::{Host, Position, Url, quirks};

/// Longest text taken, in bytes: the 4 Mi code units that `url_class.js` takes, each of which has 3 at most.
const LONGEST: usize = 3 * (4 << 20);

/// How many numbers describe a URL; `url.js` has their meaning in the same order.
const PARTS: usize = 9;

/// What stands for "no port".
const NO_PORT: u32 = 0x1_0000;

fn describe(url: &Url, parts: &mut [u32]) -> Option<String> {
    let at = |position: Position| u32::try_from(url[..position].len()).ok();
    let found: [u32; PARTS] = [
        at(Position::AfterScheme)?,
        at(Position::BeforeUsername)?,
        at(Position::AfterUsername)?,
        at(Position::BeforePassword)?,
        at(Position::BeforeHost)?,
        at(Position::AfterHost)?,
        url.port().map_or(NO_PORT, u32::from),
        at(Position::BeforePath)?,
        at(Position::AfterPath)?,
    ];
    parts.get_mut(..PARTS)?.copy_from_slice(&found);
    Some(url.as_str().to_owned())
}

fn parse(text: &str, base: Option<&str>) -> Option<Url> {
    if text.len() > LONGEST || base.is_some_and(|base| base.len() > LONGEST) {
        return None;
    }
    match base {
        Some(base) => Url::parse(base).ok()?.join(text).ok(),
        None => Url::parse(text).ok(),
    }
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
    describe(&parse(text, base.as_deref())?, parts)
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
    let mut url = parse(href, None)?;
    if value.len() > LONGEST || !set(&mut url, part, value) {
        return None;
    }
    describe(&url, parts)
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

fn host_to_ascii(domain: &str) -> String {
    if domain.len() > LONGEST {
        return String::new();
    }
    Host::parse(domain).map_or_else(|_| String::new(), |host| host.to_string())
}

fn host_to_unicode(domain: &str) -> String {
    if domain.len() > LONGEST {
        return String::new();
    }
    quirks::domain_to_unicode(domain)
}
