//! Secrets do not leave in text.

use connector_contract::redact::MASK;
use connector_contract::text::bounded;
use connector_contract::{Action, Env, Redactor};
use proptest::prelude::*;
use serde_json::json;

use crate::support::{invocation, with_arguments};

fn redactor(env: &[(&str, &str)]) -> Redactor {
    Redactor::new(
        &env.iter().copied().collect(),
        &invocation(Action::DeleteUser),
    )
}

#[test]
fn env_shows_keys_only() {
    let mut env: Env = [("DB_PASSWORD", "hunter22"), ("API_KEY", "k-123456")]
        .into_iter()
        .collect();
    env.declare_secret("API_KEY");
    assert_eq!(format!("{env:?}"), r#"{"API_KEY", "DB_PASSWORD"}"#);
    assert!(env.is_secret("API_KEY") && env.is_secret("DB_PASSWORD") && !env.is_secret("DB_HOST"));
    assert_eq!((env.get("API_KEY"), env.len()), (Some("k-123456"), 2));
    let json = serde_json::to_string(&env).unwrap();
    assert_eq!(serde_json::from_str::<Env>(&json).unwrap(), env);
    assert!(!format!("{:?}", Redactor::new(&env, &invocation(Action::Login))).contains("hunter"));
}

#[test]
fn passwords_of_uris_go_in_every_spelling() {
    let redactor = redactor(&[(
        "DB_CONNECTION_URI",
        "postgres://app:p%40ss%2Fword@db:5432/users",
    )]);
    for text in ["p%40ss%2Fword", "p@ss/word", "login with p@ss/word failed"] {
        assert!(!redactor.text(text).contains("word"), "{text}");
    }
    assert_eq!(
        redactor.text("postgres://app:p@ss/word@db/users"),
        "postgres://app:***@db/users"
    );
    for (uri, password) in [
        ("postgres://app:raw/sla@sh?es@db/users", "raw/sla@sh?es"),
        ("mysql://app:sec:ret7@db", "sec:ret7"),
        ("postgres://db/users?user=app&password=queried7", "queried7"),
        ("host=db user=app password='keyword7' port=5432", "keyword7"),
    ] {
        let env: Env = [("ANY", uri)].into_iter().collect();
        let redactor = Redactor::new(&env, &invocation(Action::DeleteUser));
        assert_eq!(redactor.text(&format!("<{password}>")), "<***>", "{uri}");
    }
}

#[test]
fn short_passwords_stay_except_in_uris() {
    let redactor = redactor(&[("DB_PASSWORD", "user")]);
    assert_eq!(redactor.text("user not found"), "user not found");
    assert_eq!(
        redactor.text("cannot reach postgres://app:pw@db/users."),
        "cannot reach postgres://app:***@db/users."
    );
    assert_eq!(
        redactor.text("see https://example.com/a:b@c"),
        "see https://example.com/a:b@c"
    );
}

#[test]
fn hosts_users_and_other_values_stay() {
    let env = [
        ("DB_HOST", "db.example.com"),
        ("DB_USERNAME", "application"),
        ("OTHER", "ordinary"),
    ];
    let text =
        r#"password authentication failed for user "application" at db.example.com, ordinary"#;
    assert_eq!(redactor(&env).text(text), text);
}

#[test]
fn plaintext_passwords_among_the_arguments_go() {
    for (action, arguments) in [
        (Action::Login, json!([{ "email": "e" }, "hunter22"])),
        (Action::ValidatePassword, json!([1, "hunter22"])),
        (Action::CreateUser, json!([{ "password": "hunter22" }])),
        (Action::UpdateUser, json!([1, { "password": "hunter22" }])),
        (
            Action::UpdateUser,
            json!([1, { "customData": { "oldPassword": "hunter22" } }]),
        ),
    ] {
        let call = with_arguments(action, arguments);
        let redactor = Redactor::new(&Env::new(), &call);
        assert_eq!(
            redactor.text("cannot hash hunter22!"),
            "cannot hash ***!",
            "{action}"
        );
        let kept = serde_json::to_string(&redactor.arguments(&call)).unwrap();
        assert!(!kept.contains("hunter22") && kept.contains(MASK), "{kept}");
    }
    let mut call = invocation(Action::DeleteUser);
    call.context = json!({ "request": { "body": { "password": "hunter22" } } });
    assert_eq!(Redactor::new(&Env::new(), &call).text("hunter22"), "***");
}

#[test]
fn fields_are_masked_at_any_length() {
    let call = with_arguments(Action::Login, json!([{ "email": "e" }, "pw"]));
    let redactor = Redactor::new(&Env::new(), &call);
    assert_eq!(
        json!(redactor.arguments(&call)),
        json!([{ "email": "e" }, "***"])
    );
    let value = json!({ "password": "x", "newPassword": 7, "passwordSet": true, "list": [{ "passwd": "y" }] });
    let masked = json!({ "password": "***", "newPassword": "***", "passwordSet": true, "list": [{ "passwd": "***" }] });
    assert_eq!(redactor.json(&value), masked);
}

#[test]
fn a_secret_cut_at_the_end_goes_too() {
    let redactor = redactor(&[("DB_PASSWORD", "correct-horse-battery")]);
    let text = format!("{} correct-horse-battery", "x".repeat(20));
    for bytes in 0..text.len() {
        let shown = redactor.text(&bounded(&text, bytes)).into_owned();
        assert!(!shown.contains("correc"), "{bytes}: {shown}");
    }
}

#[test]
fn overlaps_and_reformed_secrets_leave_nothing() {
    let mut redactor = Redactor::default();
    redactor.add("abcdefg");
    redactor.add("efghijk");
    assert_eq!(redactor.text("-abcdefghijk-"), "-***-");
    let mut redactor = Redactor::default();
    redactor.add("ab***cd");
    redactor.add("secret");
    assert_eq!(redactor.text("absecretcd"), "***");
    let mut redactor = Redactor::default();
    redactor.add("aaaaaa");
    assert_eq!(redactor.text(&"a".repeat(100)), "***");
    redactor.add("say \"hi\"\n");
    assert_eq!(redactor.text(r#"{"p":"say \"hi\"\n"}"#), r#"{"p":"***"}"#);
}

proptest! {
    #[test]
    fn no_secret_of_six_characters_stays(
        secrets in proptest::collection::vec("[ab*é%4 ]{6,9}", 1..4),
        pieces in proptest::collection::vec("[ab*é%4 ]{0,4}", 1..6),
        order in proptest::collection::vec(0_usize..4, 1..6),
        cut in 0_usize..80,
    ) {
        let mut redactor = Redactor::default();
        for secret in &secrets {
            redactor.add(secret);
        }
        let mut text = String::new();
        for (piece, at) in pieces.iter().zip(&order) {
            text.push_str(piece);
            text.push_str(secrets.get(*at).map_or("", String::as_str));
        }
        for text in [text.clone(), bounded(&text, cut).into_owned()] {
            let shown = redactor.text(&text).into_owned();
            for secret in &secrets {
                prop_assert!(!shown.contains(secret.as_str()), "{secret:?} in {shown:?}");
            }
            prop_assert_eq!(redactor.text(&shown), shown.as_str());
        }
    }

    #[test]
    fn what_is_no_secret_stays(text in "[a-z :@]{0,60}") {
        prop_assert_eq!(redactor(&[("DB_PASSWORD", "0123456789")]).text(&text), text.as_str());
    }
}
