//! What a caller is told when there is nothing to give: V3's status codes, in Chinese or English.

use connector_contract::{Action, Outcome, Status};
use serde_json::Value;

use crate::backend::InvokeError;
use crate::signature::SignatureError;

/// The language of messages, by `x-authing-lang`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Chinese, unless another is asked for.
    #[default]
    Zh,
    /// English, by `en` and its regions.
    En,
}

impl Lang {
    /// By the header's value; whatever is neither Chinese nor English is Chinese too, as the header's default is.
    pub fn of_header(value: &str) -> Self {
        let language = value.split(['-', '_', ',', ';']).next().unwrap_or_default();
        if language.trim().eq_ignore_ascii_case("en") {
            Self::En
        } else {
            Self::Zh
        }
    }
}

/// Why a request was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// V3's class of failure: `statusCode` of the answer.
    pub(crate) status_code: u16,
    /// V3's finer code, where it has one.
    pub(crate) api_code: Option<u32>,
    /// What is said.
    pub(crate) reason: Reason,
    /// What was done nevertheless, in the form of the endpoint's data.
    pub(crate) data: Option<Box<Value>>,
    /// Seconds until it makes sense to try again: with 429 only.
    pub(crate) retry_after: Option<u64>,
}

/// What is said, before it has a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reason {
    /// A field of the wrong form.
    BadField(String),
    /// A required field is missing or empty.
    MissingField(String),
    /// A field nobody knows.
    UnknownField(String),
    /// Two fields that cannot go together.
    Together(&'static str, &'static str),
    /// No identifier at all; the field names are V3's.
    NoIdentifier,
    /// `limit` beyond 50.
    PageTooLong,
    /// `customData` is too long.
    CustomDataTooLong,
    /// The request's form, in the reader's words.
    BadRequest(String),
    /// The arguments were refused by the contract, in its words.
    BadArguments(String),
    /// A password that cannot be decrypted.
    NotDecrypted,
    /// A notification of a password that is not changed.
    NoPasswordToNotify,
    /// The body is too large.
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// A batch is too long.
    BatchTooLong {
        /// The limit in entries.
        limit: usize,
    },
    /// No credentials, or none of a known form.
    NotSignedIn,
    /// A management token that is not, or no longer, good.
    BadToken,
    /// Wrong key pair.
    WrongKey,
    /// A signed request was refused.
    Signature(SignatureError),
    /// The key is of another user pool than the one named.
    OtherPool,
    /// No such user.
    NotFound,
    /// Such a user exists.
    AlreadyExists,
    /// Account or password is wrong.
    WrongPassword,
    /// The connection has no script for it.
    NoScript(Action),
    /// Connector does not do this.
    Unsupported(String),
    /// No notifier for the channel is set up.
    NoNotifier(&'static str),
    /// The change was made, the notification failed.
    NotNotified,
    /// The script failed or was stopped.
    ScriptFailed {
        /// How it ended.
        status: Status,
        /// What an end user may read of it.
        message: String,
    },
    /// What became of the script is unknown.
    Lost(Status),
    /// Too much at once.
    Busy,
    /// Not now.
    Unavailable,
    /// The connection of the key is gone.
    NoConnection,
    /// The host failed.
    Internal,
    /// One entry of a batch.
    Entry {
        /// Where: `list[2]`.
        place: String,
        /// What is wrong with it.
        reason: Box<Reason>,
        /// How many were done before.
        done: usize,
    },
}

impl Refusal {
    /// A refusal without a finer code.
    pub(crate) const fn new(status_code: u16, reason: Reason) -> Self {
        Self {
            status_code,
            api_code: None,
            reason,
            data: None,
            retry_after: None,
        }
    }

    const fn with_code(status_code: u16, api_code: u32, reason: Reason) -> Self {
        Self {
            status_code,
            api_code: Some(api_code),
            reason,
            data: None,
            retry_after: None,
        }
    }

    pub(crate) const fn bad_request(reason: Reason) -> Self {
        Self::new(400, reason)
    }

    pub(crate) fn bad_field(field: impl Into<String>) -> Self {
        Self::bad_request(Reason::BadField(field.into()))
    }

    pub(crate) fn unsupported(what: impl Into<String>) -> Self {
        Self::new(501, Reason::Unsupported(what.into()))
    }

    pub(crate) const fn no_script(action: Action) -> Self {
        Self::new(501, Reason::NoScript(action))
    }

    pub(crate) const fn not_signed_in() -> Self {
        Self::with_code(401, 2020, Reason::NotSignedIn)
    }

    pub(crate) const fn signature(error: SignatureError) -> Self {
        Self::with_code(401, error.api_code(), Reason::Signature(error))
    }

