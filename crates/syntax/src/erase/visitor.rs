//! The walk over the tree: expressions, parameters, functions.

use std::collections::HashSet;

use oxc_ast::ast::{
    ArrowFunctionBody, ArrowFunctionExpression, AwaitExpression, Class, ClassElement, Decorator,
    ExpressionStatement, ForOfStatement, FormalParameter, Function, FunctionBody, ImportMeta,
    Statement, TSAsExpression, TSEnumDeclaration, TSNonNullExpression, TSSatisfiesExpression,
    TSThisParameter, TSTypeAnnotation, TSTypeAssertion, TSTypeParameterDeclaration,
    TSTypeParameterInstantiation, VariableDeclaration, VariableDeclarationKind, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_semantic::{ScopeFlags, Scoping};
use oxc_span::{GetSpan, Span};

use super::edits::Edits;
use crate::Fault;

/// Blanks what is only types.
pub(super) struct Eraser<'s> {
    pub(super) edits: Edits<'s>,
    pub(super) scoping: &'s Scoping,
    /// Whether a value is imported or exported.
    pub(super) is_module: bool,
    /// The first `import x = require()`, which makes no module of a script and cannot stand in one.
    pub(super) import_equals: Option<usize>,
    /// The first thing that cannot be blanked.
    fault: Option<Fault>,
    /// Where a `{` would begin a block rather than an object.
    openings: HashSet<usize>,
}

pub(super) fn at(span: Span) -> (usize, usize) {
    let byte = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
    (byte(span.start), byte(span.end))
}

impl<'s> Eraser<'s> {
    pub(super) fn new(source: &'s str, scoping: &'s Scoping) -> Self {
        Self {
            edits: Edits::new(source),
            scoping,
            is_module: false,
            import_equals: None,
            fault: None,
            openings: HashSet::new(),
        }
    }

    /// The text, or the first thing in the source that cannot be blanked.
    pub(super) fn finish(mut self) -> Result<String, Fault> {
        if let Some(offset) = self.import_equals.filter(|_| self.is_module) {
            self.refuse_at(
                "`import x = require()` cannot stand in a module with import and export: write `import x from`",
                offset,
            );
        }
        match self.fault {
            Some(fault) => Err(fault),
            None => Ok(self.edits.apply()),
        }
    }

    pub(super) fn refuse(&mut self, message: &str, span: Span) {
        self.refuse_at(message, at(span).0);
    }

    fn refuse_at(&mut self, message: &str, offset: usize) {
        if self
            .fault
            .as_ref()
            .is_none_or(|fault| offset < fault.offset)
        {
            self.fault = Some(Fault::new(message, offset));
        }
    }

    pub(super) fn blank(&mut self, span: Span) {
        let (start, end) = at(span);
        self.edits.blank(start, end);
    }

    /// Blanks the `?` or `!` that stands behind a name.
    pub(super) fn blank_sign(&mut self, from: u32, to: u32, sign: &str) {
        let (from, to) = at(Span::new(from, to));
        if let Some(found) = self.edits.find(from, to, sign) {
            self.edits.blank(found, found + sign.len());
        }
    }
}

