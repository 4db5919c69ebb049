//! The keys that secrets are sealed under: where they come from, and how they are told apart.

use std::fmt;

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// Bytes of a sealing key.
pub(crate) const KEY_BYTES: usize = 32;
/// Bytes of what tells one sealing key from another.
pub(crate) const ID_BYTES: usize = 8;

/// The keys of one registry: the first seals, all of them open. Neither `Debug` nor anything else here prints one.
///
/// To replace a key, put the new one before it, restart every node, run `connector registry reseal`, then remove the
/// old one.
#[derive(Clone)]
pub struct SealingKeys {
    keys: Vec<SealingKey>,
}

#[derive(Clone)]
pub(crate) struct SealingKey {
    pub(crate) id: [u8; ID_BYTES],
    pub(crate) bytes: Zeroizing<[u8; KEY_BYTES]>,
}

/// Why text is no list of sealing keys. No message quotes it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealingKeyError {
    /// A line that is none.
    #[error("line {line} of the sealing keys is not a key: 64 hexadecimal digits")]
    Malformed {
        /// Which line, from 1.
        line: usize,
    },
    /// No line at all.
    #[error("there is no sealing key: one line of 64 hexadecimal digits")]
    Empty,
    /// The system gave no random numbers.
    #[error("the system gave no random numbers")]
    NoRandom,
}

impl SealingKeys {
    /// Reads keys, one a line; empty lines and those that begin with `#` say nothing.
    ///
    /// # Errors
    /// When a line is not 64 hexadecimal digits, or there is no key.
    pub fn parse(text: &str) -> Result<Self, SealingKeyError> {
        let mut keys = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let bytes = unhex(line).ok_or(SealingKeyError::Malformed { line: at + 1 })?;
            keys.push(SealingKey::new(bytes));
        }
        if keys.is_empty() {
            return Err(SealingKeyError::Empty);
        }
        Ok(Self { keys })
    }

    /// A fresh key as the text that [`Self::parse`] reads.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn generate() -> Result<Zeroizing<String>, SealingKeyError> {
        let bytes = Zeroizing::new(random::<KEY_BYTES>().ok_or(SealingKeyError::NoRandom)?);
        let mut text = Zeroizing::new(String::with_capacity(2 * KEY_BYTES + 1));
        text.push_str(&Zeroizing::new(hex(&*bytes)));
        text.push('\n');
        Ok(text)
    }

    pub(crate) fn active(&self) -> Option<&SealingKey> {
        self.keys.first()
    }

    pub(crate) fn find(&self, id: &[u8]) -> Option<&SealingKey> {
        self.keys.iter().find(|key| key.id == *id)
    }
}

impl SealingKey {
    fn new(bytes: Zeroizing<[u8; KEY_BYTES]>) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"connector sealing key id\0");
        hash.update(*bytes);
        let mut id = [0; ID_BYTES];
        for (to, from) in id.iter_mut().zip(hash.finalize()) {
            *to = from;
        }
        Self { id, bytes }
    }
}

impl fmt::Debug for SealingKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = self.keys.iter().map(|key| hex(&key.id));
        f.debug_list().entries(ids).finish()
    }
}

/// Random bytes from the system; `None` where it has none to give.
pub(crate) fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes)
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> Option<Zeroizing<[u8; KEY_BYTES]>> {
    let mut bytes = Zeroizing::new([0; KEY_BYTES]);
    if text.len() != 2 * KEY_BYTES || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (at, to) in bytes.iter_mut().enumerate() {
        *to = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_and_never_shown() {
        let one = SealingKeys::generate().unwrap();
        let two = SealingKeys::generate().unwrap();
        assert_ne!(*one, *two);
        let keys = SealingKeys::parse(&format!("# newest first\n{}\n{}", *one, *two)).unwrap();
        assert_eq!(keys.keys.len(), 2);
        let alone = SealingKeys::parse(&two).unwrap();
        assert!(keys.find(&alone.active().unwrap().id).is_some());
        assert_ne!(keys.active().unwrap().id, alone.active().unwrap().id);
        let shown = format!("{keys:?}");
        assert!(
            !shown.contains(one.trim()) && !shown.contains(two.trim()),
            "{shown}"
        );
    }

    #[test]
    fn what_is_no_key_is_refused_without_being_quoted() {
        assert_eq!(
            SealingKeys::parse("# none\n\n").unwrap_err(),
            SealingKeyError::Empty
        );
        for bad in ["hunter2", &"g".repeat(64), &"a".repeat(63), &"é".repeat(32)] {
            let error = SealingKeys::parse(&format!("#\n{bad}")).unwrap_err();
            assert_eq!(error, SealingKeyError::Malformed { line: 2 });
            assert!(!error.to_string().contains(bad));
        }
    }
}
