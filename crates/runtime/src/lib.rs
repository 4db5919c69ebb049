//! The only owner of isolates: snapshot, realm, invoke, watchdog.
