//! Lending of what is dear to open: authenticated sessions that outlive one invocation.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

/// What a process lends to the invocations of one tenant.
///
/// The pool is a module's own affair (`modules/pg` calls its one `Sessions`); the host only makes it, keeps it as long as
/// the process lives, and says whose invocation it is. Cheap to clone.
#[derive(Clone)]
pub struct Lender {
    tenant: Arc<str>,
    invocation: u64,
    pool: Arc<dyn Any + Send + Sync>,
}

impl Lender {
    /// Lends from `pool` in `tenant`'s name, to the invocation of that number. What one tenant gave back, no other ever
    /// gets.
    pub fn new<P: Any + Send + Sync>(tenant: &str, invocation: u64, pool: Arc<P>) -> Self {
        Self {
            tenant: tenant.into(),
            invocation,
            pool,
        }
    }

    /// Whom it lends to.
    pub fn tenant(&self) -> &str {
        &self.tenant
    }

    /// The borrower's number; its host never uses one twice.
    pub fn invocation(&self) -> u64 {
        self.invocation
    }

    /// The pool, when it is one of type `P`.
    pub fn pool<P: Any + Send + Sync>(&self) -> Option<Arc<P>> {
        Arc::clone(&self.pool).downcast().ok()
    }
}

impl fmt::Debug for Lender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lender")
            .field("tenant", &self.tenant)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_is_found_by_its_type_only() {
        let lender = Lender::new("t", 1, Arc::new(7_u32));
        assert_eq!(lender.pool::<u32>().as_deref(), Some(&7));
        assert!(lender.pool::<u64>().is_none());
    }
}
