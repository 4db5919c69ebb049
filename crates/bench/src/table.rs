//! What was measured, as a table for people.

use std::fmt::Write as _;

use serde::Serialize;

use crate::contestant::Round;
use crate::figure::Figure;

/// All rounds of one contestant on one kind of work.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Line {
    pub(crate) work: String,
    /// How clients log in, and whether commits wait, where a database is part of the work.
    pub(crate) setting: Option<&'static str>,
    pub(crate) contestant: &'static str,
    /// Calls in a second: the median of the rounds.
    pub(crate) per_second: f64,
    /// The slowest and the fastest round.
    pub(crate) spread: [f64; 2],
    /// Median over the rounds of each round's median latency, in microseconds.
    pub(crate) p50_us: f64,
    /// The same of the latency that one call in a hundred exceeds.
    pub(crate) p99_us: f64,
    /// Rounds.
    pub(crate) rounds: usize,
}

impl Line {
    pub(crate) fn of(
        work: &str,
        setting: Option<&'static str>,
        contestant: &'static str,
        rounds: &[Round],
    ) -> Self {
        let rates = sorted(rounds.iter().map(|r| r.calls as f64 / r.seconds));
        Self {
            work: work.to_owned(),
            setting,
            contestant,
            per_second: median(&rates),
            spread: [
                rates.first().copied().unwrap_or(f64::NAN),
                rates.last().copied().unwrap_or(f64::NAN),
            ],
            p50_us: median(&sorted(rounds.iter().map(|r| r.p50_us))),
            p99_us: median(&sorted(rounds.iter().map(|r| r.p99_us))),
            rounds: rounds.len(),
        }
    }
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

fn median(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Markdown, a line for each; ratios are against Node on the same work.
pub(crate) fn render(lines: &[Line]) -> String {
    let mut text = String::from(
        "| work | database | who | calls/s (slowest – fastest round) | p50 | p99 | against Node |\n\
         | --- | --- | --- | ---: | ---: | ---: | ---: |\n",
    );
    for line in lines {
        let node = lines
            .iter()
            .find(|l| l.contestant == "Node" && l.work == line.work && l.setting == line.setting);
        let ratio = node.map_or(String::new(), |node| {
            format!("{:.2}×", line.per_second / node.per_second)
        });
        let [slowest, fastest] = line.spread.map(count);
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} ({slowest} – {fastest}) | {} | {} | {ratio} |",
            line.work,
            line.setting.unwrap_or("–"),
            line.contestant,
            count(line.per_second),
            time(line.p50_us),
            time(line.p99_us),
        );
    }
    text
}

/// The figures that are no rates.
pub(crate) fn render_figures(figures: &[Figure]) -> String {
    let mut text = String::from(
        "| what | who | median (least – most) | measurements |\n| --- | --- | ---: | ---: |\n",
    );
    for figure in figures {
        let [least, most] = figure.spread.map(short);
        let _ = writeln!(
            text,
            "| {} | {} | {} {} ({least} – {most}) | {} |",
            figure.what,
            figure.contestant,
            short(figure.value),
            figure.unit,
            figure.samples,
        );
    }
    text
}

/// Three digits that count.
fn short(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

fn count(per_second: f64) -> String {
    format!("{per_second:.0}")
}

fn time(us: f64) -> String {
    if us < 100.0 {
        format!("{us:.1} µs")
    } else if us < 1_000.0 {
        format!("{us:.0} µs")
    } else {
        format!("{:.2} ms", us / 1_000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(calls: u64) -> Round {
        Round {
            calls,
            seconds: 2.0,
            p50_us: 10.0,
            p99_us: 1_500.0,
        }
    }

    #[test]
    fn medians_spread_and_ratios() {
        let ours = Line::of(
            "no-op",
            None,
            "Connector",
            &[round(600), round(400), round(500)],
        );
        assert_eq!(ours.per_second, 250.0);
        assert_eq!(ours.spread, [200.0, 300.0]);
        let node = Line::of("no-op", None, "Node", &[round(100)]);
        let text = render(&[ours, node]);
        assert!(
            text.contains("| 250 (200 – 300) | 10.0 µs | 1.50 ms | 5.00× |"),
            "{text}"
        );
        assert!(text.contains("| 1.00× |"), "{text}");
    }

    #[test]
    fn figures_have_three_digits_that_count() {
        let figure = Figure::of("a", "b", "ms", vec![1234.2, 0.1234, 15.52]);
        let text = render_figures(&[figure]);
        assert!(
            text.contains("| a | b | 15.5 ms (0.123 – 1234) | 3 |"),
            "{text}"
        );
    }
}
