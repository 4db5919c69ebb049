//! What a script's names and values are: which variable holds a client, which a result, which a row.

mod kinds;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use connector_contract::Action;

pub(crate) use kinds::{Is, bare};

use crate::tree::{Id, Kind, Symbol, Tree};

/// One step from a value to what a pattern takes out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
    /// The rest, or something computed.
    Some,
}

/// Where a variable's value comes from.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// An expression, and the way from it.
    Value(Id, Vec<Step>),
    /// A function's parameter.
    Parameter(Id, usize, Vec<Step>),
    /// `for (x of list)`: an element.
    Element(Id, Vec<Step>),
    /// `for (x in object)`: a key.
    KeyOf(Id),
    /// The function declared by this name.
    Function(Id),
    /// A module's export, or the whole module.
    Import(String, Option<String>),
    /// What a catch caught.
    Caught,
}

/// Looked up once for a script.
pub(crate) struct Facts<'t> {
    pub(crate) tree: &'t Tree,
    sources: HashMap<Symbol, Vec<Source>>,
    uses: HashMap<Symbol, Vec<Id>>,
    /// Calls of a local function, by the function.
    calls: HashMap<Id, Vec<Id>>,
    /// The action's function.
    pub(crate) entry: Option<Id>,
    /// What was found out before.
    kinds: RefCell<HashMap<Id, Option<Is>>>,
    fuel: Cell<usize>,
}

/// How far a value is followed. Scripts are short; this only ends what goes in circles.
pub(crate) const FAR: usize = 12;

/// Steps that one question may take: a script can be written so that following every way would never end.
const FUEL: usize = 5_000;

impl<'t> Facts<'t> {
    /// Starts a question.
    pub(crate) fn ask(&self) {
        self.fuel.set(FUEL);
    }

    /// Takes one step of the question; `None` when it has taken too many.
    pub(crate) fn step(&self) -> Option<()> {
        let left = self.fuel.get().checked_sub(1)?;
        self.fuel.set(left);
        Some(())
    }

    pub(crate) fn new(tree: &'t Tree) -> Self {
        let mut facts = Self {
            tree,
            sources: HashMap::new(),
            uses: HashMap::new(),
            calls: HashMap::new(),
            entry: None,
            kinds: RefCell::default(),
            fuel: Cell::new(FUEL),
        };
        for id in tree.ids() {
            facts.note(id);
        }
        for id in tree.ids() {
            if let Kind::Call { callee, .. } = tree.kind(id)
                && let Some(function) = facts.function(*callee)
            {
                facts.calls.entry(function).or_default().push(id);
            }
        }
        facts
    }

    fn note(&mut self, id: Id) {
        let tree = self.tree;
        match tree.kind(id) {
            Kind::Name {
                symbol: Some(symbol),
                ..
            } => self.uses.entry(*symbol).or_default().push(id),
            Kind::Variable {
                pattern,
                value: Some(value),
            } => {
                let value = *value;
                self.bind(*pattern, &mut Vec::new(), &|way| Source::Value(value, way));
            }
            Kind::Assign { target, value, .. } => {
                if let Kind::Name {
                    symbol: Some(symbol),
                    ..
                } = tree.kind(*target)
                {
                    self.sources
                        .entry(*symbol)
                        .or_default()
                        .push(Source::Value(*value, Vec::new()));
                }
            }
            Kind::ForEach {
                left, right, of, ..
            } => {
                let (right, of) = (*right, *of);
                let patterns = match tree.kind(*left) {
                    Kind::Variables(list) => list
                        .iter()
                        .filter_map(|one| match tree.kind(*one) {
                            Kind::Variable { pattern, .. } => Some(*pattern),
                            _ => None,
                        })
                        .collect(),
                    _ => vec![*left],
                };
                for pattern in patterns {
                    self.bind(pattern, &mut Vec::new(), &|way| {
                        if of {
                            Source::Element(right, way)
                        } else {
                            Source::KeyOf(right)
                        }
                    });
                }
            }
            Kind::Function {
                name, parameters, ..
            } => {
                if let Some(symbol) = name.and_then(|name| tree.symbol(name)) {
                    self.sources
                        .entry(symbol)
                        .or_default()
                        .push(Source::Function(id));
                }
                for (at, parameter) in parameters.iter().enumerate() {
                    self.bind(*parameter, &mut Vec::new(), &|way| {
                        Source::Parameter(id, at, way)
                    });
                }
            }
            Kind::Import { module, names } => {
                for name in names {
                    if let Kind::ImportName { export, binding } = tree.kind(*name)
                        && let Some(symbol) = tree.symbol(*binding)
                    {
                        let source = Source::Import(module.clone(), export.clone());
                        self.sources.entry(symbol).or_default().push(source);
                    }
                }
            }
            Kind::Try {
                parameter: Some(parameter),
                ..
            } => self.bind(*parameter, &mut Vec::new(), &|_| Source::Caught),
            _ => {}
        }
    }

