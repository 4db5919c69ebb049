//! The places that coverage counts.

use oxc_allocator::{Allocator, Vec as List};
use oxc_ast::ast::{
    ArrowFunctionBody, ArrowFunctionExpression, ConditionalExpression, Function as FunctionNode,
    IfStatement, LogicalExpression, MethodDefinition, PropertyKey, Statement, SwitchStatement,
    VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Parser;
use oxc_semantic::ScopeFlags;
use oxc_span::{GetSpan, SourceType, Span};

use crate::deep::guarded;

/// Where a script's statements, branches and functions are. Offsets are UTF-16 units, as V8 counts them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Landmarks {
    /// Where statements begin that do something: no declarations of functions, no types, no blocks.
    pub statements: Vec<Step>,
    /// Places where the way parts.
    pub branches: Vec<Branch>,
    /// Functions with a body.
    pub functions: Vec<Function>,
}

/// A statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Where it begins.
    pub at: usize,
    /// Which of the statements, by its index, must have run before it, in the same block, as often at least.
    pub after: Option<usize>,
}

/// A place where the way parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// Where it is decided.
    pub at: usize,
    /// Where each way begins. `None` is the way past an `if` without `else`: taken as often as the decision was made
    /// and the other way wasn't.
    pub ways: Vec<Option<usize>>,
}

/// A function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its name, or that of what it is assigned to.
    pub name: Option<String>,
    /// Where it begins.
    pub at: usize,
    /// Where its body begins: reached once a call.
    pub body: usize,
}

/// The landmarks of JavaScript, `.mjs` or not, or of TypeScript. `None` when the text does not parse.
pub fn landmarks(source: &str, typescript: bool) -> Option<Landmarks> {
    let found = guarded(source, || {
        let kinds = if typescript {
            vec![SourceType::ts()]
        } else {
            vec![SourceType::script(), SourceType::mjs()]
        };
        kinds.into_iter().find_map(|kind| {
            let allocator = Allocator::default();
            // As V8 runs it: the text is the body of a function, so `return` may stand at its top.
            let options = oxc_parser::ParseOptions {
                allow_return_outside_function: true,
                ..oxc_parser::ParseOptions::default()
            };
            let parsed = Parser::new(&allocator, source, kind)
                .with_options(options)
                .parse();
            if parsed.panicked || parsed.diagnostics.errors().next().is_some() {
                return None;
            }
            let mut finder = Finder::default();
            finder.visit_program(&parsed.program);
            Some(finder.found)
        })
    });
    let mut found = found.ok().flatten()?;
    into_utf16(source, &mut found);
    Some(found)
}

#[derive(Default)]
struct Finder {
    found: Landmarks,
    name: Option<String>,
    /// The statement before the one that is visited next, in the same block.
    before: Option<usize>,
    /// The statement that was visited last, if it counts.
    visited: Option<usize>,
}

fn start(span: Span) -> usize {
    usize::try_from(span.start).unwrap_or(usize::MAX)
}

impl Finder {
    fn function(&mut self, name: Option<String>, span: Span, body: Span) {
        let name = name.or_else(|| self.name.take());
        self.name = None;
        self.found.functions.push(Function {
            name,
            at: start(span),
            body: start(body),
        });
    }

    fn branch(&mut self, span: Span, ways: Vec<Option<usize>>) {
        self.found.branches.push(Branch {
            at: start(span),
            ways,
        });
    }
}

