//! Cases of a connection folder: found, read, run and judged.
//!
//! - `connection`: the folder with scripts, schema and cases.
//! - `case`, `read`: what a case file may hold, and everything that can be wrong with one.
//! - `schema`: the same as a JSON Schema, for editors.
//! - `pattern`, `refs`: expectations with matchers, and what is captured for later steps.
//! - `database`, `rows`: a database of its own for each case.
//! - `run`, `judge`, `report`: several cases at once, judged, told of in order.
//! - [`exam`](fn@exam): cases nobody writes, made up from the folder's own schema.
//! - `coverage`: which lines, branches and functions the cases ran.
//! - `update`, `json_text`, `place`: rewriting what a file expects without touching its looks.

mod case;
mod connection;
mod coverage;
mod database;
mod error;
mod exam;
mod json_text;
mod judge;
mod pattern;
mod place;
mod read;
mod refs;
mod report;
mod rows;
mod run;
mod schema;
mod update;

pub use connection::{Connection, Found, find, script_file};
pub use coverage::{BranchCoverage, FunctionCoverage, ScriptCoverage};
pub use database::Databases;
pub use error::{BadCase, SuiteError};
pub use exam::{
    EXAM_SCHEMA, ExamCase, ExamFinding, ExamItem, ExamOptions, ExamReport, ExamResult, Severity,
    exam, exam_list,
};
pub use pattern::Difference;
pub use place::Place;
pub use report::{CaseReport, CaseResult, Failure, Part, Report};
pub use run::{Event, Options, run};
pub use schema::CASE_SCHEMA;
