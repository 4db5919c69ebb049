//! What a case file may hold. `case.schema.json` says the same to editors.

use std::collections::BTreeMap;
use std::path::PathBuf;

use connector_contract::{Action, ArgumentError, Invocation, Status};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// What belongs to a case as a whole.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Head {
    /// Where editors find the schema of this file.
    #[serde(rename = "$schema", default)]
    #[expect(dead_code, reason = "for editors")]
    pub(crate) schema: Option<String>,
    /// One sentence for whoever reads a report: what this case shows.
    pub(crate) about: String,
    /// SQL for this case's own copy of the database, run after schema.sql: the text itself, or a list of files beside
    /// the case.
    #[serde(default)]
    pub(crate) sql: Option<Sql>,
    /// Variables of the scripts' env, beside those of the database.
    #[serde(default)]
    pub(crate) env: BTreeMap<String, String>,
    /// The calls, one after another on the same database. A case of a single call may have action, arguments and
    /// expect at its top instead.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) steps: Option<Vec<Step>>,
}

/// Seeds: text or files.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected SQL text or a list of files")]
pub(crate) enum Sql {
    /// Statements.
    Text(String),
    /// Files, relative to the case.
    Files(Vec<PathBuf>),
}

/// One call and what must come of it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// Which function is called; its script is the file of that name.
    #[schemars(schema_with = "crate::schema::action")]
    pub(crate) action: Action,
    /// The positional arguments without context. Instead, each may be given by its name.
    #[serde(default)]
    pub(crate) arguments: Option<Vec<Value>>,
    /// The user's id: updateUser, deleteUser, validatePassword.
    #[serde(default, deserialize_with = "present")]
    #[schemars(schema_with = "crate::schema::id")]
    pub(crate) id: Option<Value>,
    /// The changed fields: updateUser.
    #[serde(default, deserialize_with = "present")]
    #[schemars(schema_with = "crate::schema::object")]
    pub(crate) updates: Option<Value>,
    /// Which user: login, getUser.
    #[serde(default, deserialize_with = "present")]
    #[schemars(schema_with = "crate::schema::object")]
    pub(crate) query: Option<Value>,
    /// The password as plain text: login, validatePassword.
    #[serde(default, deserialize_with = "present")]
    #[schemars(schema_with = "crate::schema::text")]
    pub(crate) password: Option<Value>,
    /// The new user's fields: createUser.
    #[serde(default, deserialize_with = "present")]
    #[schemars(schema_with = "crate::schema::object")]
    pub(crate) userinfo: Option<Value>,
    /// What to look for: searchUser.
    #[serde(default, deserialize_with = "present")]
    #[schemars(schema_with = "crate::schema::text")]
    pub(crate) keyword: Option<Value>,
    /// Which page, from 1: listUsers.
    #[serde(default, deserialize_with = "present")]
    #[schemars(schema_with = "crate::schema::number")]
    pub(crate) page: Option<Value>,
    /// Users on a page: listUsers.
    #[serde(default, deserialize_with = "present")]
    #[schemars(schema_with = "crate::schema::number")]
    pub(crate) limit: Option<Value>,
    /// The script's last argument; unless given, a made-up local one.
    #[serde(default)]
    pub(crate) context: Option<Map<String, Value>>,
    /// Limits other than the connection's, by the names that `connector run --limits` takes: {"wall": "2s"}.
    #[serde(default)]
    #[schemars(schema_with = "crate::schema::limits")]
    pub(crate) limits: Map<String, Value>,
    /// What must come of it.
    pub(crate) expect: Expect,
}

