// pg.types: every OID that a column can have, over texts of every type and many that are nobody's, in several zones.

import { readFileSync } from "node:fs";
import pg from "pg";
import { outcome } from "../compare.mjs";
import { serialise } from "../serialise.mjs";

const CATALOGUE = JSON.parse(readFileSync(new URL("types.catalogue.json", import.meta.url), "utf8"));

const DATE_OIDS = [1082, 1114, 1184, 1115, 1182, 1185];

const ZONES = [
  "UTC", "Asia/Shanghai", "America/New_York", "Europe/Dublin", "Asia/Kolkata", "Australia/Lord_Howe",
  "America/St_Johns", "Pacific/Apia",
];

const INTEGERS = [
  "0", "-0", "1", "-1", "7", "42", "-32768", "32767", "123456789", "-123456789", "1234567890", "2147483647",
  "-2147483648", "4294967295", "9007199254740993", "9223372036854775807", "-9223372036854775808", "00012", "+5", " 5",
  "5 ", "-", "--1", "1-", "1e5", "0x10", "12abc", "abc", "999999999", "-999999999", "1000000000", "1.5", "",
];

const REALS = [
  "1.5", "-1.50", "1e+21", "1e-7", "3.4028235e+38", "1.17549435e-38", "NaN", "Infinity", "-Infinity", "inf", "-0",
  "0.1", "123456789.123456789", "1.7976931348623157e+308", "5e-324", "100000000000000000000000000000", "1.500", ".5",
];

const WORDS = [
  "t", "f", "true", "false", "TRUE", "FALSE", "True", "y", "yes", "on", "off", "no", "n", "1", "0", "abc", " a ",
  "o'clock", 'say "hi"', "a,b", "{", "}", "{}", "(a,b)", '("a b",2)', "[1,5)", "(,)", "empty", "{[1,3),[5,7)}",
  "null", "NULL", "\u4e2d\u6587", "\ud83d\ude00", "x\ty\nz", "00000000-0000-0000-0000-000000000001", "192.168.0.1/24",
  "08:00:2b:01:02:03", "$1,234.56", "'fat':2 'rat':3", "'fat' & 'rat'", "0/16B3748", "pg_class", "B'101'", "0101",
  "04:05:06", "04:05:06.789+08", '"a"=>"1", "b"=>NULL', "Top.Science",
];

const GEOMETRY = [
  "(1,2)", "(-1.5,2e10)", "(NaN,Infinity)", "(1)", "()", "(1,2,3)", "1,2", "<(1,2),3>", "<(-1.5,2e3),0.5>", "<1,2,3>",
  "((1,2),3)", "<(1,2)>", "<(1,2),3", "(1,2),(3,4)", "((1,2),(3,4))", "[(1,2),(3,4)]", "{1,2,3}", "<(a,b),c>", "<>",
  "(", "<(1,2",
];

const JSON_TEXTS = [
  "null", "1", "-0", "1.50", "true", '"x"', '"\\u0000"', '"\\ud800"', "[]", "{}", "[1, 2, {\"a\": null}]", '{"a":1,"a":2}',
  '{"__proto__": 1}', '{"b":1,"a":2,"1":3}', "12345678901234567890", "{", "nope", '{"a": "\\"q\\""}', " 1 ", "[1,]",
];

const BYTEA = [
  "\\x", "\\x00ff10", "\\xDEADbeef", "\\x0", "\\xzz", "\\x00zz11", "abc", "a\\000b", "\\\\", "a\\\\b", "\\\\\\\\", "\\377\\001",
  "\\\\001", "\\\\\\001", "a\\134b", "\\777", "caf\u00e9", "\u4e2d",
];