    pub(crate) const fn wrong_key() -> Self {
        Self::with_code(401, SignatureError::Wrong.api_code(), Reason::WrongKey)
    }

    pub(crate) const fn bad_token() -> Self {
        Self::with_code(401, SignatureError::Wrong.api_code(), Reason::BadToken)
    }

    pub(crate) const fn not_found() -> Self {
        Self::with_code(404, 2004, Reason::NotFound)
    }

    pub(crate) const fn wrong_password() -> Self {
        Self::with_code(403, 2333, Reason::WrongPassword)
    }

    /// The same, with what was done nevertheless.
    pub(crate) fn with_data(self, data: Value) -> Self {
        Self {
            data: Some(Box::new(data)),
            ..self
        }
    }

    /// The same for an entry of a batch.
    pub(crate) fn at(self, place: String, done: usize) -> Self {
        Self {
            reason: Reason::Entry {
                place,
                reason: Box::new(self.reason),
                done,
            },
            ..self
        }
    }

    /// What the refusal says.
    pub(crate) fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => zh(&self.reason),
            Lang::En => en(&self.reason),
        }
    }
}

/// What an outcome that is no success means to a caller; `None` for one that is.
pub(crate) fn of_outcome(outcome: &Outcome) -> Option<Refusal> {
    let message = || {
        let error = outcome.error.as_ref();
        error.map_or_else(String::new, |error| error.public_message.clone())
    };
    let status = outcome.status;
    Some(match status {
        Status::Success | Status::Unchanged => return None,
        Status::NotFound => Refusal::not_found(),
        Status::AlreadyExists => Refusal::new(409, Reason::AlreadyExists),
        Status::InvalidPassword => Refusal::wrong_password(),
        Status::NotImplemented => Refusal::no_script(outcome.action),
        Status::ScriptError
        | Status::ContractViolation
        | Status::Timeout
        | Status::CpuLimit
        | Status::MemoryLimit
        | Status::OutputLimit
        | Status::Stalled => Refusal::new(
            603,
            Reason::ScriptFailed {
                status,
                message: message(),
            },
        ),
        Status::Cancelled | Status::Crashed => Refusal::new(500, Reason::Lost(status)),
    })
}

impl From<InvokeError> for Refusal {
    fn from(error: InvokeError) -> Self {
        match error {
            InvokeError::Refused(error) => {
                Self::bad_request(Reason::BadArguments(error.to_string()))
            }
            InvokeError::NoScript(action) => Self::no_script(action),
            InvokeError::Busy { retry_after } => Self {
                retry_after: Some(retry_after.map_or(1, |wait| wait.as_secs().max(1))),
                ..Self::new(429, Reason::Busy)
            },
            InvokeError::Unavailable(_) => Self::new(503, Reason::Unavailable),
            InvokeError::Host(_) => Self::new(500, Reason::Internal),
        }
    }
}

/// What success is called, as the documentation's samples have it.
pub(crate) const fn done(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "操作成功",
        Lang::En => "success",
    }
}

fn zh(reason: &Reason) -> String {
    match reason {
        Reason::BadField(field) => format!("参数 {field} 格式错误"),
        Reason::MissingField(field) => format!("参数 {field} 不能为空"),
        Reason::UnknownField(field) => format!("参数 {field} 不存在"),
        Reason::Together(one, other) => format!("参数 {one} 与 {other} 不能同时使用"),
        Reason::NoIdentifier => "必须包含以下字段之一：username, phone, email".to_owned(),
        Reason::PageTooLong => "参数 limit 不能大于 50".to_owned(),
        Reason::CustomDataTooLong => "参数 customData 不能超过 1024 个字符".to_owned(),
        Reason::BadRequest(text) => format!("请求格式错误：{text}"),
        Reason::BadArguments(text) => format!("参数错误：{text}"),
        Reason::NotDecrypted => "密码无法解密".to_owned(),
        Reason::NoPasswordToNotify => "未修改密码，无法发送密码重置通知".to_owned(),
        Reason::TooLarge { limit } => format!("请求体不能超过 {limit} 字节"),
        Reason::BatchTooLong { limit } => format!("一次最多 {limit} 条"),
        Reason::NotSignedIn => "尚未登录，无访问权限".to_owned(),
        Reason::BadToken => "管理令牌无效或已过期".to_owned(),
        Reason::WrongKey => "accessKeyId 或 accessKeySecret 错误".to_owned(),
        Reason::Signature(error) => match error {
            SignatureError::Wrong => "签名错误".to_owned(),
            SignatureError::Method => "签名方法错误，应为 HMAC-SHA1".to_owned(),
            SignatureError::Version => "签名版本错误，应为 1.0".to_owned(),
            SignatureError::DateFormat => "date 请求头格式错误".to_owned(),
            SignatureError::MissingHeader(name) => format!("缺少请求头 {name}"),
            SignatureError::Skew => "请求时间与服务器时间相差过大".to_owned(),
            SignatureError::Replayed => "签名已被使用过".to_owned(),
        },
        Reason::OtherPool => "密钥不属于该用户池".to_owned(),
        Reason::NotFound => "用户不存在".to_owned(),
        Reason::AlreadyExists => "用户已存在".to_owned(),
        Reason::WrongPassword => "账号或密码错误".to_owned(),
        Reason::NoScript(action) => format!("自定义数据库未实现 {action} 脚本"),
        Reason::Unsupported(what) => format!("不支持 {what}"),
        Reason::NoNotifier(channel) => format!("未配置通知渠道：{channel}"),
        Reason::NotNotified => "修改已完成，但通知发送失败".to_owned(),
        Reason::ScriptFailed { status, message } => {
            format!("自定义数据库脚本执行失败 ({status}): {message}")
        }
        Reason::Lost(status) => format!("自定义数据库脚本执行中断 ({status})，结果未知"),
        Reason::Busy => "请求过于频繁，请稍后再试".to_owned(),
        Reason::Unavailable => "服务暂不可用，请稍后再试".to_owned(),
        Reason::NoConnection => "密钥对应的自定义数据库不存在".to_owned(),
        Reason::Internal => "服务器内部错误".to_owned(),
        Reason::Entry {
            place,
            reason,
            done,
        } => format!("{place}: {}（此前已完成 {done} 条）", zh(reason)),
    }
}

