//! ES modules: a script with `import` and `export`, turned into a function like any other script's.
//!
//! V8 compiles the author's text as a module of its own, so `import` and `export` mean exactly what the language says
//! and nothing of the text is rewritten. What it imports are the modules of `require`, each seen as a module whose
//! default export is the whole and whose named exports are its properties, as Node shows CommonJS to modules.

use connector_contract::{Script, Thrown};
use deno_core::v8;

use crate::code_cache::{CodeKey, Kind};
use crate::compile::{Compiled, Fresh, Known, NAMES, Unit, caught, origin, too_large};

/// The export behind which the trailer keeps the functions that the module declared.
const DECLARED: &str = "$connector$declared";
/// What the trailer imports where a module says `require`, which modules of Node lack and scripts of tenants use.
const REQUIRE: &str = "connector:require";

/// The modules of one isolate.
#[derive(Default)]
struct Modules {
    scripts: Vec<(v8::Global<v8::Module>, String, usize)>,
    lent: Vec<Lent>,
}

/// A module of `require` as a module of the language.
struct Lent {
    script: usize,
    specifier: String,
    module: v8::Global<v8::Module>,
    exports: Vec<(v8::Global<v8::String>, v8::Global<v8::Value>)>,
}

/// Compiles a module. The function takes CommonJS's `require`, `module` and `exports`: it loads what the module imports
/// through `require`, runs it, leaves its default export in `module.exports`, and returns its functions by name. Code is
/// kept for `tenant`, unless there is none.
///
/// # Errors
/// A picture of the syntax error.
pub(crate) fn compile(
    scope: &mut v8::PinScope<'_, '_>,
    script: &Script,
    label: &str,
    source: &str,
    tenant: Option<&str>,
) -> Result<Compiled, Box<Thrown>> {
    let with_require = format!("\nimport require from '{REQUIRE}';");
    let trailer = trailer();
    let mut module = None;
    if source.contains("require") {
        module = compile_text(
            scope,
            script.name(),
            label,
            &format!("{source}\n{trailer}{with_require}"),
            tenant,
        )
        .ok();
    }
    let (module, fresh) = match module {
        Some(compiled) => compiled,
        None => {
            let text = format!("{source}\n{trailer}");
            match compile_text(scope, script.name(), label, &text, tenant) {
                Ok(compiled) => compiled,
                // The trailer can move an error to a line the author hasn't got.
                Err(error) => match compile_text(scope, script.name(), label, source, None) {
                    Ok(_) => return Err(error),
                    Err(error) => return Err(error),
                },
            }
        }
    };
    if scope.get_slot::<Modules>().is_none() {
        scope.set_slot(Modules::default());
    }
    let awaits = connector_syntax::top_level_await(source);
    let (line, column, _) = connector_syntax::lines::Lines::new(source).place(awaits.unwrap_or(0));
    let index = {
        let Some(modules) = scope.get_slot_mut::<Modules>() else {
            return Err(too_large(script.name()));
        };
        modules.scripts.push((
            module,
            format!("{label}:{line}:{column}"),
            modules.lent.len(),
        ));
        modules.scripts.len() - 1
    };
    let index = v8::Integer::new(scope, i32::try_from(index).unwrap_or(i32::MAX));
    let function = v8::Function::builder(load)
        .data(index.into())
        .build(scope)
        .ok_or_else(|| too_large(script.name()))?;
    Ok(Compiled {
        function: v8::Global::new(scope, function),
        fresh,
    })
}

/// Exports the functions a module declared under a name of the contract, whether it exports them or not.
fn trailer() -> String {
    let names: Vec<String> = NAMES
        .iter()
        .map(|name| format!("{name}: typeof {name} === 'function' ? {name} : undefined"))
        .collect();
    format!(
        ";export const {DECLARED} = {{ __proto__: null, {} }};",
        names.join(", ")
    )
}

