//! Changing what differs and nothing else.

use std::ops::Range;

use serde_json::{Map, Value};

use super::print::print;
use super::scan::{Node, scan};

/// `text`, whose value is `old`, changed so that its value is `new`; blanks and order of what stays are kept.
/// `None` when `text` is not JSON.
pub(crate) fn rewrite(text: &str, old: &Value, new: &Value) -> Option<String> {
    let root = scan(text)?;
    let mut edits = Vec::new();
    Rewriter {
        text,
        edits: &mut edits,
    }
    .value(&root, old, new);
    // From the back, so that earlier ranges stay right.
    edits.sort_by_key(|(range, _): &(Range<usize>, String)| std::cmp::Reverse(range.start));
    let mut text = text.to_owned();
    for (range, replacement) in edits {
        text.replace_range(range, &replacement);
    }
    Some(text)
}

struct Rewriter<'t, 'e> {
    text: &'t str,
    edits: &'e mut Vec<(Range<usize>, String)>,
}

impl<'t> Rewriter<'t, '_> {
    fn value(&mut self, node: &Node, old: &Value, new: &Value) {
        match (old, new) {
            _ if old == new => {}
            (Value::Object(old), Value::Object(new))
                if !node.members().is_empty() && old.keys().any(|key| new.contains_key(key)) =>
            {
                self.object(node, old, new);
            }
            (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
                for ((node, old), new) in node.items().iter().zip(old).zip(new) {
                    self.value(node, old, new);
                }
            }
            _ => {
                let text = print(new, self.indent(node.range.start));
                self.edits.push((node.range.clone(), text));
            }
        }
    }

    fn object(&mut self, node: &Node, old: &Map<String, Value>, new: &Map<String, Value>) {
        let members = node.members();
        // Up to here all is settled: removals begin at the end of the last member that stays.
        let mut settled: Option<usize> = None;
        for (at, member) in members.iter().enumerate() {
            if let (Some(old), Some(new)) = (old.get(&member.key), new.get(&member.key)) {
                self.value(&member.node, old, new);
                settled = Some(member.node.range.end);
            } else {
                let range = match (settled, members.get(at + 1)) {
                    (Some(end), _) => end..member.node.range.end,
                    (None, Some(next)) => member.start..next.start,
                    (None, None) => member.start..member.node.range.end,
                };
                self.edits.push((range, String::new()));
                settled = settled.map(|_| member.node.range.end);
            }
        }
        let (Some(first), Some(last)) = (members.first(), members.last()) else {
            return;
        };
        let text: &'t str = self.text;
        let gap = text.get(node.range.start + 1..first.start).unwrap_or(" ");
        let indent = gap
            .rsplit_once('\n')
            .map_or_else(|| self.indent(first.start), |(_, indent)| indent);
        for (key, value) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
            let separator = if gap.is_empty() { " " } else { gap };
            let text = format!(
                ",{separator}{}: {}",
                Value::from(key.as_str()),
                print(value, indent)
            );
            self.edits
                .push((last.node.range.end..last.node.range.end, text));
        }
    }

    /// The blanks that the line of this byte begins with.
    fn indent(&self, at: usize) -> &'t str {
        let text: &'t str = self.text;
        let before = text.get(..at).unwrap_or_default();
        let line = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.get(line..).unwrap_or_default();
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        line.get(..blanks).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rewritten(text: &str, change: impl FnOnce(&mut Value)) -> String {
        let old: Value = serde_json::from_str(text).unwrap();
        let mut new = old.clone();
        change(&mut new);
        let text = rewrite(text, &old, &new).unwrap();
        let read: Value =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(read, new, "{text}");
        text
    }

    #[test]
    fn one_value_changes_and_the_rest_keeps_its_looks() {
        let text = "{\n    \"about\" : \"x\",\n    \"expect\": {\"status\":\"success\",  \"value\": {\"id\": 1}}\n}\n";
        let changed = rewritten(text, |v| v["expect"]["value"]["id"] = json!(22));
        assert_eq!(changed, text.replace("\"id\": 1", "\"id\": 22"));
        assert_eq!(rewritten(text, |_| ()), text);
    }

    #[test]
    fn members_come_and_go() {
        let text = "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}";
        for (gone, left) in [
            (vec!["a"], "{\n  \"b\": 2,\n  \"c\": 3\n}"),
            (vec!["b"], "{\n  \"a\": 1,\n  \"c\": 3\n}"),
            (vec!["c"], "{\n  \"a\": 1,\n  \"b\": 2\n}"),
            (vec!["b", "c"], "{\n  \"a\": 1\n}"),
            (vec!["a", "b"], "{\n  \"c\": 3\n}"),
        ] {
            let changed = rewritten(text, |v| {
                v.as_object_mut()
                    .unwrap()
                    .retain(|key, _| !gone.contains(&key.as_str()));
            });
            assert_eq!(changed, left, "{gone:?}");
        }
        let changed = rewritten(text, |v| {
            v.as_object_mut().unwrap().shift_remove("c");
            v["d"] = json!({ "e": [1] });
        });
        assert_eq!(
            changed,
            "{\n  \"a\": 1,\n  \"b\": 2,\n  \"d\": { \"e\": [1] }\n}"
        );
        rewritten(text, |v| *v = json!({ "z": 1 }));
    }

    #[test]
    fn what_is_long_is_broken_into_lines() {
        let text = "{\n  \"value\": 1\n}\n";
        let long = json!([{ "name": "x".repeat(60) }, { "name": "y".repeat(60) }]);
        let changed = rewritten(text, |v| v["value"] = long);
        assert!(changed.lines().all(|line| line.len() <= 100), "{changed}");
        assert!(changed.contains("\n    { \"name\": \"yyy"), "{changed}");
    }
}
