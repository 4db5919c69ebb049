//! Why a call has the status it has.

use std::fmt;

/// The rule that decided. Displays as the sentence that stands in an outcome's `rule`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// success: the value is legal for the action.
    LegalValue,
    /// unchanged: updateUser returned `null`.
    NothingToChange,
    /// not_found: getUser returned `null`.
    NoSuchUser,
    /// invalid_password: validatePassword returned `false`.
    PasswordRefused,
    /// A refusal by the thrown value's `code`.
    ErrorCode,
    /// A refusal by the whole message.
    WholeMessage,
    /// A refusal by the tail of the message.
    MessageTail,
    /// A refusal by the `code` or the message of a cause.
    CauseChain,
    /// script_error: a refusal's text or code, which data may have put there.
    ForgeableRefusal,
    /// script_error: any other throw.
    Threw,
    /// script_error: the source does not parse.
    SyntaxError,
    /// script_error: the top level threw.
    TopLevelThrew,
    /// not_implemented: no such function.
    MissingFunction,
    /// not_implemented: the untouched template's message.
    UntouchedTemplate,
    /// contract_violation: nothing came back.
    ReturnedUndefined,
    /// contract_violation: JSON has no text for it.
    ReturnedUnserialisable,
    /// contract_violation: `null` where the action may not return it.
    ReturnedNull,
    /// contract_violation: not a profile object.
    NotAProfile,
    /// contract_violation: a profile whose id is absent, empty, or neither text nor a finite number.
    ProfileWithoutId,
    /// contract_violation: another user than asked for.
    OtherUser,
    /// contract_violation: not `{ totalCount, list }`.
    NotAPage,
    /// contract_violation: an entry of `list` that is no profile.
    BadListEntry,
    /// contract_violation: more levels of objects and arrays than readers of JSON follow.
    NestedTooDeep,
    /// contract_violation: deleteUser returned something other than `true`.
    NotTrue,
    /// contract_violation: validatePassword returned something other than `true` or `false`.
    NotBoolean,
    /// timeout.
    WallClock,
    /// cpu_limit.
    ProcessorTime,
    /// memory_limit: the heap.
    Heap,
    /// memory_limit: outside the heap.
    Buffers,
    /// output_limit.
    ResultSize,
    /// cancelled.
    TakenBack,
    /// stalled.
    NothingUnderWay,
    /// crashed.
    WorkerDied,
}

impl Rule {
    /// The sentence that stands in an outcome's `rule`.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::LegalValue => "the returned value is legal for the action",
            Self::NothingToChange => "updateUser returned null: nothing was to change",
            Self::NoSuchUser => "getUser returned null: there is no such user",
            Self::PasswordRefused => "validatePassword returned false",
            Self::ErrorCode => "the thrown error's code names the refusal",
            Self::WholeMessage => "the whole message is the refusal's text",
            Self::MessageTail => "the message ends in the refusal's text after a colon",
            Self::CauseChain => "a cause of the error names the refusal",
            Self::ForgeableRefusal => {
                "the refusal's text also occurs in the arguments or in a database error, so it decides nothing"
            }
            Self::Threw => "the script threw",
            Self::SyntaxError => "the script has a syntax error",
            Self::TopLevelThrew => {
                "the script's top level threw, before the function could be called"
            }
            Self::MissingFunction => "the script does not define the action's function",
            Self::UntouchedTemplate => "the script is the template that waits to be implemented",
            Self::ReturnedUndefined => "the script returned undefined",
            Self::ReturnedUnserialisable => "the returned value cannot be written as JSON",
            Self::ReturnedNull => "the script returned null, which this action may not",
            Self::NotAProfile => "the returned value is not a profile object",
            Self::ProfileWithoutId => {
                "a profile's id must be a non-empty string or a finite number"
            }
            Self::OtherUser => "the returned profile is of another user than the one asked for",
            Self::NotAPage => "the returned value is not { totalCount: number, list: array }",
            Self::BadListEntry => "an entry of the returned list is not a profile with an id",
            Self::NestedTooDeep => "a result may be nested 100 levels deep",
            Self::NotTrue => "deleteUser may return true only",
            Self::NotBoolean => "validatePassword may return true or false only",
            Self::WallClock => "the wall-clock limit was reached",
            Self::ProcessorTime => "the processor-time limit was reached",
            Self::Heap => "the heap limit was reached",
            Self::Buffers => "the limit for memory outside the heap was reached",
            Self::ResultSize => "the returned value is larger than the limit",
            Self::TakenBack => "the caller cancelled the call",
            Self::NothingUnderWay => "the script waits for something that can never happen",
            Self::WorkerDied => "the worker process died",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}
