//! A script as the findings read it: one flat list of nodes that own their text, with parents and symbols.
//!
//! The parser's own tree has two hundred kinds of nodes and three ways to write one thing. This one has what a finding
//! asks about and drops the rest: parentheses, type annotations, optional chaining.

mod children;
mod lower;

pub(crate) use lower::lower;

/// A node's place in [`Tree::nodes`].
pub(crate) type Id = usize;
/// A variable: which declaration a name means.
pub(crate) type Symbol = usize;

/// A parsed script.
pub(crate) struct Tree {
    nodes: Vec<Node>,
    /// The program node.
    pub(crate) root: Id,
}

/// One piece of syntax.
pub(crate) struct Node {
    pub(crate) kind: Kind,
    /// Bytes of the source: start, and end exclusive.
    pub(crate) span: (usize, usize),
    pub(crate) parent: Option<Id>,
}

/// What a node is.
#[derive(Debug)]
pub(crate) enum Kind {
    Program(Vec<Id>),
    Block(Vec<Id>),
    /// An expression as a statement.
    Statement(Id),
    If {
        test: Id,
        yes: Id,
        no: Option<Id>,
    },
    Return(Option<Id>),
    Throw(Id),
    Try {
        block: Id,
        parameter: Option<Id>,
        handler: Option<Id>,
        finally: Option<Id>,
    },
    /// `for (left of right)` and `for (left in right)`.
    ForEach {
        left: Id,
        right: Id,
        body: Id,
        of: bool,
    },
    /// `for`, `while`, `do`.
    Loop {
        test: Option<Id>,
        rest: Vec<Id>,
    },
    /// `var`, `let`, `const`.
    Variables(Vec<Id>),
    Variable {
        pattern: Id,
        value: Option<Id>,
    },
    Import {
        module: String,
        names: Vec<Id>,
    },
    /// A name that an import brings; `export` is `None` for the whole module.
    ImportName {
        export: Option<String>,
        binding: Id,
    },
    Export(Vec<Id>),
    /// A name where it is declared.
    Binding {
        name: String,
        symbol: Option<Symbol>,
    },
    ObjectPattern(Vec<Id>),
    ArrayPattern(Vec<Option<Id>>),
    /// One entry of an object pattern; `key` is `None` when computed.
    PatternEntry {
        key: Option<String>,
        target: Id,
    },
    Default {
        target: Id,
        value: Id,
    },
    Rest(Id),
    Function {
        name: Option<Id>,
        parameters: Vec<Id>,
        /// Statements, or the one expression of an arrow function.
        body: Vec<Id>,
        expression: bool,
        is_async: bool,
    },
    /// A name where it is used.
    Name {
        name: String,
        symbol: Option<Symbol>,
    },
    Text(String),
    Number(f64),
    Boolean(bool),
    Null,
    Template {
        texts: Vec<String>,
        parts: Vec<Id>,
    },
    Array(Vec<Id>),
    Spread(Id),
    Object(Vec<Id>),
    /// One entry of an object literal; `key` is `None` when computed.
    Entry {
        key: Option<String>,
        computed: Option<Id>,
        value: Id,
    },
    /// `object.name`, or `object[index]`; a literal string as index is a name.
    Member {
        object: Id,
        name: Option<String>,
        index: Option<Id>,
    },
    Call {
        callee: Id,
        arguments: Vec<Id>,
    },
    New {
        callee: Id,
        arguments: Vec<Id>,
    },
    Await(Id),
    Unary {
        operator: &'static str,
        operand: Id,
    },
    /// Arithmetic, comparison and logic.
    Binary {
        operator: &'static str,
        left: Id,
        right: Id,
    },
    Conditional {
        test: Id,
        yes: Id,
        no: Id,
    },
    Assign {
        operator: &'static str,
        target: Id,
        value: Id,
    },
    /// `++` and `--`.
    Update(Id),
    /// Anything else, with what is in it.
    Other(Vec<Id>),
}

