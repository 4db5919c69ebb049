//! A figure that is no rate: several measurements of one thing, and what lies in their middle.

use serde::Serialize;

/// One line of the second table.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Figure {
    pub(crate) what: &'static str,
    pub(crate) contestant: &'static str,
    pub(crate) unit: &'static str,
    /// The median.
    pub(crate) value: f64,
    /// The least and the most.
    pub(crate) spread: [f64; 2],
    /// Measurements.
    pub(crate) samples: usize,
}

impl Figure {
    /// What the measurements come to.
    pub(crate) fn of(
        what: &'static str,
        contestant: &'static str,
        unit: &'static str,
        mut values: Vec<f64>,
    ) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
        Self {
            what,
            contestant,
            unit,
            value: at(values.len() / 2),
            spread: [at(0), at(values.len().saturating_sub(1))],
            samples: values.len(),
        }
    }
}
