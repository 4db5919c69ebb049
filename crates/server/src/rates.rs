//! How often a tenant may ask.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

use connector_registry::{Tenant, TenantId};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use crate::problem::{Code, Problem, Result};

/// A second's worth may come at once; after that they come evenly.
pub(crate) struct Rates {
    default: u32,
    tenants: Mutex<HashMap<TenantId, (u32, Arc<DefaultDirectRateLimiter>)>>,
}

/// Tenants remembered; beyond it all begin anew, which lets through a second's worth more.
const TENANTS: usize = 100_000;

impl Rates {
    pub(crate) fn new(default: u32) -> Self {
        Self {
            default,
            tenants: Mutex::default(),
        }
    }

    /// Lets a tenant's request pass, or says when to come again.
    pub(crate) fn pass(&self, tenant: &Tenant) -> Result<()> {
        let rate = tenant.rate_per_second.unwrap_or(self.default);
        let limiter = self.limiter(&tenant.id, rate);
        limiter.check().map_err(|refused| {
            let wait = refused.wait_time_from(DefaultClock::default().now());
            let detail = format!("the tenant's limit is {rate} requests a second");
            Problem::with(Code::RateLimited, detail).retry_after(wait.as_secs() + 1)
        })
    }

    fn limiter(&self, tenant: &TenantId, rate: u32) -> Arc<DefaultDirectRateLimiter> {
        let mut tenants = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, limiter)) = tenants.get(tenant)
            && *of == rate
        {
            return Arc::clone(limiter);
        }
        if tenants.len() >= TENANTS {
            tenants.clear();
        }
        let quota = Quota::per_second(NonZeroU32::new(rate).unwrap_or(NonZeroU32::MIN));
        let limiter = Arc::new(RateLimiter::direct(quota));
        tenants.insert(tenant.clone(), (rate, Arc::clone(&limiter)));
        limiter
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenant(id: &str, rate: Option<u32>) -> Tenant {
        Tenant {
            id: id.parse().unwrap(),
            name: String::new(),
            rate_per_second: rate,
            created_at: 0,
        }
    }

    #[test]
    fn each_tenant_has_its_own_rate() {
        let rates = Rates::new(3);
        let (busy, calm, rich) = (
            tenant("busy", None),
            tenant("calm", None),
            tenant("rich", Some(1000)),
        );
        let passed = (0..100).filter(|_| rates.pass(&busy).is_ok()).count();
        assert!((3..20).contains(&passed), "{passed}");
        assert!(rates.pass(&calm).is_ok());
        assert!((0..100).all(|_| rates.pass(&rich).is_ok()));
    }
}
