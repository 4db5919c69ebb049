//! The JSON Schema of a case file, so that editors complete it. It is made from the very types that read one; a test
//! holds the published file to them.

use connector_contract::{Action, Limits, Status};
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::Value;

/// `case.schema.json`.
pub const CASE_SCHEMA: &str = include_str!("../case.schema.json");

pub(crate) fn action(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": Action::ALL.map(Action::name) })
}

pub(crate) fn status(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": Status::ALL.map(Status::name) })
}

pub(crate) fn anything(_: &mut SchemaGenerator) -> Schema {
    Schema::default()
}

pub(crate) fn object(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object" })
}

/// Text, or a reference or matcher in its place.
pub(crate) fn text(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "object"] })
}

pub(crate) fn number(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["integer", "object"], "minimum": 1 })
}

pub(crate) fn id(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "integer", "object"] })
}

pub(crate) fn limits(_: &mut SchemaGenerator) -> Schema {
    let value = json_schema!({ "type": ["string", "integer"] });
    let names = Limits::TABLE
        .iter()
        .map(|limit| (limit.name.to_owned(), value.clone().to_value()));
    let names: serde_json::Map<String, Value> = names.collect();
    json_schema!({ "type": "object", "properties": names, "additionalProperties": false })
}

pub(crate) fn logs(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["array", "object"], "items": { "type": ["string", "object"] } })
}

pub(crate) fn rows(_: &mut SchemaGenerator) -> Schema {
    let rows =
        json_schema!({ "type": ["array", "object"], "items": { "type": ["array", "object"] } });
    json_schema!({ "type": "object", "additionalProperties": rows })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::case::{Head, Step};

    /// The whole: a head, and beside it either steps or the one step's own keys.
    fn generated() -> Value {
        let mut generator = SchemaGenerator::default();
        let step = generator.subschema_for::<Step>();
        let mut head = Head::schema_of(&mut generator);
        let definitions = generator.take_definitions(true);
        let step_schema = definitions.get("Step").expect("a definition").clone();
        let properties = head["properties"].as_object_mut().expect("properties");
        for (key, value) in step_schema["properties"].as_object().expect("properties") {
            let mut value = value.clone();
            if key == "action" {
                value["description"] =
                    json!("In a case of a single call: which function is called.");
            }
            properties.insert(key.clone(), value);
        }
        let alone: Vec<&String> = step_schema["properties"]
            .as_object()
            .expect("properties")
            .keys()
            .collect();
        let beside_steps: serde_json::Map<String, Value> = alone
            .iter()
            .map(|key| ((*key).clone(), Value::Bool(false)))
            .collect();
        let _ = step;
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "A case of a connection folder",
            "description": "What a script is called with and what must come of it; `connector test` runs it.",
            "type": "object",
            "properties": head["properties"],
            "required": ["about"],
            "additionalProperties": false,
            "oneOf": [
                { "required": ["steps"], "properties": beside_steps },
                { "required": step_schema["required"], "properties": { "steps": false } },
            ],
            "$defs": definitions,
        })
    }

    trait SchemaOf {
        fn schema_of(generator: &mut SchemaGenerator) -> Value;
    }

    impl<T: schemars::JsonSchema> SchemaOf for T {
        fn schema_of(generator: &mut SchemaGenerator) -> Value {
            T::json_schema(generator).to_value()
        }
    }

    #[test]
    fn the_published_schema_is_what_is_read() {
        let generated = format!(
            "{}\n",
            serde_json::to_string_pretty(&generated()).expect("JSON")
        );
        if std::env::var_os("CONNECTOR_WRITE_SCHEMA").is_some() {
            std::fs::write(
                concat!(env!("CARGO_MANIFEST_DIR"), "/case.schema.json"),
                &generated,
            )
            .expect("written");
            return;
        }
        assert_eq!(
            CASE_SCHEMA, generated,
            "run this test with CONNECTOR_WRITE_SCHEMA=1 to write the file anew"
        );
    }
}
