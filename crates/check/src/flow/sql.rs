//! The statements a script sends: their text in pieces, and their values.

use crate::facts::{FAR, Facts, Is, Source};
use crate::tree::{Id, Kind};

/// A call that sends a statement.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    pub(crate) call: Id,
    /// The expression whose value is the SQL.
    pub(crate) text: Id,
    /// The expression whose value is the array of parameters.
    pub(crate) values: Option<Id>,
}

/// A piece of a statement's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Written in the script.
    Text(String),
    /// Put in when the script runs.
    Value(Id),
}

impl Facts<'_> {
    /// All statements of the script.
    pub(crate) fn queries(&self) -> Vec<Query> {
        let tree = self.tree;
        tree.ids()
            .filter_map(|call| {
                let (object, name, arguments) = tree.method_call(call)?;
                let first = *arguments.first()?;
                if !matches!(name, "query" | "execute") {
                    return None;
                }
                // A query of something that is known to be no database is none of ours.
                if !matches!(self.is(object), None | Some(Is::Client { .. } | Is::Pool)) {
                    return None;
                }
                let config = self.value_of(first);
                if let Some(text) = tree.entry(config, "text") {
                    let values = tree.entry(config, "values").or(arguments.get(1).copied());
                    return Some(Query { call, text, values });
                }
                Some(Query {
                    call,
                    text: first,
                    values: arguments
                        .get(1)
                        .copied()
                        .filter(|values| self.function(*values).is_none()),
                })
            })
            .collect()
    }

    /// The text of a statement: the pieces written in the script and, between them, what is put in.
    pub(crate) fn pieces(&self, text: Id) -> Vec<Piece> {
        let mut pieces = Vec::new();
        self.ask();
        self.collect(text, FAR, &mut pieces);
        pieces
    }

    /// The pieces written in the script, `?` for each that is put in.
    pub(crate) fn sql(&self, text: Id) -> String {
        self.pieces(text)
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.as_str(),
                Piece::Value(_) => "?",
            })
            .collect()
    }

    fn collect(&self, id: Id, far: usize, pieces: &mut Vec<Piece>) {
        // Circles end, and so does what branches without end.
        let (Some(far), Some(())) = (
            far.checked_sub(1).filter(|_| pieces.len() < 500),
            self.step(),
        ) else {
            return;
        };
        let tree = self.tree;
        match tree.kind(id) {
            Kind::Text(text) => pieces.push(Piece::Text(text.clone())),
            Kind::Number(number) => pieces.push(Piece::Text(number.to_string())),
            Kind::Template { texts, parts } => {
                for (at, text) in texts.iter().enumerate() {
                    pieces.push(Piece::Text(text.clone()));
                    if let Some(part) = parts.get(at) {
                        self.collect(*part, far, pieces);
                    }
                }
            }
            Kind::Binary { operator: "+", .. } => {
                // A long sum leans to the left: walked, not recursed into.
                let (mut terms, mut at) = (Vec::new(), id);
                while let Kind::Binary {
                    operator: "+",
                    left,
                    right,
                } = tree.kind(at)
                {
                    terms.push(*right);
                    at = *left;
                }
                terms.push(at);
                for term in terms.into_iter().rev() {
                    self.collect(term, far, pieces);
                }
            }
            Kind::Conditional { yes, no, .. } => {
                self.collect(*yes, far, pieces);
                self.collect(*no, far, pieces);
            }
            Kind::Binary {
                operator: "||" | "??" | "&&",
                left,
                right,
            } => {
                self.collect(*left, far, pieces);
                self.collect(*right, far, pieces);
            }
            Kind::Array(elements) => {
                for (at, element) in elements.iter().enumerate() {
                    if at > 0 {
                        pieces.push(Piece::Text(" ".to_owned()));
                    }
                    self.collect(*element, far, pieces);
                }
            }
            Kind::Spread(inner) => self.collect(*inner, far, pieces),
            Kind::Name {
                symbol: Some(symbol),
                ..
            } => self.variable(id, *symbol, far, pieces),
            Kind::Call { callee, arguments } => self.call_text(id, *callee, arguments, far, pieces),
            _ => pieces.push(Piece::Value(id)),
        }
    }

    fn variable(&self, id: Id, symbol: usize, far: usize, pieces: &mut Vec<Piece>) {
        let tree = self.tree;
        let mut known = false;
        for source in self.sources(symbol) {
            match source {
                Source::Value(value, way) if way.is_empty() && self.is_text(*value, far) => {
                    known = true;
                    self.collect(*value, far, pieces);
                }
                Source::Parameter(function, at, way)
                    if way.is_empty() && Some(*function) != self.entry =>
                {
                    for call in self.calls(*function) {
                        if let Kind::Call { arguments, .. } = tree.kind(*call)
                            && let Some(argument) = arguments.get(*at)
                            && self.is_text(*argument, far)
                        {
                            known = true;
                            self.collect(*argument, far, pieces);
                        }
                    }
                }
                _ => {}
            }
        }
        // parts.push('…') and parts.unshift('…') are pieces of parts.
        for usage in self.uses(symbol) {
            if let Some(member) = tree.node(*usage).parent
                && let Some(call) = tree.node(member).parent
                && let Some((object, "push" | "unshift", arguments)) = tree.method_call(call)
                && object == *usage
            {
                for argument in arguments {
                    known = true;
                    pieces.push(Piece::Text(" ".to_owned()));
                    self.collect(*argument, far, pieces);
                }
            }
        }
        if !known {
            pieces.push(Piece::Value(id));
        }
    }

    /// Whether following this expression shows text that its name hides. A value that is only handed on is reported where
    /// it enters the text, not where it came from.
    fn is_text(&self, id: Id, far: usize) -> bool {
        let (Some(far), Some(())) = (far.checked_sub(1), self.step()) else {
            return false;
        };
        let tree = self.tree;
        match tree.kind(id) {
            Kind::Text(_) | Kind::Number(_) | Kind::Template { .. } | Kind::Array(_) => true,
            Kind::Binary { operator: "+", .. } => true,
            Kind::Binary {
                operator: "||" | "??" | "&&",
                left,
                right,
            } => self.is_text(*left, far) || self.is_text(*right, far),
            Kind::Conditional { yes, no, .. } => self.is_text(*yes, far) || self.is_text(*no, far),
            Kind::Name {
                symbol: Some(symbol),
                ..
            } => self.sources(*symbol).iter().any(|source| match source {
                Source::Value(value, way) => way.is_empty() && self.is_text(*value, far),
                _ => false,
            }),
            Kind::Call { callee, arguments } => match self.function(*callee) {
                Some(function) => self
                    .returns(function)
                    .iter()
                    .any(|value| self.is_text(*value, far)),
                None => match tree.member(*callee) {
                    Some((
                        object,
                        "join" | "concat" | "trim" | "filter" | "slice" | "toString",
                    )) => self.is_text(object, far),
                    Some((_, "map" | "flatMap")) => arguments
                        .first()
                        .is_some_and(|first| self.function(*first).is_some()),
                    _ => false,
                },
            },
            _ => false,
        }
    }

    fn call_text(&self, id: Id, callee: Id, arguments: &[Id], far: usize, pieces: &mut Vec<Piece>) {
        let tree = self.tree;
        if let Some(function) = self.function(callee)
            && self.is_text(id, far)
        {
            for value in self.returns(function) {
                self.collect(value, far, pieces);
            }
            return;
        }
        match tree.member(callee) {
            Some((object, "join" | "trim" | "toString" | "filter" | "slice"))
                if self.is_text(object, far) =>
            {
                self.collect(object, far, pieces);
            }
            Some((object, "concat")) if self.is_text(object, far) => {
                self.collect(object, far, pieces);
                for argument in arguments {
                    self.collect(*argument, far, pieces);
                }
            }
            Some((_, "map" | "flatMap"))
                if arguments
                    .first()
                    .is_some_and(|first| self.function(*first).is_some()) =>
            {
                if let Some(function) = arguments.first().and_then(|first| self.function(*first)) {
                    for value in self.returns(function) {
                        self.collect(value, far, pieces);
                    }
                }
            }
            _ => pieces.push(Piece::Value(id)),
        }
    }
}
