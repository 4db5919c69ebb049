//! Closing what a process inherited by accident.

use std::io;

/// Closes every descriptor but the standard three. Whoever started this program may have left some open to it (shells,
/// editors and service managers do), and a worker must hold nothing that it wasn't lent.
///
/// Call it first thing in `main`, before anything has been opened: whatever was, finds its descriptor gone.
///
/// # Errors
/// When the kernel has no `close_range` (Linux before 5.9), or refuses it.
pub fn close_inherited() -> io::Result<()> {
    // SAFETY: the call touches no memory. It breaks the promise that a descriptor belongs to who opened it only for
    // descriptors opened before: at the start of `main` there are none, which the documentation demands.
    let result = unsafe { libc::syscall(libc::SYS_close_range, 3_u32, libc::c_uint::MAX, 0_u32) };
    if result == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}
