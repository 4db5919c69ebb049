//! One V8 heap with one realm, scrubbed before any script sees it.

use std::mem::ManuallyDrop;
use std::sync::Arc;

use connector_realm::inbox::Settled;
use deno_core::error::CoreError;
use deno_core::{JsRuntime, RuntimeOptions, v8};

use crate::buffers::BufferBudget;
use crate::compile::{Compiled, Fresh};
use crate::slot::Slot;
use crate::{heap, ledger, stack};

static SNAPSHOT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/REALM_SNAPSHOT.bin"));

/// An isolate with its realm. Stays on the thread that made it. Serves one tenant, and a terminated one is dropped.
///
/// Many may live on one thread: each is entered only within [`Isolate::enter`].
pub(crate) struct Isolate {
    /// Never entered between two uses.
    parked: ManuallyDrop<Parked>,
    pub(crate) slot: Arc<Slot>,
    pub(crate) buffers: Arc<BufferBudget>,
    pub(crate) heap_bytes: usize,
    /// The number of the call under way, or of the cleaning after it. Never used twice: what is late names an old one.
    pub(crate) call: i32,
    /// The functions the loaded script defines; `None` while it is blank.
    pub(crate) defined: Option<Vec<String>>,
    /// Whether nothing was under way when the last call settled: no op, no timer, no promise that something would settle.
    pub(crate) idle: bool,
}

/// Dropped in this order: handles must go before their isolate.
struct Parked {
    /// Code that is to be kept for other isolates once the script has run.
    fresh: Option<Fresh>,
    functions: Functions,
    runtime: JsRuntime,
}

/// What an isolate holds, in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Heap {
    /// Of V8's heap, in use.
    pub(crate) used: usize,
    /// Of the process's memory: its heap as V8 got it from the system, and buffers.
    pub(crate) resident: u64,
}

/// The realm's own functions, taken out of reach of scripts.
pub(crate) struct Functions {
    pub(crate) set_env: v8::Global<v8::Function>,
    pub(crate) load: v8::Global<v8::Function>,
    pub(crate) defined: v8::Global<v8::Function>,
    pub(crate) invoke: v8::Global<v8::Function>,
    pub(crate) rewind: v8::Global<v8::Function>,
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
    pub(crate) fn create(heap_bytes: usize) -> Result<Self, IsolateError> {
        let slot = Arc::new(Slot::default());
        let buffers = BufferBudget::new(Arc::clone(&slot));
        let params = heap::create_params(heap_bytes).array_buffer_allocator(buffers.allocator());
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
        // SAFETY: V8 enters an isolate as it makes it, and it is this thread's current one. From here on it is entered
        // in `enter` and `drop` only, by the thread that made it: `JsRuntime` can't leave it.
        unsafe { runtime.v8_isolate().exit() };
        Ok(Self {
            parked: ManuallyDrop::new(Parked {
                fresh: None,
                functions,
                runtime,
            }),
            slot,
            buffers,
            heap_bytes,
            call: 0,
            defined: None,
            idle: false,
        })
    }

    /// Runs `work` with the isolate entered. No other isolate may be entered within: one at a time on a thread.
    pub(crate) fn enter<R>(&mut self, work: impl FnOnce(&mut JsRuntime, &Functions) -> R) -> R {
        let Parked {
            functions, runtime, ..
        } = &mut *self.parked;
        let _entered = Entered::new(runtime.v8_isolate());
        work(runtime, functions)
    }

    /// What the realm's ops know of the invocation. Needs no entering.
    pub(crate) fn op_state(&mut self) -> std::rc::Rc<std::cell::RefCell<deno_core::OpState>> {
        self.parked.runtime.op_state()
    }

    /// A handle by which other threads can stop it.
    pub(crate) fn handle(&mut self) -> v8::IsolateHandle {
        self.parked.runtime.v8_isolate().thread_safe_handle()
    }

    /// Notes what was just compiled.
    pub(crate) fn compiled(&mut self, compiled: Compiled) {
        self.parked.fresh = compiled.fresh;
    }

    /// Whether there is code to be kept.
    pub(crate) fn has_new_code(&self) -> bool {
        self.parked.fresh.is_some()
    }

    /// Keeps the code of a script that has run, with all of it that V8 has compiled by now, unless it is kept already.
    pub(crate) fn keep_code(&mut self) {
        let Some(fresh) = self.parked.fresh.take() else {
            return;
        };
        self.enter(|runtime, _| {
            deno_core::scope!(scope, runtime);
            fresh.keep(scope);
        });
    }

