//! What can be known of a folder's users from its database: the table, its columns, and two of its rows.

use connector_contract::{IdShape, Invocation};
use serde_json::{Map, Value};

use crate::database::CaseDatabase;

/// One row by column, values as JSON has them.
pub(crate) type Row = Map<String, Value>;

/// The users' table.
#[derive(Debug, Clone)]
pub(crate) struct Users {
    /// For people: `public.users`.
    pub(crate) name: String,
    /// For SQL, quoted.
    pub(crate) sql: String,
    pub(crate) columns: Vec<Column>,
    /// The column that tells rows apart, and that scripts call `id`.
    pub(crate) id: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// PostgreSQL's own name of the type a domain is made of, such as `int8`.
    pub(crate) kind: String,
    pub(crate) required: bool,
    pub(crate) nullable: bool,
    /// Whether a unique index of this column alone refuses a second row with the same text.
    pub(crate) unique: bool,
}

/// Fields of a profile, and how tenants call the columns they are kept in, the usual name first.
const FIELDS: &[(&str, &[&str])] = &[
    ("email", &["email", "mail", "e_mail", "email_address"]),
    (
        "phone",
        &["phone", "phone_number", "mobile", "mobile_number"],
    ),
    ("username", &["username", "user_name", "login", "account"]),
    ("nickname", &["nickname", "nick", "display_name"]),
    ("name", &["name", "full_name"]),
    ("photo", &["photo", "avatar", "picture"]),
    ("company", &["company"]),
    ("address", &["address"]),
    ("website", &["website"]),
    ("emailVerified", &["email_verified", "emailverified"]),
    (
        "password",
        &[
            "password",
            "password_hash",
            "hashed_password",
            "passwd",
            "pass",
            "pwd",
        ],
    ),
];

/// Tables that are likely to be the users', the likeliest first.
const TABLES: &[&str] = &[
    "users",
    "user",
    "accounts",
    "account",
    "members",
    "app_users",
    "customers",
    "people",
];