impl Tree {
    /// The node; an id is never out of range, but a program node stands in if it were.
    pub(crate) fn node(&self, id: Id) -> &Node {
        self.nodes.get(id).unwrap_or(&NOTHING)
    }

    pub(crate) fn kind(&self, id: Id) -> &Kind {
        &self.node(id).kind
    }

    pub(crate) fn span(&self, id: Id) -> (usize, usize) {
        self.node(id).span
    }

    /// All nodes, children before parents.
    pub(crate) fn ids(&self) -> std::ops::Range<Id> {
        0..self.nodes.len()
    }

    /// The nodes around this one, nearest first.
    pub(crate) fn ancestors(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(self.node(id).parent, |id| self.node(*id).parent)
    }

    /// The nearest function around a node, the node itself excepted.
    pub(crate) fn function_around(&self, id: Id) -> Option<Id> {
        self.ancestors(id)
            .find(|id| matches!(self.kind(*id), Kind::Function { .. }))
    }

    /// Whether `inner` is `outer` or in it.
    pub(crate) fn is_within(&self, inner: Id, outer: Id) -> bool {
        inner == outer || self.ancestors(inner).any(|id| id == outer)
    }

    /// Everything in a node, itself first, in the order of the source.
    pub(crate) fn within(&self, id: Id) -> Vec<Id> {
        let (mut found, mut waiting) = (Vec::new(), vec![id]);
        while let Some(id) = waiting.pop() {
            found.push(id);
            let mut inner = self.kind(id).children();
            inner.reverse();
            waiting.append(&mut inner);
        }
        found
    }

    /// Everything in a function's body that runs when it runs: inner functions are left out.
    pub(crate) fn own(&self, function: Id) -> Vec<Id> {
        let (mut found, mut waiting) = (Vec::new(), self.kind(function).children());
        waiting.reverse();
        while let Some(id) = waiting.pop() {
            found.push(id);
            if matches!(self.kind(id), Kind::Function { .. }) {
                continue;
            }
            let mut inner = self.kind(id).children();
            inner.reverse();
            waiting.append(&mut inner);
        }
        found
    }

    /// The symbol that a name, used or declared, stands for.
    pub(crate) fn symbol(&self, id: Id) -> Option<Symbol> {
        match self.kind(id) {
            Kind::Name { symbol, .. } | Kind::Binding { symbol, .. } => *symbol,
            _ => None,
        }
    }

    /// A name's text, whether it is used or declared.
    pub(crate) fn name(&self, id: Id) -> Option<&str> {
        match self.kind(id) {
            Kind::Name { name, .. } | Kind::Binding { name, .. } => Some(name),
            _ => None,
        }
    }

    /// `object.name`.
    pub(crate) fn member(&self, id: Id) -> Option<(Id, &str)> {
        match self.kind(id) {
            Kind::Member {
                object,
                name: Some(name),
                ..
            } => Some((*object, name)),
            _ => None,
        }
    }

    /// `object.name(arguments)`.
    pub(crate) fn method_call(&self, id: Id) -> Option<(Id, &str, &[Id])> {
        match self.kind(id) {
            Kind::Call { callee, arguments } => self
                .member(*callee)
                .map(|(object, name)| (object, name, arguments.as_slice())),
            _ => None,
        }
    }

    /// A string literal's or a plain template's text.
    pub(crate) fn text(&self, id: Id) -> Option<&str> {
        match self.kind(id) {
            Kind::Text(text) => Some(text),
            Kind::Template { texts, parts } if parts.is_empty() => {
                texts.first().map(String::as_str)
            }
            _ => None,
        }
    }

    /// The value that an object literal has under a key.
    pub(crate) fn entry(&self, object: Id, key: &str) -> Option<Id> {
        let Kind::Object(entries) = self.kind(object) else {
            return None;
        };
        entries.iter().find_map(|entry| match self.kind(*entry) {
            Kind::Entry {
                key: Some(name),
                value,
                ..
            } if name == key => Some(*value),
            _ => None,
        })
    }
}

static NOTHING: Node = Node {
    kind: Kind::Null,
    span: (0, 0),
    parent: None,
};