fn compile_text(
    scope: &mut v8::PinScope<'_, '_>,
    name: &str,
    label: &str,
    text: &str,
    tenant: Option<&str>,
) -> Result<(v8::Global<v8::Module>, Option<Fresh>), Box<Thrown>> {
    let key = tenant.map(|tenant| CodeKey::new(Kind::Module, tenant, label, text));
    v8::tc_scope!(let scope, scope);
    let label = v8::String::new(scope, label).ok_or_else(|| too_large(name))?;
    let text = v8::String::new(scope, text).ok_or_else(|| too_large(name))?;
    let origin = origin(scope, label, true);
    let mut known = Known::find(key, text, &origin);
    let module = v8::script_compiler::compile_module2(
        scope,
        &mut known.source,
        known.options,
        v8::script_compiler::NoCacheReason::NoReason,
    );
    let Some(module) = module else {
        let message = scope.message();
        return Err(caught(scope, message, name));
    };
    let unbound = module.get_unbound_module_script(scope);
    let fresh = known.unknown().map(|key| Fresh {
        key,
        unit: Unit::Module(v8::Global::new(scope, unbound)),
    });
    Ok((v8::Global::new(scope, module), fresh))
}

/// What the realm calls to run the module's top level.
fn load(
    scope: &mut v8::PinScope<'_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut returned: v8::ReturnValue<'_, v8::Value>,
) {
    let index = arguments.data().integer_value(scope).unwrap_or(-1);
    let Ok(index) = usize::try_from(index) else {
        return;
    };
    let known = scope
        .get_slot::<Modules>()
        .and_then(|modules| modules.scripts.get(index))
        .map(|(module, awaits, _)| (module.clone(), awaits.clone()));
    let Some((module, awaits)) = known else {
        return;
    };
    let module = v8::Local::new(scope, module);
    let Ok(require) = v8::Local::<v8::Function>::try_from(arguments.get(0)) else {
        return;
    };
    if !matches!(module.get_status(), v8::ModuleStatus::Uninstantiated) {
        return;
    }
    if lend_all(scope, module, index, require).is_none() || instantiate(scope, module).is_none() {
        return;
    }
    if module.is_graph_async() {
        let text = "await is not available at the top level of a script: await inside the function";
        throw_syntax_error(scope, text, &awaits);
        return;
    }
    let Some(promise) = module.evaluate(scope) else {
        return;
    };
    if let Ok(promise) = v8::Local::<v8::Promise>::try_from(promise) {
        promise.mark_as_handled();
    }
    if matches!(module.get_status(), v8::ModuleStatus::Errored) {
        let exception = module.get_exception();
        scope.throw_exception(exception);
        return;
    }
    if let Some(functions) = hand_over(scope, module, arguments.get(1)) {
        returned.set(functions);
    }
}

/// Makes a module of everything the script imports. `None` when something was thrown.
fn lend_all(
    scope: &mut v8::PinScope<'_, '_>,
    module: v8::Local<'_, v8::Module>,
    index: usize,
    require: v8::Local<'_, v8::Function>,
) -> Option<()> {
    let requests = module.get_module_requests();
    for at in 0..requests.length() {
        let request = requests.get(scope, at)?;
        let request = v8::Local::<v8::ModuleRequest>::try_from(request).ok()?;
        let place = module.source_offset_to_location(request.get_source_offset());
        let specifier = request.get_specifier();
        let name = specifier.to_rust_string_lossy(scope);
        if !matches!(request.get_phase(), v8::ModuleImportPhase::kEvaluation) {
            let at = place_of(scope, module, index, &place);
            throw_syntax_error(scope, "imports with a phase are not supported", &at);
            return None;
        }
        let known = scope
            .get_slot::<Modules>()?
            .lent
            .iter()
            .any(|lent| lent.script == index && lent.specifier == name);
        if known {
            continue;
        }
        let value = if name == REQUIRE {
            require.into()
        } else {
            let at = place_of(scope, module, index, &place);
            required(scope, require, specifier, &at)?
        };
        lend(scope, index, name, specifier, value)?;
    }
    Some(())
}

