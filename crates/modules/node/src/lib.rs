//! Node's globals and built-in modules, as scripts expect them.
