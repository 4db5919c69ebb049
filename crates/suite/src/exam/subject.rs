//! What the questions are made of: the folder's scripts, two of its users, and values nobody writes by hand.

use std::collections::BTreeSet;

use connector_contract::{Action, IdShape, Invocation};
use serde_json::{Map, Value, json};

use super::users::{Column, Row, Users, identifier, literal};

/// The password that the first user is given, where passwords are kept as bcrypt hashes.
pub(crate) const PASSWORD: &str = "exam-Right-1";
/// Letters beyond ASCII, and one beyond the basic plane.
pub(crate) const UNICODE_PASSWORD: &str =
    "exam-\u{43f}\u{430}\u{440}\u{43e}\u{43b}\u{44c}-\u{5bc6}\u{7801}-\u{1f511}";
/// Longer than the 72 bytes that bcrypt reads.
pub(crate) const LONG_PASSWORD: &str =
    "exam-0123456789-0123456789-0123456789-0123456789-0123456789-0123456789-0123456789-0123456789";
/// Names as people have them.
pub(crate) const UNICODE: &str = "Zo\u{eb} \u{5f20}\u{4e09} \u{645}\u{62d}\u{645}\u{62f} \u{1f469}\u{200d}\u{1f680} O'Brien \\ \"q\" 100%";
/// What turns into SQL, LIKE patterns or placeholders when it is pasted into a statement.
pub(crate) const INJECTIONS: &[&str] = &[
    "' OR '1'='1",
    "' OR 1=1 --",
    "'; DELETE FROM users; --",
    "\\' OR 1=1 --",
    "\" OR \"\"=\"",
    "') OR ('1'='1",
    "$1",
    "O'Brien",
];
/// One mebibyte.
pub(crate) const LONG: usize = 1024 * 1024;

/// A user of the folder's.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    /// The row's key.
    pub(crate) key: String,
    /// The id as the scripts say it.
    pub(crate) id: Value,
    pub(crate) row: Row,
}

/// Everything the questions may use.
#[derive(Debug)]
pub(crate) struct Subject {
    pub(crate) users: Users,
    pub(crate) scripts: BTreeSet<Action>,
    pub(crate) first: Person,
    pub(crate) second: Person,
    /// Rows there are.
    pub(crate) count: usize,
    /// Whether the first user's password is [`PASSWORD`].
    pub(crate) knows_password: bool,
    /// An id nobody has.
    pub(crate) nobody: Value,
    pub(crate) base: Invocation,
}

/// The keys that a query may have, beside id.
pub(crate) const IDENTIFIERS: [&str; 3] = ["email", "phone", "username"];

impl Subject {
    pub(crate) fn has(&self, action: Action) -> bool {
        self.scripts.contains(&action)
    }

    pub(crate) fn column(&self, field: &str) -> Option<&Column> {
        self.users.field(field)
    }

    /// A user's value of a profile field, unless it is empty.
    pub(crate) fn text(&self, person: &Person, field: &str) -> Option<String> {
        let value = person.row.get(&self.column(field)?.name)?.as_str()?;
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// The identifiers that the first user has, with their values.
    pub(crate) fn identifiers(&self) -> Vec<(&'static str, String)> {
        let found = IDENTIFIERS
            .iter()
            .filter_map(|field| Some((*field, self.text(&self.first, field)?)));
        found.collect()
    }

    /// `UPDATE users SET …` of one user.
    pub(crate) fn set(&self, person: &Person, column: &str, sql: &str) -> String {
        let (table, id) = (&self.users.sql, identifier(&self.users.id));
        format!(
            "UPDATE {table} SET {} = {sql} WHERE {id}::text = {}",
            identifier(column),
            literal(&person.key)
        )
    }

    /// Gives a user a password, where passwords are bcrypt hashes.
    pub(crate) fn set_password(&self, person: &Person, hash: &str) -> Option<String> {
        Some(self.set(person, &self.column("password")?.name, &literal(hash)))
    }

    /// Fields of a user who is not there yet; those only that have a column.
    pub(crate) fn newcomer(&self, number: usize) -> Map<String, Value> {
        let fields = [
            ("email", json!(format!("exam{number}@example.com"))),
            ("username", json!(format!("exam_{number}"))),
            ("phone", json!(format!("+1999000{number:04}"))),
            ("nickname", json!(format!("Exam {number}"))),
            ("password", json!(format!("exam-New-{number}"))),
        ];
        let known = fields
            .into_iter()
            .filter(|(field, _)| self.column(field).is_some());
        known
            .map(|(field, value)| (field.to_owned(), value))
            .collect()
    }

    /// The same with one field set.
    pub(crate) fn newcomer_with(
        &self,
        number: usize,
        field: &str,
        value: impl Into<Value>,
    ) -> Value {
        let mut newcomer = self.newcomer(number);
        newcomer.insert(field.to_owned(), value.into());
        newcomer.into()
    }

    /// A text field that nothing depends on, to be changed: nickname, if there is one.
    pub(crate) fn plain_fields(&self) -> Vec<(&'static str, &Column)> {
        let fields = ["nickname", "name", "photo", "company", "address", "website"];
        let known = fields
            .iter()
            .filter_map(|field| Some((*field, self.column(field)?)));
        known
            .filter(|(_, column)| column.is_text() && !column.unique)
            .collect()
    }

    /// The first user's id as a number and as text, where the connection's ids may be either.
    pub(crate) fn both_ids(&self) -> Option<(Value, Value)> {
        let number: i64 = self.first.key.parse().ok()?;
        let number_too =
            self.base.id_shape != IdShape::Uuid && number.to_string() == self.first.key;
        number_too.then(|| (Value::from(number), Value::from(self.first.key.clone())))
    }
}