    fn bind(&mut self, pattern: Id, way: &mut Vec<Step>, source: &dyn Fn(Vec<Step>) -> Source) {
        match self.tree.kind(pattern) {
            Kind::Binding {
                symbol: Some(symbol),
                ..
            }
            | Kind::Name {
                symbol: Some(symbol),
                ..
            } => {
                self.sources
                    .entry(*symbol)
                    .or_default()
                    .push(source(way.clone()));
            }
            Kind::Default { target, value } => {
                if let Some(symbol) = self.tree.symbol(*target) {
                    self.sources
                        .entry(symbol)
                        .or_default()
                        .push(Source::Value(*value, Vec::new()));
                }
                self.bind(*target, way, source);
            }
            Kind::ObjectPattern(entries) => {
                for entry in entries.clone() {
                    match self.tree.kind(entry) {
                        Kind::PatternEntry { key, target } => {
                            way.push(key.clone().map_or(Step::Some, Step::Key));
                            self.bind(*target, way, source);
                            way.pop();
                        }
                        Kind::Rest(target) => self.bind(*target, way, source),
                        _ => {}
                    }
                }
            }
            Kind::ArrayPattern(entries) => {
                for (at, entry) in entries.clone().into_iter().enumerate() {
                    if let Some(entry) = entry {
                        way.push(Step::Index(at));
                        self.bind(entry, way, source);
                        way.pop();
                    }
                }
            }
            Kind::Rest(target) => {
                way.push(Step::Some);
                self.bind(*target, way, source);
                way.pop();
            }
            _ => {}
        }
    }

    /// Sets the action, whose function is where the caller's values come in.
    pub(crate) fn enter(&mut self, action: Option<Action>) {
        self.entry = action.and_then(|action| {
            self.top_function(action.name())
                .or_else(|| self.whole_export())
        });
    }

    /// The function that is all the script exports: `module.exports = async (id) => …`, `export default …`.
    fn whole_export(&self) -> Option<Id> {
        let tree = self.tree;
        tree.kind(tree.root)
            .children()
            .into_iter()
            .find_map(|statement| match tree.kind(statement) {
                Kind::Statement(expression) => match tree.kind(*expression) {
                    Kind::Assign { target, value, .. } => {
                        let (object, name) = tree.member(*target)?;
                        (name == "exports" && tree.name(object) == Some("module"))
                            .then(|| self.function(*value))?
                    }
                    _ => None,
                },
                Kind::Export(inner) => inner.first().copied().filter(|function| {
                    matches!(tree.kind(*function), Kind::Function { name: None, .. })
                }),
                _ => None,
            })
    }

    /// The function of this name at the top of the script: declared, assigned to a variable, or exported.
    pub(crate) fn top_function(&self, name: &str) -> Option<Id> {
        self.tops()
            .into_iter()
            .find(|(found, _, _)| found == name)
            .map(|(_, _, function)| function)
    }