    /// What the heap holds now.
    pub(crate) fn heap(&mut self) -> Heap {
        let runtime = &mut self.parked.runtime;
        let statistics = runtime.v8_isolate().get_heap_statistics();
        let resident = statistics.total_physical_size() + statistics.malloced_memory();
        Heap {
            used: statistics.used_heap_size(),
            resident: (resident + self.buffers.used()) as u64,
        }
    }

    /// Has V8 collect all garbage.
    pub(crate) fn collect_garbage(&mut self) {
        self.enter(|runtime, _| runtime.v8_isolate().low_memory_notification());
    }

    /// What the script's side has said, if it has.
    pub(crate) fn take_settled(&mut self) -> Option<Settled> {
        let state = self.op_state();
        let mut state = state.borrow_mut();
        let inbox = state.try_borrow_mut::<connector_realm::inbox::Inbox>()?;
        inbox.settled.take()
    }

    /// The next call's number.
    pub(crate) fn next_call(&mut self) -> i32 {
        // Zero and what lies below it name nothing.
        self.call = self.call.checked_add(1).unwrap_or(1);
        self.call
    }
}

impl Drop for Isolate {
    fn drop(&mut self) {
        let runtime = &mut self.parked.runtime;
        // SAFETY: it is not entered, and it is this thread's own. Dropping it exits it.
        unsafe { runtime.v8_isolate().enter() };
        // SAFETY: dropped once, here, and not used afterwards.
        unsafe { ManuallyDrop::drop(&mut self.parked) };
    }
}

/// The isolate is entered while this lives.
struct Entered(v8::Isolate);

impl Entered {
    fn new(isolate: &mut v8::OwnedIsolate) -> Self {
        // SAFETY: the pointer is a living isolate's, and `Isolate::enter`, the only caller, holds it longer than this.
        let isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(isolate.as_raw_isolate_ptr()) };
        // SAFETY: it belongs to this thread and is not entered.
        unsafe { isolate.enter() };
        Self(isolate)
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        // SAFETY: entered in `new`, and the current one again: what is entered within is exited within.
        unsafe { self.0.exit() };
    }
}

/// What can only be set on the isolate, not from JavaScript.
fn harden(isolate: &mut v8::OwnedIsolate) {
    isolate.set_prepare_stack_trace_callback(stack::prepare);
    isolate.set_oom_error_handler(note_fault);
    isolate.set_allow_atomics_wait(false);
    isolate.set_allow_wasm_code_generation_callback(refuse_wasm);
    isolate.set_host_import_module_dynamically_callback(refuse_import);
    isolate.set_host_import_module_with_phase_dynamically_callback(refuse_phase_import);
}

/// V8 has no memory left and aborts the process as soon as this returns.
unsafe extern "C" fn note_fault(_location: *const std::ffi::c_char, _details: &v8::OomDetails) {
    ledger::note_fault();
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
        rewind: take(scope, "rewind")?,
    };
    let scrub = v8::Local::new(scope, scrub);
    let nobody = v8::undefined(scope).into();
    scrub.call(scope, nobody, &[]).ok_or(IsolateError::Scrub)?;
    // The flag forbids eval process-wide; this forbids it to the context too, should a flag ever be lost.
    context.set_allow_generation_from_strings(false);
    Ok(functions)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::test_runner::{Config, TestRunner};

    /// What `source` comes to, as text.
    fn run(isolate: &mut Isolate, source: &str) -> String {
        isolate.enter(|runtime, _| {
            deno_core::scope!(scope, runtime);
            let source = v8::String::new(scope, source).unwrap();
            let script = v8::Script::compile(scope, source, None).unwrap();
            script.run(scope).unwrap().to_rust_string_lossy(scope)
        })
    }

    #[test]
    fn many_live_on_one_thread_in_any_order() {
        crate::initialise().unwrap();
        let tokio = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let _inside = tokio.enter();
        // Making an isolate takes milliseconds, so few cases; each is a sequence of (what, whom).
        let mut runner = TestRunner::new(Config::with_cases(6));
        let steps = proptest::collection::vec((0u8..4, 0usize..8), 1..24);
        runner
            .run(&steps, |steps| {
                let mut isolates: Vec<(u32, Isolate)> = Vec::new();
                let mut made = 0;
                for (what, whom) in steps {
                    let whom = whom % isolates.len().max(1);
                    match what {
                        0 => {
                            let mut isolate = Isolate::create(32 << 20).unwrap();
                            made += 1;
                            run(&mut isolate, &format!("globalThis.mark = {made}"));
                            isolates.push((made, isolate));
                        }
                        1 if !isolates.is_empty() => drop(isolates.swap_remove(whom)),
                        _ => {
                            if let Some((number, isolate)) = isolates.get_mut(whom) {
                                assert_eq!(run(isolate, "mark"), number.to_string());
                            }
                        }
                    }
                }
                Ok(())
            })
            .unwrap();
    }
}