impl Users {
    /// Finds the table: the one that is named, one with a usual name, or the only one with a column for e-mails or
    /// user names.
    pub(crate) async fn find(
        database: &CaseDatabase,
        wanted: Option<&str>,
    ) -> Result<Option<Self>, String> {
        let rows = database.rows(TABLES_QUERY).await?;
        let found: Vec<Row> = (0..rows.len())
            .filter_map(|at| match rows.row(at, true) {
                Some(Value::Object(row)) => Some(row),
                _ => None,
            })
            .collect();
        let text = |row: &Row, key: &str| {
            row.get(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let called = |name: &str| {
            found.iter().find(|row| {
                text(row, "table").eq_ignore_ascii_case(name)
                    || text(row, "name").eq_ignore_ascii_case(name)
            })
        };
        let table = match wanted {
            Some(name) => called(name),
            None => TABLES.iter().find_map(|name| called(name)).or_else(|| {
                let mut likely = found
                    .iter()
                    .filter(|row| row.get("likely") == Some(&Value::Bool(true)));
                likely.next().filter(|_| likely.next().is_none())
            }),
        };
        let Some(table) = table else {
            return Ok(None);
        };
        let sql = text(table, "sql");
        let columns = columns(database, &sql).await?;
        let key = text(table, "key");
        let id = if key.is_empty() {
            let named = ["id", "user_id", "uid", "uuid"];
            let named = named
                .iter()
                .find(|name| columns.iter().any(|column| column.name == **name));
            match named {
                Some(name) => (*name).to_owned(),
                None => {
                    return Err(format!(
                        "table {} has no primary key of one column and no column id",
                        text(table, "name")
                    ));
                }
            }
        } else {
            key
        };
        Ok(Some(Self {
            name: text(table, "name"),
            sql,
            columns,
            id,
        }))
    }

    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The column in which a profile's field is kept.
    pub(crate) fn field(&self, field: &str) -> Option<&Column> {
        let (_, names) = FIELDS.iter().find(|(name, _)| *name == field)?;
        names.iter().find_map(|name| self.column(name))
    }

    /// The query that gives all rows as JSON, in the order of their ids.
    pub(crate) fn dump(&self) -> String {
        format!(
            "SELECT to_jsonb(t) AS row FROM {} t ORDER BY {}",
            self.sql,
            identifier(&self.id)
        )
    }
}

impl Column {
    pub(crate) fn is_text(&self) -> bool {
        matches!(self.kind.as_str(), "text" | "varchar" | "citext")
    }

    /// Whether it may change by itself: when a row was last touched, which version of it this is.
    pub(crate) fn is_bookkeeping(&self) -> bool {
        self.kind.starts_with("timestamp")
            || [
                "updated", "modified", "version", "revision", "last_", "login",
            ]
            .iter()
            .any(|part| self.name.to_lowercase().contains(part))
    }
}

/// A row's id as a key.
pub(crate) fn key(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

/// A name as SQL quotes it.
pub(crate) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text as SQL quotes it, with `standard_conforming_strings` as it is by default.
pub(crate) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// An id of this column's type and the connection's shape that nobody has.
pub(crate) fn nobody(users: &Users, base: &Invocation) -> Value {
    let kind = users
        .column(&users.id)
        .map_or("", |column| column.kind.as_str());
    match (kind, base.id_shape) {
        ("int2", _) => 32_000.into(),
        ("uuid", _) | (_, IdShape::Uuid) => "00000000-0000-4000-8000-00000000dead".into(),
        ("int4" | "int8" | "numeric", _) | (_, IdShape::Integer) => 2_147_480_000_i64.into(),
        _ => "exam-nobody".into(),
    }
}

const TABLES_QUERY: &str = "\
SELECT c.relname AS \"table\", format('%s.%s', n.nspname, c.relname) AS name, format('%I.%I', n.nspname, c.relname) AS sql, \
  coalesce((SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] \
            WHERE i.indrelid = c.oid AND i.indisprimary AND i.indnatts = 1), '') AS key, \
  EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
          AND lower(a.attname) IN ('email', 'mail', 'e_mail', 'email_address', 'username', 'user_name')) AS likely \
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' \
ORDER BY n.nspname <> 'public', c.relname";

async fn columns(database: &CaseDatabase, table: &str) -> Result<Vec<Column>, String> {
    // An index of lower(email) refuses a second e-mail as well as one of the column itself.
    let query = format!(
        "SELECT a.attname AS name, b.typname AS kind, NOT a.attnotnull AS nullable, \
           a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AND a.attgenerated = '' AS required, \
           EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique AND i.indnatts = 1 AND i.indpred IS NULL \
                   AND (i.indkey[0] = a.attnum \
                        OR i.indkey[0] = 0 AND pg_get_indexdef(i.indexrelid, 1, true) = format('lower(%I)', a.attname))) AS \"unique\" \
         FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid \
         JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END \
         WHERE a.attrelid = {}::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
        literal(table)
    );
    let rows = database.rows(&query).await?;
    let column = |at| {
        let row = rows.row(at, true)?;
        let flag = |key: &str| row.get(key).and_then(Value::as_bool).unwrap_or(false);
        Some(Column {
            name: row.get("name")?.as_str()?.to_owned(),
            kind: row.get("kind")?.as_str()?.to_owned(),
            required: flag("required"),
            nullable: flag("nullable"),
            unique: flag("unique"),
        })
    };
    Ok((0..rows.len()).filter_map(column).collect())
}

/// The table's rows by their ids.
pub(crate) async fn rows(
    database: &CaseDatabase,
    users: &Users,
) -> Result<Vec<(String, Row)>, String> {
    let rows = database.rows(&users.dump()).await?;
    let row = |at| match rows.row(at, true)?.get_mut("row")?.take() {
        Value::Object(row) => Some((key(row.get(&users.id)?), row)),
        _ => None,
    };
    Ok((0..rows.len()).filter_map(row).collect())
}
