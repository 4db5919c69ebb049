//! TypeScript to JavaScript by blanking out types.
//!
//! What is erased becomes blanks and what stays does not move: stack traces, code frames, breakpoints and coverage show
//! the author's own lines and columns without a map. What TypeScript compiles to code of its own (enums, namespaces,
//! parameter properties, decorators) can't be blanked and is refused by name.

mod classes;
mod edits;
mod statements;
mod visitor;

use oxc_allocator::Allocator;
use oxc_ast_visit::Visit as _;
use oxc_parser::{ParseOptions, Parser, ParserReturn};
use oxc_semantic::SemanticBuilder;
use oxc_span::SourceType;

use crate::Fault;
use crate::deep::guarded;
use visitor::Eraser;

/// JavaScript that was TypeScript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// The text: as long as the source in UTF-16 units, with the same lines.
    pub text: String,
    /// Whether an `import` or `export` is left in it.
    pub is_module: bool,
}

/// Erases the types of a TypeScript source.
///
/// # Errors
/// The first place where the syntax is wrong, or where there is more than types.
pub fn erase(source: &str) -> Result<Erased, Fault> {
    if let Some(at) = too_many_open(source) {
        return Err(Fault::new(
            format!(
                "type arguments are nested deeper than {DEEPEST} levels; the rest was not read"
            ),
            at,
        ));
    }
    guarded(source, || erase_here(source))?
}

/// `<` inside `<`: the parser tries each as a comparison and as type arguments, and the time it takes grows with their
/// depth much faster than the text does.
const DEEPEST: usize = 64;

/// Where more `<` are open than [`DEEPEST`]. One that compares is closed by nothing, so whatever ends an expression
/// closes all.
fn too_many_open(source: &str) -> Option<usize> {
    let mut depth: usize = 0;
    for (at, byte) in source.bytes().enumerate() {
        match byte {
            b'<' => {
                depth += 1;
                if depth > DEEPEST {
                    return Some(at);
                }
            }
            b'>' => depth = depth.saturating_sub(1),
            b';' | b')' | b'}' => depth = 0,
            _ => {}
        }
    }
    None
}

fn erase_here(source: &str) -> Result<Erased, Fault> {
    let allocator = Allocator::default();
    // As V8 runs a script: its text is the body of a function.
    let options = ParseOptions {
        allow_return_outside_function: true,
        ..ParseOptions::default()
    };
    let parsed = Parser::new(&allocator, source, SourceType::ts())
        .with_options(options)
        .parse();
    refuse_wrong(&parsed)?;
    let program = allocator.alloc(parsed.program);
    let semantic = SemanticBuilder::new().build(program).semantic;
    let mut eraser = Eraser::new(source, semantic.scoping());
    eraser.visit_program(program);
    let is_module = eraser.is_module;
    Ok(Erased {
        text: eraser.finish()?,
        is_module,
    })
}

/// Where a module awaits at its top level, if it does: the byte of the first such `await`. `None` for a text that does
/// not parse.
pub fn top_level_await(source: &str) -> Option<usize> {
    guarded(source, || {
        let allocator = Allocator::default();
        let parsed = Parser::new(&allocator, source, SourceType::mjs()).parse();
        refuse_wrong(&parsed).ok()?;
        let mut awaits = visitor::Awaits::default();
        awaits.visit_program(&parsed.program);
        awaits.first
    })
    .ok()
    .flatten()
}

fn refuse_wrong(parsed: &ParserReturn<'_>) -> Result<(), Fault> {
    if let Some(error) = parsed.diagnostics.errors().next() {
        let at = error
            .labels
            .first()
            .map_or(0, |label| label.offset() as usize);
        return Err(Fault::new(error.message.to_string(), at));
    }
    if parsed.panicked {
        return Err(Fault::new("this is not TypeScript", 0));
    }
    Ok(())
}
