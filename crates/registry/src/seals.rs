//! Secrets of the servers themselves, and everything sealed under a new key.

use sqlx::{AssertSqlSafe, Row as _, any::AnyRow};
use zeroize::Zeroizing;

use crate::error::{RegistryError, Result};
use crate::registry::Registry;
use crate::seal::Place;
use crate::{authing, claims, env, history};

/// What is sealed to tell whether a sealing key fits.
const CANARY: &[u8] = b"connector";

/// Rows resealed in one transaction: others need the database meanwhile.
const BATCH: i64 = 200;

/// A table with sealed values: its name, its key's columns, the sealed column, and where a row's value belongs.
struct Sealed {
    table: &'static str,
    key: &'static [&'static str],
    column: &'static str,
    place: fn(&AnyRow) -> Result<Place>,
}

/// Every place where secrets lie.
const SEALED: &[Sealed] = &[
    Sealed {
        table: "seals",
        key: &["name"],
        column: "sealed",
        place: |row| Ok(place(&row.try_get::<String, _>(0)?)),
    },
    Sealed {
        table: "env_entries",
        key: &["tenant", "connection", "name"],
        column: "sealed",
        place: |row| {
            let name: String = row.try_get(2)?;
            let tenant = crate::tenants::name(row, 0)?;
            Ok(env::place(&tenant, &crate::tenants::name(row, 1)?, &name))
        },
    },
    Sealed {
        table: "keys",
        key: &["id"],
        column: "sealed",
        place: |row| Ok(authing::place(&row.try_get::<String, _>(0)?)),
    },
    Sealed {
        table: "claims",
        key: &["tenant", "connection", "action", "idempotency_key"],
        column: "sealed",
        place: |row| {
            let (action, key): (String, String) = (row.try_get(2)?, row.try_get(3)?);
            let action = action
                .parse()
                .map_err(|_| RegistryError::corrupt("idempotency key", "its action is unknown"))?;
            let tenant = crate::tenants::name(row, 0)?;
            Ok(claims::place(
                &tenant,
                &crate::tenants::name(row, 1)?,
                action,
                &key,
            ))
        },
    },
    Sealed {
        table: "invocations",
        key: &["id"],
        column: "kept",
        place: |row| Ok(history::place(&row.try_get::<String, _>(0)?)),
    },
];

impl Registry {
    /// A secret of the servers, such as a signing key that all of them share.
    ///
    /// # Errors
    /// When the database fails, or it doesn't open.
    pub async fn server_secret(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let row = sqlx::query("SELECT sealed FROM seals WHERE name = $1")
            .bind(name)
            .fetch_optional(&self.store.reads)
            .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let sealed: Vec<u8> = row.try_get(0)?;
        Ok(Some(self.sealing.open(&place(name), &sealed)?))
    }

    /// Makes a secret of the servers, unless there is one: of several servers that start at once, one makes it. The
    /// one there is now.
    ///
    /// # Errors
    /// When the database fails, or it doesn't open.
    pub async fn server_secret_or(&self, name: &str, made: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let sealed = self.sealing.seal(&place(name), made)?;
        let mut transaction = self.store.begin().await?;
        sqlx::query(
            "INSERT INTO seals (name, sealed) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
        )
        .bind(name)
        .bind(sealed)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        let found = self.server_secret(name).await?;
        found.ok_or_else(|| RegistryError::missing("secret", name))
    }

