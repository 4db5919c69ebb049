// escapeIdentifier and escapeLiteral.

import pg from "pg";
import { outcome } from "../compare.mjs";

export default async function run(score) {
  const ours = await import("ext:connector_pg/escape.js");
  const pieces = [
    "", "a", "'", "''", '"', '""', "\\", "\\\\", "E", " ", "\n", "\0", "\u00e9", "\ud83d\ude00", "\ud800", "$1", "--",
  ];
  const texts = [];
  for (const a of pieces) for (const b of pieces) for (const c of pieces) texts.push(a + b + c);
  const odd = [
    undefined, null, 0, 1, NaN, true,
    {},
    [],
    ["a"],
    () => 1,
    Symbol("s"),
    1n,
    new String("x'\\"),
    new Date(0),
  ];
  for (const value of [...texts, ...odd]) {
    const shown = typeof value === "string" ? JSON.stringify(value) : String(value?.constructor?.name) + String(value);
    for (const name of ["escapeIdentifier", "escapeLiteral"]) {
      score.same(
        `${name}(${shown})`,
        outcome(() => ours[name](value)),
        outcome(() => pg[name](value)),
      );
    }
  }
}
