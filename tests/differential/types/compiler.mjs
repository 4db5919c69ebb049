// The real TypeScript compiler over a folder's jsconfig.json, with some files from memory.

import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const npm = process.env.CONNECTOR_NPM_DIR;
if (!npm) throw new Error("CONNECTOR_NPM_DIR is not set: run scripts/setup, which says how");
export const ts = createRequire(join(npm, "package.json"))("typescript");

/** The folder's settings as an editor reads them; `more` wins. */
export function settings(folder, more = {}) {
  const path = join(folder, "jsconfig.json");
  const read = ts.readConfigFile(path, ts.sys.readFile);
  if (read.error) throw new Error(ts.flattenDiagnosticMessageText(read.error.messageText, "\n"));
  const parsed = ts.parseJsonConfigFileContent(read.config, ts.sys, dirname(path), undefined, path);
  return { options: { ...parsed.options, ...more }, files: parsed.fileNames };
}

/** A program over the folder's files and those of `memory` (path to text). */
export function program({ options, files }, memory = {}) {
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (name, target, ...rest) =>
    Object.hasOwn(memory, name)
      ? ts.createSourceFile(name, memory[name], target, true)
      : getSourceFile.call(host, name, target, ...rest);
  host.fileExists = (name) => Object.hasOwn(memory, name) || fileExists.call(host, name);
  host.readFile = (name) => memory[name] ?? readFile.call(host, name);
  return ts.createProgram([...new Set([...files, ...Object.keys(memory)])], options, host);
}

/** All complaints, by the file they are about, as `TS2345 line: text`. */
export function complaints(made) {
  const found = new Map();
  for (const one of ts.getPreEmitDiagnostics(made)) {
    const name = one.file?.fileName ?? "";
    const line = one.file ? one.file.getLineAndCharacterOfPosition(one.start).line + 1 : 0;
    const text = ts.flattenDiagnosticMessageText(one.messageText, " ");
    found.set(name, [...(found.get(name) ?? []), `TS${one.code} ${line}: ${text}`]);
  }
  return found;
}
