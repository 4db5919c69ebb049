//! What V8 has compiled of scripts, for the isolates that load them next.
//!
//! V8 believes what it is given: it looks at its own version, at its flags and at the length of the source, and whoever
//! could change a byte of the rest would have it run what they like. So nothing of it ever leaves the process that made
//! it, an entry is found by a digest of all that it was made from, and is used only with the seal that was put on it.
//!
//! An entry is its tenant's own. It was made after an invocation, so functions that the script needed are in it.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use deno_core::v8;
use ring::{digest, hmac};

/// What all entries may take together, in bytes.
const MAX_BYTES: usize = 32 * 1024 * 1024;
/// One that is larger is not kept.
const MAX_ENTRY_BYTES: usize = 2 * 1024 * 1024;

/// What an entry is found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct CodeKey([u8; 32]);

/// What a text is compiled as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A function's body.
    Script,
    /// A module of the language.
    Module,
}

impl CodeKey {
    /// For a text as V8 compiles it, as a `kind` of thing, which stack traces call `label`, of a tenant.
    pub(crate) fn new(kind: Kind, tenant: &str, label: &str, text: &str) -> Self {
        let mut context = digest::Context::new(&digest::SHA256);
        // Flags and the snapshot are the process's own, and so is V8; its tag names both version and flags all the same.
        context.update(&v8::script_compiler::cached_data_version_tag().to_le_bytes());
        context.update(&[kind as u8]);
        for part in [tenant, label, text] {
            context.update(&part.len().to_le_bytes());
            context.update(part.as_bytes());
        }
        let mut key = [0; 32];
        for (place, byte) in key.iter_mut().zip(context.finish().as_ref()) {
            *place = *byte;
        }
        Self(key)
    }

    /// What was compiled of it before, if it is known and unchanged.
    pub(crate) fn find(self) -> Option<Code> {
        let cache = &*CACHE;
        let (code, seal) = cache.lock().find(self)?;
        let is_its_own = code.0.starts_with(&self.0);
        if !is_its_own || hmac::verify(&cache.key, &code.0, seal.as_ref()).is_err() {
            tracing::error!("compiled code was changed in memory: it is not used");
            cache.lock().remove(self);
            return None;
        }
        Some(code)
    }

    /// Forgets what was compiled of it: V8 would not have it.
    pub(crate) fn forget(self) {
        CACHE.lock().remove(self);
    }

    /// Keeps what was compiled of it.
    pub(crate) fn keep(self, bytes: &[u8]) {
        if bytes.len() > MAX_ENTRY_BYTES {
            return;
        }
        let code = Code([&self.0, bytes].concat().into());
        let cache = &*CACHE;
        let seal = hmac::sign(&cache.key, &code.0);
        cache.lock().put(self, code, seal);
    }
}

/// Compiled code behind the key it belongs to: the seal is on both.
#[derive(Debug, Clone)]
pub(crate) struct Code(Arc<[u8]>);

impl Code {
    /// What V8 is to have.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.get(size_of::<CodeKey>()..).unwrap_or_default()
    }
}

static CACHE: LazyLock<Cache> = LazyLock::new(|| {
    let mut secret = [0; 32];
    // Without random bytes there is no seal, so nothing is kept.
    let found = getrandom::fill(&mut secret).is_ok();
    Cache {
        key: hmac::Key::new(hmac::HMAC_SHA256, &secret),
        entries: Mutex::new(Entries {
            most: if found { MAX_BYTES } else { 0 },
            ..Entries::default()
        }),
    }
});

struct Cache {
    key: hmac::Key,
    entries: Mutex<Entries>,
}

impl Cache {
    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The entries, the least recently used of which make room.
#[derive(Default)]
struct Entries {
    found: HashMap<CodeKey, Entry>,
    bytes: usize,
    most: usize,
    uses: u64,
}

struct Entry {
    code: Code,
    seal: hmac::Tag,
    used: u64,
}

impl Entries {
    fn find(&mut self, key: CodeKey) -> Option<(Code, hmac::Tag)> {
        self.uses += 1;
        let entry = self.found.get_mut(&key)?;
        entry.used = self.uses;
        Some((entry.code.clone(), entry.seal))
    }

    fn remove(&mut self, key: CodeKey) {
        if let Some(entry) = self.found.remove(&key) {
            self.bytes -= entry.code.0.len();
        }
    }

    fn put(&mut self, key: CodeKey, code: Code, seal: hmac::Tag) {
        self.remove(key);
        let size = code.0.len();
        while self.bytes + size > self.most {
            let oldest = self.found.iter().min_by_key(|(_, entry)| entry.used);
            let Some(oldest) = oldest.map(|(key, _)| *key) else {
                return;
            };
            self.remove(oldest);
        }
        self.bytes += size;
        let used = self.uses;
        self.found.insert(key, Entry { code, seal, used });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: u8, size: usize) -> (CodeKey, Code) {
        (CodeKey([number; 32]), Code(vec![number; size].into()))
    }

    fn seal() -> hmac::Tag {
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, b"k"), b"")
    }

    #[test]
    fn what_was_used_longest_ago_makes_room() {
        let mut entries = Entries {
            most: 30,
            ..Entries::default()
        };
        for number in 1..=3 {
            let (key, code) = entry(number, 10);
            entries.find(key);
            entries.put(key, code, seal());
        }
        assert!(entries.find(entry(1, 0).0).is_some());
        let (key, code) = entry(4, 12);
        entries.put(key, code, seal());
        let is_there = |entries: &mut Entries, number| entries.find(entry(number, 0).0).is_some();
        let there: Vec<bool> = (1..=4).map(|n| is_there(&mut entries, n)).collect();
        assert_eq!(there, [true, false, false, true]);
        assert_eq!(entries.bytes, 22);
        let (key, code) = entry(5, 31);
        entries.put(key, code, seal());
        assert!(!is_there(&mut entries, 5));
        assert_eq!((entries.bytes, entries.found.len()), (0, 0));
    }

    #[test]
    fn found_by_everything_it_was_made_from_and_only_unchanged() {
        crate::initialise().unwrap();
        let key = CodeKey::new(Kind::Script, "acme", "a.js", "text");
        key.keep(b"code");
        assert_eq!(key.find().unwrap().bytes(), b"code");
        assert_eq!(key, CodeKey::new(Kind::Script, "acme", "a.js", "text"));
        for other in [
            CodeKey::new(Kind::Script, "acm", "ea.js", "text"),
            CodeKey::new(Kind::Script, "other", "a.js", "text"),
            CodeKey::new(Kind::Script, "acme", "b.js", "text"),
            CodeKey::new(Kind::Script, "acme", "a.js", "text "),
            CodeKey::new(Kind::Module, "acme", "a.js", "text"),
        ] {
            assert!(other.find().is_none());
        }
        // Somebody writes where only this module should.
        let forged = Code([&key.0[..], b"evil"].concat().into());
        let seal = CACHE.lock().find(key).unwrap().1;
        CACHE.lock().put(key, forged, seal);
        assert!(key.find().is_none());
        // And one tenant's code does not do for another's either, seal and all.
        let other = CodeKey::new(Kind::Script, "other", "a.js", "text");
        key.keep(b"code");
        let (code, seal) = CACHE.lock().find(key).unwrap();
        CACHE.lock().put(other, code, seal);
        assert!(other.find().is_none());
    }
}
