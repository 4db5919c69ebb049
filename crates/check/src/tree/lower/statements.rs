//! Statements and declarations.

use oxc_ast::ast;
use oxc_span::GetSpan as _;

use super::Lower;
use crate::tree::{Id, Kind};

impl Lower<'_> {
    pub(super) fn statements(&mut self, list: &[ast::Statement<'_>]) -> Vec<Id> {
        list.iter()
            .map(|statement| self.statement(statement))
            .collect()
    }

    pub(super) fn block(&mut self, block: &ast::BlockStatement<'_>) -> Id {
        let body = self.statements(&block.body);
        self.add(Kind::Block(body), block.span)
    }

    pub(super) fn statement(&mut self, statement: &ast::Statement<'_>) -> Id {
        use ast::Statement as S;
        let span = statement.span();
        let kind = match statement {
            S::BlockStatement(it) => return self.block(it),
            S::ExpressionStatement(it) => Kind::Statement(self.expression(&it.expression)),
            S::IfStatement(it) => Kind::If {
                test: self.expression(&it.test),
                yes: self.statement(&it.consequent),
                no: it.alternate.as_ref().map(|no| self.statement(no)),
            },
            S::ReturnStatement(it) => {
                Kind::Return(it.argument.as_ref().map(|value| self.expression(value)))
            }
            S::ThrowStatement(it) => Kind::Throw(self.expression(&it.argument)),
            S::TryStatement(it) => Kind::Try {
                block: self.block(&it.block),
                parameter: it
                    .handler
                    .as_ref()
                    .and_then(|handler| handler.param.as_ref())
                    .map(|parameter| self.pattern(&parameter.pattern)),
                handler: it.handler.as_ref().map(|handler| self.block(&handler.body)),
                finally: it.finalizer.as_ref().map(|block| self.block(block)),
            },
            S::ForInStatement(it) => Kind::ForEach {
                left: self.for_left(&it.left),
                right: self.expression(&it.right),
                body: self.statement(&it.body),
                of: false,
            },
            S::ForOfStatement(it) => Kind::ForEach {
                left: self.for_left(&it.left),
                right: self.expression(&it.right),
                body: self.statement(&it.body),
                of: true,
            },
            S::ForStatement(it) => {
                let mut rest = Vec::new();
                match &it.init {
                    Some(ast::ForStatementInit::VariableDeclaration(list)) => {
                        rest.push(self.variables(list))
                    }
                    Some(other) => {
                        rest.extend(other.as_expression().map(|init| self.expression(init)))
                    }
                    None => {}
                }
                let test = it.test.as_ref().map(|test| self.expression(test));
                rest.extend(it.update.as_ref().map(|update| self.expression(update)));
                rest.push(self.statement(&it.body));
                Kind::Loop { test, rest }
            }
            S::WhileStatement(it) => Kind::Loop {
                test: Some(self.expression(&it.test)),
                rest: vec![self.statement(&it.body)],
            },
            S::DoWhileStatement(it) => Kind::Loop {
                test: Some(self.expression(&it.test)),
                rest: vec![self.statement(&it.body)],
            },
            S::SwitchStatement(it) => {
                let mut parts = vec![self.expression(&it.discriminant)];
                for case in &it.cases {
                    parts.extend(case.test.as_ref().map(|test| self.expression(test)));
                    let body = self.statements(&case.consequent);
                    parts.push(self.add(Kind::Block(body), case.span));
                }
                Kind::Other(parts)
            }
            S::LabeledStatement(it) => return self.statement(&it.body),
            S::ImportDeclaration(it) => return self.import(it),
            S::ExportDefaultDeclaration(it) => {
                use ast::ExportDefaultDeclarationKind as E;
                let inner = match &it.declaration {
                    E::FunctionDeclaration(function) => Some(self.function(function)),
                    E::ClassDeclaration(class) => Some(self.class(class)),
                    other => other.as_expression().map(|value| self.expression(value)),
                };
                Kind::Export(inner.into_iter().collect())
            }
            S::ExportDeclaration(it) => {
                let inner = self.declaration(&it.declaration);
                Kind::Export(inner.into_iter().collect())
            }
            other => match other.as_declaration() {
                Some(declaration) => match self.declaration(declaration) {
                    Some(id) => return id,
                    None => Kind::Other(Vec::new()),
                },
                None => Kind::Other(Vec::new()),
            },
        };
        self.add(kind, span)
    }

    pub(super) fn declaration(&mut self, declaration: &ast::Declaration<'_>) -> Option<Id> {
        match declaration {
            ast::Declaration::VariableDeclaration(list) => Some(self.variables(list)),
            ast::Declaration::FunctionDeclaration(function) => Some(self.function(function)),
            ast::Declaration::ClassDeclaration(class) => Some(self.class(class)),
            _ => None,
        }
    }

    pub(super) fn import(&mut self, import: &ast::ImportDeclaration<'_>) -> Id {
        use ast::ImportDeclarationSpecifier as I;
        let mut names = Vec::new();
        for specifier in import.specifiers.iter().flatten() {
            let (export, local) = match specifier {
                I::ImportSpecifier(it) => {
                    let name = it.imported.name().to_string();
                    (Some(name).filter(|name| name != "default"), &it.local)
                }
                I::ImportDefaultSpecifier(it) => (None, &it.local),
                I::ImportNamespaceSpecifier(it) => (None, &it.local),
            };
            let binding = self.binding(local);
            names.push(self.add(Kind::ImportName { export, binding }, specifier.span()));
        }
        let module = import.source.value.to_string();
        self.add(Kind::Import { module, names }, import.span)
    }

    pub(super) fn variables(&mut self, list: &ast::VariableDeclaration<'_>) -> Id {
        let mut variables = Vec::new();
        for declarator in &list.declarations {
            let pattern = self.pattern(&declarator.id);
            let value = declarator.init.as_ref().map(|value| self.expression(value));
            variables.push(self.add(Kind::Variable { pattern, value }, declarator.span));
        }
        self.add(Kind::Variables(variables), list.span)
    }

    pub(super) fn for_left(&mut self, left: &ast::ForStatementLeft<'_>) -> Id {
        match left {
            ast::ForStatementLeft::VariableDeclaration(list) => self.variables(list),
            other => match other.as_assignment_target() {
                Some(target) => self.target(target),
                None => self.add(Kind::Other(Vec::new()), left.span()),
            },
        }
    }
}
