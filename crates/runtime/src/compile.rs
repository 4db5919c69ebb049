//! The script's text to a function.

use std::sync::LazyLock;

use connector_contract::{Action, Dialect, Language, Position, Script, Thrown};
use deno_core::v8;

use crate::code_cache::{Code, CodeKey, Kind};
use crate::modules;

/// The parameters of the function a script's text is the body of: CommonJS's.
const PARAMETERS: [&str; 3] = ["require", "module", "exports"];

/// The names that a script's functions may have: the contract's, and those of the other dialect.
pub(crate) const NAMES: [&str; Action::ALL.len() + Dialect::AUTH0_NAMES.len()] = {
    let mut names = [""; Action::ALL.len() + Dialect::AUTH0_NAMES.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = if at < Action::ALL.len() {
            Action::ALL[at].name()
        } else {
            Dialect::AUTH0_NAMES[at - Action::ALL.len()]
        };
        at += 1;
    }
    names
};

/// A script that is compiled.
pub(crate) struct Compiled {
    pub(crate) function: v8::Global<v8::Function>,
    /// Its code, where that is to be kept once it has run; `None` where it is kept already, or never.
    pub(crate) fresh: Option<Fresh>,
}

/// Code that nobody has kept yet.
pub(crate) struct Fresh {
    pub(crate) key: CodeKey,
    pub(crate) unit: Unit,
}

/// What V8 makes a code cache of.
pub(crate) enum Unit {
    Function(v8::Global<v8::Function>),
    Module(v8::Global<v8::UnboundModuleScript>),
}

impl Fresh {
    /// Keeps the code, with all of it that V8 has compiled by now.
    pub(crate) fn keep(self, scope: &mut v8::PinScope<'_, '_>) {
        let code = match self.unit {
            Unit::Function(function) => v8::Local::new(scope, function).create_code_cache(),
            Unit::Module(module) => v8::Local::new(scope, module).create_code_cache(),
        };
        if let Some(code) = code {
            self.key.keep(&code);
        }
    }
}

/// Compiles a script, which stack traces call `label`, to a function of `require`, `module` and `exports` that runs its
/// top level and returns the contract functions it declared, by name. Code is kept for `tenant`, unless there is none.
///
/// Types are erased here, in the worker: the parser is no sandbox, and should a text bring it down or keep it busy,
/// the process that goes with it holds nothing but the script's own invocation.
///
/// # Errors
/// A picture of the syntax error.
pub(crate) fn compile(
    scope: &mut v8::PinScope<'_, '_>,
    script: &Script,
    label: &str,
    tenant: Option<&str>,
) -> Result<Compiled, Box<Thrown>> {
    let source = normalised(script.source());
    let language = Language::of(script.name());
    if language.is_typescript() {
        let erased = connector_syntax::erase(&source)
            .map_err(|fault| refused(script.name(), &source, &fault))?;
        let is_module = match language {
            Language::TypeScriptModule => true,
            Language::TypeScriptScript => false,
            _ => erased.is_module,
        };
        return if is_module {
            modules::compile(scope, script, label, &erased.text, tenant)
        } else {
            compile_script(scope, script, label, &erased.text, tenant)
        };
    }
    if language == Language::JavaScriptModule {
        return modules::compile(scope, script, label, &source, tenant);
    }
    match compile_script(scope, script, label, &source, tenant) {
        Err(error) if language == Language::JavaScript && speaks_of_modules(&error) => {
            modules::compile(scope, script, label, &source, tenant)
        }
        other => other,
    }
}

/// Whether this is what V8 says of a module that is compiled as a script.
fn speaks_of_modules(error: &Thrown) -> bool {
    let said = &error.message;
    said == "Unexpected token 'export'"
        || said == "Cannot use import statement outside a module"
        || said == "Cannot use 'import.meta' outside a module"
}

