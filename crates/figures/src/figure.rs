//! What was found, as a table for people and as JSON.

use std::io::Write as _;
use std::time::Duration;

use serde::Serialize;

/// Whatever goes wrong is told and ends the program.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// One number.
#[derive(Debug, Serialize)]
pub(crate) struct Figure {
    /// What was measured.
    what: String,
    /// The number, in `unit`.
    value: f64,
    unit: &'static str,
    /// What it is to be at most, where there is an aim.
    #[serde(skip_serializing_if = "Option::is_none")]
    aim: Option<f64>,
    /// How it came about.
    #[serde(skip_serializing_if = "String::is_empty")]
    note: String,
}

impl Figure {
    pub(crate) fn new(what: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self {
            what: what.into(),
            value,
            unit,
            aim: None,
            note: String::new(),
        }
    }

    /// At most this.
    pub(crate) fn aim(mut self, aim: f64) -> Self {
        self.aim = Some(aim);
        self
    }

    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

/// Times in order.
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn new(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that so many percent don't exceed, in milliseconds; 0 of none.
    pub(crate) fn percentile(&self, percent: usize) -> f64 {
        let at = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
        self.0.get(at).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    }

    /// The longest, in milliseconds; 0 of none.
    pub(crate) fn max(&self) -> f64 {
        self.percentile(100)
    }
}

/// The table to standard error, the JSON to standard output.
pub(crate) fn print(figures: &[Figure]) -> Result<()> {
    let mut table = std::io::stderr().lock();
    let width = figures.iter().map(|figure| figure.what.len()).max();
    let width = width.unwrap_or(0);
    for figure in figures {
        let Figure {
            what,
            value,
            unit,
            aim,
            note,
        } = figure;
        let aim = match aim {
            Some(aim) if value <= aim => format!("aim {aim}: met"),
            Some(aim) => format!("aim {aim}: MISSED"),
            None => String::new(),
        };
        writeln!(
            table,
            "{what:width$}  {value:>12.2} {unit:<9} {aim:<18} {note}"
        )?;
    }
    let mut json = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut json, figures)?;
    writeln!(json)?;
    Ok(())
}
