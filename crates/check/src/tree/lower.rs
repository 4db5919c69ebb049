//! From the parser's tree to ours.

use oxc_ast::ast;
use oxc_semantic::Scoping;
use oxc_span::{GetSpan as _, Span};

use super::{Id, Kind, Node, Symbol, Tree};

/// Copies a parsed program whose names are resolved.
pub(crate) fn lower(program: &ast::Program<'_>, scoping: &Scoping) -> Tree {
    let mut lower = Lower {
        nodes: Vec::new(),
        scoping,
    };
    let body = lower.statements(&program.body);
    let root = lower.add(Kind::Program(body), program.span);
    let mut nodes = lower.nodes;
    for id in 0..nodes.len() {
        let children = nodes
            .get(id)
            .map(|node| node.kind.children())
            .unwrap_or_default();
        for child in children {
            if let Some(child) = nodes.get_mut(child) {
                child.parent = Some(id);
            }
        }
    }
    Tree { nodes, root }
}

struct Lower<'s> {
    nodes: Vec<Node>,
    scoping: &'s Scoping,
}

impl Lower<'_> {
    fn add(&mut self, kind: Kind, span: Span) -> Id {
        let id = self.nodes.len();
        self.nodes.push(Node {
            kind,
            span: (as_usize(span.start), as_usize(span.end)),
            parent: None,
        });
        id
    }

    fn statements(&mut self, list: &[ast::Statement<'_>]) -> Vec<Id> {
        list.iter()
            .map(|statement| self.statement(statement))
            .collect()
    }

    fn block(&mut self, block: &ast::BlockStatement<'_>) -> Id {
        let body = self.statements(&block.body);
        self.add(Kind::Block(body), block.span)
    }

    fn statement(&mut self, statement: &ast::Statement<'_>) -> Id {
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

    fn declaration(&mut self, declaration: &ast::Declaration<'_>) -> Option<Id> {
        match declaration {
            ast::Declaration::VariableDeclaration(list) => Some(self.variables(list)),
            ast::Declaration::FunctionDeclaration(function) => Some(self.function(function)),
            ast::Declaration::ClassDeclaration(class) => Some(self.class(class)),
            _ => None,
        }
    }

    fn import(&mut self, import: &ast::ImportDeclaration<'_>) -> Id {
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

    fn variables(&mut self, list: &ast::VariableDeclaration<'_>) -> Id {
        let mut variables = Vec::new();
        for declarator in &list.declarations {
            let pattern = self.pattern(&declarator.id);
            let value = declarator.init.as_ref().map(|value| self.expression(value));
            variables.push(self.add(Kind::Variable { pattern, value }, declarator.span));
        }
        self.add(Kind::Variables(variables), list.span)
    }

    fn for_left(&mut self, left: &ast::ForStatementLeft<'_>) -> Id {
        match left {
            ast::ForStatementLeft::VariableDeclaration(list) => self.variables(list),
            other => match other.as_assignment_target() {
                Some(target) => self.target(target),
                None => self.add(Kind::Other(Vec::new()), left.span()),
            },
        }
    }

    fn binding(&mut self, binding: &ast::BindingIdentifier<'_>) -> Id {
        let kind = Kind::Binding {
            name: binding.name.to_string(),
            symbol: binding.symbol_id.get().map(|symbol| symbol.index()),
        };
        self.add(kind, binding.span)
    }

    fn pattern(&mut self, pattern: &ast::BindingPattern<'_>) -> Id {
        use ast::BindingPattern as B;
        let kind = match pattern {
            B::BindingIdentifier(it) => return self.binding(it),
            B::ObjectPattern(it) => {
                let mut entries = Vec::new();
                for property in &it.properties {
                    let key = self.key(&property.key);
                    let target = self.pattern(&property.value);
                    entries.push(self.add(Kind::PatternEntry { key, target }, property.span));
                }
                if let Some(rest) = &it.rest {
                    let inner = self.pattern(&rest.argument);
                    entries.push(self.add(Kind::Rest(inner), rest.span));
                }
                Kind::ObjectPattern(entries)
            }
            B::ArrayPattern(it) => {
                let mut entries = Vec::new();
                for element in &it.elements {
                    entries.push(element.as_ref().map(|element| self.pattern(element)));
                }
                if let Some(rest) = &it.rest {
                    let inner = self.pattern(&rest.argument);
                    entries.push(Some(self.add(Kind::Rest(inner), rest.span)));
                }
                Kind::ArrayPattern(entries)
            }
            B::AssignmentPattern(it) => Kind::Default {
                target: self.pattern(&it.left),
                value: self.expression(&it.right),
            },
        };
        self.add(kind, pattern.span())
    }

    /// A property's name, unless it is computed from something that is no literal.
    fn key(&mut self, key: &ast::PropertyKey<'_>) -> Option<String> {
        key.static_name().map(|name| name.into_owned())
    }

    fn function(&mut self, function: &ast::Function<'_>) -> Id {
        let name = function.id.as_ref().map(|name| self.binding(name));
        let parameters = self.parameters(&function.params);
        let body = function
            .body
            .as_ref()
            .map(|body| self.statements(&body.statements))
            .unwrap_or_default();
        let kind = Kind::Function {
            name,
            parameters,
            body,
            expression: false,
            is_async: function.r#async,
        };
        self.add(kind, function.span)
    }

    fn parameters(&mut self, parameters: &ast::FormalParameters<'_>) -> Vec<Id> {
        let mut list = Vec::new();
        for parameter in &parameters.items {
            let target = self.pattern(&parameter.pattern);
            list.push(match &parameter.initializer {
                Some(value) => {
                    let value = self.expression(value);
                    self.add(Kind::Default { target, value }, parameter.span)
                }
                None => target,
            });
        }
        if let Some(rest) = &parameters.rest {
            let inner = self.pattern(&rest.rest.argument);
            list.push(self.add(Kind::Rest(inner), rest.span));
        }
        list
    }

    fn class(&mut self, class: &ast::Class<'_>) -> Id {
        let mut parts: Vec<Id> = class.id.iter().map(|name| self.binding(name)).collect();
        for element in &class.body.body {
            match element {
                ast::ClassElement::StaticBlock(it) => parts.extend(self.statements(&it.body)),
                ast::ClassElement::MethodDefinition(it) => parts.push(self.function(&it.value)),
                ast::ClassElement::PropertyDefinition(it) => {
                    parts.extend(it.value.as_ref().map(|value| self.expression(value)));
                }
                _ => {}
            }
        }
        self.add(Kind::Other(parts), class.span)
    }

    fn name(&mut self, name: &ast::IdentifierReference<'_>) -> Id {
        let symbol: Option<Symbol> = name
            .reference_id
            .get()
            .and_then(|reference| self.scoping.get_reference(reference).symbol_id())
            .map(|symbol| symbol.index());
        let kind = Kind::Name {
            name: name.name.to_string(),
            symbol,
        };
        self.add(kind, name.span)
    }

    fn arguments(&mut self, list: &[ast::Argument<'_>]) -> Vec<Id> {
        let mut arguments = Vec::new();
        for argument in list {
            arguments.push(match argument {
                ast::Argument::SpreadElement(it) => {
                    let inner = self.expression(&it.argument);
                    self.add(Kind::Spread(inner), it.span)
                }
                other => match other.as_expression() {
                    Some(value) => self.expression(value),
                    None => self.add(Kind::Other(Vec::new()), other.span()),
                },
            });
        }
        arguments
    }

    fn call(&mut self, call: &ast::CallExpression<'_>) -> Id {
        let kind = Kind::Call {
            callee: self.expression(&call.callee),
            arguments: self.arguments(&call.arguments),
        };
        self.add(kind, call.span)
    }

    fn member(&mut self, member: &ast::MemberExpression<'_>) -> Id {
        use ast::MemberExpression as M;
        let object = self.expression(member.object());
        let kind = match member {
            M::StaticMemberExpression(it) => Kind::Member {
                object,
                name: Some(it.property.name.to_string()),
                index: None,
            },
            M::ComputedMemberExpression(it) => Kind::Member {
                object,
                name: match &it.expression {
                    ast::Expression::StringLiteral(text) => Some(text.value.to_string()),
                    _ => None,
                },
                index: Some(self.expression(&it.expression)),
            },
            M::PrivateFieldExpression(_) => Kind::Other(vec![object]),
        };
        self.add(kind, member.span())
    }

    fn target(&mut self, target: &ast::AssignmentTarget<'_>) -> Id {
        use ast::AssignmentTarget as T;
        match target {
            T::AssignmentTargetIdentifier(it) => self.name(it),
            T::ArrayAssignmentTarget(_) | T::ObjectAssignmentTarget(_) => {
                self.add(Kind::Other(Vec::new()), target.span())
            }
            other => match other.as_simple_assignment_target() {
                Some(simple) => self.simple_target(simple),
                None => self.add(Kind::Other(Vec::new()), target.span()),
            },
        }
    }

    fn simple_target(&mut self, target: &ast::SimpleAssignmentTarget<'_>) -> Id {
        if let ast::SimpleAssignmentTarget::AssignmentTargetIdentifier(it) = target {
            return self.name(it);
        }
        match target.as_member_expression() {
            Some(member) => self.member(member),
            None => match target.get_expression() {
                Some(inner) => self.expression(inner),
                None => self.add(Kind::Other(Vec::new()), target.span()),
            },
        }
    }

    fn expression(&mut self, expression: &ast::Expression<'_>) -> Id {
        use ast::Expression as E;
        let expression = expression.get_inner_expression();
        let span = expression.span();
        let kind = match expression {
            E::BooleanLiteral(it) => Kind::Boolean(it.value),
            E::NullLiteral(_) => Kind::Null,
            E::NumericLiteral(it) => Kind::Number(it.value),
            E::StringLiteral(it) => Kind::Text(it.value.to_string()),
            E::TemplateLiteral(it) => {
                let parts = it
                    .expressions
                    .iter()
                    .map(|part| self.expression(part))
                    .collect();
                Kind::Template {
                    texts: texts(it),
                    parts,
                }
            }
            E::TaggedTemplateExpression(it) => {
                let mut parts = vec![self.expression(&it.tag)];
                for part in &it.quasi.expressions {
                    parts.push(self.expression(part));
                }
                Kind::Other(parts)
            }
            E::Identifier(it) => return self.name(it),
            E::ArrayExpression(it) => {
                let mut elements = Vec::new();
                for element in &it.elements {
                    match element {
                        ast::ArrayExpressionElement::SpreadElement(spread) => {
                            let inner = self.expression(&spread.argument);
                            elements.push(self.add(Kind::Spread(inner), spread.span));
                        }
                        other => match other.as_expression() {
                            Some(value) => elements.push(self.expression(value)),
                            None => elements.push(self.add(Kind::Other(Vec::new()), other.span())),
                        },
                    }
                }
                Kind::Array(elements)
            }
            E::ArrowFunctionExpression(it) => {
                let parameters = self.parameters(&it.params);
                let (body, expression) = match it.body.as_expression() {
                    Some(value) => (vec![self.expression(value)], true),
                    None => match it.body.as_function_body() {
                        Some(body) => (self.statements(&body.statements), false),
                        None => (Vec::new(), false),
                    },
                };
                Kind::Function {
                    name: None,
                    parameters,
                    body,
                    expression,
                    is_async: it.r#async,
                }
            }
            E::AssignmentExpression(it) => Kind::Assign {
                operator: it.operator.as_str(),
                target: self.target(&it.left),
                value: self.expression(&it.right),
            },
            E::AwaitExpression(it) => Kind::Await(self.expression(&it.argument)),
            E::BinaryExpression(it) => Kind::Binary {
                operator: it.operator.as_str(),
                left: self.expression(&it.left),
                right: self.expression(&it.right),
            },
            E::LogicalExpression(it) => Kind::Binary {
                operator: it.operator.as_str(),
                left: self.expression(&it.left),
                right: self.expression(&it.right),
            },
            E::CallExpression(it) => return self.call(it),
            E::ChainExpression(it) => match &it.expression {
                ast::ChainElement::CallExpression(call) => return self.call(call),
                ast::ChainElement::TSNonNullExpression(inner) => {
                    return self.expression(&inner.expression);
                }
                other => match other.as_member_expression() {
                    Some(member) => return self.member(member),
                    None => Kind::Other(Vec::new()),
                },
            },
            E::ClassExpression(it) => return self.class(it),
            E::ConditionalExpression(it) => Kind::Conditional {
                test: self.expression(&it.test),
                yes: self.expression(&it.consequent),
                no: self.expression(&it.alternate),
            },
            E::FunctionExpression(it) => return self.function(it),
            E::NewExpression(it) => Kind::New {
                callee: self.expression(&it.callee),
                arguments: self.arguments(&it.arguments),
            },
            E::ObjectExpression(it) => return self.object(it),
            E::SequenceExpression(it) => Kind::Other(
                it.expressions
                    .iter()
                    .map(|value| self.expression(value))
                    .collect(),
            ),
            E::UnaryExpression(it) => Kind::Unary {
                operator: it.operator.as_str(),
                operand: self.expression(&it.argument),
            },
            E::UpdateExpression(it) => Kind::Update(self.simple_target(&it.argument)),
            E::YieldExpression(it) => Kind::Other(
                it.argument
                    .iter()
                    .map(|value| self.expression(value))
                    .collect(),
            ),
            E::ImportExpression(it) => Kind::Other(vec![self.expression(&it.source)]),
            other => match other.as_member_expression() {
                Some(member) => return self.member(member),
                None => Kind::Other(Vec::new()),
            },
        };
        self.add(kind, span)
    }

    fn object(&mut self, object: &ast::ObjectExpression<'_>) -> Id {
        let mut entries = Vec::new();
        for property in &object.properties {
            entries.push(match property {
                ast::ObjectPropertyKind::SpreadProperty(it) => {
                    let inner = self.expression(&it.argument);
                    self.add(Kind::Spread(inner), it.span)
                }
                ast::ObjectPropertyKind::ObjectProperty(it) => {
                    let key = self.key(&it.key);
                    let computed = match (&key, it.key.as_expression()) {
                        (None, Some(key)) => Some(self.expression(key)),
                        _ => None,
                    };
                    let value = self.expression(&it.value);
                    self.add(
                        Kind::Entry {
                            key,
                            computed,
                            value,
                        },
                        it.span,
                    )
                }
            });
        }
        self.add(Kind::Object(entries), object.span)
    }
}

fn texts(template: &ast::TemplateLiteral<'_>) -> Vec<String> {
    template
        .quasis
        .iter()
        .map(|text| text.value.cooked.unwrap_or(text.value.raw).to_string())
        .collect()
}

fn as_usize(offset: u32) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}
