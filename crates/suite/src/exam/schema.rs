//! The JSON Schema of a report, made from the very types that are written; a test holds the published file to them.

/// `exam.schema.json`.
pub const EXAM_SCHEMA: &str = include_str!("../../exam.schema.json");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exam::ExamReport;

    #[test]
    fn the_published_schema_is_what_is_written() {
        let mut schema = schemars::schema_for!(ExamReport).to_value();
        schema["title"] = "Exam".into();
        schema["description"] = "What `connector exam --json` prints.".into();
        let generated = format!("{}\n", serde_json::to_string_pretty(&schema).expect("JSON"));
        if std::env::var_os("CONNECTOR_WRITE_SCHEMA").is_some() {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/exam.schema.json");
            std::fs::write(path, &generated).expect("written");
            return;
        }
        assert_eq!(
            EXAM_SCHEMA, generated,
            "run this test with CONNECTOR_WRITE_SCHEMA=1 to write the file anew"
        );
    }
}
