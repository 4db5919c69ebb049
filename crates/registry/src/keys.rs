//! Keys: who may call. Made, rotated, revoked, and recognised.

use std::sync::Arc;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use sqlx::{Any, Row as _, Transaction, any::AnyRow};
use subtle::ConstantTimeEq as _;

use crate::clock::now_ms;
use crate::error::{RegistryError, Result};
use crate::names::{ConnectionId, TenantId};
use crate::registry::Registry;
use crate::tenants::name;
use crate::token::{OPERATOR, TENANT, Token};

/// What a key lets its holder do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum KeyKind {
    /// Everything, of every tenant.
    Operator,
    /// Everything of one tenant, or of one connection of it.
    Tenant,
    /// Calls of the Authing face, signed, to one connection.
    Authing,
}

impl KeyKind {
    /// How it is written: `operator`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Tenant => "tenant",
            Self::Authing => "authing",
        }
    }
}

/// A key without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Key {
    /// Its id, part of the key's text.
    pub id: String,
    /// What it is for.
    pub kind: KeyKind,
    /// The tenant it belongs to; none for operators.
    pub tenant: Option<TenantId>,
    /// The one connection it reaches, if it is narrowed so.
    pub connection: Option<ConnectionId>,
    /// What people call it; up to 200 characters.
    pub label: String,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// From when on it is refused, in milliseconds since 1970.
    pub expires_at: Option<i64>,
    /// When it was revoked, in milliseconds since 1970.
    pub revoked_at: Option<i64>,
}

impl Key {
    /// Whether it counts at this time.
    pub fn is_live(&self, now: i64) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }
}

/// A key to be made.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// What it is for.
    pub kind: KeyKind,
    /// Its tenant; none for operators, and needed by all others.
    pub tenant: Option<TenantId>,
    /// The one connection it reaches; needed by Authing's keys.
    pub connection: Option<ConnectionId>,
    /// What people call it.
    pub label: String,
    /// From when on it is refused, in milliseconds since 1970.
    pub expires_at: Option<i64>,
}

/// Who calls: a key that was recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The key's id.
    pub key_id: String,
    /// The only tenant it reaches; none for operators, who reach all.
    pub tenant: Option<TenantId>,
    /// The only connection it reaches.
    pub connection: Option<ConnectionId>,
}

impl Caller {
    /// Whether it is an operator's.
    pub fn is_operator(&self) -> bool {
        self.tenant.is_none()
    }

    /// Whether it reaches all of this tenant.
    pub fn reaches_tenant(&self, tenant: &TenantId) -> bool {
        self.is_operator() || (self.tenant.as_ref() == Some(tenant) && self.connection.is_none())
    }

    /// Whether it reaches this connection.
    pub fn reaches(&self, tenant: &TenantId, connection: &ConnectionId) -> bool {
        self.reaches_tenant(tenant)
            || (self.tenant.as_ref() == Some(tenant)
                && self.connection.as_ref() == Some(connection))
    }
}

/// A key as it is stored.
#[derive(Debug)]
pub(crate) struct StoredKey {
    pub(crate) key: Key,
    /// SHA-256 of a bearer key's secret.
    digest: Option<Vec<u8>>,
    /// An Authing key's secret, sealed.
    pub(crate) sealed: Option<Vec<u8>>,
}

impl StoredKey {
    /// The tenant's name; empty for operators' keys.
    pub(crate) fn tenant_name(&self) -> &str {
        self.key.tenant.as_ref().map_or("", TenantId::as_str)
    }
}

const LABEL_CHARS: usize = 200;
/// More keys than this are not listed.
const LISTED: i64 = 1_000;

impl Registry {
    /// Makes a bearer key for an operator or a tenant; its text is shown this once.
    ///
    /// # Errors
    /// When there is no such tenant or connection, or the parts don't fit each other.
    pub async fn create_key(&self, new: &NewKey) -> Result<(Key, SecretString)> {
        let mut transaction = self.store.begin().await?;
        let made = self.insert_bearer(&mut transaction, new).await?;
        let tenant = made
            .0
            .tenant
            .as_ref()
            .map_or("", TenantId::as_str)
            .to_owned();
        self.commit(transaction, &tenant).await?;
        Ok(made)
    }

