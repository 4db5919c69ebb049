//! require('lodash'): our own shim of the functions scripts use.