/// `name:line:column` of a place in the script.
fn place_of(
    scope: &mut v8::PinScope<'_, '_>,
    _module: v8::Local<'_, v8::Module>,
    index: usize,
    place: &v8::Location,
) -> String {
    let label = scope
        .get_slot::<Modules>()
        .and_then(|modules| modules.scripts.get(index))
        .and_then(|(_, awaits, _)| awaits.rsplitn(3, ':').nth(2).map(str::to_owned))
        .unwrap_or_default();
    let (line, column) = (place.get_line_number(), place.get_column_number());
    format!(
        "{label}:{}:{}",
        line.saturating_add(1),
        column.saturating_add(1)
    )
}

/// Calls `require`. What it throws says where the import stands, as a frame of a call would.
fn required<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    require: v8::Local<'_, v8::Function>,
    specifier: v8::Local<'_, v8::String>,
    at: &str,
) -> Option<v8::Local<'s, v8::Value>> {
    v8::tc_scope!(let scope, scope);
    let nobody = v8::undefined(scope).into();
    let specifier = v8::Local::new(scope, specifier);
    if let Some(value) = require.call(scope, nobody, &[specifier.into()]) {
        return Some(value);
    }
    if let Some(exception) = scope.exception() {
        add_place(scope, exception, at);
    }
    scope.rethrow();
    None
}

fn add_place(scope: &mut v8::PinScope<'_, '_>, exception: v8::Local<'_, v8::Value>, at: &str) {
    let Ok(error) = v8::Local::<v8::Object>::try_from(exception) else {
        return;
    };
    let Some(key) = v8::String::new(scope, "stack") else {
        return;
    };
    let stack = error
        .get(scope, key.into())
        .map(|stack| stack.to_rust_string_lossy(scope))
        .unwrap_or_default();
    if let Some(stack) = v8::String::new(scope, &format!("{stack}\n    at {at}")) {
        error.set(scope, key.into(), stack.into());
    }
}

/// Makes a module of a value that `require` returned.
fn lend(
    scope: &mut v8::PinScope<'_, '_>,
    script: usize,
    specifier: String,
    name: v8::Local<'_, v8::String>,
    value: v8::Local<'_, v8::Value>,
) -> Option<()> {
    let default = v8::String::new(scope, "default")?;
    let mut exports = vec![(default, value)];
    if let Ok(object) = v8::Local::<v8::Object>::try_from(value) {
        let own = object.get_own_property_names(
            scope,
            v8::GetPropertyNamesArgsBuilder::new()
                .property_filter(v8::PropertyFilter::SKIP_SYMBOLS)
                .key_conversion(v8::KeyConversionMode::ConvertToString)
                .build(),
        )?;
        for at in 0..own.length() {
            let key = own.get_index(scope, at)?;
            let key = v8::Local::<v8::String>::try_from(key).ok()?;
            let is_default = key.to_rust_string_lossy(scope) == "default";
            // A getter that throws is a property that cannot be imported.
            v8::tc_scope!(let inner, scope);
            if !is_default && let Some(found) = object.get(inner, key.into()) {
                exports.push((v8::Local::new(inner, key), v8::Local::new(inner, found)));
            }
        }
    }
    let names: Vec<v8::Local<'_, v8::String>> = exports.iter().map(|(name, _)| *name).collect();
    let module = v8::Module::create_synthetic_module(scope, name, &names, give);
    let lent = Lent {
        script,
        specifier,
        module: v8::Global::new(scope, module),
        exports: exports
            .into_iter()
            .map(|(name, value)| (v8::Global::new(scope, name), v8::Global::new(scope, value)))
            .collect(),
    };
    scope.get_slot_mut::<Modules>()?.lent.push(lent);
    Some(())
}

