//! Worker processes: spawned, fed, watched, replaced.
