//! The product as its users see it: the real binary, on a real PostgreSQL.

mod case;
mod command;
mod database;
mod differential;
mod scripts;
mod test_bench;
mod test_verb;
mod trouble;
mod usage;
