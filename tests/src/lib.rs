//! Whole-product tests: the real binary on a real PostgreSQL.