    /// Makes a key like this one and lets the old one end `overlap_ms` from now.
    ///
    /// # Errors
    /// When there is no such live bearer key.
    pub async fn rotate_key(&self, id: &str, overlap_ms: i64) -> Result<(Key, SecretString)> {
        let old = self.key(id).await?;
        let now = now_ms();
        if !old.is_live(now) || old.kind == KeyKind::Authing {
            return Err(RegistryError::missing("live bearer key", id));
        }
        let end = now.saturating_add(overlap_ms.max(0));
        let new = NewKey {
            kind: old.kind,
            tenant: old.tenant.clone(),
            connection: old.connection.clone(),
            label: old.label.clone(),
            expires_at: None,
        };
        let mut transaction = self.store.begin().await?;
        let made = self.insert_bearer(&mut transaction, &new).await?;
        sqlx::query(
            "UPDATE keys SET expires_at = CASE WHEN expires_at < $2 THEN expires_at ELSE $2 END WHERE id = $1",
        )
        .bind(id)
        .bind(end)
        .execute(&mut *transaction)
        .await?;
        let tenant = old.tenant.as_ref().map_or("", TenantId::as_str);
        self.commit(transaction, tenant).await?;
        Ok(made)
    }

    /// Revokes a key at once; revoking it again changes nothing.
    ///
    /// # Errors
    /// When there is no such key.
    pub async fn revoke_key(&self, id: &str) -> Result<Key> {
        let tenant = self.key(id).await?.tenant;
        let mut transaction = self.store.begin().await?;
        sqlx::query("UPDATE keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL")
            .bind(id)
            .bind(now_ms())
            .execute(&mut *transaction)
            .await?;
        let tenant = tenant.as_ref().map_or("", TenantId::as_str);
        self.commit(transaction, tenant).await?;
        self.key(id).await
    }

    /// A key without its secret.
    ///
    /// # Errors
    /// When there is no such key.
    pub async fn key(&self, id: &str) -> Result<Key> {
        let stored = self.read_key(id).await?;
        stored
            .map(|stored| stored.key)
            .ok_or_else(|| RegistryError::missing("key", id))
    }

