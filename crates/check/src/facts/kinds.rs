//! What kind of thing an expression's value is, as far as the script tells.

use super::{FAR, Facts, Source, Step};
use crate::tree::{Id, Kind};

/// A value we know something about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Is {
    /// What `require` returned.
    Module(String),
    /// A module's own property.
    Export(String, String),
    /// A database session. `lent` by a pool, or made by `new Client`.
    Client {
        lent: bool,
    },
    Pool,
    Promise(Box<Is>),
    /// What a query resolves to.
    Result,
    Rows,
    /// How many there are.
    Count,
    Row,
    Column(String),
    /// What a promise of no interest resolves to.
    Nothing,
    /// What `bcrypt.hash` resolves to.
    Hash,
    /// What `bcrypt.compare` resolves to.
    Matches,
}

impl Facts<'_> {
    /// What the expression's value is.
    pub(crate) fn is(&self, id: Id) -> Option<Is> {
        if let Some(known) = self.kinds.borrow().get(&id) {
            return known.clone();
        }
        // Another question may be under way: it pays for its own steps only.
        let left = self.fuel.replace(super::FUEL);
        let is = self.is_far(id, FAR);
        self.fuel.set(left);
        self.kinds.borrow_mut().insert(id, is.clone());
        is
    }

    fn is_far(&self, id: Id, far: usize) -> Option<Is> {
        let far = far.checked_sub(1)?;
        self.step()?;
        let tree = self.tree;
        match tree.kind(id) {
            Kind::Name {
                symbol: Some(symbol),
                ..
            }
            | Kind::Binding {
                symbol: Some(symbol),
                ..
            } => self
                .sources(*symbol)
                .iter()
                .find_map(|source| self.source_is(source, far)),
            Kind::Member {
                object,
                name,
                index,
            } => {
                let object = self.is_far(*object, far)?;
                match name {
                    Some(name) => step(&object, &Step::Key(name.clone())),
                    None => match index.map(|index| tree.kind(index)) {
                        Some(Kind::Number(_)) => step(&object, &Step::Index(0)),
                        _ => step(&object, &Step::Some),
                    },
                }
            }
            Kind::Await(inner) => match self.is_far(*inner, far)? {
                Is::Promise(inner) => Some(*inner),
                other => Some(other),
            },
            Kind::New { callee, .. } => match self.is_far(*callee, far)? {
                Is::Export(module, name) if module == "pg" && name == "Client" => {
                    Some(Is::Client { lent: false })
                }
                Is::Export(module, name) if module == "pg" && name == "Pool" => Some(Is::Pool),
                Is::Module(module) if module == "pg-pool" => Some(Is::Pool),
                _ => None,
            },
            Kind::Call { callee, arguments } => self.call_is(*callee, arguments, far),
            Kind::Conditional { yes, no, .. } => {
                self.is_far(*yes, far).or_else(|| self.is_far(*no, far))
            }
            Kind::Binary {
                operator: "||" | "??" | "&&",
                left,
                right,
            } => self.is_far(*right, far).or_else(|| self.is_far(*left, far)),
            Kind::Assign {
                operator: "=",
                value,
                ..
            } => self.is_far(*value, far),
            _ => None,
        }
    }

    fn call_is(&self, callee: Id, arguments: &[Id], far: usize) -> Option<Is> {
        let tree = self.tree;
        if tree.name(callee) == Some("require") && tree.symbol(callee).is_none() {
            let name = tree.text(*arguments.first()?)?;
            return Some(Is::Module(bare(name).to_owned()));
        }
        if let Some(function) = self.function(callee) {
            let returned = self
                .returns(function)
                .into_iter()
                .find_map(|value| self.is_far(value, far))?;
            let is_async = matches!(tree.kind(function), Kind::Function { is_async: true, .. });
            return Some(match returned {
                Is::Promise(inner) => Is::Promise(inner),
                other if is_async => Is::Promise(Box::new(other)),
                other => other,
            });
        }
        let called_back = arguments
            .last()
            .is_some_and(|last| self.function(*last).is_some());
        let promise = |is: Is| (!called_back).then(|| Is::Promise(Box::new(is)));
        if let Some(Is::Export(module, name)) = self.is_far(callee, far) {
            return match name.as_str() {
                _ if !is_bcrypt(&module) => None,
                "hash" => promise(Is::Hash),
                "genSalt" => promise(Is::Nothing),
                "compare" => promise(Is::Matches),
                "hashSync" => Some(Is::Hash),
                _ => None,
            };
        }
        let (object, name) = tree.member(callee)?;
        match (self.is_far(object, far)?, name) {
            (Is::Client { .. } | Is::Pool, "query") => promise(Is::Result),
            (Is::Client { lent: false }, "connect" | "end") | (Is::Pool, "end") => {
                promise(Is::Nothing)
            }
            (Is::Pool, "connect") => promise(Is::Client { lent: true }),
            (Is::Promise(inner), "catch" | "finally") => Some(Is::Promise(inner)),
            (Is::Rows, "find" | "at" | "pop" | "shift") => Some(Is::Row),
            (Is::Rows, "filter" | "slice") => Some(Is::Rows),
            _ => None,
        }
    }

    fn source_is(&self, source: &Source, far: usize) -> Option<Is> {
        let walk = |start: Is, way: &[Step]| way.iter().try_fold(start, |is, one| step(&is, one));
        match source {
            Source::Value(value, way) => walk(self.is_far(*value, far)?, way),
            Source::Element(list, way) => {
                walk(step(&self.is_far(*list, far)?, &Step::Index(0))?, way)
            }
            Source::Import(module, None) => Some(Is::Module(bare(module).to_owned())),
            Source::Import(module, Some(name)) => {
                Some(Is::Export(bare(module).to_owned(), name.clone()))
            }
            Source::Parameter(function, at, way) => {
                walk(self.parameter_is(*function, *at, far)?, way)
            }
            Source::KeyOf(_) | Source::Function(_) | Source::Caught => None,
        }
    }

    /// What a function is called with: by the script itself, or by who takes it as a callback.
    fn parameter_is(&self, function: Id, at: usize, far: usize) -> Option<Is> {
        let tree = self.tree;
        let called = self
            .calls(function)
            .iter()
            .find_map(|call| match tree.kind(*call) {
                Kind::Call { arguments, .. } => self.is_far(*arguments.get(at)?, far),
                _ => None,
            });
        if called.is_some() {
            return called;
        }
        // The function itself stands among a call's arguments, or its name does.
        let mut places = vec![function];
        if let Kind::Function {
            name: Some(name), ..
        } = tree.kind(function)
        {
            places.extend(
                tree.symbol(*name)
                    .map(|symbol| self.uses(symbol))
                    .unwrap_or(&[]),
            );
        }
        places.into_iter().find_map(|place| {
            let parent = tree.node(place).parent?;
            let (object, name, arguments) = tree.method_call(parent)?;
            if !arguments.contains(&place) {
                return None;
            }
            match (self.is_far(object, far)?, name, at) {
                (Is::Promise(inner), "then", 0) => Some(*inner),
                (Is::Client { .. } | Is::Pool, "query", 1) => Some(Is::Result),
                (Is::Pool, "connect", 1) => Some(Is::Client { lent: true }),
                (Is::Rows, "map" | "forEach" | "filter" | "find" | "some" | "every", 0) => {
                    Some(Is::Row)
                }
                _ => None,
            }
        })
    }
}

/// One step into a value.
fn step(is: &Is, step: &Step) -> Option<Is> {
    match (is, step) {
        (Is::Module(module), Step::Key(name)) if name == "default" => {
            Some(Is::Module(module.clone()))
        }
        (Is::Module(module), Step::Key(name)) => Some(Is::Export(module.clone(), name.clone())),
        (Is::Result, Step::Key(name)) if name == "rows" => Some(Is::Rows),
        (Is::Result, Step::Key(name)) if name == "rowCount" => Some(Is::Count),
        (Is::Rows, Step::Index(_) | Step::Some) => Some(Is::Row),
        (Is::Row, Step::Key(name)) => Some(Is::Column(name.clone())),
        _ => None,
    }
}

/// A module's name as the catalogue has it: without `node:` and `@version`.
pub(crate) fn bare(name: &str) -> &str {
    let name = name.strip_prefix("node:").unwrap_or(name);
    match name.char_indices().skip(1).find(|(_, c)| *c == '@') {
        Some((at, _)) => name.get(..at).unwrap_or(name),
        None => name,
    }
}

pub(crate) fn is_bcrypt(module: &str) -> bool {
    matches!(module, "bcrypt" | "bcryptjs")
}
