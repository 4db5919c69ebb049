//! What gives names: patterns, functions, classes.

use oxc_ast::ast;
use oxc_span::GetSpan as _;

use super::Lower;
use crate::tree::{Id, Kind};

impl Lower<'_> {
    pub(super) fn binding(&mut self, binding: &ast::BindingIdentifier<'_>) -> Id {
        let kind = Kind::Binding {
            name: binding.name.to_string(),
            symbol: binding.symbol_id.get().map(|symbol| symbol.index()),
        };
        self.add(kind, binding.span)
    }

    pub(super) fn pattern(&mut self, pattern: &ast::BindingPattern<'_>) -> Id {
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
    pub(super) fn key(&mut self, key: &ast::PropertyKey<'_>) -> Option<String> {
        key.static_name().map(|name| name.into_owned())
    }

    pub(super) fn function(&mut self, function: &ast::Function<'_>) -> Id {
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

    pub(super) fn parameters(&mut self, parameters: &ast::FormalParameters<'_>) -> Vec<Id> {
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

    pub(super) fn class(&mut self, class: &ast::Class<'_>) -> Id {
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
}
