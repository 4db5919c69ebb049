//! The servers' keys for passwords that arrive encrypted: made by the first server there is, the same for all of them,
//! and replaced while they run.
//!
//! All of them lie sealed in the registry as one value, the current generation first. An older one has a time until
//! which it counts: callers who fetched its public half shortly before a rotation are still understood.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use connector_authing::{KeyError, KeyMaterial, Keyring, Secret};
use connector_registry::{Registry, RegistryError, now_ms};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// What the registry calls them.
const NAME: &str = "authing keyring";
/// More generations than this do not count at once: each one costs every encrypted password a try.
const GENERATIONS: usize = 8;
/// How often a change is tried when other servers change the same.
const TRIES: usize = 8;
/// How long to wait before reading again what could not be read.
const AGAIN: Duration = Duration::from_secs(2);
/// How long to wait where nothing ends.
const LONG: Duration = Duration::from_secs(60 * 60);

/// Why keys were not read, or not replaced.
#[derive(Debug, thiserror::Error)]
pub enum PasswordKeysError {
    /// The registry refused or failed.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// A key can't be made or used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// What is stored is not what this version stores.
    #[error("what is stored of them can't be read")]
    Unreadable,
    /// Too many generations count.
    #[error("{GENERATIONS} generations count already: rotate with a shorter overlap")]
    TooMany,
    /// Others were faster each time.
    #[error("other servers replace them at the same time")]
    Contended,
}

/// One generation as it lies sealed.
#[derive(Clone, Serialize, Deserialize)]
struct Generation {
    rsa: String,
    sm2: String,
    /// When it ends, in milliseconds since 1970; the current one doesn't.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<i64>,
}

impl Generation {
    fn counts(&self, now: i64) -> bool {
        self.until.is_none_or(|until| until > now)
    }
}

/// A generation without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct PasswordKey {
    /// The RSA key that passwords are encrypted with, in PEM.
    rsa: String,
    /// The SM2 key, its point in hexadecimal.
    sm2: String,
    /// When it ends, in milliseconds since 1970; absent for the current one.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<i64>,
}

/// The keys as this server has them.
pub(crate) struct PasswordKeys {
    held: RwLock<Held>,
}

#[derive(Clone)]
struct Held {
    generations: Vec<Generation>,
    ring: Arc<Keyring>,
}

impl Held {
    /// Those that count now.
    fn new(mut generations: Vec<Generation>, now: i64) -> Result<Self, KeyError> {
        generations.retain(|generation| generation.counts(now));
        let material: Vec<KeyMaterial> = generations
            .iter()
            .map(|generation| KeyMaterial {
                rsa: Secret::new(generation.rsa.as_str()),
                sm2: Secret::new(generation.sm2.as_str()),
            })
            .collect();
        let ring = Arc::new(Keyring::new(&material)?);
        Ok(Self { generations, ring })
    }

    fn shown(&self) -> Vec<PasswordKey> {
        let both = self.generations.iter().zip(self.ring.publics());
        both.map(|(generation, public)| PasswordKey {
            rsa: public.rsa.clone(),
            sm2: public.sm2.clone(),
            until: generation.until,
        })
        .collect()
    }
}

impl PasswordKeys {
    /// Reads the keys, or makes the first ones.
    ///
    /// # Errors
    /// When they can't be made, read or used.
    pub(crate) async fn open(registry: &Registry) -> Result<Self, PasswordKeysError> {
        let sealed = match registry.server_secret(NAME).await? {
            Some(sealed) => sealed,
            None => {
                let first = written(&[generate().await?])?;
                registry.server_secret_or(NAME, &first).await?
            }
        };
        Ok(Self {
            held: RwLock::new(Held::new(read(&sealed)?, now_ms())?),
        })
    }

    /// The ring of all generations that count at this moment.
    pub(crate) fn current(&self) -> Arc<Keyring> {
        self.at(now_ms()).ring
    }

    /// The generations that count at this moment, the current one first.
    pub(crate) fn shown(&self) -> Vec<PasswordKey> {
        self.at(now_ms()).shown()
    }

