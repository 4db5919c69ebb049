//! Expressions, and what can be assigned to.

use oxc_ast::ast;
use oxc_span::GetSpan as _;

use super::Lower;
use crate::tree::{Id, Kind, Symbol};

impl Lower<'_> {
    pub(super) fn name(&mut self, name: &ast::IdentifierReference<'_>) -> Id {
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

    pub(super) fn arguments(&mut self, list: &[ast::Argument<'_>]) -> Vec<Id> {
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

    pub(super) fn call(&mut self, call: &ast::CallExpression<'_>) -> Id {
        let kind = Kind::Call {
            callee: self.expression(&call.callee),
            arguments: self.arguments(&call.arguments),
        };
        self.add(kind, call.span)
    }

    pub(super) fn member(&mut self, member: &ast::MemberExpression<'_>) -> Id {
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

    pub(super) fn target(&mut self, target: &ast::AssignmentTarget<'_>) -> Id {
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

    pub(super) fn simple_target(&mut self, target: &ast::SimpleAssignmentTarget<'_>) -> Id {
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

    pub(super) fn expression(&mut self, expression: &ast::Expression<'_>) -> Id {
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

    pub(super) fn object(&mut self, object: &ast::ObjectExpression<'_>) -> Id {
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
