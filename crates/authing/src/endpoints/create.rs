//! `create-user` and `create-users-batch`: the createUser script.

use connector_contract::Action;
use serde_json::{Map, Value};

use super::{BATCH, custom_data, open_all, placed};
use crate::backend::{Backend, Connection};
use crate::context::SealedPassword;
use crate::fields::Fields;
use crate::gate::Endpoint;
use crate::keyring::Encryption;
use crate::mapping::{self, Parts};
use crate::password;
use crate::refusal::{Reason, Refusal};
use crate::secret::Secret;
use crate::session::Session;

/// Fields of `CreateUserReqDto` that mean Authing's own store, which no script has.
const NOT_FOR_SCRIPTS: [&str; 6] = [
    "salt",
    "tenantIds",
    "otp",
    "departmentIds",
    "identities",
    "metadataSource",
];

/// `CreateUserOptionsDto`.
#[derive(Debug, Default)]
struct CreateOptions {
    encryption: Encryption,
    generate: bool,
    reset_on_first_login: Option<bool>,
}

impl CreateOptions {
    fn read(fields: &mut Fields) -> Result<Self, Refusal> {
        let top = password::encryption(fields)?;
        let Some(mut options) = fields.object("options")? else {
            return Ok(Self {
                encryption: top.unwrap_or_default(),
                ..Self::default()
            });
        };
        let read = Self {
            encryption: password::one_of(top, password::encryption(&mut options)?)?,
            generate: options.flag("autoGeneratePassword")?.unwrap_or_default(),
            reset_on_first_login: options.flag("resetPasswordOnFirstLogin")?,
        };
        // A hash made elsewhere: scripts get plain text and hash it themselves.
        options.unsupported("keepPassword")?;
        // Says how departmentIds are to be read, and these are refused.
        options.text("departmentIdType")?;
        if let Some(mut notification) = options.object("sendNotification")? {
            notification.unsupported("sendEmailNotification")?;
            notification.unsupported("sendPhoneNotification")?;
            notification.text("appId")?;
            notification.done()?;
        }
        options.done()?;
        Ok(read)
    }
}

/// One user to create, everything about it checked.
struct NewUser {
    userinfo: Map<String, Value>,
    password: Option<SealedPassword>,
    generate: bool,
}

impl NewUser {
    fn read(
        mut fields: Fields,
        options: &CreateOptions,
        prefix: &str,
        connection: &Connection,
    ) -> Result<Self, Refusal> {
        let mut userinfo = mapping::from_v3(&mut fields)?;
        let given = |name: &str| {
            let text = userinfo.get(name).and_then(Value::as_str);
            text.is_some_and(|text| !text.is_empty())
        };
        if !["username", "phone", "email"].into_iter().any(given) {
            return Err(Refusal::bad_request(Reason::NoIdentifier));
        }
        if given("phoneCountryCode") && !given("phone") {
            return Err(fields.missing("phone"));
        }
        if let Some(data) = custom_data(&mut fields, connection)? {
            userinfo.insert("customData".to_owned(), Value::Object(data));
        }
        let password = password::sealed(&mut fields, options.encryption, prefix)?;
        for name in NOT_FOR_SCRIPTS {
            fields.unsupported(name)?;
        }
        fields.done()?;
        if password.is_some() && options.generate {
            return Err(Refusal::bad_request(Reason::Together(
                "password",
                "autoGeneratePassword",
            )));
        }
        if let Some(reset) = options.reset_on_first_login {
            userinfo.insert("resetPasswordOnFirstLogin".to_owned(), Value::from(reset));
        }
        Ok(Self {
            userinfo,
            password,
            generate: options.generate,
        })
    }

    async fn make<B: Backend>(
        self,
        session: &Session<B>,
        password: Option<&Secret>,
        context: &Value,
    ) -> Result<Value, Refusal> {
        let mut userinfo = self.userinfo;
        let generated = if self.generate {
            Some(password::generate()?)
        } else {
            None
        };
        if let Some(password) = generated.as_ref().or(password) {
            userinfo.insert("password".to_owned(), password::plain(password));
        }
        let arguments = vec![Value::Object(userinfo)];
        let profile = session
            .value(Action::CreateUser, arguments, context)
            .await?;
        Ok(mapping::to_v3(&profile, Parts::ALL))
    }
}

/// `POST /api/v3/create-user`: `CreateUserReqDto` to `UserSingleRespDto`.
pub(crate) struct CreateUser;

impl Endpoint for CreateUser {
    const NAME: &'static str = "create-user";

    async fn answer<B: Backend>(session: Session<B>) -> Result<Value, Refusal> {
        let mut fields = Fields::of(&session.document);
        let options = CreateOptions::read(&mut fields)?;
        let user = NewUser::read(fields, &options, "", &session.connection)?;
        let opened = open_all(&session, [user.password.as_ref()].into_iter()).await?;
        let context = session.context(&placed([user.password.as_ref()].into_iter(), &opened));
        let password = opened.first().and_then(Option::as_ref);
        user.make(&session, password, &context).await
    }
}

/// `POST /api/v3/create-users-batch`: `CreateUserBatchReqDto` to `UserListRespDto`; ends at the first that fails, as
/// update-user-batch does.
pub(crate) struct CreateUsersBatch;

impl Endpoint for CreateUsersBatch {
    const NAME: &'static str = "create-users-batch";

    async fn answer<B: Backend>(session: Session<B>) -> Result<Value, Refusal> {
        let mut fields = Fields::of(&session.document);
        let options = CreateOptions::read(&mut fields)?;
        let entries = fields.objects("list", BATCH)?;
        fields.done()?;
        let read = |(at, entry)| {
            NewUser::read(entry, &options, &format!("/list/{at}"), &session.connection)
        };
        let users: Vec<NewUser> = entries
            .into_iter()
            .enumerate()
            .map(read)
            .collect::<Result<_, _>>()?;
        let sealed = || users.iter().map(|user| user.password.as_ref());
        let opened = open_all(&session, sealed()).await?;
        let context = session.context(&placed(sealed(), &opened));
        let mut made = Vec::with_capacity(users.len());
        for (at, (user, password)) in users.into_iter().zip(&opened).enumerate() {
            match user.make(&session, password.as_ref(), &context).await {
                Ok(user) => made.push(user),
                Err(refusal) => {
                    let refusal = refusal.at(format!("list[{at}]"), made.len());
                    return Err(refusal.with_data(Value::Array(made)));
                }
            }
        }
        Ok(Value::Array(made))
    }
}