    /// Puts another value in place of a secret of the servers, and tells all of them; `false` where it is no longer the
    /// one that the caller knows.
    ///
    /// # Errors
    /// When the database fails, or what is there doesn't open.
    pub async fn replace_server_secret(
        &self,
        name: &str,
        known: &[u8],
        fresh: &[u8],
    ) -> Result<bool> {
        let mut transaction = self.store.begin().await?;
        let found: Option<Vec<u8>> = sqlx::query_scalar("SELECT sealed FROM seals WHERE name = $1")
            .bind(name)
            .fetch_optional(&mut *transaction)
            .await?;
        let found = found.ok_or_else(|| RegistryError::missing("secret", name))?;
        if self.sealing.open(&place(name), &found)?.as_slice() != known {
            return Ok(false);
        }
        // Only what was just read: another server may be about the same.
        let replaced = sqlx::query("UPDATE seals SET sealed = $1 WHERE name = $2 AND sealed = $3")
            .bind(self.sealing.seal(&place(name), fresh)?)
            .bind(name)
            .bind(found)
            .execute(&mut *transaction)
            .await?;
        if replaced.rows_affected() == 0 {
            return Ok(false);
        }
        self.commit(transaction, "").await?;
        Ok(true)
    }

    /// Fails where the sealing keys are not this registry's.
    pub(crate) async fn check_sealing_key(&self) -> Result<()> {
        match self.server_secret_or("canary", CANARY).await {
            Ok(text) if text.as_slice() == CANARY => Ok(()),
            Ok(_) | Err(RegistryError::Seal(_)) => Err(RegistryError::WrongSealingKey),
            Err(error) => Err(error),
        }
    }

    /// Whether this is the sealed canary, of one of our keys.
    pub(crate) fn is_canary(&self, sealed: &[u8]) -> bool {
        let opened = self.sealing.open(&place("canary"), sealed);
        opened.is_ok_and(|text| text.as_slice() == CANARY)
    }

    /// Seals everything under the first sealing key that is not yet; how many values that were. Servers may go on
    /// meanwhile, as long as they have both keys.
    ///
    /// # Errors
    /// When a value doesn't open under any of the keys, or the database fails. What was done stays done.
    pub async fn reseal(&self) -> Result<u64> {
        let mut count = 0;
        for sealed in SEALED {
            count += self.reseal_table(sealed).await?;
        }
        Ok(count)
    }

    async fn reseal_table(&self, sealed: &Sealed) -> Result<u64> {
        let Sealed {
            table, key, column, ..
        } = sealed;
        let columns = key.join(", ");
        let last = key.len();
        let mut count = 0;
        let mut after: Option<Vec<String>> = None;
        loop {
            // Key columns are text without control characters: together they order rows as one text does.
            let order = key.join(" || '\u{1}' || ");
            let select = format!(
                "SELECT {columns}, {column} FROM {table} WHERE {column} IS NOT NULL AND ({order}) > $1 ORDER BY ({order}) LIMIT $2"
            );
            let rows = sqlx::query(AssertSqlSafe(select))
                .bind(
                    after
                        .take()
                        .map(|key| key.join("\u{1}"))
                        .unwrap_or_default(),
                )
                .bind(BATCH)
                .fetch_all(&self.store.reads)
                .await?;
            let Some(row) = rows.last() else {
                return Ok(count);
            };
            after = Some(texts(row, last)?);
            let mut transaction = self.store.begin().await?;
            for row in &rows {
                let old: Vec<u8> = row.try_get(last)?;
                let Some(fresh) = self.sealing.reseal(&(sealed.place)(row)?, &old)? else {
                    continue;
                };
                // Only what is still the same: a value set meanwhile is under the new key already.
                let conditions: String = (0..last)
                    .filter_map(|at| key.get(at).map(|name| format!(" AND {name} = ${}", at + 3)))
                    .collect();
                let update =
                    format!("UPDATE {table} SET {column} = $1 WHERE {column} = $2{conditions}");
                let mut query = sqlx::query(AssertSqlSafe(update)).bind(fresh).bind(old);
                for text in texts(row, last)? {
                    query = query.bind(text);
                }
                count += query.execute(&mut *transaction).await?.rows_affected();
            }
            transaction.commit().await?;
        }
    }
}

fn texts(row: &AnyRow, count: usize) -> Result<Vec<String>> {
    (0..count).map(|at| Ok(row.try_get(at)?)).collect()
}

fn place(name: &str) -> Place {
    Place::new("server secret", &[name])
}
