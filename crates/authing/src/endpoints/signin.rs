//! `signin`: the login script. Connector is no OpenID provider: a good password is answered with the user, not with
//! tokens.

use std::net::IpAddr;

use connector_contract::Action;
use serde_json::{Map, Value, json};

use crate::backend::Backend;
use crate::context::SealedPassword;
use crate::fields::Fields;
use crate::gate::Endpoint;
use crate::mapping::{Parts, to_v3};
use crate::password;
use crate::refusal::{Reason, Refusal};
use crate::session::Session;

/// `POST /api/v3/signin`: `SigninByCredentialsDto` with `connection: "PASSWORD"`; data is `{ "user": UserDto }`.
///
/// Signed, with a management token, or with the key pair as client credentials: `client_id` is the access key id,
/// `client_secret` its secret. An unknown account and a wrong password have one answer.
pub(crate) struct Signin;

struct Attempt {
    query: Map<String, Value>,
    password: SealedPassword,
    ip: Option<IpAddr>,
}

fn read(mut fields: Fields) -> Result<Attempt, Refusal> {
    match fields.required_text("connection")?.as_str() {
        "PASSWORD" => {}
        "PASSCODE" | "LDAP" | "AD" => return Err(Refusal::unsupported("connection")),
        _ => return Err(fields.bad("connection")),
    }
    for name in ["passCodePayload", "adPayload", "ldapPayload"] {
        fields.unsupported(name)?;
    }
    let mut encryption = None;
    let mut ip = None;
    if let Some(mut options) = fields.object("options")? {
        encryption = password::encryption(&mut options)?;
        // Where an application's server asks, it says for whom.
        if let Some(text) = options.text("clientIp")? {
            ip = Some(text.parse().map_err(|_| options.bad("clientIp"))?);
        }
        // It says what tokens are for, and there are none.
        options.text("scope")?;
        for name in [
            "context",
            "tenantId",
            "customData",
            "autoRegister",
            "captchaCode",
            "captchaToken",
        ] {
            options.unsupported(name)?;
        }
        options.done()?;
    }
    // Read where the request was admitted.
    fields.text("client_id")?;
    fields.text("client_secret")?;
    let Some(mut payload) = fields.object("passwordPayload")? else {
        return Err(fields.missing("passwordPayload"));
    };
    fields.done()?;
    let mut query = Map::new();
    for name in ["email", "phone", "username"] {
        if let Some(text) = payload.text(name)?.filter(|text| !text.is_empty()) {
            query.insert(name.to_owned(), Value::from(text));
        }
    }
    if let Some(account) = payload.text("account")?.filter(|text| !text.is_empty()) {
        query
            .entry(kind_of(&account))
            .or_insert(Value::from(account));
    }
    if query.is_empty() {
        return Err(Refusal::bad_request(Reason::NoIdentifier));
    }
    let password = password::sealed(
        &mut payload,
        encryption.unwrap_or_default(),
        "/passwordPayload",
    )?;
    let password = password.ok_or_else(|| payload.missing("password"))?;
    payload.done()?;
    Ok(Attempt {
        query,
        password,
        ip,
    })
}

/// Which key of the login script's query an account is, which may be any of three.
fn kind_of(account: &str) -> &'static str {
    let digits = account.strip_prefix('+').unwrap_or(account);
    if account.contains('@') {
        "email"
    } else if digits.len() >= 5 && digits.bytes().all(|b| b.is_ascii_digit()) {
        "phone"
    } else {
        "username"
    }
}

impl Endpoint for Signin {
    const NAME: &'static str = "signin";
    const FOR_CLIENTS: bool = true;

    async fn answer<B: Backend>(mut session: Session<B>) -> Result<Value, Refusal> {
        let attempt = read(Fields::of(&session.document))?;
        session.ip = attempt.ip.or(session.ip);
        let password = session.open(&attempt.password).await?;
        let context = session.context(&[(attempt.password.pointer, &password)]);
        let arguments = vec![Value::Object(attempt.query), password::plain(&password)];
        match session.value(Action::Login, arguments, &context).await {
            Ok(profile) => Ok(json!({ "user": to_v3(&profile, Parts::ALL) })),
            Err(refusal) if refusal.reason == Reason::NotFound => Err(Refusal::wrong_password()),
            Err(refusal) => Err(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn accounts() {
        let table = [
            ("ada@example.com", "email"),
            ("+4915550001", "phone"),
            ("18800000000", "phone"),
            ("ada", "username"),
            ("1234", "username"),
            ("+", "username"),
        ];
        for (account, kind) in table {
            assert_eq!(super::kind_of(account), kind, "{account}");
        }
    }
}
