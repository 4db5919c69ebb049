//! Every finding there is.

use serde::Serialize;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Will hurt some day.
    Warning,
    /// Wrong: a hole, a lie, or a script that cannot work.
    Error,
}

impl Severity {
    /// The word printed, which is SARIF's level too.
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

macro_rules! codes {
    ($($variant:ident $code:literal $severity:ident $why:literal)*) => {
        /// Which finding it is. The codes are stable: ignore comments and CI systems name them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum Code {
            $(#[doc = $why] #[serde(rename = $code)] $variant,)*
        }

        impl Code {
            /// All codes, in the order of `README.md`.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The code as it is written: `sql-concatenation`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// Its severity, unless the place makes it milder.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// Why it matters, in a sentence.
            pub fn why(self) -> &'static str {
                match self { $(Self::$variant => $why,)* }
            }
        }
    };
}

codes! {
    SyntaxError "syntax-error" Error
        "A script that does not parse is refused when it is uploaded, and no user can sign in with it."
    TemplateUntouched "template-untouched" Error
        "The unedited template throws its \"please implement\" text at every user who tries."
    FunctionMissing "function-missing" Error
        "The provider calls one function by its exact name; without it every call fails."
    ParameterCount "parameter-count" Warning
        "Arguments are passed by position: one that is missing or made up shifts or loses all after it."
    CallbackStyle "callback-style" Error
        "Only Auth0's functions get a callback: elsewhere the last argument is the context, and calling it throws."
    SqlConcatenation "sql-concatenation" Error
        "What becomes part of the SQL text is run as SQL: bound as a parameter ($1) it stays a value."
    OrLookup "or-lookup" Warning
        "Joined with OR, one person's e-mail and another's user name find two accounts, and the first row wins."
    RowCountUnchecked "row-count-unchecked" Warning
        "A statement that matches no row is no error to PostgreSQL: only rowCount tells that the user was not there."
    UnknownResultField "unknown-result-field" Error
        "The result of pg has no such field: it reads as undefined, and a test of it goes the same way every time."
    ClientNotEnded "client-not-ended" Warning
        "A client that is never ended keeps its session until the server runs out of them."
    EndNotAwaited "end-not-awaited" Warning
        "An end() that is not awaited may be cut off with the call, and its failure is nobody's."
    EndNotReached "end-not-reached" Warning
        "What leaves the function here leaves the database session open: only a finally block is always reached."
    PromiseNotAwaited "promise-not-awaited" Error
        "A promise is not its result: it is always true, has none of the result's fields, and its error gets lost."
    PlainPasswordCompare "plain-password-compare" Error
        "A password that can be compared as it is was stored as it is: whoever reads the table can sign in as anyone."
    PlainPasswordStored "plain-password-stored" Error
        "The password arrives in plain text and would be kept so: store bcrypt.hash(password, 10) instead."
    LowBcryptCost "low-bcrypt-cost" Warning
        "Every step of cost less halves the work of guessing: 10 is the least in use today."
    SyncBcrypt "sync-bcrypt" Note
        "The synchronous functions hold the script's thread, and its CPU limit runs, while they hash."
    SecretLiteral "secret-literal" Error
        "Scripts are stored and shown unencrypted: secrets belong into env, where they are sealed."
    DriverText "driver-text-shown" Note
        "The thrown text reaches the end user, and the driver's own names hosts, tables and columns."
    ResultWithoutId "result-without-id" Error
        "The result must have an id: without it the provider cannot tell whose profile this is and refuses it."
    ResultShape "result-shape" Error
        "Only the action's own kind of result counts as success; anything else is a contract violation."
    NotFoundByNull "not-found-by-null" Error
        "This action says that a user is missing by throwing `User not exists!`; another result is taken for a fault."
    NotFoundThrown "not-found-thrown" Error
        "getUser answers null for a missing user: sign-up asks it first, and an error stops the sign-up."
    UnknownModule "unknown-module" Error
        "require throws for a module that is not there."
    UnknownMethod "unknown-method" Error
        "Calling what is not there throws a TypeError."
    UnusedModule "unused-module" Note
        "What is required and never used is read by the next person as if it mattered."
    ModuleState "module-state" Warning
        "Isolates serve many calls and are dropped at any time: what is kept here leaks into other calls, or is lost."
    ArgumentChanged "argument-changed" Note
        "Changing the caller's object changes it for everything after: work on a copy."
    IgnoreWithoutReason "ignore-without-reason" Warning
        "An ignore that does not say why cannot be judged by whoever comes after."
    UnusedIgnore "unused-ignore" Warning
        "An ignore that silences nothing is out of date, or its code is misspelt."
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
