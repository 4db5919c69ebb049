//! The eight actions of a custom-database connection.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One of the eight functions a tenant's scripts define; the names are fixed (authing-contract.md §1.0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// `login(query, password, context)`: a login attempt. Returns the profile.
    Login,
    /// `getUser(query, context)`: finds one user. Returns the profile, or `null` when there is none.
    GetUser,
    /// `searchUser(keyword, context)`: an administrator's fuzzy search. Returns `{ totalCount, list }`.
    SearchUser,
    /// `createUser(userinfo, context)`: sign-up. Returns the new profile.
    CreateUser,
    /// `updateUser(id, updates, context)`: changes a user. Returns the new profile, or `null` when nothing was to change.
    UpdateUser,
    /// `deleteUser(id, context)`: removes a user. Returns `true`.
    DeleteUser,
    /// `listUsers(page, limit, context)`: one page of all users. Returns `{ totalCount, list }`.
    ListUsers,
    /// `validatePassword(id, password, context)`: checks a user's password. Returns `true` or `false`.
    ValidatePassword,
}

/// One positional parameter of an action, `context` excepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its name in the published signatures.
    pub name: &'static str,
    /// What it must be.
    pub kind: ParameterKind,
    /// One line for `--help` and for messages.
    pub about: &'static str,
}

/// What a positional argument must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ParameterKind {
    /// A JSON string.
    String,
    /// A whole number from 1 that JavaScript holds exactly.
    Number,
    /// A user's id: a string or a number of the connection's [`IdShape`](crate::IdShape).
    Id,
    /// A JSON object.
    Object,
    /// A JSON object with at least one entry that is neither `null` nor an empty string, whose `id`, if any, is an id.
    Query,
}

impl fmt::Display for ParameterKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::String => "a string",
            Self::Number => "a whole number from 1",
            Self::Id => "a string or a whole number",
            Self::Object | Self::Query => "an object",
        })
    }
}

const fn parameter(name: &'static str, kind: ParameterKind, about: &'static str) -> Parameter {
    Parameter { name, kind, about }
}

const ID: Parameter = parameter(
    "id",
    ParameterKind::Id,
    "the user's id, as the scripts returned it",
);
const QUERY: Parameter = parameter(
    "query",
    ParameterKind::Query,
    "which user: one of id, email, phone, username",
);
const PASSWORD: Parameter = parameter(
    "password",
    ParameterKind::String,
    "the password in plain text",
);

const KEYWORD: Parameter = parameter("keyword", ParameterKind::String, "the text to look for");
const USERINFO: Parameter = parameter("userinfo", ParameterKind::Object, "the new user's fields");
const UPDATES: Parameter = parameter(
    "updates",
    ParameterKind::Object,
    "the changed fields, and only these",
);
const PAGE: Parameter = parameter("page", ParameterKind::Number, "which page, from 1");
const LIMIT: Parameter = parameter("limit", ParameterKind::Number, "users on a page");

impl Action {
    /// All eight, in the order of the documentation.
    pub const ALL: [Self; 8] = [
        Self::Login,
        Self::GetUser,
        Self::SearchUser,
        Self::CreateUser,
        Self::UpdateUser,
        Self::DeleteUser,
        Self::ListUsers,
        Self::ValidatePassword,
    ];

    /// The name of the script's function, which is also how the action is written everywhere: `updateUser`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::GetUser => "getUser",
            Self::SearchUser => "searchUser",
            Self::CreateUser => "createUser",
            Self::UpdateUser => "updateUser",
            Self::DeleteUser => "deleteUser",
            Self::ListUsers => "listUsers",
            Self::ValidatePassword => "validatePassword",
        }
    }

    /// The positional parameters in order. The function gets `context` after them.
    pub const fn parameters(self) -> &'static [Parameter] {
        match self {
            Self::Login => &[QUERY, PASSWORD],
            Self::GetUser => &[QUERY],
            Self::SearchUser => &[KEYWORD],
            Self::CreateUser => &[USERINFO],
            Self::UpdateUser => &[ID, UPDATES],
            Self::DeleteUser => &[ID],
            Self::ListUsers => &[PAGE, LIMIT],
            Self::ValidatePassword => &[ID, PASSWORD],
        }
    }

    /// What the function may return, as a phrase that follows "must return".
    pub const fn returns(self) -> &'static str {
        match self {
            Self::Login | Self::CreateUser => "a profile object with an id",
            Self::GetUser => "a profile object with an id, or null when there is no such user",
            Self::UpdateUser => {
                "a profile object with the id asked for, or null when nothing was to change"
            }
            Self::SearchUser | Self::ListUsers => {
                "{ totalCount, list } with a number and an array of profile objects"
            }
            Self::DeleteUser => "true",
            Self::ValidatePassword => "true or false",
        }
    }

    /// The signature as the documentation writes it: `updateUser(id, updates, context)`.
    pub fn signature(self) -> String {
        let mut text = format!("{}(", self.name());
        for parameter in self.parameters() {
            text.push_str(parameter.name);
            text.push_str(", ");
        }
        text.push_str("context)");
        text
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is none of the eight.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{name:?} is not an action: the actions are login, getUser, searchUser, createUser, updateUser, deleteUser, \
     listUsers and validatePassword"
)]
pub struct UnknownAction {
    /// The name as given.
    pub name: String,
}

impl FromStr for Action {
    type Err = UnknownAction;

    /// The exact name; JavaScript's names are case-sensitive and so is this.
    fn from_str(name: &str) -> Result<Self, UnknownAction> {
        let found = Self::ALL.into_iter().find(|action| action.name() == name);
        found.ok_or_else(|| UnknownAction {
            name: name.to_owned(),
        })
    }
}