/// V8 evaluates a lent module: its exports get their values.
fn give<'s>(
    context: v8::Local<'s, v8::Context>,
    module: v8::Local<'s, v8::Module>,
) -> Option<v8::Local<'s, v8::Value>> {
    // SAFETY: V8 calls this with the context it has entered, on the isolate's own thread.
    v8::callback_scope!(unsafe scope, context);
    let this = v8::Global::new(scope, module);
    let exports = scope
        .get_slot::<Modules>()?
        .lent
        .iter()
        .find(|lent| lent.module == this)
        .map(|lent| lent.exports.clone())?;
    for (name, value) in exports {
        let (name, value) = (v8::Local::new(scope, name), v8::Local::new(scope, value));
        module.set_synthetic_module_export(scope, name, value)?;
    }
    let resolver = v8::PromiseResolver::new(scope)?;
    let done = v8::undefined(scope);
    resolver.resolve(scope, done.into())?;
    Some(resolver.get_promise(scope).into())
}

/// V8 asks which module an import names. All were lent before it was asked to link.
fn resolve<'s>(
    context: v8::Local<'s, v8::Context>,
    specifier: v8::Local<'s, v8::String>,
    _attributes: v8::Local<'s, v8::FixedArray>,
    referrer: v8::Local<'s, v8::Module>,
) -> Option<v8::Local<'s, v8::Module>> {
    // SAFETY: V8 calls this with the context it has entered, on the isolate's own thread.
    v8::callback_scope!(unsafe scope, context);
    let referrer = v8::Global::new(scope, referrer);
    let name = specifier.to_rust_string_lossy(scope);
    let found = {
        let modules = scope.get_slot::<Modules>()?;
        let script = modules
            .scripts
            .iter()
            .position(|(module, ..)| *module == referrer)?;
        modules
            .lent
            .iter()
            .find(|lent| lent.script == script && lent.specifier == name)?
            .module
            .clone()
    };
    Some(v8::Local::new(scope, found))
}

/// Links the module; a name that is not exported is an error with a place.
fn instantiate(scope: &mut v8::PinScope<'_, '_>, module: v8::Local<'_, v8::Module>) -> Option<()> {
    v8::tc_scope!(let scope, scope);
    if module.instantiate_module(scope, resolve) == Some(true) {
        return Some(());
    }
    if let (Some(exception), Some(message)) = (scope.exception(), scope.message()) {
        let label = message
            .get_script_resource_name(scope)
            .map(|name| name.to_rust_string_lossy(scope))
            .unwrap_or_default();
        let line = message.get_line_number(scope).unwrap_or(1);
        let column = message.get_start_column().saturating_add(1);
        add_place(scope, exception, &format!("{label}:{line}:{column}"));
    }
    scope.rethrow();
    None
}

fn throw_syntax_error(scope: &mut v8::PinScope<'_, '_>, text: &str, at: &str) {
    let Some(text) = v8::String::new(scope, text) else {
        return;
    };
    let error = v8::Exception::syntax_error(scope, text);
    add_place(scope, error, at);
    scope.throw_exception(error);
}

/// Leaves the default export in `module.exports`, and returns the functions by name.
fn hand_over<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    module: v8::Local<'_, v8::Module>,
    holder: v8::Local<'_, v8::Value>,
) -> Option<v8::Local<'s, v8::Value>> {
    let namespace = v8::Local::<v8::Object>::try_from(module.get_module_namespace()).ok()?;
    let key = v8::String::new(scope, "default")?;
    if namespace.has_own_property(scope, key.into())? {
        let default = namespace.get(scope, key.into())?;
        let exports = v8::String::new(scope, "exports")?;
        let holder = v8::Local::<v8::Object>::try_from(holder).ok()?;
        holder.set(scope, exports.into(), default);
    }
    let key = v8::String::new(scope, DECLARED)?;
    let declared = namespace.get(scope, key.into())?;
    let functions = v8::Local::<v8::Object>::try_from(declared).ok()?;
    for name in NAMES {
        let key = v8::String::new(scope, name)?;
        if namespace.has_own_property(scope, key.into())? {
            let exported = namespace.get(scope, key.into())?;
            functions.set(scope, key.into(), exported);
        }
    }
    Some(functions.into())
}
