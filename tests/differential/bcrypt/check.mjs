// Our shims under Node, on fake ops made of the real addon: this proves the JavaScript half. The Rust half is held
// against testdata/vectors.json, and both together by running the same cases in a realm.

import { createRequire } from "node:module";

import { check, useShims } from "../common/runner.mjs";
import { cases } from "./cases.mjs";
import { different } from "./different.mjs";

useShims(new URL("fake_ops.mjs", import.meta.url));
const { default: bcrypt } = await import("ext:connector_bcrypt/01_bcrypt.js");
const { default: bcryptjs } = await import("ext:connector_bcrypt/02_bcryptjs.js");

const real = createRequire(import.meta.url);
const require = (name) => ({ bcrypt, bcryptjs })[name] ?? real(name);
await check(cases, require, new URL("expected.json", import.meta.url), different);
