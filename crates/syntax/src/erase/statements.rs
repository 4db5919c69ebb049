//! Statements: declarations that are only types, imports, exports.

use oxc_allocator::Vec as List;
use oxc_ast::ast::{
    Declaration, ExportDefaultDeclarationKind, ExportSpecifier, ImportDeclaration,
    ImportDeclarationSpecifier, ImportOrExportKind, ModuleExportName, Statement,
    TSImportEqualsDeclaration, TSModuleReference,
};
use oxc_ast_visit::walk;
use oxc_span::{GetSpan, Span};

use super::visitor::{Eraser, at};

impl Eraser<'_> {
    pub(super) fn statement(&mut self, statement: &Statement<'_>) {
        let (start, end) = at(statement.span());
        if self.is_only_types(statement) {
            self.edits.blank_whole(start, end);
            return;
        }
        match statement {
            Statement::ImportDeclaration(import) => {
                self.import(import);
                return;
            }
            Statement::TSImportEqualsDeclaration(import) => {
                self.import_equals(import);
                return;
            }
            Statement::ExportNamedDeclaration(export) => {
                self.is_module = true;
                self.export_specifiers(&export.specifiers, export.span, true);
                return;
            }
            Statement::ExportFromDeclaration(export) => {
                self.is_module = true;
                self.export_specifiers(&export.specifiers, export.span, false);
                return;
            }
            Statement::ExportAllDeclaration(_)
            | Statement::ExportDefaultDeclaration(_)
            | Statement::ExportDeclaration(_) => self.is_module = true,
            Statement::TSNamespaceDeclaration(space) => self.refuse(
                "namespaces are more than types: use an object, or plain functions",
                space.span,
            ),
            Statement::TSExportAssignment(export) => self.refuse(
                "`export =` cannot be blanked out: write `export default` or `module.exports =`",
                export.span,
            ),
            _ => {}
        }
        walk::walk_statement(self, statement);
        let ends_by_itself = matches!(
            statement,
            Statement::ExpressionStatement(_)
                | Statement::VariableDeclaration(_)
                | Statement::ReturnStatement(_)
                | Statement::ThrowStatement(_)
                | Statement::ExportDeclaration(_)
                | Statement::ExportDefaultDeclaration(_)
        );
        // A statement that ended with its type, without a semicolon, must not go on with the next line.
        if ends_by_itself && let Some(from) = self.edits.ending_at(end) {
            self.edits.mark(from, ';');
        }
    }

    fn is_only_types(&self, statement: &Statement<'_>) -> bool {
        let only = |kind: ImportOrExportKind| kind == ImportOrExportKind::Type;
        match statement {
            Statement::TSTypeAliasDeclaration(_)
            | Statement::TSInterfaceDeclaration(_)
            | Statement::TSExternalModuleDeclaration(_)
            | Statement::TSGlobalDeclaration(_)
            | Statement::TSNamespaceExportDeclaration(_) => true,
            Statement::TSEnumDeclaration(it) => it.declare,
            Statement::TSNamespaceDeclaration(it) => it.declare,
            Statement::VariableDeclaration(it) => it.declare,
            Statement::FunctionDeclaration(it) => it.declare || it.body.is_none(),
            Statement::ClassDeclaration(it) => it.declare,
            Statement::TSImportEqualsDeclaration(it) => only(it.import_kind),
            Statement::ImportDeclaration(it) => only(it.import_kind),
            Statement::ExportNamedDeclaration(it) => only(it.export_kind),
            Statement::ExportFromDeclaration(it) => only(it.export_kind),
            Statement::ExportAllDeclaration(it) => only(it.export_kind),
            Statement::ExportDeclaration(it) => match &it.declaration {
                Declaration::VariableDeclaration(it) => it.declare,
                Declaration::FunctionDeclaration(it) => it.declare || it.body.is_none(),
                Declaration::ClassDeclaration(it) => it.declare,
                Declaration::TSEnumDeclaration(it) => it.declare,
                Declaration::TSNamespaceDeclaration(it) => it.declare,
                Declaration::TSImportEqualsDeclaration(it) => only(it.import_kind),
                Declaration::TSTypeAliasDeclaration(_)
                | Declaration::TSInterfaceDeclaration(_)
                | Declaration::TSExternalModuleDeclaration(_)
                | Declaration::TSGlobalDeclaration(_) => true,
            },
            Statement::ExportDefaultDeclaration(it) => match &it.declaration {
                ExportDefaultDeclarationKind::TSInterfaceDeclaration(_) => true,
                ExportDefaultDeclarationKind::FunctionDeclaration(it) => it.body.is_none(),
                _ => false,
            },
            _ => false,
        }
    }

    /// Drops the names that are only used as types, as TypeScript's compiler does.
    fn import(&mut self, import: &ImportDeclaration<'_>) {
        let (start, end) = at(import.span);
        if import.phase.is_some() {
            self.refuse("imports with a phase are not supported", import.span);
        }
        let specifiers = import
            .specifiers
            .as_ref()
            .map_or(&[][..], |specifiers| specifiers.as_slice());
        let gone: Vec<Span> = specifiers
            .iter()
            .filter(|specifier| self.is_type(specifier))
            .map(GetSpan::span)
            .collect();
        if !gone.is_empty() && gone.len() == specifiers.len() {
            self.edits.blank_whole(start, end);
            return;
        }
        self.is_module = true;
        for span in gone {
            self.drop_from_list(span, import.source.span.start);
        }
    }

    fn is_type(&self, specifier: &ImportDeclarationSpecifier<'_>) -> bool {
        let local = match specifier {
            ImportDeclarationSpecifier::ImportSpecifier(it) => {
                if it.import_kind == ImportOrExportKind::Type {
                    return true;
                }
                &it.local
            }
            ImportDeclarationSpecifier::ImportDefaultSpecifier(it) => &it.local,
            ImportDeclarationSpecifier::ImportNamespaceSpecifier(it) => &it.local,
        };
        local.symbol_id.get().is_some_and(|symbol| {
            !self
                .scoping
                .get_resolved_references(symbol)
                .any(oxc_semantic::Reference::is_value)
        })
    }

    fn export_specifiers(
        &mut self,
        specifiers: &List<'_, ExportSpecifier<'_>>,
        export: Span,
        local: bool,
    ) {
        for specifier in specifiers {
            let names_type = || match &specifier.local {
                ModuleExportName::IdentifierReference(name) if local => name
                    .reference_id
                    .get()
                    .and_then(|id| self.scoping.get_reference(id).symbol_id())
                    .is_some_and(|symbol| {
                        !self
                            .scoping
                            .symbol_flags(symbol)
                            .can_be_referenced_by_value()
                    }),
                _ => false,
            };
            if specifier.export_kind == ImportOrExportKind::Type || names_type() {
                self.drop_from_list(specifier.span, export.end);
            }
        }
    }

    /// Blanks a name of a list, and the comma behind it.
    fn drop_from_list(&mut self, span: Span, before: u32) {
        let (start, end) = at(span);
        self.edits.blank(start, end);
        let limit = at(Span::new(before.max(span.end), before.max(span.end))).0;
        let close = self.edits.find(end, limit, "}").unwrap_or(limit);
        if let Some(comma) = self.edits.find(end, close, ",") {
            let between = self.edits.text(end, comma);
            if between.trim().is_empty() || between.contains("/*") || between.contains("//") {
                self.edits.blank(comma, comma + 1);
            }
        }
    }

    /// `import pg = require('pg')` is what scripts write as `const pg = require('pg')`, to the letter.
    fn import_equals(&mut self, import: &TSImportEqualsDeclaration<'_>) {
        let (start, _) = at(import.span);
        if matches!(
            import.module_reference,
            TSModuleReference::ExternalModuleReference(_)
        ) {
            for (offset, c) in "const ".chars().enumerate() {
                self.edits.mark(start + offset, c);
            }
            self.import_equals.get_or_insert(start);
        } else {
            self.refuse(
                "import aliases are more than types: use a constant",
                import.span,
            );
        }
    }
}
