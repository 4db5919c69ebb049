//! Coverage as people read it, and as other tools do.

use std::fmt::Write as _;

use connector_suite::ScriptCoverage;

use crate::args::CoverageArg;
use crate::commands::Usage;
use crate::printer::{BAD, BOLD, DIM, GOOD, WARN, err, out};

/// Writes what was asked for. The table goes to stdout if nobody but people reads that.
pub(crate) fn write(
    wanted: &[CoverageArg],
    scripts: &[ScriptCoverage],
    people_read: bool,
) -> Result<(), Usage> {
    for wanted in wanted {
        match wanted {
            CoverageArg::Text if people_read => out(&table(scripts)),
            CoverageArg::Text => err(&table(scripts)),
            CoverageArg::Lcov(file) => std::fs::write(file, lcov(scripts))
                .map_err(|error| Usage::new(format!("cannot write {}: {error}", file.display())))?,
        }
    }
    Ok(())
}

/// Reached, of so many.
#[derive(Clone, Copy, Default)]
struct Share {
    hit: usize,
    of: usize,
}

impl Share {
    fn count(counts: impl Iterator<Item = u64>) -> Self {
        counts.fold(Self::default(), |share, count| Self {
            hit: share.hit + usize::from(count > 0),
            of: share.of + 1,
        })
    }

    fn plus(self, other: Self) -> Self {
        Self {
            hit: self.hit + other.hit,
            of: self.of + other.of,
        }
    }

    /// In whole per cent, rounded down, so that 100 means all. A script without branches has taken all of them.
    fn percent(self) -> usize {
        (self.hit * 100).checked_div(self.of).unwrap_or(100)
    }
}

fn shares(script: &ScriptCoverage) -> [Share; 3] {
    [
        Share::count(script.lines.values().copied()),
        Share::count(
            script
                .branches
                .iter()
                .flat_map(|branch| branch.ways.iter().copied()),
        ),
        Share::count(script.functions.iter().map(|function| function.count)),
    ]
}

fn table(scripts: &[ScriptCoverage]) -> String {
    let names: Vec<String> = scripts
        .iter()
        .map(|script| script.file.display().to_string())
        .collect();
    let width = names
        .iter()
        .map(|name| name.chars().count())
        .max()
        .unwrap_or(0)
        .max(5);
    let mut text = format!(
        "{BOLD}{:width$}  lines  branches  functions  lines not reached{BOLD:#}",
        ""
    );
    let mut sum = [Share::default(); 3];
    for (script, name) in scripts.iter().zip(&names) {
        let shares = shares(script);
        for (sum, share) in sum.iter_mut().zip(shares) {
            *sum = sum.plus(share);
        }
        let _ = write!(
            text,
            "\n{name:width$}{}  {DIM}{}{DIM:#}",
            columns(shares),
            missed(script)
        );
    }
    let _ = write!(text, "\n{BOLD}{:width$}{BOLD:#}{}", "all", columns(sum));
    text.lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
}

fn columns(shares: [Share; 3]) -> String {
    let widths = [7, 10, 11];
    let cells = shares.into_iter().zip(widths).map(|(share, width)| {
        let style = match share.percent() {
            80.. => GOOD,
            50..80 => WARN,
            _ => BAD,
        };
        let percent = format!("{}%", share.percent());
        format!("{style}{percent:>width$}{style:#}")
    });
    cells.collect()
}

/// The lines that no case reached: `7, 12-14`. Lines between that hold no statement do not part a range.
fn missed(script: &ScriptCoverage) -> String {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    let mut open = false;
    for (line, count) in &script.lines {
        if *count > 0 {
            open = false;
            continue;
        }
        match ranges.last_mut().filter(|_| open) {
            Some((_, to)) => *to = *line,
            None => ranges.push((*line, *line)),
        }
        open = true;
    }
    let shown = ranges.iter().map(|(from, to)| {
        if from == to {
            from.to_string()
        } else {
            format!("{from}-{to}")
        }
    });
    shown.collect::<Vec<_>>().join(", ")
}

/// The tracefile format of lcov 2: see `man geninfo`.
fn lcov(scripts: &[ScriptCoverage]) -> String {
    let mut text = String::new();
    for script in scripts {
        let [lines, branches, functions] = shares(script);
        let _ = writeln!(text, "TN:\nSF:{}", script.file.display());
        for function in &script.functions {
            let _ = writeln!(text, "FN:{},{}", function.line, function.name);
        }
        for function in &script.functions {
            let _ = writeln!(text, "FNDA:{},{}", function.count, function.name);
        }
        let _ = writeln!(text, "FNF:{}\nFNH:{}", functions.of, functions.hit);
        for (block, branch) in script.branches.iter().enumerate() {
            for (way, count) in branch.ways.iter().enumerate() {
                let _ = if branch.count == 0 && *count == 0 {
                    writeln!(text, "BRDA:{},{block},{way},-", branch.line)
                } else {
                    writeln!(text, "BRDA:{},{block},{way},{count}", branch.line)
                };
            }
        }
        let _ = writeln!(text, "BRF:{}\nBRH:{}", branches.of, branches.hit);
        for (line, count) in &script.lines {
            let _ = writeln!(text, "DA:{line},{count}");
        }
        let _ = writeln!(text, "LF:{}\nLH:{}\nend_of_record", lines.of, lines.hit);
    }
    text
}
