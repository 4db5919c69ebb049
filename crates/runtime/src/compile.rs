//! The script's text to a function.

use connector_contract::{Action, Position, Script, Thrown};
use deno_core::v8;

/// The parameters of the function a script's text is the body of: CommonJS's.
const PARAMETERS: [&str; 3] = ["require", "module", "exports"];

/// Compiles the script as a function body, so that lines and columns stay the author's own and a stray brace cannot
/// break out. The function returns the contract functions the script declared, by name.
///
/// # Errors
/// A picture of the syntax error.
pub(crate) fn compile(
    scope: &mut v8::PinScope<'_, '_>,
    script: &Script,
) -> Result<v8::Global<v8::Function>, Box<Thrown>> {
    let source = normalised(script.source());
    let with_trailer = format!("{source}\n{}", trailer());
    match compile_body(scope, script.name(), &with_trailer) {
        Ok(function) => Ok(function),
        // The trailer can move an error to a line the author hasn't got; the bare text shows where it really is.
        Err(error) => match compile_body(scope, script.name(), &source) {
            Ok(_) => Err(error),
            Err(error) => Err(error),
        },
    }
}

/// A byte order mark and a `#!` line are legal in a Node file and not in a function's body. Positions stay.
fn normalised(source: &str) -> String {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    match source.strip_prefix("#!") {
        Some(rest) => format!("//{rest}"),
        None => source.to_owned(),
    }
}

/// Runs after the script's own text, inside the same function: sees what it declared, whichever way.
fn trailer() -> String {
    let names: Vec<String> = Action::ALL
        .iter()
        .map(|action| action.name())
        .map(|name| format!("{name}: typeof {name} === 'function' ? {name} : undefined"))
        .collect();
    format!(";return {{ __proto__: null, {} }};", names.join(", "))
}

fn compile_body(
    scope: &mut v8::PinScope<'_, '_>,
    name: &str,
    body: &str,
) -> Result<v8::Global<v8::Function>, Box<Thrown>> {
    v8::tc_scope!(let scope, scope);
    let too_large = || {
        Box::new(Thrown::error(
            "RangeError",
            format!("{name} is too large for V8"),
        ))
    };
    let label = v8::String::new(scope, name).ok_or_else(too_large)?;
    let text = v8::String::new(scope, body).ok_or_else(too_large)?;
    let origin = v8::ScriptOrigin::new(
        scope,
        label.into(),
        0,
        0,
        false,
        -1,
        None,
        false,
        false,
        false,
        None,
    );
    let mut source = v8::script_compiler::Source::new(text, Some(&origin));
    let mut parameters = Vec::with_capacity(PARAMETERS.len());
    for parameter in PARAMETERS {
        parameters.push(v8::String::new(scope, parameter).ok_or_else(too_large)?);
    }
    let function = v8::script_compiler::compile_function(
        scope,
        &mut source,
        &parameters,
        &[],
        v8::script_compiler::CompileOptions::NoCompileOptions,
        v8::script_compiler::NoCacheReason::NoReason,
    );
    if let Some(function) = function {
        return Ok(v8::Global::new(scope, function));
    }
    let mut thrown = Thrown::error("SyntaxError", "the script does not compile");
    if let Some(message) = scope.message() {
        let text = message.get(scope).to_rust_string_lossy(scope);
        let text = text.strip_prefix("Uncaught ").unwrap_or(&text);
        match text.split_once(": ") {
            Some((kind, rest)) if kind.ends_with("Error") => {
                kind.clone_into(&mut thrown.name);
                rest.clone_into(&mut thrown.message);
            }
            _ => text.clone_into(&mut thrown.message),
        }
        let line = message
            .get_line_number(scope)
            .and_then(|line| u32::try_from(line).ok());
        let column = u32::try_from(message.get_start_column())
            .unwrap_or(0)
            .saturating_add(1);
        thrown.position = line.map(|line| Position {
            file: name.to_owned(),
            line,
            column,
        });
    }
    Err(Box::new(thrown))
}