    /// A tenant's keys, or the operators', newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keys(&self, tenant: Option<&TenantId>) -> Result<Vec<Key>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM keys WHERE coalesce(tenant, '') = $1 ORDER BY created_at DESC, id LIMIT $2"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(tenant.map_or("", TenantId::as_str))
            .bind(LISTED)
            .fetch_all(&self.store.reads)
            .await?;
        rows.iter().map(|row| Ok(read(row)?.key)).collect()
    }

    /// Who holds this bearer key; `None` where it is none of ours, has ended or was revoked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn authenticate(&self, text: &str) -> Result<Option<Caller>> {
        let Some(token) = Token::parse(text) else {
            return Ok(None);
        };
        let Some(stored) = self.stored_key(&token.id).await? else {
            return Ok(None);
        };
        let digest = token.digest();
        let same = stored
            .digest
            .as_deref()
            .is_some_and(|known| bool::from(known.ct_eq(&digest)));
        if !same || !stored.key.is_live(now_ms()) {
            return Ok(None);
        }
        Ok(Some(Caller {
            key_id: stored.key.id.clone(),
            tenant: stored.key.tenant.clone(),
            connection: stored.key.connection.clone(),
        }))
    }

    /// A key as it is stored, from memory where it is known. Unknown ids are not remembered: anybody can make them up.
    pub(crate) async fn stored_key(&self, id: &str) -> Result<Option<Arc<StoredKey>>> {
        let epoch = match self.keys.get(&id.to_owned()) {
            Ok(key) => return Ok(Some(key)),
            Err(epoch) => epoch,
        };
        let Some(key) = self.read_key(id).await?.map(Arc::new) else {
            return Ok(None);
        };
        self.keys.put(id.to_owned(), Arc::clone(&key), epoch);
        Ok(Some(key))
    }

    async fn read_key(&self, id: &str) -> Result<Option<StoredKey>> {
        let sql = format!("SELECT {COLUMNS} FROM keys WHERE id = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(id)
            .fetch_optional(&self.store.reads)
            .await?;
        row.as_ref().map(read).transpose()
    }

    async fn insert_bearer(
        &self,
        transaction: &mut Transaction<'static, Any>,
        new: &NewKey,
    ) -> Result<(Key, SecretString)> {
        let kind = match (new.kind, &new.tenant, &new.connection) {
            (KeyKind::Operator, None, None) => OPERATOR,
            (KeyKind::Tenant, Some(_), _) => TENANT,
            _ => {
                let message = format!("{new:?} is neither an operator's nor a tenant's bearer key");
                return Err(RegistryError::Invalid(message));
            }
        };
        let (token, text) = Token::fresh(kind).ok_or(crate::seal::SealError::NotSealed)?;
        let key = self
            .insert_key(transaction, new, &token.id, Some(token.digest()), None)
            .await?;
        Ok((key, text))
    }

    pub(crate) async fn insert_key(
        &self,
        transaction: &mut Transaction<'static, Any>,
        new: &NewKey,
        id: &str,
        digest: Option<Vec<u8>>,
        sealed: Option<Vec<u8>>,
    ) -> Result<Key> {
        if new.label.chars().count() > LABEL_CHARS {
            let message = format!("a key's label has at most {LABEL_CHARS} characters");
            return Err(RegistryError::Invalid(message));
        }
        let key = Key {
            id: id.to_owned(),
            kind: new.kind,
            tenant: new.tenant.clone(),
            connection: new.connection.clone(),
            label: new.label.clone(),
            created_at: now_ms(),
            expires_at: new.expires_at,
            revoked_at: None,
        };
        sqlx::query(
            "INSERT INTO keys (id, kind, tenant, connection, label, digest, sealed, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(&key.id)
        .bind(key.kind.name())
        .bind(key.tenant.as_ref().map(TenantId::as_str))
        .bind(key.connection.as_ref().map(ConnectionId::as_str))
        .bind(&key.label)
        .bind(digest)
        .bind(sealed)
        .bind(key.created_at)
        .bind(key.expires_at)
        .execute(&mut **transaction)
        .await
        .map_err(|error| {
            let parent = match (&key.connection, &key.tenant) {
                (Some(connection), _) => ("connection", connection.as_str()),
                (None, tenant) => ("tenant", tenant.as_ref().map_or("", TenantId::as_str)),
            };
            RegistryError::told(error, ("key", &key.id), parent)
        })?;
        Ok(key)
    }
}

/// The columns that [`read`] reads.
const COLUMNS: &str =
    "id, kind, tenant, connection, label, created_at, expires_at, revoked_at, digest, sealed";

fn read(row: &AnyRow) -> Result<StoredKey> {
    let kind: String = row.try_get(1)?;
    let kind = [KeyKind::Operator, KeyKind::Tenant, KeyKind::Authing]
        .into_iter()
        .find(|known| known.name() == kind)
        .ok_or_else(|| RegistryError::corrupt("key", "its kind is unknown"))?;
    let tenant: Option<String> = row.try_get(2)?;
    let connection: Option<String> = row.try_get(3)?;
    Ok(StoredKey {
        key: Key {
            id: row.try_get(0)?,
            kind,
            tenant: tenant.map(|_| name(row, 2)).transpose()?,
            connection: connection.map(|_| name(row, 3)).transpose()?,
            label: row.try_get(4)?,
            created_at: row.try_get(5)?,
            expires_at: row.try_get(6)?,
            revoked_at: row.try_get(7)?,
        },
        digest: row.try_get(8)?,
        sealed: row.try_get(9)?,
    })
}
