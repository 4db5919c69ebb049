//! What the Authing face needs to outlive a restart: signing keys, nonces, and a connection's facts.
//! Management tokens are signed with the key itself and need no place here.

use std::collections::BTreeSet;

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::clock::now_ms;
use crate::error::{RegistryError, Result};
use crate::keys::{Key, KeyKind, NewKey};
use crate::names::{ConnectionId, TenantId};
use crate::registry::Registry;
use crate::seal::{Place, SealError};
use crate::sealing_key::{hex, random};
use crate::token::digest;

/// What the Authing face tells scripts and callers of a connection. What is absent is empty.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AuthingSettings {
    /// The user pool.
    pub user_pool: Facts,
    /// The applications; the first is meant when a request names none.
    pub apps: Vec<Facts>,
    /// Fields of `customData` that may be written; others are refused.
    pub custom_fields: BTreeSet<String>,
    /// What else than `id`, `email`, `phone` and `username` the getUser script looks users up by.
    pub lookups: BTreeSet<Lookup>,
}

/// What is known of a user pool or an application.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Facts {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its settings, as scripts see them.
    #[schema(value_type = Object)]
    pub metadata: Map<String, Value>,
}

/// A kind of id that the published getUser does not look up.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Lookup {
    /// `userIdType: "external_id"`.
    ExternalId,
    /// `userIdType: "identity"`.
    Identity,
    /// `userIdType: "sync_relation"`.
    SyncRelation,
    /// `userIdType: "custom_field"`.
    CustomField,
}

const SETTINGS_BYTES: usize = 64 * 1024;

impl AuthingSettings {
    pub(crate) fn check(&self) -> Result<()> {
        let size = serde_json::to_string(self).map_or(usize::MAX, |text| text.len());
        if size > SETTINGS_BYTES {
            let message = format!(
                "the authing settings are {size} bytes of JSON, the limit is {SETTINGS_BYTES} bytes"
            );
            return Err(RegistryError::Invalid(message));
        }
        Ok(())
    }
}

/// A signing key, opened. Its secret has no `Debug`.
#[derive(Debug, Clone)]
pub struct AccessKey {
    /// The access key id.
    pub id: String,
    /// The secret that signatures are made with.
    pub secret: SecretString,
    /// The tenant it is bound to.
    pub tenant: TenantId,
    /// The connection it is bound to.
    pub connection: ConnectionId,
}

impl Registry {
    /// Makes a signing key of one connection; its secret is shown this once. From `expires_at` on, in
    /// milliseconds since 1970, it is refused.
    ///
    /// # Errors
    /// When there is no such connection.
    pub async fn create_access_key(
        &self,
        tenant: &TenantId,
        connection: &ConnectionId,
        label: &str,
        expires_at: Option<i64>,
    ) -> Result<(Key, SecretString)> {
        // As long as Authing's own: clients check the shape of neither, people compare them.
        let id = hex(&random::<12>().ok_or(SealError::NotSealed)?);
        let secret: SecretString = hex(&random::<16>().ok_or(SealError::NotSealed)?).into();
        let new = NewKey {
            kind: KeyKind::Authing,
            tenant: Some(tenant.clone()),
            connection: Some(connection.clone()),
            label: label.to_owned(),
            expires_at,
        };
        let place = place(&id);
        let sealed = self
            .sealing
            .seal(&place, secret.expose_secret().as_bytes())?;
        let mut transaction = self.store.begin().await?;
        let key = self
            .insert_key(&mut transaction, &new, &id, None, Some(sealed))
            .await?;
        self.commit(transaction, tenant.as_str()).await?;
        Ok((key, secret))
    }

    /// A live signing key by its access key id.
    ///
    /// # Errors
    /// When the database fails, or the secret doesn't open.
    pub async fn access_key(&self, id: &str) -> Result<Option<AccessKey>> {
        let Some(stored) = self.stored_key(id).await? else {
            return Ok(None);
        };
        let (Some(sealed), Some(tenant), Some(connection), true) = (
            &stored.sealed,
            &stored.key.tenant,
            &stored.key.connection,
            stored.key.is_live(now_ms()),
        ) else {
            return Ok(None);
        };
        let secret = self.sealing.open(&place(id), sealed)?;
        let secret = std::str::from_utf8(&secret)
            .map_err(|_| RegistryError::corrupt("key", "its secret is not UTF-8"))?;
        Ok(Some(AccessKey {
            id: id.to_owned(),
            secret: secret.into(),
            tenant: tenant.clone(),
            connection: connection.clone(),
        }))
    }

    /// Remembers a nonce of a key for `ttl_ms`; `false` when it is remembered already, by whichever node.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remember_nonce(&self, key_id: &str, nonce: &str, ttl_ms: i64) -> Result<bool> {
        let now = now_ms();
        let mut transaction = self.store.begin().await?;
        // One statement, so that of two at once only one is first. One that has expired counts as new.
        let first = sqlx::query(
            "INSERT INTO nonces (key_id, nonce, expires_at) VALUES ($1, $2, $3) ON CONFLICT (key_id, nonce) \
             DO UPDATE SET expires_at = excluded.expires_at WHERE nonces.expires_at <= $4",
        )
        .bind(key_id)
        // Its digest: whatever a caller sends has the same length here.
        .bind(hex(&digest(nonce)))
        .bind(now.saturating_add(ttl_ms))
        .bind(now)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(first.rows_affected() == 1)
    }
}

pub(crate) fn place(id: &str) -> Place {
    Place::new("access key", &[id])
}