impl<'a> Visit<'a> for Finder {
    fn visit_statement(&mut self, it: &Statement<'a>) {
        let counts = match it {
            Statement::BlockStatement(_)
            | Statement::EmptyStatement(_)
            | Statement::FunctionDeclaration(_)
            | Statement::ImportDeclaration(_)
            | Statement::ExportNamedDeclaration(_)
            | Statement::ExportFromDeclaration(_)
            | Statement::ExportAllDeclaration(_)
            | Statement::TSTypeAliasDeclaration(_)
            | Statement::TSInterfaceDeclaration(_)
            | Statement::TSExternalModuleDeclaration(_)
            | Statement::TSNamespaceDeclaration(_)
            | Statement::TSGlobalDeclaration(_)
            | Statement::TSEnumDeclaration(_)
            | Statement::LabeledStatement(_) => false,
            Statement::VariableDeclaration(it) => !it.declare,
            Statement::ClassDeclaration(it) => !it.declare,
            // What is exported counts if it counted unexported; functions and types do not.
            Statement::ExportDeclaration(it) => {
                matches!(
                    &it.declaration,
                    oxc_ast::ast::Declaration::VariableDeclaration(declared) if !declared.declare
                )
            }
            Statement::ExportDefaultDeclaration(it) => it.declaration.is_expression(),
            _ => true,
        };
        let after = self.before.take();
        let index = counts.then_some(self.found.statements.len());
        if counts {
            let at = start(it.span());
            self.found.statements.push(Step { at, after });
        }
        walk::walk_statement(self, it);
        self.visited = index;
    }

    fn visit_statements(&mut self, it: &List<'a, Statement<'a>>) {
        let mut before = None;
        for statement in it {
            self.before = before;
            self.visit_statement(statement);
            before = self.visited.or(before);
        }
        self.before = None;
    }

    fn visit_if_statement(&mut self, it: &IfStatement<'a>) {
        let other = it.alternate.as_ref().map(|way| start(way.span()));
        self.branch(it.span, vec![Some(start(it.consequent.span())), other]);
        walk::walk_if_statement(self, it);
    }

    fn visit_conditional_expression(&mut self, it: &ConditionalExpression<'a>) {
        let ways = [&it.consequent, &it.alternate].map(|way| Some(start(way.span())));
        self.branch(it.span, ways.to_vec());
        walk::walk_conditional_expression(self, it);
    }

    fn visit_logical_expression(&mut self, it: &LogicalExpression<'a>) {
        let ways = [&it.left, &it.right].map(|way| Some(start(way.span())));
        self.branch(it.span, ways.to_vec());
        walk::walk_logical_expression(self, it);
    }

    fn visit_switch_statement(&mut self, it: &SwitchStatement<'a>) {
        let ways = it.cases.iter().map(|case| Some(start(case.span))).collect();
        self.branch(it.span, ways);
        walk::walk_switch_statement(self, it);
    }

    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        self.name = it.id.get_identifier_name().map(|name| name.to_string());
        walk::walk_variable_declarator(self, it);
        self.name = None;
    }

    fn visit_method_definition(&mut self, it: &MethodDefinition<'a>) {
        self.name = match &it.key {
            PropertyKey::StaticIdentifier(name) => Some(name.name.to_string()),
            _ => None,
        };
        walk::walk_method_definition(self, it);
    }

    fn visit_function(&mut self, it: &FunctionNode<'a>, flags: ScopeFlags) {
        if let Some(body) = &it.body {
            let name = it.id.as_ref().map(|id| id.name.to_string());
            self.function(name, it.span, body.span);
        }
        walk::walk_function(self, it, flags);
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        self.function(None, it.span, it.body.span());
        if !matches!(it.body, ArrowFunctionBody::FunctionBody(_)) {
            let at = start(it.body.span());
            self.found.statements.push(Step { at, after: None });
        }
        walk::walk_arrow_function_expression(self, it);
    }
}

/// Turns all offsets from bytes into UTF-16 units.
fn into_utf16(source: &str, found: &mut Landmarks) {
    if source.is_ascii() {
        return;
    }
    let mut units = vec![0; source.len() + 1];
    let mut unit = 0;
    for (at, c) in source.char_indices() {
        for byte in at..at + c.len_utf8() {
            if let Some(place) = units.get_mut(byte) {
                *place = unit;
            }
        }
        unit += c.len_utf16();
    }
    if let Some(place) = units.last_mut() {
        *place = unit;
    }
    let convert = |offset: &mut usize| *offset = units.get(*offset).copied().unwrap_or(unit);
    found
        .statements
        .iter_mut()
        .for_each(|step| convert(&mut step.at));
    for branch in &mut found.branches {
        convert(&mut branch.at);
        branch.ways.iter_mut().flatten().for_each(convert);
    }
    for function in &mut found.functions {
        convert(&mut function.at);
        convert(&mut function.body);
    }
}
