// Where ours differs on purpose: case name → our outcome. crates/modules/bcrypt/src/lib.rs says why.
export const different = {};
