//! Idempotency keys: a call that is repeated gets the first one's outcome.
//!
//! The claim is on disk before the script starts, the outcome is on disk before it is answered. A claim whose server
//! died is `crashed`: whether the call took effect is unknown, and it is never run again by itself.

use connector_contract::{
    Action, InvocationId, Outcome, OutcomeError, Receipt, Rule, ScriptRef, Status,
};
use sqlx::{Row as _, any::AnyRow};
use zeroize::Zeroizing;

use crate::clock::now_ms;
use crate::error::{RegistryError, Result};
use crate::names::{ConnectionId, TenantId};
use crate::registry::Registry;
use crate::seal::Place;

/// How long a claim is kept, in milliseconds: 24 hours.
pub const KEPT_MS: i64 = 24 * 60 * 60 * 1000;
/// The most bytes an idempotency key may have.
pub const KEY_BYTES: usize = 255;

/// The claim of an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRef {
    /// Whose connection.
    pub tenant: TenantId,
    /// Which connection.
    pub connection: ConnectionId,
    /// Which action.
    pub action: Action,
    /// The key as the caller gave it.
    pub key: String,
    /// The digest of the arguments.
    pub digest: String,
    /// The call that claims it.
    pub invocation: InvocationId,
    /// The script that is about to run.
    pub version: String,
}

/// What became of a claim.
#[derive(Debug)]
pub enum Claim {
    /// It is the first of its key: run the script, then [settle](Registry::settle_claim) or
    /// [release](Registry::release_claim) it.
    Taken,
    /// The key was used: this is the outcome's JSON, byte for byte.
    Replayed(Zeroizing<Vec<u8>>),
    /// The first call of this key is still under way.
    Open,
    /// The key was used with other arguments.
    OtherArguments,
}

/// Whether an outcome was kept.
#[derive(Debug)]
pub enum Settled {
    /// It is on disk.
    Kept,
    /// Others took this server for dead and said so first: this is the outcome's JSON that counts.
    Superseded(Zeroizing<Vec<u8>>),
}

impl Registry {
    /// Claims an idempotency key for a call that is about to run.
    ///
    /// # Errors
    /// When the key is no key, the connection is gone, or the database fails.
    pub async fn claim(&self, claim: &ClaimRef) -> Result<Claim> {
        let printable = |byte: u8| (0x20..0x7f).contains(&byte);
        if claim.key.is_empty() || claim.key.len() > KEY_BYTES || !claim.key.bytes().all(printable)
        {
            let message =
                format!("an idempotency key is 1 to {KEY_BYTES} printable ASCII characters");
            return Err(RegistryError::Invalid(message));
        }
        let now = now_ms();
        let mut transaction = self.store.begin().await?;
        // A claim that has expired counts as none.
        let taken = sqlx::query(
            "INSERT INTO claims (tenant, connection, action, idempotency_key, digest, invocation, version, node, claimed_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
             ON CONFLICT (tenant, connection, action, idempotency_key) DO UPDATE SET \
             digest = excluded.digest, invocation = excluded.invocation, version = excluded.version, \
             node = excluded.node, sealed = NULL, claimed_at = excluded.claimed_at, expires_at = excluded.expires_at \
             WHERE claims.expires_at <= $9",
        )
        .bind(claim.tenant.as_str())
        .bind(claim.connection.as_str())
        .bind(claim.action.name())
        .bind(&claim.key)
        .bind(&claim.digest)
        .bind(claim.invocation.to_string())
        .bind(&claim.version)
        .bind(self.node.as_str())
        .bind(now)
        .bind(now.saturating_add(KEPT_MS))
        .execute(&mut *transaction)
        .await
        .map_err(|error| {
            let what = ("idempotency key", claim.key.as_str());
            RegistryError::told(error, what, ("connection", claim.connection.as_str()))
        })?;
        transaction
            .commit()
            .await
            .map_err(RegistryError::Unacknowledged)?;
        if taken.rows_affected() == 1 {
            return Ok(Claim::Taken);
        }
        let Some(found) = self.stored_claim(claim).await? else {
            // Released between the two statements: the caller may try again at once.
            return Ok(Claim::Open);
        };
        if found.digest != claim.digest {
            return Ok(Claim::OtherArguments);
        }
        match &found.sealed {
            Some(sealed) => Ok(Claim::Replayed(self.sealing.open(&found.place(), sealed)?)),
            None if self.is_dead(&found.node).await? => {
                Ok(Claim::Replayed(self.crash(&found).await?))
            }
            None => Ok(Claim::Open),
        }
    }

    /// Keeps the outcome of a claimed call. Answer only afterwards.
    ///
    /// # Errors
    /// When the database fails; the outcome is not kept then.
    pub async fn settle_claim(&self, claim: &ClaimRef, outcome: &[u8]) -> Result<Settled> {
        let mut transaction = self.store.begin().await?;
        let kept = sqlx::query(
            "UPDATE claims SET sealed = $5 WHERE tenant = $1 AND connection = $2 AND action = $3 \
             AND idempotency_key = $4 AND invocation = $6 AND sealed IS NULL",
        )
        .bind(claim.tenant.as_str())
        .bind(claim.connection.as_str())
        .bind(claim.action.name())
        .bind(&claim.key)
        .bind(self.sealing.seal(&claim.place(), outcome)?)
        .bind(claim.invocation.to_string())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        if kept.rows_affected() == 1 {
            return Ok(Settled::Kept);
        }
        let found = self.stored_claim(claim).await?;
        let found = found.filter(|found| found.invocation == claim.invocation);
        match found
            .as_ref()
            .and_then(|found| found.sealed.as_ref().map(|sealed| (found, sealed)))
        {
            Some((found, sealed)) => Ok(Settled::Superseded(
                self.sealing.open(&found.place(), sealed)?,
            )),
            None => Err(RegistryError::missing("idempotency key", &claim.key)),
        }
    }

