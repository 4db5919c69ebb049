//! A throw-away PostgreSQL from the binaries on the machine.
