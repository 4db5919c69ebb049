//! Whom a connection is opened for: the policy that judges addresses, and how many connections there may be.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use connector_capability::egress::Policy;

use super::wire::{Bound, Refusal};

/// The invocations that one worker is serving, and whose they are. The worker's own word is never taken for it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Served(Arc<Mutex<HashMap<u64, Invocation>>>);

/// One of them.
#[derive(Debug, Clone)]
pub(super) struct Invocation {
    /// Its tenant's.
    pub(super) account: Arc<Account>,
    /// The one address that it may reach, where there is only one: a rehearsal's.
    pub(super) only_address: Option<SocketAddr>,
}

impl Served {
    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Invocation>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The worker is given an invocation of that tenant.
    pub(crate) fn begin(
        &self,
        number: u64,
        account: Arc<Account>,
        only_address: Option<SocketAddr>,
    ) {
        let invocation = Invocation {
            account,
            only_address,
        };
        self.lock().insert(number, invocation);
    }

    /// Nothing of an invocation is left.
    pub(crate) fn end(&self, number: u64) {
        self.lock().remove(&number);
    }

    /// The invocation of that number; `None` when the worker serves no such invocation.
    pub(super) fn get(&self, number: u64) -> Option<Invocation> {
        self.lock().get(&number).cloned()
    }
}

/// Every tenant's account.
#[derive(Debug)]
pub(crate) struct Accounts {
    policy: Policy,
    caps: Caps,
    tenants: Mutex<HashMap<String, Arc<Account>>>,
}

/// So many accounts are kept without looking which of them are needed.
const ACCOUNTS: usize = 1_024;

impl Accounts {
    /// No tenants yet; each will have this policy and these bounds.
    pub(crate) fn new(policy: Policy, caps: Caps) -> Self {
        Self {
            policy,
            caps,
            tenants: Mutex::default(),
        }
    }

    /// The account of a tenant.
    pub(crate) fn of(&self, tenant: &str) -> Arc<Account> {
        let mut tenants = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(account) = tenants.get(tenant) {
            return Arc::clone(account);
        }
        // Looked through each time their number has doubled, so that it costs nothing to speak of.
        if tenants.len() >= ACCOUNTS && tenants.len().is_power_of_two() {
            tenants.retain(|_, account| Arc::strong_count(account) > 1 || !account.is_rested());
        }
        let account = Account::new(self.policy, self.caps);
        tenants.insert(tenant.to_owned(), Arc::clone(&account));
        account
    }
}

/// How many connections one tenant may have, over all workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// Open at the same time. Default 128: sixteen invocations with as many clients as they may have, opened and closing.
    pub open: usize,
    /// New ones a second, over longer times. Default 500: more than one machine's scripts can do without lending.
    pub per_second: u32,
    /// New ones at once after a rest. Default 1000.
    pub burst: u32,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            open: 128,
            per_second: 500,
            burst: 1_000,
        }
    }
}

/// What a connection that failed costs, in connections: a scan of ports fails nearly always, a script hardly ever.
const FAILURE: f64 = 10.0;

/// One tenant's connections.
#[derive(Debug)]
pub(crate) struct Account {
    policy: Policy,
    caps: Caps,
    usage: Mutex<Usage>,
}

#[derive(Debug)]
struct Usage {
    open: usize,
    /// How many new connections may be opened at once; below zero after failures.
    left: f64,
    since: Instant,
}

impl Account {
    /// A tenant without any connection yet.
    pub(crate) fn new(policy: Policy, caps: Caps) -> Arc<Self> {
        let usage = Mutex::new(Usage {
            open: 0,
            left: f64::from(caps.burst),
            since: Instant::now(),
        });
        Arc::new(Self {
            policy,
            caps,
            usage,
        })
    }

    /// Which addresses the tenant may reach.
    pub(super) fn policy(&self) -> Policy {
        self.policy
    }

