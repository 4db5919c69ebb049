// pg.types: every OID that a column can have, over texts of every type and many that are nobody's, in several zones.

import { readFileSync } from "node:fs";
import pg from "pg";
import { outcome } from "../compare.mjs";
import { serialise } from "../serialise.mjs";
import {
  arrays, BYTEA, DATES, dates, GEOMETRY, harmless, INTEGERS, INTERVALS, JSON_TEXTS, REALS, WORDS,
} from "./type_samples.mjs";

const CATALOGUE = JSON.parse(readFileSync(new URL("types.catalogue.json", import.meta.url), "utf8"));

const DATE_OIDS = [1082, 1114, 1184, 1115, 1182, 1185];

const ZONES = [
  "UTC", "Asia/Shanghai", "America/New_York", "Europe/Dublin", "Asia/Kolkata", "Australia/Lord_Howe",
  "America/St_Johns", "Pacific/Apia",
];

function parserFor(types, oid) {
  return types.getTypeParser(oid);
}

function compareAll(score, ours, oids, texts, zone) {
  for (const oid of oids) {
    const bytes = oid === 17 || oid === 1001;
    const mine = parserFor(ours, oid);
    const theirs = parserFor(pg.types, oid);
    for (const text of texts) {
      if (bytes && !harmless(oid === 17 ? text : text.replace(/\\(.)/gs, "$1"))) continue;
      score.same(
        `types.getTypeParser(${oid})(${JSON.stringify(text)}) in ${zone}`,
        outcome(() => mine(text)),
        outcome(() => theirs(text)),
      );
    }
  }
}

// What scripts can do to the registry: set, override, ask for odd formats, switch int8.
function registry(score, ours, { resetTypes }, { TypeOverrides }, oursDefaults, { resetDefaults }) {
  const steps = (types, Overrides, defaults) => {
    const log = [];
    const note = (run) => log.push(outcome(run));
    note(() => Object.keys(types));
    note(() => types.builtins);
    note(() => types.getTypeParser(999999)(5));
    note(() => types.getTypeParser(999999)(null));
    note(() => types.getTypeParser(23, "nope")("1"));
    note(() => types.getTypeParser(23, null)("1"));
    note(() => types.getTypeParser("23")("1"));
    note(() => types.getTypeParser(undefined)("1"));
    note(() => types.setTypeParser(23, "nope", () => 1));
    note(() => types.setTypeParser(23, (text) => `<${text}>`));
    note(() => types.getTypeParser(23)("1"));
    note(() => types.getTypeParser(23, "text")("1"));
    note(() => types.setTypeParser(23, "text", undefined));
    note(() => types.getTypeParser(23)("1"));
    note(() => types.setTypeParser(23, "text", (text) => Number(text)));
    note(() => types.setTypeParser(50000, "binary", () => "bin"));
    note(() => types.getTypeParser(50000, "binary")("x"));
    note(() => types.getTypeParser(50000)("x"));
    note(() => types.setTypeParser(50000, "binary"));
    note(() => types.arrayParser.create("{1,{2}}", Number).parse());
    note(() => types.arrayParser.create("{1,2}").parse());
    note(() => types.arrayParser.create(null).parse());

    const int8 = () => note(() => [types.getTypeParser(20)("12"), types.getTypeParser(1016)("{1,-2,NULL}")]);
    int8();
    note(() => defaults.parseInt8);
    defaults.parseInt8 = true;
    int8();
    defaults.parseInt8 = 0;
    int8();
    defaults.parseInt8 = "yes";
    int8();
    defaults.parseInt8 = false;
    int8();
    note(() => Object.keys(defaults));
    note(() => ({ ...defaults }));

    const overrides = new Overrides();
    note(() => Object.keys(overrides));
    note(() => overrides.setTypeParser(23, (text) => `over ${text}`));
    note(() => overrides.getTypeParser(23)("1"));
    note(() => overrides.getTypeParser(23, "binary") === overrides.getTypeParser(23));
    note(() => overrides.setTypeParser(23, "nope", () => 1));
    note(() => overrides.setTypeParser(16, "text", () => "bool"));
    note(() => overrides.getTypeParser(16, "text")("t"));
    note(() => types.getTypeParser(16)("t"));
    note(() => [overrides.text, overrides.binary, overrides.getOverrides("x")]);
    const custom = new Overrides({ getTypeParser: (oid, format) => () => `${oid} ${format}` });
    note(() => custom.getTypeParser(5)());
    note(() => Overrides.call(custom, { getTypeParser: () => () => "by call" }));
    note(() => custom.getTypeParser(5)());
    note(() => Overrides());
    note(() => custom.getTypeParser(5, "binary")());
    return log;
  };
  const mine = steps(ours, TypeOverrides, oursDefaults);
  const theirs = steps(pg.types, pg.TypeOverrides, pg.defaults);
  theirs.forEach((expected, i) => score.same(`types registry, step ${i}`, mine[i], expected));

  // What was changed above must be gone after a reset.
  ours.builtins.INT8 = 5;
  ours.extra = 1;
  ours.arrayParser.create = null;
  oursDefaults.host = "elsewhere";
  oursDefaults.extra = 1;
  oursDefaults.user = "somebody";
  resetTypes();
  resetDefaults();
  const shape = (types, defaults) =>
    serialise([types, defaults, types.getTypeParser(23)("7"), types.arrayParser.create("{1}").parse()]);
  score.same("types after resetTypes", shape(ours, oursDefaults), shape(freshTypes, freshDefaults));
}

