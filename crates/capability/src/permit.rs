//! Permits for expensive work beside the isolate's thread.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many threads of a process do CPU-heavy work (bcrypt, scrypt, pbkdf2) at once. Clones share the same permits.
#[derive(Clone)]
pub struct Permits(Arc<Shared>);

struct Shared {
    semaphore: Arc<Semaphore>,
    /// By type.
    boards: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

impl fmt::Debug for Permits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Permits").field(&self.0.semaphore).finish()
    }
}

/// The right to work; given back when dropped.
#[derive(Debug)]
pub struct Permit {
    _held: OwnedSemaphorePermit,
}

impl Permits {
    /// `count` threads at once; at least one.
    pub fn new(count: usize) -> Self {
        Self(Arc::new(Shared {
            semaphore: Arc::new(Semaphore::new(count.max(1))),
            boards: Mutex::default(),
        }))
    }

    /// Waits for a permit. The caller bounds the wait (by the invocation's end).
    pub async fn acquire(&self) -> Option<Permit> {
        // The semaphore is never closed, so this is `Some` in practice; an op must not panic either way.
        let held = Arc::clone(&self.0.semaphore).acquire_owned().await.ok()?;
        Some(Permit { _held: held })
    }

    /// Whether all are taken now.
    pub fn is_spent(&self) -> bool {
        self.0.semaphore.available_permits() == 0
    }

    /// The one `T` of all who share these permits, made when it is first asked for: where a module has them meet who may
    /// share a thread.
    pub fn shared<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut boards = self.0.boards.lock().unwrap_or_else(PoisonError::into_inner);
        let board = boards
            .entry(TypeId::of::<T>())
            .or_insert_with(|| Arc::new(T::default()));
        // Kept under its own type, so this never fails.
        Arc::clone(board).downcast().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shared_is_shared_by_clones_and_by_type() {
        let permits = Permits::new(1);
        *permits.shared::<Mutex<u32>>().lock().unwrap() = 7;
        assert_eq!(*permits.clone().shared::<Mutex<u32>>().lock().unwrap(), 7);
        assert_eq!(*permits.shared::<Mutex<u8>>().lock().unwrap(), 0);
        assert_eq!(*Permits::new(1).shared::<Mutex<u32>>().lock().unwrap(), 0);
    }

    #[tokio::test]
    async fn permits_are_spent_and_given_back() {
        let permits = Permits::new(0);
        let held = permits.acquire().await.unwrap();
        assert!(permits.is_spent());
        drop(held);
        assert!(!permits.is_spent());
    }
}
