//! The rows that a rehearsed script would have changed, as people read them.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use connector_rehearse::{Changes, TableChanges};
use serde_json::{Map, Value};

use crate::printer::{BOLD, DIM, WARN, printable};

const ADDED: Style = AnsiColor::Green.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();

pub(crate) fn picture(changes: &Changes) -> String {
    let mut text = format!("{BOLD}rehearsal{BOLD:#}: everything was rolled back");
    if changes.tables.is_empty() {
        let _ = write!(text, "; no row would have changed");
    }
    for table in &changes.tables {
        let _ = write!(text, "\n  {BOLD}{}{BOLD:#}", printable(&table.table));
        rows(&mut text, table);
    }
    for moved in &changes.sequences {
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "unused".to_owned());
        let _ = write!(
            text,
            "\n  {WARN}not undone: sequence {} has moved from {} to {}{WARN:#}",
            printable(&moved.sequence),
            value(&moved.from),
            value(&moved.to)
        );
    }
    for note in &changes.notes {
        let _ = write!(text, "\n  {WARN}note: {}{WARN:#}", printable(note));
    }
    text
}

fn rows(text: &mut String, table: &TableChanges) {
    for row in &table.inserted {
        let _ = write!(text, "\n    {ADDED}+ {}{ADDED:#}", whole(row));
    }
    for row in &table.updated {
        let _ = write!(text, "\n    ~ {}", whole(&row.key));
        for (column, change) in &row.changes {
            let _ = write!(
                text,
                "\n        {DIM}{}:{DIM:#} {REMOVED}{}{REMOVED:#} -> {ADDED}{}{ADDED:#}",
                printable(column),
                value(&change.from),
                value(&change.to)
            );
        }
    }
    for row in &table.deleted {
        let _ = write!(text, "\n    {REMOVED}- {}{REMOVED:#}", whole(row));
    }
}

/// `id 1, email "a@example.com"`; what is NULL is left out.
fn whole(row: &Map<String, Value>) -> String {
    let cells = row.iter().filter(|(_, value)| !value.is_null());
    let cells: Vec<String> = cells
        .map(|(column, cell)| format!("{} {}", printable(column), value(cell)))
        .collect();
    cells.join(", ")
}

/// As JSON, and at most a line of it.
fn value(value: &Value) -> String {
    const MOST: usize = 120;
    let text = if value.is_null() {
        "NULL".to_owned()
    } else {
        value.to_string()
    };
    let text = printable(&text);
    if text.chars().count() > MOST {
        let cut: String = text.chars().take(MOST).collect();
        return format!("{cut}\u{2026}");
    }
    text
}