/// What the eraser refused, as V8 would have put it.
fn refused(name: &str, source: &str, fault: &connector_syntax::Fault) -> Box<Thrown> {
    let (line, column, _) = connector_syntax::lines::Lines::new(source).place(fault.offset);
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut thrown = Thrown::error("SyntaxError", fault.message.clone());
    thrown.position = Some(Position {
        file: name.to_owned(),
        line: number(line),
        column: number(column),
    });
    Box::new(thrown)
}

/// Compiles the script as a function body, so that lines and columns stay the author's own and a stray brace cannot
/// break out.
fn compile_script(
    scope: &mut v8::PinScope<'_, '_>,
    script: &Script,
    label: &str,
    source: &str,
    tenant: Option<&str>,
) -> Result<Compiled, Box<Thrown>> {
    let with_trailer = format!("{source}\n{}", &*TRAILER);
    let key = tenant.map(|tenant| CodeKey::new(Kind::Script, tenant, label, &with_trailer));
    match compile_body(scope, script.name(), label, &with_trailer, key) {
        Ok(compiled) => Ok(compiled),
        // The trailer can move an error to a line the author hasn't got; the bare text shows where it really is.
        Err(error) => match compile_body(scope, script.name(), label, source, None) {
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
static TRAILER: LazyLock<String> = LazyLock::new(|| {
    let names: Vec<String> = NAMES
        .iter()
        .map(|name| format!("{name}: typeof {name} === 'function' ? {name} : undefined"))
        .collect();
    format!(";return {{ __proto__: null, {} }};", names.join(", "))
});

/// The refusal of what is too large to be a string, or a function, of V8's.
pub(crate) fn too_large(name: &str) -> Box<Thrown> {
    Box::new(Thrown::error(
        "RangeError",
        format!("{name} is too large for V8"),
    ))
}

/// Where a text comes from, for V8.
pub(crate) fn origin<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    label: v8::Local<'s, v8::String>,
    is_module: bool,
) -> v8::ScriptOrigin<'s> {
    v8::ScriptOrigin::new(
        scope,
        label.into(),
        0,
        0,
        false,
        -1,
        None,
        false,
        false,
        is_module,
        None,
    )
}

fn compile_body(
    scope: &mut v8::PinScope<'_, '_>,
    name: &str,
    label: &str,
    body: &str,
    key: Option<CodeKey>,
) -> Result<Compiled, Box<Thrown>> {
    v8::tc_scope!(let scope, scope);
    let label = v8::String::new(scope, label).ok_or_else(|| too_large(name))?;
    let text = v8::String::new(scope, body).ok_or_else(|| too_large(name))?;
    let origin = origin(scope, label, false);
    let mut known = Known::find(key, text, &origin);
    let mut parameters = Vec::with_capacity(PARAMETERS.len());
    for parameter in PARAMETERS {
        parameters.push(v8::String::new(scope, parameter).ok_or_else(|| too_large(name))?);
    }
    let function = v8::script_compiler::compile_function(
        scope,
        &mut known.source,
        &parameters,
        &[],
        known.options,
        v8::script_compiler::NoCacheReason::NoReason,
    );
    let Some(function) = function else {
        let message = scope.message();
        return Err(caught(scope, message, name));
    };
    let function = v8::Global::new(scope, function);
    let fresh = known.unknown().map(|key| Fresh {
        key,
        unit: Unit::Function(function.clone()),
    });
    Ok(Compiled { function, fresh })
}

/// A text on its way through the compiler, with the code that is known of it.
pub(crate) struct Known {
    pub(crate) source: v8::script_compiler::Source,
    pub(crate) options: v8::script_compiler::CompileOptions,
    key: Option<CodeKey>,
    /// Read through `source` until that is gone.
    found: Option<Code>,
}

impl Known {
    /// Looks for what is kept under `key`.
    pub(crate) fn find(
        key: Option<CodeKey>,
        text: v8::Local<'_, v8::String>,
        origin: &v8::ScriptOrigin<'_>,
    ) -> Self {
        use v8::script_compiler::{CachedData, CompileOptions, Source};
        let found = key.and_then(CodeKey::find);
        let (source, options) = match &found {
            Some(code) => (
                Source::new_with_cached_data(text, Some(origin), CachedData::new(code.bytes())),
                CompileOptions::ConsumeCodeCache,
            ),
            None => (
                Source::new(text, Some(origin)),
                CompileOptions::NoCompileOptions,
            ),
        };
        Self {
            source,
            options,
            key,
            found,
        }
    }

    /// Compiled now: the key under which the code is to be kept, if V8 had to make it.
    pub(crate) fn unknown(&self) -> Option<CodeKey> {
        let refused = self
            .source
            .get_cached_data()
            .is_some_and(v8::script_compiler::CachedData::rejected);
        if refused && let Some(key) = self.key {
            key.forget();
        }
        self.key.filter(|_| self.found.is_none() || refused)
    }
}

/// The picture of an error that compiling threw.
pub(crate) fn caught(
    scope: &mut v8::PinScope<'_, '_>,
    message: Option<v8::Local<'_, v8::Message>>,
    name: &str,
) -> Box<Thrown> {
    let mut thrown = Thrown::error("SyntaxError", "the script does not compile");
    if let Some(message) = message {
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
    Box::new(thrown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::isolate::Isolate;

    const SOURCE: &str =
        "function twice(n) { return 2 * n } function getUser(n) { return twice(n) + 1 }";

    /// Compiles for `tenant` and calls the function with 20; whether its code was kept before.
    fn answer(isolate: &mut Isolate, name: &str, tenant: &str) -> (i64, bool) {
        let script = Script::new(name, SOURCE, 1_000).unwrap();
        let compiled = isolate.enter(|runtime, _| {
            deno_core::scope!(scope, runtime);
            compile(scope, &script, name, Some(tenant)).unwrap()
        });
        let known = compiled.fresh.is_none();
        let function = compiled.function.clone();
        isolate.compiled(compiled);
        let answer = isolate.enter(|runtime, _| {
            deno_core::scope!(scope, runtime);
            let nobody = v8::undefined(scope).into();
            let function = v8::Local::new(scope, function);
            let module = v8::Object::new(scope).into();
            // Neither asks for anything: any function does for `require`.
            let declared = function.call(scope, nobody, &[function.into(), module, nobody]);
            let declared = v8::Local::<v8::Object>::try_from(declared.unwrap()).unwrap();
            let name = v8::String::new(scope, "getUser").unwrap().into();
            let found = declared.get(scope, name).unwrap();
            let found = v8::Local::<v8::Function>::try_from(found).unwrap();
            let twenty = v8::Integer::new(scope, 20).into();
            let answer = found.call(scope, nobody, &[twenty]).unwrap();
            answer.integer_value(scope).unwrap()
        });
        (answer, known)
    }

    #[test]
    fn the_code_of_one_isolate_does_for_the_tenants_next() {
        crate::initialise().unwrap();
        let tokio = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let _inside = tokio.enter();
        for name in ["getUser.js", "getUser.mjs", "getUser.mts"] {
            let isolate = || Isolate::create(32 << 20).unwrap();
            let mut first = isolate();
            assert_eq!(answer(&mut first, name, "acme"), (41, false), "{name}");
            let mut second = isolate();
            assert_eq!(answer(&mut second, name, "acme"), (41, false), "{name}");
            first.keep_code();
            let mut third = isolate();
            assert_eq!(answer(&mut third, name, "acme"), (41, true), "{name}");
            let mut other = isolate();
            assert_eq!(answer(&mut other, name, "other"), (41, false), "{name}");
            // The same text is no module's code.
            let mut renamed = isolate();
            let others = if name == "getUser.js" {
                "a.mjs"
            } else {
                "a.js"
            };
            assert_eq!(answer(&mut renamed, others, "acme"), (41, false), "{name}");
        }
    }
}
