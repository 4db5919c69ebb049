//! Returned values: which are legal for which action.

use connector_contract::{Action, Ending, Returned, Rule, Status};
use serde_json::json;

use crate::support::{invocation, judge, returned, status, with_arguments};

const PROFILE: &str = r#"{"id":1}"#;
const PAGE: &str = r#"{"totalCount":1,"list":[{"id":1}]}"#;

/// What each action makes of each value; everything that is not named here is a violation.
fn expected(action: Action, value: &str) -> Status {
    match (action, value) {
        (Action::Login | Action::GetUser | Action::CreateUser | Action::UpdateUser, PROFILE)
        | (Action::SearchUser | Action::ListUsers, PAGE)
        | (Action::DeleteUser | Action::ValidatePassword, "true") => Status::Success,
        (Action::GetUser, "null") => Status::NotFound,
        (Action::UpdateUser, "null") => Status::Unchanged,
        (Action::ValidatePassword, "false") => Status::InvalidPassword,
        _ => Status::ContractViolation,
    }
}

#[test]
fn every_action_with_every_sort_of_value() {
    for action in Action::ALL {
        for value in [
            PROFILE,
            PAGE,
            "true",
            "false",
            "null",
            "0",
            "1",
            "\"true\"",
            "\"\"",
            "[]",
            "{}",
            "[{\"id\":1}]",
        ] {
            let verdict = judge(&invocation(action), &returned(value));
            assert_eq!(
                verdict.status,
                expected(action, value),
                "{action} returned {value}"
            );
            assert_eq!(
                verdict.value.is_some(),
                verdict.status.is_ok(),
                "{action} returned {value}"
            );
            assert_eq!(
                verdict.failure.is_some(),
                !verdict.status.is_ok(),
                "{action} returned {value}"
            );
        }
        for nothing in [
            Returned::Undefined,
            Returned::Unserialisable {
                reason: "cycle".to_owned(),
            },
        ] {
            assert_eq!(
                status(&invocation(action), &Ending::Returned(nothing)),
                Status::ContractViolation,
                "{action}"
            );
        }
    }
}