    fn at(&self, now: i64) -> Held {
        let held = self
            .held
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if held.generations.iter().all(|one| one.counts(now)) {
            return held;
        }
        // These keys were read before, so they can be again; if not, none count rather than one too many.
        Held::new(held.generations, now).unwrap_or_else(|_| Held {
            generations: Vec::new(),
            ring: Arc::default(),
        })
    }

    fn hold(&self, fresh: Held) {
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = fresh;
    }

    /// Reads anew what the registry has.
    async fn reload(&self, registry: &Registry) -> Result<(), PasswordKeysError> {
        let sealed = registry.server_secret(NAME).await?;
        let sealed = sealed.ok_or(PasswordKeysError::Unreadable)?;
        self.hold(Held::new(read(&sealed)?, now_ms())?);
        Ok(())
    }

    /// Puts a new generation first. The older ones count for `overlap_ms` from now, at the longest.
    ///
    /// # Errors
    /// When too many count, or the registry fails; nothing is changed then.
    pub(crate) async fn rotate(
        &self,
        registry: &Registry,
        overlap_ms: i64,
    ) -> Result<Vec<PasswordKey>, PasswordKeysError> {
        let fresh = generate().await?;
        self.change(registry, |known, now| {
            let end = now.saturating_add(overlap_ms);
            let older = known.iter().map(|one| Generation {
                until: Some(one.until.map_or(end, |until| until.min(end))),
                ..one.clone()
            });
            let older = older.filter(|one| one.counts(now));
            std::iter::once(fresh.clone()).chain(older).collect()
        })
        .await?;
        Ok(self.shown())
    }

    /// Takes those that have ended out of the registry.
    async fn clear(&self, registry: &Registry) -> Result<(), PasswordKeysError> {
        let counting = |known: &[Generation], now| -> Vec<Generation> {
            let left = known.iter().filter(|one| one.counts(now));
            left.cloned().collect()
        };
        self.change(registry, counting).await
    }

    async fn change(
        &self,
        registry: &Registry,
        change: impl Fn(&[Generation], i64) -> Vec<Generation>,
    ) -> Result<(), PasswordKeysError> {
        for _ in 0..TRIES {
            let sealed = registry.server_secret(NAME).await?;
            let sealed = sealed.ok_or(PasswordKeysError::Unreadable)?;
            let (known, now) = (read(&sealed)?, now_ms());
            let changed = change(&known, now);
            if changed.len() > GENERATIONS {
                return Err(PasswordKeysError::TooMany);
            }
            let text = written(&changed)?;
            let held = Held::new(changed, now)?;
            if *text == *sealed {
                // Another server has done it: its word may still be on the way.
                self.hold(held);
                return Ok(());
            }
            if registry.replace_server_secret(NAME, &sealed, &text).await? {
                self.hold(held);
                return Ok(());
            }
        }
        Err(PasswordKeysError::Contended)
    }

    /// Keeps up with what other servers change, and clears away what has ended; until it is dropped.
    pub(crate) async fn follow(&self, registry: &Registry) {
        let mut changes = registry.shared_changes();
        // What changed before this was heard of.
        changes.mark_changed();
        loop {
            let wait = self.until_next_end(now_ms());
            let ended = tokio::select! {
                changed = changes.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    false
                }
                () = tokio::time::sleep(wait) => true,
            };
            let done = if ended {
                self.clear(registry).await
            } else {
                self.reload(registry).await
            };
            if let Err(error) = done {
                tracing::warn!(%error, "the keys for encrypted passwords can't be brought up to date");
                tokio::time::sleep(AGAIN).await;
                changes.mark_changed();
            }
        }
    }

    fn until_next_end(&self, now: i64) -> Duration {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let next = held.generations.iter().filter_map(|one| one.until).min();
        let wait = next.map(|until| u64::try_from(until.saturating_sub(now)).unwrap_or(0));
        wait.map_or(LONG, |wait| Duration::from_millis(wait + 1).min(LONG))
    }
}

