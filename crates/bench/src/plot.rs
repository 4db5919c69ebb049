//! The rates as bars: an SVG that reads on light and on dark.

use std::fmt::Write as _;

use crate::table::Line;

const WIDTH: f64 = 860.0;
/// Where bars begin, and how long the longest of a group is.
const LEFT: f64 = 210.0;
const LONGEST: f64 = 470.0;
const ROW: f64 = 20.0;
const HEADING: f64 = 34.0;

const STYLE: &str = "\
text { font: 12px system-ui, sans-serif; fill: #1f2328 } .heading { font-weight: 600 }
.end { text-anchor: end } .ours { fill: #0969da } .theirs { fill: #afb8c1 } line { stroke: #57606a }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .ours { fill: #4493f8 } .theirs { fill: #545d68 } line { stroke: #9198a1 }
}";

/// A group for each kind of work: the longest bar is the group's fastest; a whisker spans the rounds.
pub(crate) fn render(lines: &[Line]) -> String {
    let mut body = String::new();
    let mut top = 10.0;
    let mut rest = lines;
    while let Some(first) = rest.first() {
        let same = |line: &&Line| line.work == first.work && line.setting == first.setting;
        let group = rest.iter().take_while(same).count();
        let (here, after) = rest.split_at(group);
        rest = after;
        let most = here.iter().map(|line| line.spread[1]).fold(0.0, f64::max);
        let title = match first.setting {
            Some(setting) => format!("{} ({setting}), calls a second", first.work),
            None => format!("{}, calls a second", first.work),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(
            body,
            "<text class=\"heading\" x=\"10\" y=\"{:.0}\">{}</text>",
            top + HEADING - 12.0,
            escaped(&title)
        );
        top += HEADING;
        for line in here {
            bar(&mut body, line, top, most);
            top += ROW;
        }
    }
    let height = top + 10.0;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH:.0} {height:.0}\" role=\"img\" \
         aria-label=\"Calls a second, by work and contestant\">\n<style>{STYLE}</style>\n{body}</svg>\n"
    )
}

fn bar(body: &mut String, line: &Line, top: f64, most: f64) {
    let long = |rate: f64| {
        if most > 0.0 {
            rate / most * LONGEST
        } else {
            0.0
        }
    };
    let class = if line.contestant.starts_with("Connector") {
        "ours"
    } else {
        "theirs"
    };
    let (base, middle) = (top + ROW - 6.0, top + ROW / 2.0);
    let [least, fastest] = line.spread.map(|rate| LEFT + long(rate));
    let _ = writeln!(
        body,
        "<text class=\"end\" x=\"{:.0}\" y=\"{base:.0}\">{}</text>\
         <rect class=\"{class}\" x=\"{LEFT:.0}\" y=\"{:.0}\" width=\"{:.1}\" height=\"{:.0}\"/>\
         <line x1=\"{least:.1}\" y1=\"{middle:.0}\" x2=\"{fastest:.1}\" y2=\"{middle:.0}\"/>\
         <text x=\"{:.1}\" y=\"{base:.0}\">{:.0}</text>",
        LEFT - 8.0,
        escaped(line.contestant),
        top + 3.0,
        long(line.per_second),
        ROW - 6.0,
        fastest + 8.0,
        line.per_second,
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contestant::Round;

    #[test]
    fn bars_are_as_long_as_rates() {
        let round = |calls| Round {
            calls,
            seconds: 1.0,
            p50_us: 1.0,
            p99_us: 1.0,
        };
        let lines = [
            Line::of("a & b", None, "Connector", &[round(400)]),
            Line::of("a & b", None, "Node", &[round(100)]),
            Line::of("c", Some("trust"), "Node", &[round(7)]),
        ];
        let svg = render(&lines);
        for part in [
            "a &amp; b, calls a second",
            "c (trust), calls a second",
            "width=\"470.0\"",
            "width=\"117.5\"",
        ] {
            assert!(svg.contains(part), "{part} in {svg}");
        }
        assert_eq!(svg.matches("class=\"ours\"").count(), 1);
        assert_eq!(svg.matches("width=\"470.0\"").count(), 2);
        assert!(render(&[]).contains("<svg"));
    }
}