#[test]
fn a_profiles_id_is_text_or_a_finite_number() {
    let call = invocation(Action::GetUser);
    for id in [
        "1",
        "0",
        "-1",
        "1.5",
        "1e3",
        "\"a\"",
        "\" \"",
        "\"\\u00e9\"",
    ] {
        assert_eq!(
            status(&call, &returned(&format!(r#"{{"email":"e","id":{id}}}"#))),
            Status::Success,
            "{id}"
        );
    }
    for id in [
        "null",
        "\"\"",
        "true",
        "[]",
        "[1]",
        "{}",
        "1e999",
        "\"\\ud800\"",
        "\"\",\"id\":1",
    ] {
        let verdict = judge(&call, &returned(&format!(r#"{{"id":{id}}}"#)));
        assert_eq!(
            (verdict.status, verdict.rule),
            (Status::ContractViolation, Rule::ProfileWithoutId),
            "{id}"
        );
    }
    assert_eq!(judge(&call, &returned("[1]")).rule, Rule::NotAProfile);
}

#[test]
fn a_page_has_a_number_and_profiles() {
    let call = invocation(Action::ListUsers);
    for page in [
        r#"{"totalCount":0,"list":[]}"#,
        r#"{"list":[{"id":"a"},{"id":2}],"totalCount":7,"more":1}"#,
    ] {
        assert_eq!(status(&call, &returned(page)), Status::Success, "{page}");
    }
    for (page, rule) in [
        (r#"{"totalCount":"1","list":[]}"#, Rule::NotAPage),
        (r#"{"totalCount":null,"list":[]}"#, Rule::NotAPage),
        (r#"{"list":[]}"#, Rule::NotAPage),
        (r#"{"totalCount":1}"#, Rule::NotAPage),
        (r#"{"totalCount":1,"list":{"0":{"id":1}}}"#, Rule::NotAPage),
        (r#"{"totalCount":1,"list":null}"#, Rule::NotAPage),
        (r#"[1,[{"id":1}]]"#, Rule::NotAPage),
        (r#"{"totalCount":1,"list":[null]}"#, Rule::BadListEntry),
        (
            r#"{"totalCount":2,"list":[{"id":1},{"email":"e"}]}"#,
            Rule::BadListEntry,
        ),
        (r#"{"totalCount":1,"list":[1]}"#, Rule::BadListEntry),
    ] {
        let verdict = judge(&call, &returned(page));
        assert_eq!(
            (verdict.status, verdict.rule),
            (Status::ContractViolation, rule),
            "{page}"
        );
    }
    assert_eq!(
        status(&invocation(Action::SearchUser), &returned("null")),
        Status::ContractViolation
    );
}

#[test]
fn update_user_returns_whom_it_was_asked_for() {
    let success = |arguments, value: &str| {
        let verdict = judge(
            &with_arguments(Action::UpdateUser, arguments),
            &returned(value),
        );
        assert!(
            verdict.status == Status::Success || verdict.rule == Rule::OtherUser,
            "{:?}",
            verdict.rule
        );
        verdict.status == Status::Success
    };
    assert!(success(json!([1, {}]), r#"{"id":"1"}"#));
    assert!(success(json!(["1", {}]), r#"{"id":1}"#));
    assert!(success(json!(["1", {}]), r#"{"id":1.0}"#));
    assert!(success(json!(["a|1", {}]), r#"{"id":"a|1"}"#));
    let (upper, lower) = (
        "123E4567-E89B-12D3-A456-426614174000",
        "123e4567-e89b-12d3-a456-426614174000",
    );
    assert!(success(
        json!([upper, {}]),
        &format!(r#"{{"id":"{lower}"}}"#)
    ));
    assert!(!success(json!([1, {}]), r#"{"id":2}"#));
    assert!(!success(json!(["Bob", {}]), r#"{"id":"bob"}"#));
    assert!(!success(json!([1, { "nickname": "2" }]), r#"{"id":2}"#));
    assert!(
        success(json!([1, { "id": 2 }]), r#"{"id":2}"#),
        "the id itself was changed"
    );
    assert!(
        success(json!([1, { "id": 2 }]), r#"{"id":1}"#),
        "the script does not let ids change"
    );
    assert!(!success(json!([1, { "id": 2 }]), r#"{"id":3}"#));
}

#[test]
fn values_stay_verbatim() {
    let text = r#"{"z":1.0,"id":1,"a":10000000000000000000000,"é":"\u00e9\ud800","10":[1e2, 2]}"#;
    let verdict = judge(&invocation(Action::GetUser), &returned(text));
    assert_eq!(verdict.value.unwrap().get(), text);
}

#[test]
fn nesting_ends_where_readers_of_json_give_up() {
    let nested = |levels: usize| {
        let (open, close) = ("[".repeat(levels), "]".repeat(levels));
        format!(r#"{{"id":1,"x":{open}{close},"text":"[[{{\"\\"}}"#)
    };
    let call = invocation(Action::GetUser);
    // The object itself is a level.
    assert_eq!(status(&call, &returned(&nested(99))), Status::Success);
    for levels in [100, 200_000] {
        let verdict = judge(&call, &returned(&nested(levels)));
        let seen = (verdict.status, verdict.rule);
        assert_eq!(seen, (Status::ContractViolation, Rule::NestedTooDeep));
        let message = verdict.failure.unwrap().message;
        let said = format!("nested {} levels deep", levels + 1);
        assert!(message.contains(&said), "{message}");
    }
    // Many side by side are no deeper than one.
    let wide = format!(r#"{{"id":1,"x":[{}[]]}}"#, "[],".repeat(1_000));
    assert_eq!(status(&call, &returned(&wide)), Status::Success);
}

#[test]
fn what_is_not_json_is_not_a_value() {
    for text in ["", "undefined", "{", "{\"id\":1}x", "NaN", "{'id':1}"] {
        let verdict = judge(&invocation(Action::GetUser), &returned(text));
        assert_eq!(verdict.rule, Rule::ReturnedUnserialisable, "{text}");
    }
}

#[test]
fn a_result_beyond_the_limit_is_no_success() {
    let mut call = invocation(Action::GetUser);
    call.limits.result_bytes = PROFILE.len();
    assert_eq!(status(&call, &returned(PROFILE)), Status::Success);
    call.limits.result_bytes = PROFILE.len() - 1;
    let verdict = judge(&call, &returned(PROFILE));
    assert_eq!(
        (verdict.status, verdict.rule),
        (Status::OutputLimit, Rule::ResultSize)
    );
    assert_eq!(
        verdict.failure.unwrap().message,
        "the returned value is 8 bytes of JSON, the limit is 7B"
    );
}

#[test]
fn violations_say_what_was_wrong_and_not_what_was_in_it() {
    let message = |action, value| {
        judge(&invocation(action), &returned(value))
            .failure
            .unwrap()
            .message
    };
    assert_eq!(
        message(Action::CreateUser, r#"{"password":"$2b$10$hash"}"#),
        "createUser must return a profile object with an id; it returned an object: \
         a profile's id must be a non-empty string or a finite number"
    );
    assert_eq!(
        message(Action::DeleteUser, "false"),
        "deleteUser must return true; it returned false"
    );
    let undefined = judge(
        &invocation(Action::DeleteUser),
        &Ending::Returned(Returned::Undefined),
    );
    let message = undefined.failure.unwrap().message;
    assert_eq!(
        message,
        "deleteUser must return true; it returned undefined (is a return missing?)"
    );
}