const freshTypes = pg.types;
const freshDefaults = pg.defaults;

// Intervals have methods, and these see what scripts write into them.
function intervals(score, ours) {
  for (const text of INTERVALS) {
    for (const method of ["toPostgres", "toISO", "toISOString"]) {
      const call = (types) => outcome(() => types.getTypeParser(1186)(text)[method]());
      score.same(`interval ${JSON.stringify(text)}.${method}()`, call(ours), call(pg.types));
    }
  }
  for (const edit of [
    { seconds: 0.25 }, { milliseconds: 0.0001 }, { milliseconds: 1500 }, { hours: 0 }, { years: "x" },
    { seconds: null },
  ]) {
    for (const method of ["toPostgres", "toISO"]) {
      const call = (types) => outcome(() => Object.assign(types.getTypeParser(1186)("1 day 00:00:05"), edit)[method]());
      score.same(`interval with ${JSON.stringify(edit)}.${method}()`, call(ours), call(pg.types));
    }
  }
  const shape = (types) => {
    const interval = types.getTypeParser(1186)("1 day");
    const inherited = [];
    for (const key in interval) inherited.push(key);
    const { constructor } = interval;
    return serialise([
      inherited,
      constructor.name,
      constructor("2 days"),
      new constructor(),
      JSON.stringify(interval),
      String(interval),
    ]);
  };
  score.same("interval's shape", shape(ours), shape(pg.types));
}

// Microseconds, all million of them, and milliseconds: cut as upstream cuts them.
function fractions(score, ours) {
  const mine = ours.getTypeParser(1184);
  const theirs = pg.types.getTypeParser(1184);
  let wrong = "";
  for (let i = 0; i < 1000000; i++) {
    const text = `2000-01-01 00:00:00.${String(i).padStart(6, "0")}+00`;
    if (mine(text).getTime() !== theirs(text).getTime()) wrong ||= text;
  }
  score.same("every microsecond", wrong, "");
}

// Parsers of the binary format: results are never asked for in it here, so there are none.
function binary(score, ours) {
  const parse = (types) => outcome(() => types.getTypeParser(23, "binary")(Buffer.from([0, 0, 0, 53])));
  score.same("types.getTypeParser(23, 'binary') of four bytes", parse(ours), parse(pg.types));
}

export default async function run(score) {
  const module = await import("ext:connector_pg/types.js");
  const overrides = await import("ext:connector_pg/type_overrides.js");
  const defaultsModule = await import("ext:connector_pg/defaults.js");
  const ours = module.default;

  const oids = CATALOGUE.map(([oid]) => oid);
  const zone = process.env.TZ;
  process.env.TZ = "UTC";
  const scalars = [
    ...new Set([...INTEGERS, ...REALS, ...WORDS, ...GEOMETRY, ...JSON_TEXTS, ...BYTEA, ...INTERVALS, ...DATES]),
  ];
  compareAll(score, ours, oids, [...scalars, ...arrays()], "UTC");
  const moments = dates();
  for (const name of ZONES) {
    process.env.TZ = name;
    compareAll(score, ours, DATE_OIDS.slice(0, 3), moments, name);
    compareAll(
      score,
      ours,
      DATE_OIDS.slice(3),
      moments.filter((_, i) => i % 17 === 0).map((text) => `{"${text}",NULL}`),
      name,
    );
  }
  process.env.TZ = "UTC";
  fractions(score, ours);
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
  intervals(score, ours);
  binary(score, ours);
  registry(score, ours, module, overrides, defaultsModule.default, defaultsModule);
}