const INTERVALS = [
  "00:00:00", "1 year", "2 years", "-1 years", "1 mon", "3 mons", "-3 mons +4 days", "1 day", "-5 days", "04:05:06",
  "-04:05:06", "+04:05:06", "04:05:06.7", "04:05:06.789", "04:05:06.123456", "-00:00:00.000001", "00:00:00.5",
  "1 year 2 mons 3 days 04:05:06.007", "-1 years -2 mons +3 days -04:05:06.7", "1 year -00:00:01", "1000:00:00",
  "178956970 years 7 mons 2147483647 days 2562047788:00:54.775807", "P1Y2M3DT4H5M6S", "PT0S", "P-1Y", "1-2", "1-2 3 4:05:06",
  "+1-2 -3 +4:05:06", "4:05:06", "0", "@ 1 year 2 mons", "@ 0", "1 day 2 mons", "1 month", "1 years 1 years", " 1 day",
  "1  day", "1day", "year", ":05:06", "1:5:6", "04:05", "04:05:06.1234567", "04:05:06.", "04:05:0612", "infinity", "--1 day",
  "1 mon 04:05:06 junk", "5 daysX", "+3 days",
];

const DATES = [
  "2000-01-01", "1999-12-31", "2000-02-29", "1900-02-29", "0001-01-01", "0099-12-31", "0100-01-01", "0000-01-01",
  "0044-03-15 BC", "0001-02-29 BC", "0001-12-31 BC", "4714-11-24 BC", "10000-01-01", "275760-09-13", "275760-09-14",
  "5874897-12-31", "infinity", "-infinity", "Infinity", "12/17/1997", "17.12.1997", "12-17-1997", "1997-12-17 ad", "2000-1-1",
  "2000-01-1", "2000-01-01T00:00:00", "2000-13-45", "2000-00-00", "x2000-01-01", "2000-01-01x", "20000101", "2000-01-01 BC ",
  "2020-03-08", "2011-12-30", "99999999999999999999-01-01",
];

const TIMES = [
  "00:00:00", "23:59:59", "23:59:59.999", "23:59:59.999999", "12:34:56.7", "12:34:56.007", "12:34:56.001999",
  "12:34:56.123456", "24:00:00", "02:30:00", "01:30:00", "12:34:60", "99:99:99", "12:34:56.", "12:34", "12:34:56.1234567891",
];

const OFFSETS = [
  "", "+00", "-00", "+08", "-05", "+05:30", "-03:30", "+00:00", "-00:25:21", "+08:05:43", "+0530", "Z", "z", "+1", "-", " UTC",
  " PST", "+15:59", "-12", "+08 BC", " BC", "+05:53:28 BC", "+00 BC", "+24", "+99",
];

function dates() {
  const texts = [...DATES];
  const days = [
    "2000-01-01", "2020-03-08", "2020-11-01", "2021-03-28", "2011-12-30", "1900-01-01", "1582-10-10", "0001-01-01", "0050-06-15",
    "0000-02-29", "0001-02-29", "9999-12-31", "12345-06-07", "275760-09-13", "294276-12-31", "2000-02-30", "2000-99-99",
  ];
  for (const day of days) for (const time of TIMES) for (const offset of OFFSETS) texts.push(`${day} ${time}${offset}`);
  texts.push(
    "12/17/1997 07:37:16.00 PST", "Wed Dec 17 07:37:16 1997 PST", "17.12.1997 07:37:16.00 CET", "17/12/1997 15:37:16.00 CST",
    "foo 2000-01-01 00:00:00", "2000-01-01  00:00:00", "2000-01-01 00:00:00\n", "2000-01-01 00:00:00+08\nBC", "2000-01-01 00-00-00",
    "2000-01-01 00:00:0x", "2000-01-0x 00:00:00", "20a0-01-01 00:00:00", "2000-01-01 00:00:00 +08", "2000-01-01 00:00:00 foo BC",
  );
  return texts;
}

