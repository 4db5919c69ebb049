//! Which sessions are interchangeable: those that came from the same tenant's same settings, the password included.

use ring::hmac;
use ring::rand::SystemRandom;

use crate::options::{Options, TlsOptions};

/// Names one kind of session. Holds no secret: the digests are made with a key that this process alone knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct SessionKey {
    /// Whose it is: all of a tenant's keys have it in common.
    pub(crate) tenant: [u8; 32],
    /// Everything, the tenant included.
    all: [u8; 32],
}

/// Makes keys.
#[derive(Debug)]
pub(crate) struct KeyMaker(hmac::Key);

impl KeyMaker {
    /// With a key of its own; `None` when the system has no randomness to give.
    pub(crate) fn new() -> Option<Self> {
        hmac::Key::generate(hmac::HMAC_SHA256, &SystemRandom::new())
            .ok()
            .map(Self)
    }

    /// The key of sessions that `tenant` opens with `options`: every field that the server or we ourselves look at.
    pub(crate) fn session(&self, tenant: &str, options: &Options) -> SessionKey {
        // Named one by one, so that a new field can't be forgotten here.
        let Options {
            host,
            port,
            user,
            password,
            ask_password,
            odd_password,
            startup,
            tls,
            channel_binding,
            scram_max_iterations,
            // How long we try to connect says nothing about the session.
            connect_timeout: _,
        } = options;
        let mut digest = Digest::begin(self);
        digest.text("session").text(tenant).text(host).text(user);
        digest.bytes(&port.to_be_bytes()).option(password.as_ref());
        digest.flag(*ask_password).flag(*odd_password);
        digest
            .flag(*channel_binding)
            .bytes(&scram_max_iterations.to_be_bytes());
        digest.bytes(&startup.len().to_be_bytes());
        for (name, value) in startup {
            digest.text(name).text(value);
        }
        match tls {
            None => digest.flag(false),
            Some(tls) => digest.flag(true).tls(tls),
        };
        SessionKey {
            tenant: self.tenant(tenant),
            all: digest.end(),
        }
    }

    fn tenant(&self, tenant: &str) -> [u8; 32] {
        let mut digest = Digest::begin(self);
        digest.text("tenant").text(tenant);
        digest.end()
    }

    /// The key of the server that `options` name, as `tenant` reaches it.
    pub(crate) fn server(&self, tenant: &str, options: &Options) -> SessionKey {
        let mut digest = Digest::begin(self);
        digest.text("server").text(tenant).text(&options.host);
        digest.bytes(&options.port.to_be_bytes());
        SessionKey {
            tenant: self.tenant(tenant),
            all: digest.end(),
        }
    }
}

struct Digest(hmac::Context);

impl Digest {
    fn begin(maker: &KeyMaker) -> Self {
        Self(hmac::Context::with_key(&maker.0))
    }

