// Puts the modules where the tests find them.
import assert from "ext:connector_node/assert.js";
import * as abort from "ext:connector_node/abort.js";
import * as buffer from "ext:connector_node/buffer.js";
import { createConsole } from "ext:connector_node/console.js";
import nodeCrypto from "ext:connector_node/crypto.js";
import { DOMException } from "ext:connector_node/dom_exception.js";
import * as encoding from "ext:connector_node/encoding.js";
import events from "ext:connector_node/events.js";
import os from "ext:connector_node/os.js";
import path from "ext:connector_node/path.js";
import { performance } from "ext:connector_node/performance.js";
import { process, resetProcess, setEnv, setProcessOutput } from "ext:connector_node/process.js";
import querystring from "ext:connector_node/querystring.js";
import string_decoder from "ext:connector_node/string_decoder.js";
import { structuredClone } from "ext:connector_node/structured_clone.js";
import timers, { activeTimers, clearAllTimers, setTimerLimit } from "ext:connector_node/timers.js";
import url, { URL, URLSearchParams } from "ext:connector_node/url.js";
import util from "ext:connector_node/util.js";
import { crypto } from "ext:connector_node/webcrypto.js";

const modules = {
  __proto__: null,
  assert,
  buffer: buffer.default,
  crypto: nodeCrypto,
  events,
  os,
  path,
  process,
  querystring,
  string_decoder,
  timers,
  url,
  util,
};

globalThis.require = (name) => modules[name];
globalThis.globals = {
  ...abort,
  ...buffer,
  ...encoding,
  ...timers,
  DOMException,
  URL,
  URLSearchParams,
  createConsole,
  crypto,
  performance,
  process,
  queueMicrotask,
  structuredClone,
};
globalThis.shims = { activeTimers, clearAllTimers, resetProcess, setEnv, setProcessOutput, setTimerLimit };

import * as ops from "ext:core/ops";
globalThis.ops = ops;

// Cases use the common ones as a script would.
for (const name of ["setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval", "clearImmediate"]) {
  globalThis[name] = timers[name];
}
