//! Which values come from the caller, and are not safe as SQL.

use crate::facts::{FAR, Facts, Is, Source, Step};
use crate::tree::{Id, Kind};

/// How a value comes from the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// A page number or a limit: the host checks that they are whole numbers.
    Number,
    /// The name of a field of the caller's object.
    FieldName,
    /// Text from outside.
    Text,
}

impl Facts<'_> {
    /// How the expression's value comes from the caller; `None` when it does not, or is made safe on the way.
    pub(crate) fn origin(&self, id: Id) -> Option<Origin> {
        self.ask();
        self.origin_far(id, FAR)
    }

    fn origin_far(&self, id: Id, far: usize) -> Option<Origin> {
        let far = far.checked_sub(1)?;
        self.step()?;
        let tree = self.tree;
        let of = |id: Id| self.origin_far(id, far);
        match tree.kind(id) {
            Kind::Name {
                symbol: Some(symbol),
                ..
            } => {
                if self.is(id).is_some() {
                    return None;
                }
                let origins = self
                    .sources(*symbol)
                    .iter()
                    .filter_map(|source| self.source_origin(source, far));
                let origin = origins.max()?;
                (origin != Origin::FieldName || !self.is_looked_up(*symbol)).then_some(origin)
            }
            // Whatever the index: what an object or array of the script's own holds is the script's own.
            Kind::Member { object, name, .. } => match name.as_deref() {
                Some("length" | "size") => None,
                _ => of(*object).map(|origin| {
                    if origin == Origin::FieldName {
                        origin
                    } else {
                        Origin::Text
                    }
                }),
            },
            Kind::Template { parts, .. } => parts.iter().filter_map(|part| of(*part)).max(),
            Kind::Array(parts) => parts.iter().filter_map(|part| of(*part)).max(),
            Kind::Spread(inner) | Kind::Await(inner) => of(*inner),
            Kind::Binary {
                operator: "+" | "||" | "??" | "&&",
                left,
                right,
            } => of(*left).max(of(*right)),
            Kind::Conditional { yes, no, .. } => of(*yes).max(of(*no)),
            Kind::Assign { value, .. } => of(*value),
            Kind::Call { callee, arguments } => self.call_origin(*callee, arguments, far),
            Kind::Object(entries) => entries
                .iter()
                .filter_map(|entry| match tree.kind(*entry) {
                    Kind::Spread(inner) => of(*inner),
                    _ => None,
                })
                .max(),
            _ => None,
        }
    }

    fn call_origin(&self, callee: Id, arguments: &[Id], far: usize) -> Option<Origin> {
        let tree = self.tree;
        let of = |id: &Id| self.origin_far(*id, far);
        if let Some(function) = self.function(callee) {
            return self.returns(function).iter().filter_map(of).max();
        }
        if let Some(name) = tree.name(callee) {
            // Number, parseInt and their like make numbers; what is unknown may hand on what it got.
            return match name {
                "Number" | "parseInt" | "parseFloat" | "BigInt" | "Boolean" | "isNaN"
                | "require" | "escapeLiteral" | "escapeIdentifier" => None,
                _ => arguments.iter().filter_map(of).max(),
            };
        }
        let (object, name) = tree.member(callee)?;
        let lodash = match self.is(object) {
            Some(Is::Module(module)) => module.starts_with("lodash"),
            Some(_) => return None,
            None => false,
        };
        let first = || arguments.first().and_then(of);
        let keys = |origin: Origin| {
            if origin == Origin::Number {
                origin
            } else {
                Origin::FieldName
            }
        };
        if lodash {
            return match name {
                "keys" | "keysIn" => first().map(keys),
                // What is picked out by names of the script's own has only those names.
                "pick" | "toNumber" | "toInteger" | "size" | "parseInt" | "isEmpty" | "has" => None,
                _ => first(),
            };
        }
        match (tree.name(object), name) {
            (Some("Object"), "keys" | "getOwnPropertyNames") => first().map(keys),
            (Some("Object"), "values" | "entries" | "assign") => first(),
            (Some("Math" | "Number" | "Date" | "Buffer" | "crypto"), _) => None,
            (Some("JSON"), _) => first(),
            (_, "escapeLiteral" | "escapeIdentifier" | "escape" | "escapeId") => None,
            (
                _,
                "indexOf" | "includes" | "startsWith" | "endsWith" | "test" | "has" | "some"
                | "every",
            ) => None,
            // Names that pass a test of the script's own.
            (_, "filter") => of(&object).filter(|origin| *origin != Origin::FieldName),
            _ => of(&object),
        }
    }

    fn source_origin(&self, source: &Source, far: usize) -> Option<Origin> {
        match source {
            Source::Parameter(function, at, way) if Some(*function) == self.entry => {
                self.parameter_origin(*at, way)
            }
            Source::Parameter(function, at, _) => self.handed_in(*function, *at, far),
            Source::Value(value, way) => {
                // [name, value] of a literal: the element itself, not all of it.
                match (self.tree.kind(*value), way.first()) {
                    (Kind::Array(elements), Some(Step::Index(at))) => {
                        self.origin_far(*elements.get(*at)?, far)
                    }
                    _ => match self.pair(*value, way) {
                        Some(elements) => elements
                            .iter()
                            .filter_map(|one| self.origin_far(*one, far))
                            .max(),
                        None => self.origin_far(*value, far),
                    },
                }
            }
            Source::Element(list, way) => {
                // Object.entries(x): the first of each is a name.
                let origin = self.origin_far(*list, far)?;
                let entries = self
                    .tree
                    .method_call(self.value_of(*list))
                    .is_some_and(|(_, name, _)| name == "entries");
                Some(if entries && way.first() == Some(&Step::Index(0)) {
                    Origin::FieldName
                } else {
                    origin
                })
            }
            Source::KeyOf(object) => self.origin_far(*object, far).map(|_| Origin::FieldName),
            Source::Function(_) | Source::Import(..) | Source::Caught => None,
        }
    }

    /// `[['id', query.id], ['email', query.email]].find(…)`, taken apart: the elements at that place in each.
    fn pair(&self, value: Id, way: &[Step]) -> Option<Vec<Id>> {
        let tree = self.tree;
        let Some(Step::Index(at)) = way.first() else {
            return None;
        };
        let mut list = value;
        for _ in 0..FAR {
            list = match tree.kind(list) {
                Kind::Binary {
                    operator: "||" | "??",
                    left,
                    ..
                } => *left,
                Kind::Call { callee, .. } => match tree.member(*callee) {
                    Some((object, "find" | "filter" | "pop" | "shift" | "at")) => object,
                    _ => return None,
                },
                Kind::Member { object, .. } => *object,
                Kind::Name { .. } if self.value_of(list) != list => self.value_of(list),
                _ => break,
            };
        }
        let Kind::Array(rows) = tree.kind(list) else {
            return None;
        };
        rows.iter()
            .map(|row| match tree.kind(*row) {
                Kind::Array(elements) => elements.get(*at).copied(),
                _ => None,
            })
            .collect()
    }

    fn parameter_origin(&self, at: usize, way: &[Step]) -> Option<Origin> {
        let Kind::Function { parameters, .. } = self.tree.kind(self.entry?) else {
            return None;
        };
        let parameter = *parameters.get(at)?;
        let name = self.tree.name(parameter).unwrap_or("");
        match name {
            "page" | "limit" | "size" | "offset" | "perPage" | "pageSize" if way.is_empty() => {
                Some(Origin::Number)
            }
            _ => Some(Origin::Text),
        }
    }

    /// What a function of the script's own is called with; an element of the caller's list for a callback.
    fn handed_in(&self, function: Id, at: usize, far: usize) -> Option<Origin> {
        let tree = self.tree;
        let called = self
            .calls(function)
            .iter()
            .filter_map(|call| match tree.kind(*call) {
                Kind::Call { arguments, .. } => self.origin_far(*arguments.get(at)?, far),
                _ => None,
            });
        if let Some(origin) = called.max() {
            return Some(origin);
        }
        let (object, name, arguments) = tree.method_call(tree.node(function).parent?)?;
        let lodash =
            matches!(self.is(object), Some(Is::Module(module)) if module.starts_with("lodash"));
        let list = if lodash { *arguments.first()? } else { object };
        let origin = self.origin_far(list, far)?;
        match (name, at) {
            ("forEach" | "map" | "filter" | "flatMap" | "each" | "forOwn", 0) => Some(origin),
            ("forEach" | "map" | "each" | "forOwn" | "mapValues", 1) if lodash => {
                Some(Origin::FieldName)
            }
            _ => None,
        }
    }

    /// Whether the script looks this name up in something of its own before it goes on.
    fn is_looked_up(&self, symbol: usize) -> bool {
        let tree = self.tree;
        self.uses(symbol).iter().any(|usage| {
            let Some(parent) = tree.node(*usage).parent else {
                return false;
            };
            match tree.kind(parent) {
                Kind::Member {
                    object,
                    index: Some(index),
                    ..
                } => index == usage && self.origin_of_object(*object).is_none(),
                Kind::Binary {
                    operator: "in",
                    left,
                    right,
                } => left == usage && self.origin_of_object(*right).is_none(),
                Kind::Call { arguments, .. } => {
                    arguments.first() == Some(usage)
                        && tree.method_call(parent).is_some_and(|(object, name, _)| {
                            matches!(
                                name,
                                "includes" | "has" | "indexOf" | "hasOwnProperty" | "test"
                            ) && self.origin_of_object(object).is_none()
                        })
                }
                _ => false,
            }
        })
    }

    fn origin_of_object(&self, object: Id) -> Option<Origin> {
        self.entry_parameter(object).map(|_| Origin::Text)
    }
}