    /// With its length before it, so that no two lists of fields read the same.
    fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.update(&bytes.len().to_be_bytes());
        self.0.update(bytes);
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }

    fn flag(&mut self, flag: bool) -> &mut Self {
        self.bytes(&[u8::from(flag)])
    }

    fn option(&mut self, text: Option<&String>) -> &mut Self {
        match text {
            Some(text) => self.flag(true).text(text),
            None => self.flag(false),
        }
    }

    fn tls(&mut self, tls: &TlsOptions) -> &mut Self {
        let TlsOptions {
            reject_unauthorized,
            ca,
            cert,
            key,
            passphrase,
            servername,
            ask_identity,
            direct,
            min_version,
            max_version,
        } = tls;
        self.flag(*reject_unauthorized).flag(*passphrase);
        self.flag(*ask_identity).flag(*direct);
        self.flag(ca.is_some());
        let ca = ca.as_deref().unwrap_or_default();
        self.bytes(&ca.len().to_be_bytes());
        for one in ca {
            self.text(one);
        }
        self.option(cert.as_ref()).option(key.as_ref());
        self.option(servername.as_ref());
        self.option(min_version.as_ref())
            .option(max_version.as_ref())
    }

    fn end(self) -> [u8; 32] {
        let mut key = [0; 32];
        let tag = self.0.sign();
        for (to, from) in key.iter_mut().zip(tag.as_ref()) {
            *to = *from;
        }
        key
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::HashSet;

    use serde_json::json;

    use super::*;

    /// A tenant with one key.
    pub(crate) fn some_key(number: u8) -> SessionKey {
        key_of(number, number)
    }

    pub(crate) fn key_of(tenant: u8, number: u8) -> SessionKey {
        SessionKey {
            tenant: [tenant; 32],
            all: [number; 32],
        }
    }

    fn options(change: impl FnOnce(&mut serde_json::Value)) -> Options {
        let mut options = json!({
            "host": "h", "port": 1, "user": "u", "password": "p", "startup": [["user", "u"], ["database", "d"]],
            "tls": null, "scram_max_iterations": 0.0,
        });
        change(&mut options);
        serde_json::from_value(options).unwrap()
    }

    #[test]
    fn every_setting_is_part_of_the_key() {
        let maker = KeyMaker::new().unwrap();
        let tls = json!({
            "reject_unauthorized": true, "ca": null, "cert": null, "key": null, "servername": null,
            "min_version": null, "max_version": null,
        });
        let with_tls = |name: &'static str, value: serde_json::Value| {
            let mut tls = tls.clone();
            tls[name] = value;
            move |o: &mut serde_json::Value| o["tls"] = tls
        };
        let all = [
            options(|_| {}),
            options(|o| o["host"] = json!("i")),
            options(|o| o["port"] = json!(2)),
            options(|o| o["user"] = json!("v")),
            options(|o| o["password"] = json!("q")),
            options(|o| o["password"] = json!(null)),
            options(|o| o["password"] = json!("")),
            options(|o| o["ask_password"] = json!(true)),
            options(|o| o["odd_password"] = json!(true)),
            options(|o| o["startup"] = json!([["user", "u"], ["database", "e"]])),
            options(|o| o["startup"] = json!([["user", "ud"], ["atabase", "d"]])),
            options(|o| {
                o["startup"] = json!([["user", "u"], ["database", "d"], ["application_name", "a"]]);
            }),
            options(|o| o["channel_binding"] = json!(true)),
            options(|o| o["scram_max_iterations"] = json!(1.0)),
            options(with_tls("reject_unauthorized", json!(true))),
            options(with_tls("reject_unauthorized", json!(false))),
            options(with_tls("ca", json!([]))),
            options(with_tls("ca", json!(["a"]))),
            options(with_tls("ca", json!(["a", "b"]))),
            options(with_tls("cert", json!("c"))),
            options(with_tls("key", json!("c"))),
            options(with_tls("passphrase", json!(true))),
            options(with_tls("servername", json!("s"))),
            options(with_tls("ask_identity", json!(true))),
            options(with_tls("direct", json!(true))),
            options(with_tls("min_version", json!("TLSv1.3"))),
            options(with_tls("max_version", json!("TLSv1.3"))),
        ];
        let mut seen = HashSet::new();
        for options in &all {
            assert!(seen.insert(maker.session("t", options)));
            assert!(seen.insert(maker.session("other", options)));
        }
        assert_eq!(
            maker.session("t", &all[0]),
            maker.session("t", &options(|o| o["connect_timeout"] = json!(5.0)))
        );
        assert_ne!(
            maker.session("t", &all[0]),
            KeyMaker::new().unwrap().session("t", &all[0]),
            "keys of another process tell nothing"
        );
    }

    #[test]
    fn a_server_is_told_by_tenant_host_and_port() {
        let maker = KeyMaker::new().unwrap();
        let one = options(|_| {});
        let same = options(|o| o["password"] = json!("q"));
        assert_eq!(maker.server("t", &one), maker.server("t", &same));
        assert_ne!(maker.server("t", &one), maker.server("u", &one));
        let other = options(|o| o["port"] = json!(2));
        assert_ne!(maker.server("t", &one), maker.server("t", &other));
    }
}
