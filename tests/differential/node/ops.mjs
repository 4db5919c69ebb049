// Stand-ins for our ops, so that the JavaScript halves can be tried under Node. Each op group has its own file, which
// says which Rust file it stands for.
export * from "./ops_introspect.mjs";
export * from "./ops_text.mjs";
export * from "./ops_url.mjs";
export * from "./ops_crypto.mjs";
