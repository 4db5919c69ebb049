//! What a tenant's realm holds: the ops and JavaScript of the startup snapshot, and the catalogue of modules.
