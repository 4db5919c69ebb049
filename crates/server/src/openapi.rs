//! The API's own description, made from the code that serves it.

use connector_contract::OUTCOME_SCHEMA;
use serde_json::{Value, json};
use utoipa::openapi::OpenApiBuilder;

use crate::problem::Code;
use crate::router;

/// The OpenAPI 3.1 document.
///
/// # Errors
/// When a part of it is not JSON, which would be a mistake of ours.
pub fn document() -> Result<Value, serde_json::Error> {
    let (_, api) = router::api().split_for_parts();
    let info = utoipa::openapi::InfoBuilder::new()
        .title("Connector")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Runs identity providers' custom-database scripts. Whenever the host did its job the answer to an \
             invocation is an Outcome with HTTP status 200, whatever became of the script; what the host refuses is \
             a Problem with a stable code.",
        ))
        .build();
    let api = OpenApiBuilder::from(api).info(info).build();
    let mut document = serde_json::to_value(&api)?;
    name_operations(&mut document);
    let mut outcome: Value = serde_json::from_str(OUTCOME_SCHEMA)?;
    if let Some(outcome) = outcome.as_object_mut() {
        outcome.shift_remove("$schema");
        outcome.shift_remove("$id");
    }
    // Its own references begin at its top, which lies elsewhere here.
    let outcome = outcome
        .to_string()
        .replace("\"#/$defs/", "\"#/components/schemas/Outcome/$defs/");
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.told().0).collect();
    let problem = json!({
        "type": "object",
        "description": "A refusal, as RFC 9457 has it. Codes are stable.",
        "required": ["type", "code", "status", "title", "request_id"],
        "properties": {
            "type": { "type": "string", "description": "urn:connector:problem: and the code" },
            "code": { "type": "string", "enum": codes },
            "status": { "type": "integer", "description": "The HTTP status" },
            "title": { "type": "string", "description": "What the code says" },
            "detail": { "type": "string", "description": "What is wrong this time" },
            "request_id": { "type": "string", "description": "As in the header x-request-id" },
            "diagnostics": { "type": "object", "description": "With script_rejected: what loading the script showed" }
        }
    });
    let schemas = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut);
    if let Some(schemas) = schemas {
        schemas.insert("Outcome".to_owned(), serde_json::from_str(&outcome)?);
        schemas.insert("Problem".to_owned(), problem);
    }
    let components = document
        .pointer_mut("/components")
        .and_then(Value::as_object_mut);
    if let Some(components) = components {
        let bearer = json!({ "key": { "type": "http", "scheme": "bearer", "description": "connector_op_… or connector_tn_…" } });
        components.insert("securitySchemes".to_owned(), bearer);
    }
    Ok(document)
}

/// Functions of several files have the same names; operations may not.
fn name_operations(document: &mut Value) {
    let paths = document
        .get_mut("paths")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flat_map(|paths| paths.values_mut());
    let operations = paths
        .filter_map(Value::as_object_mut)
        .flat_map(|path| path.values_mut());
    for operation in operations {
        let tag = operation.pointer("/tags/0").and_then(Value::as_str);
        let id = operation.get("operationId").and_then(Value::as_str);
        if let Some((tag, id)) = tag.zip(id) {
            let name = format!("{tag}_{id}");
            if let Some(known) = operation.get_mut("operationId") {
                *known = name.into();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_operations_have_one_name() {
        let document = document().unwrap();
        let mut names: Vec<&str> = document["paths"]
            .as_object()
            .unwrap()
            .values()
            .flat_map(|path| path.as_object().unwrap().values())
            .map(|operation| operation["operationId"].as_str().unwrap())
            .collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!((names.len(), count > 20), (count, true), "{names:?}");
    }
}