    /// Gives an idempotency key back: nothing of the call has happened.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_claim(&self, claim: &ClaimRef) -> Result<()> {
        let mut transaction = self.store.begin().await?;
        sqlx::query(
            "DELETE FROM claims WHERE tenant = $1 AND connection = $2 AND action = $3 \
             AND idempotency_key = $4 AND invocation = $5 AND sealed IS NULL",
        )
        .bind(claim.tenant.as_str())
        .bind(claim.connection.as_str())
        .bind(claim.action.name())
        .bind(&claim.key)
        .bind(claim.invocation.to_string())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Declares every open claim of a dead server `crashed`; how many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn crash_orphans(&self) -> Result<u64> {
        let sql = format!(
            "SELECT {COLUMNS} FROM claims WHERE sealed IS NULL AND node <> $1 \
             AND node NOT IN (SELECT id FROM nodes WHERE seen_at >= $2)"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(self.node.as_str())
            .bind(self.alive_since())
            .fetch_all(&self.store.reads)
            .await?;
        let mut count = 0;
        for row in &rows {
            self.crash(&StoredClaim::read(row)?).await?;
            count += 1;
        }
        Ok(count)
    }

    async fn stored_claim(&self, claim: &ClaimRef) -> Result<Option<StoredClaim>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM claims WHERE tenant = $1 AND connection = $2 AND action = $3 AND idempotency_key = $4"
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(claim.tenant.as_str())
            .bind(claim.connection.as_str())
            .bind(claim.action.name())
            .bind(&claim.key)
            .fetch_optional(&self.store.reads)
            .await?;
        row.as_ref().map(StoredClaim::read).transpose()
    }

    async fn is_dead(&self, node: &str) -> Result<bool> {
        if node == self.node.as_str() {
            return Ok(false);
        }
        let alive = sqlx::query("SELECT id FROM nodes WHERE id = $1 AND seen_at >= $2")
            .bind(node)
            .bind(self.alive_since())
            .fetch_optional(&self.store.reads)
            .await?;
        Ok(alive.is_none())
    }

    /// Settles a dead server's claim; the outcome that counts, should another have settled it first.
    async fn crash(&self, found: &StoredClaim) -> Result<Zeroizing<Vec<u8>>> {
        let text = serde_json::to_vec(&found.crashed())
            .map_err(|error| RegistryError::corrupt("idempotency key", error))?;
        match self.settle_claim(&found.claim(), &text).await? {
            Settled::Kept => Ok(Zeroizing::new(text)),
            Settled::Superseded(text) => Ok(text),
        }
    }
}

impl ClaimRef {
    fn place(&self) -> Place {
        place(&self.tenant, &self.connection, self.action, &self.key)
    }
}

pub(crate) fn place(
    tenant: &TenantId,
    connection: &ConnectionId,
    action: Action,
    key: &str,
) -> Place {
    Place::new(
        "claim",
        &[tenant.as_str(), connection.as_str(), action.name(), key],
    )
}

/// The columns that [`StoredClaim::read`] reads.
const COLUMNS: &str =
    "tenant, connection, action, idempotency_key, digest, invocation, version, node, sealed";

struct StoredClaim {
    tenant: TenantId,
    connection: ConnectionId,
    action: Action,
    key: String,
    digest: String,
    invocation: InvocationId,
    version: String,
    node: String,
    sealed: Option<Vec<u8>>,
}

impl StoredClaim {
    fn read(row: &AnyRow) -> Result<Self> {
        let corrupt = |reason: &str| RegistryError::corrupt("idempotency key", reason);
        let (action, invocation): (String, String) = (row.try_get(2)?, row.try_get(5)?);
        Ok(Self {
            tenant: crate::tenants::name(row, 0)?,
            connection: crate::tenants::name(row, 1)?,
            action: action
                .parse()
                .map_err(|_| corrupt("its action is unknown"))?,
            key: row.try_get(3)?,
            digest: row.try_get(4)?,
            invocation: invocation
                .parse()
                .map_err(|_| corrupt("its invocation's id is none"))?,
            version: row.try_get(6)?,
            node: row.try_get(7)?,
            sealed: row.try_get(8)?,
        })
    }

    fn place(&self) -> Place {
        place(&self.tenant, &self.connection, self.action, &self.key)
    }

    fn claim(&self) -> ClaimRef {
        ClaimRef {
            tenant: self.tenant.clone(),
            connection: self.connection.clone(),
            action: self.action,
            key: self.key.clone(),
            digest: self.digest.clone(),
            invocation: self.invocation,
            version: self.version.clone(),
        }
    }

    fn crashed(&self) -> Outcome {
        let message =
            "the server ended while this call was under way: whether it took effect is unknown";
        Outcome {
            invocation: self.invocation,
            action: self.action,
            status: Status::Crashed,
            value: None,
            error: Some(OutcomeError {
                code: Some("CONNECTOR_CRASHED".to_owned()),
                message: message.to_owned(),
                public_message: message.to_owned(),
                ..OutcomeError::default()
            }),
            rule: Rule::WorkerDied.to_string(),
            script: ScriptRef {
                version: self.version.clone(),
            },
            receipt: Receipt::default(),
            logs: Vec::new(),
        }
    }
}