fn en(reason: &Reason) -> String {
    match reason {
        Reason::BadField(field) => format!("parameter {field} has a wrong format"),
        Reason::MissingField(field) => format!("{field} should not be empty"),
        Reason::UnknownField(field) => format!("property {field} should not exist"),
        Reason::Together(one, other) => format!("{one} and {other} cannot be used together"),
        Reason::NoIdentifier => {
            "Must contain one of the following fields: username, phone, email".to_owned()
        }
        Reason::PageTooLong => "limit must not be greater than 50".to_owned(),
        Reason::CustomDataTooLong => {
            "customData must not be longer than 1024 characters".to_owned()
        }
        Reason::BadRequest(text) => format!("The request is malformed: {text}"),
        Reason::BadArguments(text) => format!("The arguments are refused: {text}"),
        Reason::NotDecrypted => "The password cannot be decrypted".to_owned(),
        Reason::NoPasswordToNotify => {
            "There is no new password to send a notification of".to_owned()
        }
        Reason::TooLarge { limit } => format!("The body must not be larger than {limit} bytes"),
        Reason::BatchTooLong { limit } => format!("At most {limit} entries at once"),
        Reason::NotSignedIn => "No credentials were sent".to_owned(),
        Reason::BadToken => "The management token is not valid or has expired".to_owned(),
        Reason::WrongKey => "accessKeyId or accessKeySecret is wrong".to_owned(),
        Reason::Signature(error) => match error {
            SignatureError::Wrong => "The signature is wrong".to_owned(),
            SignatureError::Method => "The signature method must be HMAC-SHA1".to_owned(),
            SignatureError::Version => "The signature version must be 1.0".to_owned(),
            SignatureError::DateFormat => "The date header has a wrong format".to_owned(),
            SignatureError::MissingHeader(name) => format!("The header {name} is missing"),
            SignatureError::Skew => "The date is too far from the server's".to_owned(),
            SignatureError::Replayed => "The signature was used before".to_owned(),
        },
        Reason::OtherPool => "The key is of another user pool".to_owned(),
        Reason::NotFound => "The user does not exist".to_owned(),
        Reason::AlreadyExists => "The user exists already".to_owned(),
        Reason::WrongPassword => "The account or the password is wrong".to_owned(),
        Reason::NoScript(action) => format!("The custom database does not implement {action}"),
        Reason::Unsupported(what) => format!("{what} is not supported"),
        Reason::NoNotifier(channel) => format!("No notifier is set up for {channel}"),
        Reason::NotNotified => "The change was made, but the notification failed".to_owned(),
        Reason::ScriptFailed { status, message } => {
            format!("The custom database script failed ({status}): {message}")
        }
        Reason::Lost(status) => {
            format!("The custom database script was lost ({status}); its effect is unknown")
        }
        Reason::Busy => "Too many requests, try again later".to_owned(),
        Reason::Unavailable => "Not available, try again later".to_owned(),
        Reason::NoConnection => "The custom database of the key does not exist".to_owned(),
        Reason::Internal => "Internal error".to_owned(),
        Reason::Entry {
            place,
            reason,
            done,
        } => format!("{place}: {} ({done} done before)", en(reason)),
    }
}
