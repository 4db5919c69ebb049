//! Thrown texts and codes: what counts as a refusal.

use connector_contract::{Action, Cause, Ending, Rule, Status, Thrown, ThrownKind};

use crate::support::{invocation, judge, threw};

fn status_of(message: &str) -> Status {
    judge(&invocation(Action::UpdateUser), &threw(message)).status
}

#[test]
fn published_texts_count_whole_or_as_a_tail() {
    for (message, status) in [
        ("User not exists!", Status::NotFound),
        ("User not exists", Status::NotFound),
        ("user NOT exists!", Status::NotFound),
        ("Execute query failed: User not exists!", Status::NotFound),
        ("a: b: User not exists", Status::NotFound),
        ("user allready exists", Status::AlreadyExists),
        ("User allready exists!", Status::AlreadyExists),
        ("User already exists!", Status::AlreadyExists),
        (
            "Execute query failed: User allready exists!",
            Status::AlreadyExists,
        ),
        ("Password is not valid!", Status::InvalidPassword),
        (
            "Execute query failed: password is not valid",
            Status::InvalidPassword,
        ),
    ] {
        assert_eq!(status_of(message), status, "{message}");
    }
}

#[test]
fn a_text_that_only_holds_one_is_an_error() {
    for message in [
        "User not exists!!",
        "User not exists!x",
        "The User not exists!",
        "User not exists in shard 3",
        "failed:User not exists!",
        "failed - User not exists!",
        "User not exists!: while updating",
        "User  not exists!",
        "U\u{17f}er not exists!",
        "Delete Account Failed",
        "Something went wrong ...",
        "",
    ] {
        assert_eq!(status_of(message), Status::ScriptError, "{message}");
    }
}

#[test]
fn causes_count_after_the_error_itself() {
    let cause = |message: &str| Cause {
        message: message.to_owned(),
        code: None,
    };
    let mut thrown = Thrown::error("Error", "update failed");
    thrown.causes = vec![
        cause("inner"),
        cause("Execute query failed: User not exists!"),
    ];
    let verdict = judge(
        &invocation(Action::UpdateUser),
        &Ending::Threw(thrown.clone()),
    );
    assert_eq!(
        (verdict.status, verdict.rule),
        (Status::NotFound, Rule::CauseChain)
    );
    thrown.message = "User already exists!".to_owned();
    let verdict = judge(&invocation(Action::UpdateUser), &Ending::Threw(thrown));
    assert_eq!(
        (verdict.status, verdict.rule),
        (Status::AlreadyExists, Rule::WholeMessage)
    );
}

#[test]
fn an_explicit_code_wins_over_text() {
    for (code, status) in [
        ("USER_NOT_FOUND", Status::NotFound),
        ("USER_ALREADY_EXISTS", Status::AlreadyExists),
        ("INVALID_PASSWORD", Status::InvalidPassword),
    ] {
        for message in [
            "",
            "whatever",
            "User not exists!",
            "User already exists!",
            "Password is not valid!",
        ] {
            let thrown = Thrown {
                code: Some(code.to_owned()),
                ..Thrown::error("Error", message)
            };
            let verdict = judge(&invocation(Action::Login), &Ending::Threw(thrown));
            assert_eq!(
                (verdict.status, verdict.rule),
                (status, Rule::ErrorCode),
                "{code} {message}"
            );
        }
    }
    for code in [
        "user_not_found",
        "23505",
        "CONNECTOR_LIMIT",
        "USER_NOT_FOUND ",
    ] {
        let thrown = Thrown {
            code: Some(code.to_owned()),
            ..Thrown::error("Error", "x")
        };
        let verdict = judge(&invocation(Action::Login), &Ending::Threw(thrown));
        assert_eq!(verdict.status, Status::ScriptError, "{code}");
        assert_eq!(verdict.failure.unwrap().code.as_deref(), Some(code));
    }
    let mut thrown = Thrown::error("Error", "Password is not valid!");
    thrown.causes = vec![Cause {
        message: "x".to_owned(),
        code: Some("USER_NOT_FOUND".to_owned()),
    }];
    assert_eq!(
        judge(&invocation(Action::Login), &Ending::Threw(thrown)).status,
        Status::NotFound
    );
}

#[test]
fn strings_speak_and_other_values_only_by_code() {
    let of = |kind, code: Option<&str>| {
        let code = code.map(str::to_owned);
        let thrown = Thrown {
            kind,
            code,
            message: "User not exists!".to_owned(),
            ..Thrown::default()
        };
        judge(&invocation(Action::Login), &Ending::Threw(thrown)).status
    };
    let object = || ThrownKind::Other {
        type_name: "Object".to_owned(),
    };
    assert_eq!(of(ThrownKind::String, None), Status::NotFound);
    assert_eq!(of(object(), None), Status::ScriptError);
    assert_eq!(
        of(object(), Some("USER_ALREADY_EXISTS")),
        Status::AlreadyExists
    );
    assert_eq!(of(ThrownKind::Null, None), Status::ScriptError);
}

/// The texts of the default templates, and what they look like once somebody has touched them.
#[test]
fn untouched_templates_are_not_implemented() {
    for what in [
        "Login",
        "Find User",
        "Search User",
        "Delete Account",
        "List Users",
        "Validate Password",
    ] {
        let text = format!("Please implement the {what} script for this database connection");
        for message in [text.clone(), format!("{text} ")] {
            let verdict = judge(&invocation(Action::UpdateUser), &threw(&message));
            assert_eq!(
                (verdict.status, verdict.rule),
                (Status::NotImplemented, Rule::UntouchedTemplate),
                "{message}"
            );
        }
        for message in [
            format!("Execute query failed: {text}"),
            text.to_lowercase(),
            format!("{text}!"),
        ] {
            assert_eq!(status_of(&message), Status::ScriptError, "{message}");
        }
    }
    assert_eq!(
        status_of("Please implement the Create User script for this database connection"),
        Status::ScriptError,
        "createUser's template has the text of getUser's"
    );
}

#[test]
fn what_was_thrown_is_kept() {
    let thrown = Thrown {
        stack: Some("Error: User not exists!\n    at updateUser (updateUser.js:3:9)".to_owned()),
        ..Thrown::error("Error", "User not exists!")
    };
    let failure = judge(
        &invocation(Action::UpdateUser),
        &Ending::Threw(thrown.clone()),
    )
    .failure
    .unwrap();
    assert_eq!(
        (failure.message, failure.name, failure.stack),
        (thrown.message, Some("Error".to_owned()), thrown.stack)
    );
    assert_eq!(failure.public_message, "User not exists!");
}