// Every element alone, some together, and shapes of the outside.
function arrays() {
  const quoted = (text) => `"${text.replace(/["\\]/g, "\\$&")}"`;
  const elements = [
    ...INTEGERS, ...REALS, ...WORDS, ...GEOMETRY, ...JSON_TEXTS, ...BYTEA.filter(harmless), ...INTERVALS, ...DATES,
    "2000-01-01 00:00:00+00", "2020-03-08 02:30:00", "0044-03-15 00:00:00 BC", "2000-01-01 12:34:56.123456+05:30",
  ];
  const texts = elements.map((element) => `{${quoted(element)}}`);
  for (const element of elements) if (!/[{}",\\\s]/.test(element)) texts.push(`{${element},NULL,${element}}`);
  texts.push(
    "", "{}", "{{}}", "{{},{}}", "{NULL}", '{"NULL"}', "{null}", "{NULL,NULL}", '{""}', '{"",""}', "{,}", "{a,,b}", "{a,}", "{,a}",
    "{{1,2},{3,4}}", "{{{1},{2}},{{3},{4}}}", "{{1,NULL},{NULL,4}}", "[0:1]={5,6}", "[1:2][0:1]={{1,2},{3,4}}", "[-2:-1]={a,b}",
    "[0:0]={}", "[0:1]", "[", "[\\=]={a}", "{a b,c d}", "{ a , b }", "{a\\,b}", '{a\\"b}', "{a\\\\b}", '{"a\\"b","c\\\\d"}', '{"a,b","{c}"}',
    '{a"b"c}', '{"a"b,c}', "{", "{{", "}", "{}}", "{a", '{"a', "{{1}", "{1}}", "{1}{2}", "{a{b}c}", "{{a}b}", "x{a}", "{a}x", "abc", "abc,def",
    "a\\", "{a\\", "\\{a}", "{\\{a}}", "{a\\}", "{\\NULL}", '{"\\u4e2d","\u4e2d\u6587"}', "{\ud83d\ude00}", "{\"a\nb\"}", "{(1,2);(3,4)}", "{1,2,3,4,5,6,7,8,9,10}",
    '{"{\\"a\\": [1, \\"x,y\\"]}"}', "{t,f,NULL}", '{"(1,2)","(3,4)",NULL}', '{"\\\\x00ff","\\\\xdead",NULL}', `{${Array(500).fill("abc").join()}}`,
    `${"{".repeat(50)}x${"}".repeat(50)}`,
  );
  return texts;
}

// Upstream never comes back from a backslash that escapes nothing.
function harmless(text) {
  return text.startsWith("\\x") || !/(^|[^\\])(\\\\)*\\(?![0-7]{3}|\\)/.test(text);
}

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
      score.same(`types.getTypeParser(${oid})(${JSON.stringify(text)}) in ${zone}`, outcome(() => mine(text)), outcome(() => theirs(text)));
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
  const shape = (types, defaults) => serialise([types, defaults, types.getTypeParser(23)("7"), types.arrayParser.create("{1}").parse()]);
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
  for (const edit of [{ seconds: 0.25 }, { milliseconds: 0.0001 }, { milliseconds: 1500 }, { hours: 0 }, { years: "x" }, { seconds: null }]) {
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
    return serialise([inherited, constructor.name, constructor("2 days"), new constructor(), JSON.stringify(interval), String(interval)]);
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

export default async function run(score) {
  const module = await import("ext:connector_pg/types.js");
  const overrides = await import("ext:connector_pg/type_overrides.js");
  const defaultsModule = await import("ext:connector_pg/defaults.js");
  const ours = module.default;

  const oids = CATALOGUE.map(([oid]) => oid);
  const zone = process.env.TZ;
  process.env.TZ = "UTC";
  const scalars = [...new Set([...INTEGERS, ...REALS, ...WORDS, ...GEOMETRY, ...JSON_TEXTS, ...BYTEA, ...INTERVALS, ...DATES])];
  compareAll(score, ours, oids, [...scalars, ...arrays()], "UTC");
  const moments = dates();
  for (const name of ZONES) {
    process.env.TZ = name;
    compareAll(score, ours, DATE_OIDS.slice(0, 3), moments, name);
    compareAll(score, ours, DATE_OIDS.slice(3), moments.filter((_, i) => i % 17 === 0).map((text) => `{"${text}",NULL}`), name);
  }
  process.env.TZ = "UTC";
  fractions(score, ours);
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
  intervals(score, ours);
  registry(score, ours, module, overrides, defaultsModule.default, defaultsModule);
}
