//! What passes for an id.

use connector_contract::{IdShape, InvalidId};
use proptest::prelude::*;
use serde_json::{Value, json};

fn passes(shape: IdShape, id: Value) -> bool {
    shape.check(&id).is_ok()
}

#[test]
fn text_takes_the_ids_people_have() {
    for id in [
        "1",
        "6229ffaxxxxxxxxcade3e3d9",
        "bob",
        "bob@example.com",
        "auth0|5f7c8ec7c33c6c004bbafe82",
        "google-oauth2|7",
        "123e4567-e89b-12d3-a456-426614174000",
        "urn:user:7",
        "a.b_c-d",
        "V1StGXR8_Z5jdHi6B-myT",
        "x--y",
        "2024-01-02",
        "bob@company.id",
        "info@email.com",
        "users-7-x",
        "auth0|id",
        "-1",
        "id7",
        "my.user.name7",
        "text",
    ] {
        assert!(passes(IdShape::Text, json!(id)), "{id}");
    }
    assert!(passes(IdShape::Text, json!("a".repeat(128))));
    assert!(!passes(IdShape::Text, json!("a".repeat(129))));
}

/// Each of these, unquoted after `WHERE id = `, would name more rows than one, or hide what follows.
#[test]
fn text_refuses_what_sql_reads_as_an_expression() {
    for id in [
        "id",
        "ID",
        "users.id",
        "public.users.id",
        "id::text",
        "@id",
        "-id",
        "1|id",
        "id-0",
        "id@id",
        "null",
        "TRUE",
        "current_user",
        "1--",
        "--",
        "1--2",
        "1-id--",
        "|",
        "@-",
        "-",
        "password",
        "email",
        "id.",
        ".id",
    ] {
        assert!(!passes(IdShape::Text, json!(id)), "{id}");
    }
    assert_eq!(
        IdShape::Text.check(&json!("id")),
        Err(InvalidId::Expression)
    );
}

#[test]
fn numbers_must_be_whole_and_exact_in_javascript() {
    let largest = 9_007_199_254_740_991_i64;
    for number in [
        json!(1),
        json!(0),
        json!(-5),
        json!(1.0),
        json!(-0.0),
        json!(largest),
        json!(-largest),
    ] {
        assert!(
            passes(IdShape::Text, number.clone()) && passes(IdShape::Integer, number.clone()),
            "{number}"
        );
        assert!(!passes(IdShape::Uuid, number.clone()), "{number}");
    }
    for number in [
        json!(1.5),
        json!(largest + 1),
        json!(u64::MAX),
        json!(1e21),
        json!(-1e300),
    ] {
        assert_eq!(
            IdShape::Integer.check(&number),
            Err(InvalidId::NotWhole),
            "{number}"
        );
        assert_eq!(
            IdShape::Text.check(&number),
            Err(InvalidId::NotWhole),
            "{number}"
        );
    }
}

#[test]
fn integers_as_text_are_canonical() {
    for id in [
        "0",
        "7",
        "-7",
        "9223372036854775807",
        "-9223372036854775808",
        "9007199254740993",
    ] {
        assert!(passes(IdShape::Integer, json!(id)), "{id}");
    }
    for id in [
        "",
        "-",
        "-0",
        "00",
        "007",
        "+7",
        "7 ",
        " 7",
        "7.0",
        "1e5",
        "0x10",
        "1_000",
        "9223372036854775808",
        "٣",
        "--7",
    ] {
        assert!(!passes(IdShape::Integer, json!(id)), "{id}");
    }
}

#[test]
fn uuids_have_their_one_form() {
    for id in [
        "123e4567-e89b-12d3-a456-426614174000",
        "123E4567-E89B-12D3-A456-426614174000",
    ] {
        assert!(passes(IdShape::Uuid, json!(id)), "{id}");
    }
    for id in [
        "",
        "123e4567e89b12d3a456426614174000",
        "{123e4567-e89b-12d3-a456-426614174000}",
        "123e4567-e89b-12d3-a456-42661417400g",
        "123e4567-e89b-12d3-a456-4266141740000",
        "123e45678e89b-12d3-a456-42661417400",
        "é23e4567-e89b-12d3-a456-42661417400",
    ] {
        assert!(!passes(IdShape::Uuid, json!(id)), "{id}");
    }
}

#[test]
fn nothing_else_is_an_id() {
    for value in [
        json!(null),
        json!(true),
        json!([1]),
        json!({ "id": 1 }),
        json!(""),
    ] {
        for shape in [IdShape::Text, IdShape::Integer, IdShape::Uuid] {
            assert!(!passes(shape, value.clone()), "{shape:?} {value}");
        }
    }
    let message = IdShape::Integer
        .check(&json!(null))
        .unwrap_err()
        .to_string();
    assert_eq!(message, "must be a whole number, not null");
}

#[test]
fn shapes_have_names() {
    for (name, shape) in [
        ("text", IdShape::Text),
        ("integer", IdShape::Integer),
        ("uuid", IdShape::Uuid),
    ] {
        assert_eq!(name.parse::<IdShape>().unwrap(), shape);
        assert_eq!(serde_json::to_value(shape).unwrap(), json!(name));
    }
    assert!(
        "Text"
            .parse::<IdShape>()
            .unwrap_err()
            .to_string()
            .contains("text, integer or uuid")
    );
}

proptest! {
    #[test]
    fn sql_syntax_never_passes(head in "[a-z0-9]{0,8}", danger in r#"['";\\ \t\n\r()=<>+*/%#$`,\[\]{}!&^~?\x00]"#, tail in ".{0,8}") {
        let id = json!(format!("{head}{danger}{tail}"));
        for shape in [IdShape::Text, IdShape::Integer, IdShape::Uuid] {
            prop_assert!(!passes(shape, id.clone()));
        }
    }

    #[test]
    fn what_passes_is_plain(id in ".{0,40}") {
        if passes(IdShape::Text, json!(&id)) {
            prop_assert!(!id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.:@|-".contains(&b)));
        }
        if passes(IdShape::Integer, json!(&id)) {
            prop_assert_eq!(id.parse::<i64>().unwrap().to_string(), id);
        }
    }

    #[test]
    fn names_joined_by_operators_never_pass(
        operands in proptest::collection::vec("(id|email|users\\.id|null|[0-9]{1,3})", 1..5),
        operator in "[:@|-]{1,2}",
    ) {
        let text = operands.join(&operator);
        prop_assume!(operands.iter().any(|operand| operand.parse::<u32>().is_err()));
        prop_assert!(!passes(IdShape::Text, json!(text)));
    }
}
