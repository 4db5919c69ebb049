//! Memory of ArrayBuffers, which V8 keeps outside its heap and its heap limit.

use std::alloc::{Layout, alloc, alloc_zeroed, dealloc};
use std::ffi::c_void;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use connector_contract::TerminationCause;
use deno_core::v8;

use crate::slot::Slot;

/// V8 materialises tiny typed arrays at awkward moments and takes a refusal as fatal; these are always granted.
const ALWAYS_GRANTED: usize = 64;

/// As malloc would give: V8 puts doubles and 16-byte vectors there.
const ALIGN: usize = 16;

/// Counts what one isolate's buffers take and refuses what goes over.
pub(crate) struct BufferBudget {
    /// What may be held, what earlier invocations left behind included.
    allowed: AtomicUsize,
    used: AtomicUsize,
    slot: Arc<Slot>,
}

impl BufferBudget {
    /// For one isolate. Going over ends the invocation in `slot`.
    pub(crate) fn new(slot: Arc<Slot>) -> Arc<Self> {
        Arc::new(Self {
            allowed: AtomicUsize::new(usize::MAX),
            used: AtomicUsize::new(0),
            slot,
        })
    }

    /// An invocation begins, which may take `limit` bytes.
    pub(crate) fn begin(&self, limit: usize) {
        let held = self.used.load(Relaxed);
        self.allowed.store(held.saturating_add(limit), Relaxed);
    }

    /// Bytes held now.
    pub(crate) fn used(&self) -> usize {
        self.used.load(Relaxed)
    }

    /// The budget as V8 wants it.
    pub(crate) fn allocator(self: &Arc<Self>) -> v8::UniqueRef<v8::Allocator> {
        let budget = Arc::clone(self);
        // SAFETY: the handle is an Arc's pointer; V8 passes it to the functions below and, once, to `release`, which
        // takes the Arc back. The functions keep to what V8 asks of an allocator and may run on any thread.
        unsafe { v8::new_rust_allocator(Arc::into_raw(budget), &VTABLE) }
    }

    fn take(&self, len: usize, zeroed: bool) -> *mut c_void {
        let Some(layout) = layout(len) else {
            return ptr::null_mut();
        };
        let before = self.used.fetch_add(len, Relaxed);
        if before.saturating_add(len) > self.allowed.load(Relaxed) {
            self.slot.hit(TerminationCause::Buffers);
            if len > ALWAYS_GRANTED {
                self.used.fetch_sub(len, Relaxed);
                return ptr::null_mut();
            }
        }
        // SAFETY: `layout` never has size zero.
        let memory = unsafe {
            if zeroed {
                alloc_zeroed(layout)
            } else {
                alloc(layout)
            }
        };
        if memory.is_null() {
            self.used.fetch_sub(len, Relaxed);
        }
        memory.cast()
    }
}

fn layout(len: usize) -> Option<Layout> {
    Layout::from_size_align(len.max(1), ALIGN).ok()
}

static VTABLE: v8::RustAllocatorVtable<BufferBudget> = v8::RustAllocatorVtable {
    allocate: zeroed,
    allocate_uninitialized: uninitialised,
    free,
    drop: release,
};

unsafe extern "C" fn zeroed(budget: &BufferBudget, len: usize) -> *mut c_void {
    budget.take(len, true)
}

unsafe extern "C" fn uninitialised(budget: &BufferBudget, len: usize) -> *mut c_void {
    budget.take(len, false)
}

unsafe extern "C" fn free(budget: &BufferBudget, data: *mut c_void, len: usize) {
    if data.is_null() {
        return;
    }
    if let Some(layout) = layout(len) {
        budget.used.fetch_sub(len, Relaxed);
        // SAFETY: V8 gives back what `take` gave out, with the length it had asked for.
        unsafe { dealloc(data.cast(), layout) }
    }
}

unsafe extern "C" fn release(budget: *const BufferBudget) {
    // SAFETY: the pointer came from `Arc::into_raw` in `allocator`, and V8 calls this once, last.
    drop(unsafe { Arc::from_raw(budget) });
}
