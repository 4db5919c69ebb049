//! One V8 heap with one realm, scrubbed before any script sees it.

use std::sync::Arc;

use connector_contract::Limits;
use deno_core::error::CoreError;
use deno_core::{JsRuntime, RuntimeOptions, v8};

use crate::buffers::BufferBudget;
use crate::slot::Slot;
use crate::{heap, stack};

static SNAPSHOT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/REALM_SNAPSHOT.bin"));

/// An isolate with its realm. Stays on the thread that made it. Serves one tenant, and a terminated one is dropped.
pub(crate) struct Isolate {
    pub(crate) runtime: JsRuntime,
    pub(crate) functions: Functions,
    pub(crate) slot: Arc<Slot>,
}

/// The realm's own functions, taken out of reach of scripts.
pub(crate) struct Functions {
    pub(crate) set_env: v8::Global<v8::Function>,
    pub(crate) load: v8::Global<v8::Function>,
    pub(crate) defined: v8::Global<v8::Function>,
    pub(crate) invoke: v8::Global<v8::Function>,
}

/// An isolate could not be made. Nothing a script does can cause this.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IsolateError {
    #[error("the realm could not be created")]
    Create(#[source] Box<CoreError>),
    #[error("the snapshot has no function {0}")]
    Missing(&'static str),
    #[error("the realm could not be scrubbed")]
    Scrub,
}

impl Isolate {
    /// A fresh isolate from the startup snapshot. Must be called inside a tokio runtime: V8 posts delayed tasks to it.
    pub(crate) fn create(limits: &Limits) -> Result<Self, IsolateError> {
        let slot = Arc::new(Slot::default());
        let params = heap::create_params(limits.heap_bytes).array_buffer_allocator(
            BufferBudget::allocator(limits.buffer_bytes, Arc::clone(&slot)),
        );
        let mut runtime = JsRuntime::try_new(RuntimeOptions {
            extensions: connector_realm::extensions(),
            startup_snapshot: Some(SNAPSHOT),
            create_params: Some(params),
            ..RuntimeOptions::default()
        })
        .map_err(|error| IsolateError::Create(Box::new(error)))?;
        heap::guard(&mut runtime, Arc::clone(&slot));
        harden(runtime.v8_isolate());
        let functions = take_functions(&mut runtime)?;
        Ok(Self {
            runtime,
            functions,
            slot,
        })
    }
}

/// What can only be set on the isolate, not from JavaScript.
fn harden(isolate: &mut v8::OwnedIsolate) {
    isolate.set_prepare_stack_trace_callback(stack::prepare);
    isolate.set_allow_atomics_wait(false);
    isolate.set_allow_wasm_code_generation_callback(refuse_wasm);
    isolate.set_host_import_module_dynamically_callback(refuse_import);
    isolate.set_host_import_module_with_phase_dynamically_callback(refuse_phase_import);
}

extern "C" fn refuse_wasm(
    _context: v8::Local<'_, v8::Context>,
    _source: v8::Local<'_, v8::String>,
) -> bool {
    false
}

/// `import()` with a phase, such as `import.source()`. V8 asks here first, for plain imports too.
fn refuse_phase_import<'s, 'i>(
    scope: &mut v8::PinScope<'s, 'i>,
    options: v8::Local<'s, v8::Data>,
    referrer: v8::Local<'s, v8::Value>,
    specifier: v8::Local<'s, v8::String>,
    _phase: v8::ModuleImportPhase,
    attributes: v8::Local<'s, v8::FixedArray>,
) -> Option<v8::Local<'s, v8::Promise>> {
    refuse_import(scope, options, referrer, specifier, attributes)
}

/// `import()` rejects, whatever it asks for.
fn refuse_import<'s, 'i>(
    scope: &mut v8::PinScope<'s, 'i>,
    _options: v8::Local<'s, v8::Data>,
    _referrer: v8::Local<'s, v8::Value>,
    _specifier: v8::Local<'s, v8::String>,
    _attributes: v8::Local<'s, v8::FixedArray>,
) -> Option<v8::Local<'s, v8::Promise>> {
    let resolver = v8::PromiseResolver::new(scope)?;
    let text = v8::String::new(scope, "import() is not available to scripts: use require()")?;
    let error = v8::Exception::type_error(scope, text);
    resolver.reject(scope, error)?;
    Some(resolver.get_promise(scope))
}

/// Takes the realm's functions from the global object and lets the realm remove what scripts must not see.
fn take_functions(runtime: &mut JsRuntime) -> Result<Functions, IsolateError> {
    deno_core::scope!(scope, runtime);
    let context = scope.get_current_context();
    let global = context.global(scope);
    let key = v8::String::new(scope, "__connector").ok_or(IsolateError::Missing("__connector"))?;
    let holder = global
        .get(scope, key.into())
        .and_then(|holder| v8::Local::<v8::Object>::try_from(holder).ok())
        .ok_or(IsolateError::Missing("__connector"))?;
    let take = |scope: &mut v8::PinScope<'_, '_>, name: &'static str| {
        let key = v8::String::new(scope, name).ok_or(IsolateError::Missing(name))?;
        let function = holder
            .get(scope, key.into())
            .and_then(|function| v8::Local::<v8::Function>::try_from(function).ok())
            .ok_or(IsolateError::Missing(name))?;
        Ok::<_, IsolateError>(v8::Global::new(scope, function))
    };
    let scrub = take(scope, "scrub")?;
    let functions = Functions {
        set_env: take(scope, "setEnv")?,
        load: take(scope, "load")?,
        defined: take(scope, "defined")?,
        invoke: take(scope, "invoke")?,
    };
    let scrub = v8::Local::new(scope, scrub);
    let nobody = v8::undefined(scope).into();
    scrub.call(scope, nobody, &[]).ok_or(IsolateError::Scrub)?;
    // The flag forbids eval process-wide; this forbids it to the context too, should a flag ever be lost.
    context.set_allow_generation_from_strings(false);
    Ok(functions)
}