    /// Whether it may open as many as one that was never used.
    fn is_rested(&self) -> bool {
        let mut usage = self.usage.lock().unwrap_or_else(PoisonError::into_inner);
        usage.refill(self.caps, Instant::now());
        usage.open == 0 && usage.left >= f64::from(self.caps.burst)
    }

    /// Takes a place for one more connection, which is given back when it is dropped.
    pub(super) fn admit(self: &Arc<Self>) -> Result<Place, Refusal> {
        let mut usage = self.usage.lock().unwrap_or_else(PoisonError::into_inner);
        usage.refill(self.caps, Instant::now());
        if usage.open >= self.caps.open {
            return Err(Refusal::limited(Bound::Open, self.caps.open.to_string()));
        }
        if usage.left < 1.0 {
            let limit = format!("{} a second", self.caps.per_second);
            return Err(Refusal::limited(Bound::Rate, limit));
        }
        usage.left -= 1.0;
        usage.open += 1;
        Ok(Place(Arc::clone(self)))
    }
}

impl Usage {
    fn refill(&mut self, caps: Caps, now: Instant) {
        let passed = now.saturating_duration_since(self.since).as_secs_f64();
        self.left = (self.left + passed * f64::from(caps.per_second)).min(f64::from(caps.burst));
        self.since = now;
    }
}

/// One connection's place in its tenant's account. A connection that rests between two invocations keeps its place.
#[derive(Debug)]
pub(super) struct Place(Arc<Account>);

impl Place {
    /// Whether it is that account's: nobody else may use the connection.
    pub(super) fn is_of(&self, account: &Arc<Account>) -> bool {
        Arc::ptr_eq(&self.0, account)
    }

    /// The connection did not come about.
    pub(super) fn failed(self) {
        let mut usage = self.0.usage.lock().unwrap_or_else(PoisonError::into_inner);
        let floor = -f64::from(self.0.caps.per_second);
        usage.left = (usage.left - FAILURE).max(floor);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut usage = self.0.usage.lock().unwrap_or_else(PoisonError::into_inner);
        usage.open = usage.open.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn account(open: usize, per_second: u32, burst: u32) -> Arc<Account> {
        let caps = Caps {
            open,
            per_second,
            burst,
        };
        Account::new(Policy::default(), caps)
    }

    #[test]
    fn places_are_given_back() {
        let account = account(2, 1, 100);
        let first = account.admit().unwrap();
        let _second = account.admit().unwrap();
        assert_eq!(
            account.admit().unwrap_err(),
            Refusal::limited(Bound::Open, "2")
        );
        drop(first);
        account.admit().unwrap();
    }

    #[test]
    fn a_tenant_has_one_account_and_those_at_rest_are_forgotten() {
        // One a second: what a failure costs takes ten seconds to be forgotten.
        let caps = Caps {
            per_second: 1,
            ..Caps::default()
        };
        let accounts = Accounts::new(Policy::default(), caps);
        let held = accounts.of("held");
        assert!(Arc::ptr_eq(&held, &accounts.of("held")));
        let busy = accounts.of("busy").admit().unwrap();
        for number in 0..4 * ACCOUNTS {
            accounts.of(&number.to_string());
        }
        assert!(accounts.tenants.lock().unwrap().len() <= 2 * ACCOUNTS);
        assert!(Arc::ptr_eq(&held, &accounts.of("held")));
        busy.failed();
        assert!(!accounts.of("busy").is_rested(), "its haste is remembered");
    }

    #[test]
    fn haste_is_refused_and_failures_cost_more() {
        let account = account(100, 1, 21);
        for _ in 0..20 {
            drop(account.admit().unwrap());
        }
        account.admit().unwrap().failed();
        assert_eq!(
            account.admit().unwrap_err(),
            Refusal::limited(Bound::Rate, "1 a second")
        );
        let mut usage = account.usage.lock().unwrap();
        assert_eq!(usage.open, 0, "a failed one gives its place back");
        let now = usage.since;
        usage.refill(account.caps, now + Duration::from_secs(3600));
        assert!((usage.left - 21.0).abs() < f64::EPSILON, "{}", usage.left);
    }
}