    /// The functions at the top of the script: name, where the name stands, function.
    pub(crate) fn tops(&self) -> Vec<(String, Id, Id)> {
        let tree = self.tree;
        let mut found = Vec::new();
        let Kind::Program(body) = tree.kind(tree.root) else {
            return found;
        };
        let statements = body.iter().flat_map(|id| match tree.kind(*id) {
            Kind::Export(inner) => inner.clone(),
            _ => vec![*id],
        });
        for statement in statements {
            match tree.kind(statement) {
                Kind::Function {
                    name: Some(name), ..
                } => {
                    found.extend(
                        tree.name(*name)
                            .map(|text| (text.to_owned(), *name, statement)),
                    );
                }
                Kind::Variables(list) => {
                    for one in list {
                        if let Kind::Variable {
                            pattern,
                            value: Some(value),
                        } = tree.kind(*one)
                            && let Some(name) = tree.name(*pattern)
                            && let Some(function) = self.function(*value)
                        {
                            found.push((name.to_owned(), *pattern, function));
                        }
                    }
                }
                Kind::Statement(expression) => {
                    if let Kind::Assign { target, value, .. } = tree.kind(*expression)
                        && let Some((object, name)) = tree.member(*target)
                    {
                        if name == "exports" {
                            for entry in tree.kind(*value).children() {
                                if let Kind::Entry {
                                    key: Some(key),
                                    value,
                                    ..
                                } = tree.kind(entry)
                                    && let Some(function) = self.function(*value)
                                {
                                    found.push((key.clone(), entry, function));
                                }
                            }
                            if let Some(function) = self.function(*value)
                                && let Kind::Function {
                                    name: Some(own), ..
                                } = tree.kind(function)
                            {
                                found.extend(
                                    tree.name(*own)
                                        .map(|text| (text.to_owned(), *own, function)),
                                );
                            }
                        } else if tree.name(object) == Some("exports")
                            || tree
                                .member(object)
                                .is_some_and(|(_, name)| name == "exports")
                        {
                            found.extend(
                                self.function(*value)
                                    .map(|function| (name.to_owned(), *target, function)),
                            );
                        }
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// Where a variable's value comes from; several when it is set several times.
    pub(crate) fn sources(&self, symbol: Symbol) -> &[Source] {
        self.sources.get(&symbol).map_or(&[], Vec::as_slice)
    }

    /// Where a variable is used.
    pub(crate) fn uses(&self, symbol: Symbol) -> &[Id] {
        self.uses.get(&symbol).map_or(&[], Vec::as_slice)
    }

    /// The calls of a function of the script.
    pub(crate) fn calls(&self, function: Id) -> &[Id] {
        self.calls.get(&function).map_or(&[], Vec::as_slice)
    }

    /// The function that an expression is, or is a name of.
    pub(crate) fn function(&self, id: Id) -> Option<Id> {
        match self.tree.kind(id) {
            Kind::Function { .. } => Some(id),
            Kind::Name {
                symbol: Some(symbol),
                ..
            } => self
                .sources(*symbol)
                .iter()
                .find_map(|source| match source {
                    Source::Function(function) => Some(*function),
                    Source::Value(value, way) if way.is_empty() => {
                        matches!(self.tree.kind(*value), Kind::Function { .. }).then_some(*value)
                    }
                    _ => None,
                }),
            _ => None,
        }
    }

    /// The expressions that a function returns.
    pub(crate) fn returns(&self, function: Id) -> Vec<Id> {
        match self.tree.kind(function) {
            Kind::Function {
                body,
                expression: true,
                ..
            } => body.clone(),
            Kind::Function { .. } => self
                .tree
                .own(function)
                .into_iter()
                .filter_map(|id| match self.tree.kind(id) {
                    Kind::Return(value) => *value,
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// A constant variable's one value, or the expression itself.
    pub(crate) fn value_of(&self, id: Id) -> Id {
        let mut id = id;
        for _ in 0..FAR {
            let Kind::Name {
                symbol: Some(symbol),
                ..
            } = self.tree.kind(id)
            else {
                break;
            };
            match self.sources(*symbol) {
                [Source::Value(value, way)] if way.is_empty() => id = *value,
                _ => break,
            }
        }
        id
    }

    /// Which parameter of the action a name is, when it is one, whole.
    pub(crate) fn entry_parameter(&self, id: Id) -> Option<usize> {
        let symbol = self.tree.symbol(id)?;
        self.sources(symbol).iter().find_map(|source| match source {
            Source::Parameter(function, at, way)
                if Some(*function) == self.entry && way.is_empty() =>
            {
                Some(*at)
            }
            _ => None,
        })
    }
}
