//! From text to a tree, or to where the syntax is wrong.

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

/// Brackets inside brackets: more than this is no script that a person wrote, and the parser's stack is not endless.
const DEEPEST: usize = 400;
/// Stack that the parser gets, and stack it gets for each byte: `!!!!…` and `a+a+a+…` nest without brackets. Memory is
/// only taken when it is used.
const STACK: usize = 32 * 1024 * 1024;
const STACK_PER_BYTE: usize = 1024;

/// Parses a script. `name` tells the language by its ending: `.ts` and its kin are TypeScript, all else JavaScript.
pub(crate) fn parse(name: &str, source: &str) -> Parsed {
    if let Some(at) = too_deep(source) {
        return Parsed::refused(
            at,
            format!("brackets are nested deeper than {DEEPEST} levels; the rest was not read"),
        );
    }
    let kinds = kinds(name);
    let stack = source
        .len()
        .saturating_mul(STACK_PER_BYTE)
        .saturating_add(STACK);
    std::thread::scope(|scope| {
        let work = std::thread::Builder::new()
            .stack_size(stack)
            .spawn_scoped(scope, || {
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
        match work.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(parsed)) => parsed,
            Ok(Err(_)) => Parsed::refused(0, "the parser gave up on this text".to_owned()),
            Err(error) => Parsed::refused(0, format!("no thread to parse with: {error}")),
        }
    })
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

/// Where brackets nest too deep. Brackets in strings count too: the bound is far above what anyone writes.
fn too_deep(source: &str) -> Option<usize> {
    let mut depth: usize = 0;
    for (at, byte) in source.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => {
                depth += 1;
                if depth > DEEPEST {
                    return Some(at);
                }
            }
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}
