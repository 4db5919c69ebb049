//! From text to a tree, or to where the syntax is wrong.

use connector_syntax::deep::guarded;
use oxc_allocator::Allocator;
use oxc_parser::{ParseOptions, Parser};
use oxc_semantic::SemanticBuilder;
use oxc_span::SourceType;

use crate::tree::{Tree, lower};

/// What came of a text.
pub(crate) struct Parsed {
    /// The tree; `None` when the syntax is wrong.
    pub(crate) tree: Option<Tree>,
    /// The comments: bytes from the first of `//` or `/*` to behind the last.
    pub(crate) comments: Vec<(usize, usize)>,
    /// What is wrong, and where.
    pub(crate) errors: Vec<SyntaxError>,
}

/// A place where the syntax is wrong.
pub(crate) struct SyntaxError {
    pub(crate) message: String,
    pub(crate) span: (usize, usize),
}

/// Parses a script. `name` tells the language by its ending: `.ts` and its kin are TypeScript, all else JavaScript.
pub(crate) fn parse(name: &str, source: &str) -> Parsed {
    let kinds = kinds(name);
    let parsed = guarded(source, || {
        let mut first = None;
        for kind in kinds {
            let parsed = parse_as(source, kind);
            if parsed.errors.is_empty() {
                return parsed;
            }
            first.get_or_insert(parsed);
        }
        first.unwrap_or_else(|| Parsed::refused(0, "nothing was read".to_owned()))
    });
    parsed.unwrap_or_else(|fault| Parsed::refused(fault.offset, fault.message))
}

impl Parsed {
    fn refused(at: usize, message: String) -> Self {
        Self {
            tree: None,
            comments: Vec::new(),
            errors: vec![SyntaxError {
                message,
                span: (at, at),
            }],
        }
    }
}

/// The languages to try, best first: a script is a script until it turns out to be a module.
fn kinds(name: &str) -> Vec<SourceType> {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending {
        "ts" | "mts" | "cts" => vec![SourceType::ts()],
        "tsx" => vec![SourceType::tsx()],
        "mjs" => vec![SourceType::mjs()],
        _ => vec![SourceType::script(), SourceType::mjs()],
    }
}

fn parse_as(source: &str, kind: SourceType) -> Parsed {
    let allocator = Allocator::default();
    let options = ParseOptions {
        preserve_parens: false,
        ..ParseOptions::default()
    };
    let parsed = Parser::new(&allocator, source, kind)
        .with_options(options)
        .parse();
    let program = allocator_ref(&allocator, parsed.program);
    let mut errors = wrong(&parsed.diagnostics);
    let comments = program
        .comments
        .iter()
        .map(|comment| (bytes(comment.span.start), bytes(comment.span.end)))
        .collect();
    if !errors.is_empty() || parsed.panicked {
        if errors.is_empty() {
            errors.push(SyntaxError {
                message: "this is not JavaScript".to_owned(),
                span: (0, 0),
            });
        }
        return Parsed {
            tree: None,
            comments,
            errors,
        };
    }
    let built = SemanticBuilder::new()
        .with_check_syntax_error(true)
        .build(program);
    let errors = wrong(&built.diagnostics);
    let tree = errors
        .is_empty()
        .then(|| lower(program, built.semantic.scoping()));
    Parsed {
        tree,
        comments,
        errors,
    }
}

fn allocator_ref<'a>(
    allocator: &'a Allocator,
    program: oxc_ast::ast::Program<'a>,
) -> &'a oxc_ast::ast::Program<'a> {
    allocator.alloc(program)
}

fn wrong(diagnostics: &oxc_diagnostics::Diagnostics) -> Vec<SyntaxError> {
    diagnostics
        .errors()
        .map(|diagnostic| {
            let label = diagnostic.labels.first();
            let start = label.map_or(0, |label| label.offset() as usize);
            let length = label.map_or(0, |label| label.len() as usize);
            SyntaxError {
                message: diagnostic.message.to_string(),
                span: (start, start.saturating_add(length)),
            }
        })
        .collect()
}

fn bytes(offset: u32) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}