impl<'a> Visit<'a> for Eraser<'_> {
    fn visit_statement(&mut self, it: &Statement<'a>) {
        self.statement(it);
    }

    fn visit_expression_statement(&mut self, it: &ExpressionStatement<'a>) {
        self.openings.insert(at(it.span).0);
        walk::walk_expression_statement(self, it);
    }

    fn visit_ts_type_annotation(&mut self, it: &TSTypeAnnotation<'a>) {
        self.blank(it.span);
    }

    fn visit_ts_type_parameter_declaration(&mut self, it: &TSTypeParameterDeclaration<'a>) {
        self.blank(it.span);
    }

    fn visit_ts_type_parameter_instantiation(&mut self, it: &TSTypeParameterInstantiation<'a>) {
        self.blank(it.span);
    }

    fn visit_ts_as_expression(&mut self, it: &TSAsExpression<'a>) {
        self.visit_expression(&it.expression);
        self.blank(Span::new(it.expression.span().end, it.span.end));
    }

    fn visit_ts_satisfies_expression(&mut self, it: &TSSatisfiesExpression<'a>) {
        self.visit_expression(&it.expression);
        self.blank(Span::new(it.expression.span().end, it.span.end));
    }

    fn visit_ts_non_null_expression(&mut self, it: &TSNonNullExpression<'a>) {
        self.visit_expression(&it.expression);
        self.blank_sign(it.expression.span().end, it.span.end, "!");
    }

    fn visit_ts_type_assertion(&mut self, it: &TSTypeAssertion<'a>) {
        let (start, _) = at(it.span);
        let (inner, end) = at(it.expression.span());
        let rest = self.edits.text(inner, end);
        let would_begin_anew = ["{", "function", "class", "async", "let"]
            .iter()
            .any(|word| rest.starts_with(word));
        if self.edits.has_newline(start, inner)
            || (self.openings.contains(&start) && would_begin_anew)
        {
            self.refuse(
                "this type assertion cannot be blanked out where it stands: write `(x as T)`",
                it.span,
            );
        }
        self.edits.blank(start, inner);
        self.visit_expression(&it.expression);
    }

    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        if it.definite {
            self.blank_sign(it.id.span().end, it.span.end, "!");
        }
        walk::walk_variable_declarator(self, it);
    }

    fn visit_formal_parameter(&mut self, it: &FormalParameter<'a>) {
        if it.accessibility.is_some() || it.readonly || it.r#override {
            self.refuse(
                "parameter properties are more than types: declare the field and assign it in the constructor",
                it.span,
            );
        }
        if it.optional {
            self.blank_sign(it.pattern.span().end, it.span.end, "?");
        }
        walk::walk_formal_parameter(self, it);
    }

    fn visit_ts_this_parameter(&mut self, it: &TSThisParameter<'a>) {
        let (start, end) = at(it.span);
        self.edits.blank(start, end);
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        if let Some(this) = &it.this_param {
            let (_, end) = at(this.span);
            let next = it
                .params
                .items
                .first()
                .map(|next| next.span.start)
                .or_else(|| it.params.rest.as_ref().map(|rest| rest.span.start));
            let to = next.unwrap_or(it.params.span.end);
            if let Some(comma) = self.edits.find(end, at(Span::new(to, to)).0, ",") {
                self.edits.blank(comma, comma + 1);
            }
        }
        walk::walk_function(self, it, flags);
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        let (open, close) = at(it.params.span);
        // No line may end between `async` or `return` and the parameters, nor between these and the arrow. So where
        // erased types span lines, the parenthesis moves to their far end.
        if let Some(types) = &it.type_parameters {
            let (start, _) = at(types.span);
            if self.edits.has_newline(start, open) {
                self.edits.mark(start, '(');
                self.edits.blank(open, open + 1);
            }
        }
        if let Some(result) = &it.return_type {
            let (_, end) = at(result.span);
            if self.edits.has_newline(close, end) {
                self.edits.blank(close.saturating_sub(1), close);
                self.edits.mark(end.saturating_sub(1), ')');
            }
        }
        if !matches!(it.body, ArrowFunctionBody::FunctionBody(_)) {
            self.openings.insert(at(it.body.span()).0);
        }
        walk::walk_arrow_function_expression(self, it);
    }

    fn visit_class(&mut self, it: &Class<'a>) {
        self.class(it);
        walk::walk_class(self, it);
    }

    fn visit_class_element(&mut self, it: &ClassElement<'a>) {
        if self.class_element(it) {
            walk::walk_class_element(self, it);
            if let ClassElement::PropertyDefinition(field) = it {
                self.end_field(field);
            }
        }
    }

    fn visit_ts_class_implements_list(
        &mut self,
        _: &oxc_allocator::Vec<'a, oxc_ast::ast::TSClassImplements<'a>>,
    ) {
        // Blanked with its keyword by `class`.
    }

    fn visit_decorator(&mut self, it: &Decorator<'a>) {
        self.refuse("decorators are more than types and not supported", it.span);
    }

    fn visit_ts_enum_declaration(&mut self, it: &TSEnumDeclaration<'a>) {
        self.refuse(
            "enums are more than types: use a constant object, or a union of string literals",
            it.span,
        );
    }

    fn visit_import_meta(&mut self, _: &ImportMeta) {
        self.is_module = true;
    }
}

/// Finds an `await` outside every function.
#[derive(Default)]
pub(super) struct Awaits {
    pub(super) first: Option<usize>,
}

impl Awaits {
    fn found(&mut self, offset: usize) {
        if self.first.is_none_or(|first| offset < first) {
            self.first = Some(offset);
        }
    }
}

impl<'a> Visit<'a> for Awaits {
    fn visit_await_expression(&mut self, it: &AwaitExpression<'a>) {
        self.found(at(it.span).0);
    }

    fn visit_for_of_statement(&mut self, it: &ForOfStatement<'a>) {
        if it.r#await {
            self.found(at(it.span).0);
        }
        walk::walk_for_of_statement(self, it);
    }

    fn visit_variable_declaration(&mut self, it: &VariableDeclaration<'a>) {
        if it.kind == VariableDeclarationKind::AwaitUsing {
            self.found(at(it.span).0);
        }
        walk::walk_variable_declaration(self, it);
    }

    fn visit_function_body(&mut self, _: &FunctionBody<'a>) {}

    fn visit_arrow_function_expression(&mut self, _: &ArrowFunctionExpression<'a>) {}
}