async fn generate() -> Result<Generation, PasswordKeysError> {
    let made = tokio::task::spawn_blocking(KeyMaterial::generate).await;
    let made = made.map_err(|_| KeyError::Random)??;
    Ok(Generation {
        rsa: made.rsa.expose().to_owned(),
        sm2: made.sm2.expose().to_owned(),
        until: None,
    })
}

fn read(text: &[u8]) -> Result<Vec<Generation>, PasswordKeysError> {
    serde_json::from_slice(text).map_err(|_| PasswordKeysError::Unreadable)
}

fn written(generations: &[Generation]) -> Result<Zeroizing<Vec<u8>>, PasswordKeysError> {
    let text = serde_json::to_vec(generations).map_err(|_| PasswordKeysError::Unreadable)?;
    Ok(Zeroizing::new(text))
}

#[cfg(test)]
mod tests {
    use connector_registry::{SealingKeys, StoreUrl};

    use super::*;

    async fn registry(folder: &tempfile::TempDir) -> Registry {
        let path = folder.path().join("registry.db").display().to_string();
        let keys = SealingKeys::parse(&"0a".repeat(32)).unwrap();
        Registry::open(&StoreUrl::new(&path), keys).await.unwrap()
    }

    #[tokio::test]
    async fn a_rotation_keeps_the_older_ones_for_the_overlap_and_no_longer() {
        let folder = tempfile::tempdir().unwrap();
        let registry = registry(&folder).await;
        let keys = PasswordKeys::open(&registry).await.unwrap();
        let other = PasswordKeys::open(&registry).await.unwrap();
        let first = keys.shown();
        assert_eq!((first.len(), first[0].until), (1, None));
        assert_eq!(other.shown(), first);

        let second = keys.rotate(&registry, 60_000).await.unwrap();
        assert_eq!(second.len(), 2);
        assert_eq!(second[1].rsa, first[0].rsa);
        assert!(second[0].until.is_none() && second[1].until.is_some());
        assert_eq!(other.shown(), first, "it has not looked yet");
        other.reload(&registry).await.unwrap();
        assert_eq!(other.shown(), second);

        // What has ended counts no more, whether or not the registry was asked.
        let end = second[1].until.unwrap();
        assert_eq!(other.at(end - 1).generations.len(), 2);
        assert_eq!(other.at(end).generations.len(), 1);
        assert_eq!(other.at(end).ring.publics().count(), 1);

        // A shorter overlap counts for those before too.
        let third = keys.rotate(&registry, 0).await.unwrap();
        assert_eq!(third.len(), 1);
        let stored = registry.server_secret(NAME).await.unwrap().unwrap();
        assert_eq!(read(&stored).unwrap().len(), 1, "the old ones are gone");
    }

    #[tokio::test]
    async fn generations_are_bounded_and_a_rotation_that_is_refused_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let registry = registry(&folder).await;
        let keys = PasswordKeys::open(&registry).await.unwrap();
        for count in 2..=GENERATIONS {
            assert_eq!(keys.rotate(&registry, 60_000).await.unwrap().len(), count);
        }
        let before = keys.shown();
        let refused = keys.rotate(&registry, 60_000).await;
        assert!(matches!(refused, Err(PasswordKeysError::TooMany)));
        assert_eq!(keys.shown(), before);
    }

    #[tokio::test]
    async fn others_learn_of_a_rotation_by_themselves() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (registry(&folder).await, Arc::new(registry(&folder).await));
        let keys = PasswordKeys::open(&one).await.unwrap();
        let other = Arc::new(PasswordKeys::open(&two).await.unwrap());
        let watching = tokio::spawn(Arc::clone(&two).watch());
        let (held, registry) = (Arc::clone(&other), Arc::clone(&two));
        let following = tokio::spawn(async move { held.follow(&registry).await });
        let rotated = keys.rotate(&one, 60_000).await.unwrap();
        while other.shown() != rotated {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        watching.abort();
        following.abort();
    }
}
