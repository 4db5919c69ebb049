// Where ours differs on purpose: case name to our outcome. None does: what lib.rs lists has no sane outcome upstream.
export const different = {};
