//! Classes: modifiers, members that are only types, `implements`.

use oxc_ast::ast::{
    Class, ClassElement, MethodDefinitionType, PropertyDefinition, PropertyDefinitionType,
};
use oxc_span::{GetSpan, Span};

use super::visitor::{Eraser, at};

/// Words before a member's name that JavaScript does not know.
const MODIFIERS: [&str; 7] = [
    "public",
    "private",
    "protected",
    "readonly",
    "abstract",
    "override",
    "declare",
];

impl Eraser<'_> {
    pub(super) fn class(&mut self, class: &Class<'_>) {
        let (start, _) = at(class.span);
        let (body, _) = at(class.body.span);
        if class.r#abstract {
            let words = self.edits.words(start, body);
            if let Some((from, word)) = words.iter().find(|(_, word)| *word == "abstract") {
                self.edits.blank(*from, from + word.len());
            }
        }
        if let (Some(first), Some(last)) = (class.implements.first(), class.implements.last()) {
            let before = [
                class.id.as_ref().map(GetSpan::span),
                class.type_parameters.as_ref().map(|types| types.span),
                class
                    .heritage
                    .as_ref()
                    .map(|heritage| heritage.expression.span()),
                class
                    .heritage
                    .as_ref()
                    .and_then(|heritage| heritage.type_arguments.as_ref())
                    .map(|types| types.span),
            ];
            let from = before.into_iter().flatten().map(|span| span.end).max();
            let from = from.map_or(start, |end| at(Span::new(end, end)).0);
            let (to, _) = at(first.span);
            if let Some(keyword) = self.edits.find(from, to, "implements") {
                self.edits.blank(keyword, at(last.span).1);
            }
        }
    }

    /// Blanks what a member has of types outside its own parts. False when nothing is left of it.
    pub(super) fn class_element(&mut self, element: &ClassElement<'_>) -> bool {
        let (start, end) = at(element.span());
        match element {
            ClassElement::StaticBlock(_) => true,
            ClassElement::TSIndexSignature(_) => {
                self.edits.blank_whole(start, end);
                false
            }
            ClassElement::MethodDefinition(method) => {
                if method.r#type == MethodDefinitionType::TSAbstractMethodDefinition
                    || method.value.body.is_none()
                {
                    self.edits.blank_whole(start, end);
                    return false;
                }
                self.modifiers(start, method.key.span());
                if method.optional {
                    self.blank_sign(method.key.span().end, method.value.span.end, "?");
                }
                true
            }
            ClassElement::PropertyDefinition(field) => {
                if field.r#type == PropertyDefinitionType::TSAbstractPropertyDefinition
                    || field.declare
                {
                    self.edits.blank_whole(start, end);
                    return false;
                }
                self.modifiers(start, field.key.span());
                let name = field.key.span().end;
                let to = field
                    .type_annotation
                    .as_ref()
                    .map_or(field.span.end, |types| types.span.start);
                if field.optional {
                    self.blank_sign(name, to, "?");
                }
                if field.definite {
                    self.blank_sign(name, to, "!");
                }
                true
            }
            ClassElement::AccessorProperty(accessor) => {
                self.modifiers(start, accessor.key.span());
                true
            }
        }
    }

    fn modifiers(&mut self, start: usize, key: Span) {
        for (from, word) in self.edits.words(start, at(key).0) {
            if MODIFIERS.contains(&word) {
                self.edits.blank(from, from + word.len());
                // Without its first word, `private [x]() {}` could continue a field above that has no semicolon.
                if from == start {
                    self.edits.mark(from, ';');
                }
            }
        }
    }

    /// A field that ended with its type ends all the same.
    pub(super) fn end_field(&mut self, field: &PropertyDefinition<'_>) {
        let (_, end) = at(field.span);
        if let Some(from) = self.edits.ending_at(end) {
            self.edits.mark(from, ';');
        }
    }
}
