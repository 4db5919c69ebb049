//! The table of system calls as filters in the kernel.
//!
//! A filter knows one answer for what it matches and one for the rest, so there are three, and the kernel takes the
//! strictest answer of all: one kills, one refuses, and one, which goes in last because it would not let the others in,
//! allows what the table allows and knows nothing of the rest.

use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch,
};

use crate::calls::{Condition, Rule, Test, Verdict, Width, rules};

/// Why the filter is not in force.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SeccompError {
    #[error("there is no table for this processor: {0}")]
    Processor(#[source] seccompiler::BackendError),
    #[error("the filter can't be made: {0}")]
    Filter(#[from] seccompiler::BackendError),
    #[error("the kernel did not take it: {0}")]
    Install(#[from] seccompiler::Error),
}

/// Puts the filters in force for the whole process and everything it starts.
pub(crate) fn enter() -> Result<(), SeccompError> {
    let rules = rules(std::process::id());
    for filter in filters(&rules)? {
        seccompiler::apply_filter_all_threads(&filter)?;
    }
    Ok(())
}

fn filters(rules: &[Rule]) -> Result<[BpfProgram; 3], SeccompError> {
    let refusal = |errno: i32| SeccompAction::Errno(errno.unsigned_abs());
    let deadly = filter(
        rules,
        &[Verdict::Kill],
        SeccompAction::KillProcess,
        SeccompAction::Allow,
    )?;
    let refused = filter(
        rules,
        &[Verdict::Refuse],
        refusal(libc::EPERM),
        SeccompAction::Allow,
    )?;
    // Of two errors the younger filter's would win: what is refused is let through here.
    let known = filter(
        rules,
        &[Verdict::Allow, Verdict::Refuse],
        SeccompAction::Allow,
        refusal(libc::ENOSYS),
    )?;
    Ok([deadly, refused, known])
}

fn filter(
    rules: &[Rule],
    verdicts: &[Verdict],
    matched: SeccompAction,
    otherwise: SeccompAction,
) -> Result<BpfProgram, SeccompError> {
    let processor =
        TargetArch::try_from(std::env::consts::ARCH).map_err(SeccompError::Processor)?;
    let mut table: BTreeMap<i64, Option<Vec<SeccompRule>>> = BTreeMap::new();
    for rule in rules.iter().filter(|rule| verdicts.contains(&rule.verdict)) {
        let chain = table.entry(rule.call).or_insert_with(|| Some(Vec::new()));
        if rule.when.is_empty() {
            // Without a condition it always applies, whatever other rules say.
            *chain = None;
        } else if let Some(chain) = chain {
            let conditions = rule.when.iter().map(condition);
            chain.push(SeccompRule::new(
                conditions.collect::<Result<_, seccompiler::BackendError>>()?,
            )?);
        }
    }
    let table = table
        .into_iter()
        .map(|(call, chain)| (call, chain.unwrap_or_default()))
        .collect();
    Ok(SeccompFilter::new(table, otherwise, matched, processor)?.try_into()?)
}

fn condition(condition: &Condition) -> Result<SeccompCondition, seccompiler::BackendError> {
    let width = match condition.width {
        Width::Word => SeccompCmpArgLen::Dword,
        Width::Pointer => SeccompCmpArgLen::Qword,
    };
    let (comparison, value) = match condition.test {
        Test::Is(value) => (SeccompCmpOp::Eq, value),
        Test::IsNot(value) => (SeccompCmpOp::Ne, value),
        Test::Bits { mask, are } => (SeccompCmpOp::MaskedEq(mask), are),
    };
    SeccompCondition::new(condition.argument, width, comparison, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_makes_filters_that_the_kernel_can_hold() {
        for filter in filters(&rules(1)).unwrap() {
            // Linux takes at most 4096 instructions.
            assert!((10..=4096).contains(&filter.len()), "{}", filter.len());
        }
    }
}