/// What must come of a call. Only what is named is looked at, the status always.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expect {
    /// How it must end.
    #[schemars(schema_with = "crate::schema::status")]
    pub(crate) status: Status,
    /// What the script must return: objects may have more members than are named here, arrays have exactly these
    /// items. Matchers such as {"$any": true} may stand anywhere in it.
    #[serde(default, deserialize_with = "present")]
    #[schemars(schema_with = "crate::schema::anything")]
    pub(crate) value: Option<Value>,
    /// What the error must hold: any of message, code, name, public_message.
    #[serde(default)]
    pub(crate) error: Option<ExpectError>,
    /// The whole console: each line as its text, or as {"level", "message"}. {"$contains": …} asks for one line only.
    #[serde(default, deserialize_with = "present")]
    #[schemars(schema_with = "crate::schema::logs")]
    pub(crate) logs: Option<Value>,
    /// Queries, and the rows they must give after the call: arrays of values, or objects by column.
    #[serde(default)]
    #[schemars(schema_with = "crate::schema::rows")]
    pub(crate) rows: Map<String, Value>,
}

/// Parts of an error; matchers may stand in them.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExpectError {
    /// The thrown text.
    #[serde(default, deserialize_with = "present")]
    #[schemars(schema_with = "crate::schema::text")]
    pub(crate) message: Option<Value>,
    /// The thrown value's code, such as 23505.
    #[serde(default, deserialize_with = "present")]
    #[schemars(schema_with = "crate::schema::text")]
    pub(crate) code: Option<Value>,
    /// The error's name, such as TypeError.
    #[serde(default, deserialize_with = "present")]
    #[schemars(schema_with = "crate::schema::text")]
    pub(crate) name: Option<Value>,
    /// What end users are told.
    #[serde(default, deserialize_with = "present")]
    #[schemars(schema_with = "crate::schema::text")]
    pub(crate) public_message: Option<Value>,
}

/// `Option` alone would read `null` as absent.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// Why a step's arguments are none.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BadArguments {
    #[error("{name} stands beside arguments: give the whole list or each by its name")]
    Both { name: &'static str },
    #[error("{name} is not an argument of {signature}")]
    Foreign {
        name: &'static str,
        signature: String,
    },
    #[error("{name} is missing: the function is {signature}")]
    Missing {
        name: &'static str,
        signature: String,
    },
    #[error(transparent)]
    Refused(#[from] ArgumentError),
}

impl BadArguments {
    /// The key of the step that the complaint is about, if it is there.
    pub(crate) fn key(&self) -> Option<&'static str> {
        match self {
            Self::Both { name } | Self::Foreign { name, .. } => Some(name),
            Self::Missing { .. } | Self::Refused(_) => None,
        }
    }
}

impl Step {
    /// The arguments that were given by name.
    fn named(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        [
            ("id", &self.id),
            ("updates", &self.updates),
            ("query", &self.query),
            ("password", &self.password),
            ("userinfo", &self.userinfo),
            ("keyword", &self.keyword),
            ("page", &self.page),
            ("limit", &self.limit),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.as_ref()?)))
    }

    /// The positional arguments, references in them unresolved.
    pub(crate) fn positional(&self) -> Result<Vec<Value>, BadArguments> {
        if let Some(arguments) = &self.arguments {
            return match self.named().next() {
                Some((name, _)) => Err(BadArguments::Both { name }),
                None => Ok(arguments.clone()),
            };
        }
        let parameters = self.action.parameters();
        let signature = || self.action.signature();
        let known = |name: &str| parameters.iter().any(|parameter| parameter.name == name);
        if let Some((name, _)) = self.named().find(|(name, _)| !known(name)) {
            return Err(BadArguments::Foreign {
                name,
                signature: signature(),
            });
        }
        let argument = |name: &'static str| {
            let found = self.named().find(|(given, _)| *given == name);
            found
                .map(|(_, value)| value.clone())
                .ok_or_else(|| BadArguments::Missing {
                    name,
                    signature: signature(),
                })
        };
        parameters
            .iter()
            .map(|parameter| argument(parameter.name))
            .collect()
    }

    /// The call of this step with these arguments, checked.
    pub(crate) fn invocation(
        &self,
        base: &Invocation,
        arguments: Vec<Value>,
        context: Value,
    ) -> Result<Invocation, BadArguments> {
        let mut invocation = Invocation::new(self.action, arguments, context);
        invocation.id_shape = base.id_shape;
        invocation.limits = base.limits.clone();
        invocation.check()?;
        Ok(invocation)
    }
}
