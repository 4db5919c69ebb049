//! The `env` a script sees.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Keys and values of the script's global `env`. Neither `Debug` nor anything else here prints a value.
///
/// It is serialised with its values, for the way to a worker; never log it as JSON.
///
/// Clones share what neither has changed since.
#[derive(Clone, Default)]
pub struct Env(Arc<Entries>);

#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "Env")]
struct Entries {
    values: BTreeMap<String, String>,
    /// Keys declared secret.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    secrets: BTreeSet<String>,
}

impl Serialize for Env {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Env {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Arc::new(Entries::deserialize(deserializer)?)))
    }
}

impl PartialEq for Env {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl Eq for Env {}

impl Env {
    /// The key that is a secret without being declared one.
    pub const DB_PASSWORD: &str = "DB_PASSWORD";
    /// The key whose value is a connection URI; the password in it is a secret.
    pub const DB_CONNECTION_URI: &str = "DB_CONNECTION_URI";

    /// No keys at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a key; an earlier value is replaced.
    pub fn set(&mut self, key: impl Into<String>, value: impl Into<String>) {
        Arc::make_mut(&mut self.0)
            .values
            .insert(key.into(), value.into());
    }

    /// Removes a key; whether it is a secret stays remembered.
    pub fn remove(&mut self, key: &str) {
        Arc::make_mut(&mut self.0).values.remove(key);
    }

    /// Declares the key's value, present or to come, a secret as a whole.
    pub fn declare_secret(&mut self, key: impl Into<String>) {
        Arc::make_mut(&mut self.0).secrets.insert(key.into());
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.values.get(key).map(String::as_str)
    }

    /// Keys and values, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .values
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.values.keys().map(String::as_str)
    }

    /// Whether the whole value of this key is a secret: declared so, or a database password.
    ///
    /// The password inside a URI is a secret in any key's value, though the rest of the URI is not.
    pub fn is_secret(&self, key: &str) -> bool {
        key == Self::DB_PASSWORD || self.0.secrets.contains(key)
    }

    /// Whether there are no keys.
    pub fn is_empty(&self) -> bool {
        self.0.values.is_empty()
    }

    /// The number of keys.
    pub fn len(&self) -> usize {
        self.0.values.len()
    }
}

impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.keys()).finish()
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Env {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut env = Self::new();
        for (key, value) in pairs {
            env.set(key, value);
        }
        env
    }
}

impl<K: Into<String>, V: Into<String>> Extend<(K, V)> for Env {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, pairs: I) {
        for (key, value) in pairs {
            self.set(key, value);
        }
    }
}
