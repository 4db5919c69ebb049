//! `tests/*.json` of a new folder: for each script, what goes in and what must come out.

use serde_json::{Value, json};

use super::Choice;
use super::template::seed_id;
use crate::files::NewFile;
use crate::folder::Mode;

pub(super) fn files(choice: &Choice) -> Vec<NewFile> {
    let mut cases = shared(choice);
    if choice.mode == Mode::Full {
        cases.extend(full(choice));
    }
    cases
        .into_iter()
        .map(|(name, case)| NewFile::new(format!("tests/{name}.json"), format!("{case:#}\n")))
        .collect()
}

/// Of `login` and `getUser`, which both modes have.
fn shared(choice: &Choice) -> Vec<(&'static str, Value)> {
    // The driver gives bigints as text, so an id comes back as text whatever its shape.
    let (ada, grace) = (seed_id(choice.id, 1), seed_id(choice.id, 2));
    vec![
        (
            "login_right_password",
            json!({
                "about": "the right password gives the profile",
                "action": "login",
                "query": { "email": "Ada@Example.com" },
                "password": "correct horse",
                "expect": { "status": "success", "value": { "id": ada, "username": "ada" } },
            }),
        ),
        (
            "login_wrong_password",
            json!({
                "about": "a wrong password is said to be wrong",
                "action": "login",
                "query": { "username": "ada" },
                "password": "battery staple",
                "expect": { "status": "invalid_password" },
            }),
        ),
        (
            "login_nobody",
            json!({
                "about": "an unknown user is said to be unknown",
                "action": "login",
                "query": { "phone": "+10000000" },
                "password": "correct horse",
                "expect": { "status": "not_found" },
            }),
        ),
        (
            "get_user",
            json!({
                "about": "a user is found by id",
                "action": "getUser",
                "query": { "id": grace },
                "expect": { "status": "success", "value": { "id": grace, "name": "Grace Hopper" } },
            }),
        ),
        (
            "get_user_nobody",
            json!({
                "about": "nobody is null, not an error",
                "action": "getUser",
                "query": { "email": "nobody@example.com" },
                "expect": { "status": "not_found" },
            }),
        ),
    ]
}

fn full(choice: &Choice) -> Vec<(&'static str, Value)> {
    let (ada, grace) = (seed_id(choice.id, 1), seed_id(choice.id, 2));
    let nobody = seed_id(choice.id, 99);
    vec![
        (
            "create_user",
            json!({
                "about": "a new user gets an id",
                "action": "createUser",
                "userinfo": { "username": "alan", "email": "alan@example.com", "password": "bombe" },
                "expect": { "status": "success", "value": { "username": "alan", "email": "alan@example.com" } },
            }),
        ),
        (
            "create_user_again",
            json!({
                "about": "the same user can't be added twice, however the e-mail is written",
                "action": "createUser",
                "userinfo": { "email": "ADA@example.com" },
                "expect": { "status": "already_exists" },
            }),
        ),
        (
            "update_user",
            json!({
                "about": "a changed field is stored and returned",
                "action": "updateUser",
                "id": ada,
                "updates": { "nickname": "Nick" },
                "expect": { "status": "success", "value": { "id": ada, "nickname": "Nick" } },
            }),
        ),
        (
            "update_user_unknown_field",
            json!({
                "about": "a field that is not kept changes nothing",
                "action": "updateUser",
                "id": ada,
                "updates": { "shoeSize": 38 },
                "expect": { "status": "unchanged" },
            }),
        ),
        (
            "update_user_nobody",
            json!({
                "about": "nobody can't be changed",
                "action": "updateUser",
                "id": nobody,
                "updates": { "nickname": "Nick" },
                "expect": { "status": "not_found" },
            }),
        ),
        (
            "update_user_taken_email",
            json!({
                "about": "somebody else's e-mail can't be taken",
                "action": "updateUser",
                "id": ada,
                "updates": { "email": "grace@example.com" },
                "expect": { "status": "already_exists" },
            }),
        ),
        (
            "delete_user",
            json!({
                "about": "a user can be removed",
                "action": "deleteUser",
                "id": grace,
                "expect": { "status": "success", "value": true },
            }),
        ),
        (
            "delete_user_nobody",
            json!({
                "about": "nobody can't be removed",
                "action": "deleteUser",
                "id": nobody,
                "expect": { "status": "not_found" },
            }),
        ),
        (
            "list_users",
            json!({
                "about": "the second page of one user a page",
                "action": "listUsers",
                "page": 2,
                "limit": 1,
                "expect": { "status": "success", "value": { "totalCount": 2, "list": [{ "id": grace }] } },
            }),
        ),
        (
            "search_user",
            json!({
                "about": "part of a name is enough",
                "action": "searchUser",
                "keyword": "lovel",
                "expect": { "status": "success", "value": { "totalCount": 1, "list": [{ "id": ada }] } },
            }),
        ),
        (
            "search_user_wildcard",
            json!({
                "about": "a percent sign means itself",
                "action": "searchUser",
                "keyword": "%",
                "expect": { "status": "success", "value": { "totalCount": 0, "list": [] } },
            }),
        ),
        (
            "validate_password",
            json!({
                "about": "the user's own password",
                "action": "validatePassword",
                "id": ada,
                "password": "correct horse",
                "expect": { "status": "success", "value": true },
            }),
        ),
        (
            "validate_password_wrong",
            json!({
                "about": "another password",
                "action": "validatePassword",
                "id": ada,
                "password": "battery staple",
                "expect": { "status": "invalid_password" },
            }),
        ),
    ]
}
