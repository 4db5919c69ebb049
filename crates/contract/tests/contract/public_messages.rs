//! What an end user may read.

use connector_contract::{Action, Ending, Thrown, classify};

use crate::support::{evidence, invocation, threw};

fn public(ending: &Ending, errors: &[&str]) -> String {
    classify(&invocation(Action::UpdateUser), ending, &evidence(errors))
        .failure
        .unwrap()
        .public_message
}

const REPORTED: &str = "The user store reported an error.";
const UNREACHABLE: &str = "The user store could not be reached.";

#[test]
fn the_scripts_own_words_pass() {
    for message in [
        "My nice error message",
        "Delete Account Failed",
        "Execute query failed: User not exists!",
        "a: b",
    ] {
        assert_eq!(
            public(&threw(message), &["relation \"users\" does not exist"]),
            message
        );
    }
}

#[test]
fn a_databases_words_do_not() {
    let error = r#"duplicate key value violates unique constraint "users_email_key""#;
    let detail = "Key (email)=(alice@example.com) already exists.";
    for message in [
        error.to_owned(),
        format!("Execute query failed: {error}"),
        format!("Execute query failed: {error} ({detail})"),
        format!("oops {detail}"),
        // Cut by the script.
        format!("Execute query failed: {}", &error[..30]),
    ] {
        assert_eq!(
            public(&threw(&message), &[error, detail]),
            REPORTED,
            "{message}"
        );
    }
    assert_eq!(public(&threw("no"), &["no"]), REPORTED);
    assert_eq!(
        public(&threw("not now"), &["no"]),
        "not now",
        "two letters prove nothing"
    );
    let sqlstate = Thrown {
        code: Some("42P01".to_owned()),
        ..Thrown::error("error", "whatever")
    };
    assert_eq!(public(&Ending::Threw(sqlstate), &[]), REPORTED);
    let password = threw(r#"Execute query failed: password authentication failed for user "app""#);
    assert_eq!(public(&password, &[]), REPORTED);
}

#[test]
fn addresses_do_not() {
    for message in [
        "connect ECONNREFUSED 10.0.0.5:5432",
        "Execute query failed: getaddrinfo ENOTFOUND db.internal",
        "Connection terminated unexpectedly",
    ] {
        assert_eq!(public(&threw(message), &[]), UNREACHABLE, "{message}");
    }
    let coded = Thrown {
        code: Some("ECONNREFUSED".to_owned()),
        ..Thrown::error("AggregateError", "10.0.0.5 is down")
    };
    assert_eq!(public(&Ending::Threw(coded), &[]), UNREACHABLE);
}

#[test]
fn a_refusal_that_quotes_a_driver_keeps_its_meaning() {
    let error = "relation \"users\" does not exist";
    let message = format!("nobody: {error}");
    let thrown = Thrown {
        code: Some("USER_NOT_FOUND".to_owned()),
        ..Thrown::error("Error", message)
    };
    assert_eq!(public(&Ending::Threw(thrown), &[error]), "User not exists!");
}

#[test]
fn nor_what_is_wrong_with_the_script() {
    let syntax = Thrown::error("SyntaxError", "Unexpected token '}' near secret");
    assert_eq!(public(&Ending::NotCompiled(syntax.clone()), &[]), REPORTED);
    assert_eq!(public(&Ending::FailedToLoad(syntax), &[]), REPORTED);
}
