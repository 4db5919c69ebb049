// What comes out of a column, for every type of pg_type that a column can have.

import { bare, named, on } from "./make.mjs";

// SQL expressions by type; quoted texts are cast to it.
const SAMPLES = {
  bool: ["'t'", "'f'", "'yes'", "'off'"],
  bytea: ["'\\x'", "'\\x00ff10'", "'abc'", "'\\\\\\000'"],
  '"char"': ["'a'", "''", "'\\377'"],
  name: ["'n'", "'Name with space'", "''"],
  int8: ["'0'", "'-1'", "'9223372036854775807'", "'-9223372036854775808'"],
  int2: ["'0'", "'-32768'", "'32767'"],
  int2vector: ["'1 2 3'", "''"],
  int4: ["'0'", "'-2147483648'", "'2147483647'"],
  regproc: ["'now'", "'-'"],
  text: [
    "''", "'a'", "'null'", "'NULL'", "E'tab\\tnew\\nline'", "'\u4e2d\u6587 \u{1f600}'", "'''q'' \"d\" \\b'",
    "repeat('x', 3000)",
  ],
  oid: ["'0'", "'4294967295'"],
  tid: ["'(0,1)'"],
  xid: ["'7'"],
  cid: ["'7'"],
  oidvector: ["'1 2 3'"],
  json: [
    "'null'", "'1'", "'\"x\"'", "'[1, 2.50, {\"a\": null}]'", '\'{"a":1,"a":2, "__proto__": 3}\'',
    "'12345678901234567890'",
  ],
  jsonb: ["'null'", "'true'", '\'{"b": 1, "a": [], "10": 2, "9": 3}\'', "'1e3'", "'\"\\u4e2d\"'"],
  jsonpath: ["'$.a[*] ? (@ > 1)'"],
  xml: ["'<a>b</a>'"],
  point: ["'(1,2)'", "'(-1.5e10,0.1)'", "'(NaN,Infinity)'"],
  lseg: ["'[(1,2),(3,4)]'"],
  path: ["'[(1,2),(3,4)]'", "'((1,2),(3,4))'"],
  box: ["'(3,4),(1,2)'"],
  polygon: ["'((1,2),(3,4),(5,6))'"],
  line: ["'{1,2,3}'"],
  circle: ["'<(1,2),3>'", "'<(-0.5,1e5),0.25>'"],
  cidr: ["'10.0.0.0/8'", "'::1/128'"],
  inet: ["'192.168.0.1'", "'192.168.0.1/24'", "'2001:db8::1'"],
  macaddr: ["'08:00:2b:01:02:03'"],
  macaddr8: ["'08:00:2b:01:02:03:04:05'"],
  float4: ["'1.5'", "'3.4e38'", "'NaN'", "'Infinity'", "'-Infinity'", "'-0'", "'0.1'"],
  float8: [
    "'1.5'", "'1e300'", "'NaN'", "'Infinity'", "'-Infinity'", "'-0'", "'0.1'", "'5e-324'", "'123456789.123456789'",
  ],
  numeric: [
    "'0'", "'1.50'", "'-123456789012345678901234567890.123456789'", "'NaN'", "'Infinity'", "'-Infinity'", "'1e20'",
  ],
  money: ["'1234.56'", "'-0.01'"],
  aclitem: ["(quote_ident(current_user) || '=r/' || quote_ident(current_user))"],
  bpchar: ["'ab  '", "''"],
  "char(5)": ["'ab'"],
  varchar: ["'ab  '", "''"],
  "varchar(3)": ["'abc'"],
  date: [
    "'2000-01-31'", "'0001-01-01'", "'0044-03-15 BC'", "'9999-12-31'", "'5874897-12-31'", "'infinity'", "'-infinity'",
    "'0099-02-03'",
  ],
  time: ["'04:05:06'", "'04:05:06.789'", "'24:00'"],
  timetz: ["'04:05:06+08'", "'04:05:06.789-03:30'"],
  timestamp: [
    "'2000-01-31 04:05:06'", "'2000-01-31 04:05:06.789999'", "'0044-03-15 01:02:03 BC'", "'0050-01-01 00:00:00.5'",
    "'infinity'", "'-infinity'", "'294276-12-31 23:59:59.999999'", "'1969-12-31 23:59:59.999'",
    "'0001-02-29 00:00:00 BC'",
  ],
  timestamptz: [
    "'2000-01-31 04:05:06Z'", "'2000-01-31 04:05:06.789999+05:30'", "'0044-03-15 01:02:03+00 BC'", "'infinity'",
    "'-infinity'", "'1900-01-01 00:00:00+00'", "'275760-09-13 00:00:00+00'", "'275760-09-13 00:00:01+00'",
  ],
  interval: [
    "'0'", "'1 year'", "'-1 year 2 months'", "'1 day -00:00:01'", "'04:05:06.789'", "'-04:05:06.000001'",
    "'1000 hours'", "'3 years 2 mons 1 day 1:02:03.5'", "'178000000 years'",
  ],
  bit: ["'1'"],
  "bit(4)": ["'1010'"],
  varbit: ["'10101'", "''"],
  refcursor: ["'c'"],
  regprocedure: ["'now()'"],
  regoper: ["'||/'"],
  regoperator: ["'+(integer,integer)'"],
  regclass: ["'pg_class'"],
  regcollation: ["'\"C\"'"],
  regtype: ["'integer'"],
  regrole: ["current_user::text"],
  regnamespace: ["'pg_catalog'"],
  regconfig: ["'simple'"],
  regdictionary: ["'simple'"],
  uuid: ["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"],
  pg_lsn: ["'16/B374D848'"],
  tsvector: ["'a fat:2A cat:1,3'"],
  tsquery: ["'fat & (rat | !cat:*)'"],
  txid_snapshot: ["'10:20:10,14,15'"],
  pg_snapshot: ["'10:20:10,14,15'"],
  xid8: ["'18446744073709551615'"],
  int4range: ["'[1,5)'", "'empty'", "'(,5]'"],
  numrange: ["'[1.5,2.5]'", "'(,)'"],
  tsrange: ["'[2000-01-01,2001-01-01 00:00:01)'"],
  tstzrange: ["'[2000-01-01 00:00:00+00,)'"],
  daterange: ["'[2000-01-01,2000-02-01)'"],
  int8range: ["'[1,5)'"],
  int4multirange: ["'{[1,3),[5,7)}'", "'{}'"],
  nummultirange: ["'{[1.5,2.5]}'"],
  tsmultirange: ["'{[2000-01-01,2001-01-01)}'"],
  tstzmultirange: ["'{[2000-01-01 00:00:00+00,)}'"],
  datemultirange: ["'{[2000-01-01,2000-02-01)}'"],
  int8multirange: ["'{[1,5)}'"],
};

// Alone and in arrays, by the simple and by the extended protocol; what the server refuses is compared too.
async function readOut({ client, attempt, brief, data }) {
  await client.query("set timezone = 'UTC'; set lc_monetary = 'C'");
  const [type, samples] = data;
  const columns = samples.map((sample, i) => `${sample}::${type} as v${i}`).join(", ");
  const cast = samples.map((sample) => `${sample}::${type}`).join(", ");
  const texts = [
    `select ${columns}, null::${type} as nothing`, `select array[${cast}, null]::${type}[] as flat`,
    `select array[array[${cast}], array[${cast}]] as nested, '{}'::${type}[] as empty, null::${type}[] as nothing`,
    `select ('[0:0]={' || quote_literal('') || '}') as text, row(${cast}) as record`,
  ];
  const seen = [];
  for (const text of texts) {
    seen.push(await attempt(async () => brief(await client.query(text))));
    seen.push(await attempt(async () => brief(await client.query({ text, values: [], queryMode: "extended" }))));
  }
  return seen;
}

const tables = Object.entries(SAMPLES).map(([type, samples]) => on(`type ${type}`, readOut, [type, samples]));

export default named("types out", [
  ...tables,

  on(
    "every type of the catalogue is here",
    async ({ client, data }) => {
      const { rows } = await client.query(
        `select typname from pg_type where typtype in ('b', 'r', 'm') and typcategory <> 'A' and oid < 16384
       and typinput::text not in ('gtsvectorin', 'brin_bloom_summary_in', 'brin_minmax_multi_summary_in',
       'pg_node_tree_in',
         'pg_ndistinct_in', 'pg_dependencies_in', 'pg_mcv_list_in')
       and not (typname = any($1)) order by 1`,
        [data],
      );
      return rows;
    },
    Object.keys(SAMPLES).map((name) => name.replace(/"/g, "").replace(/\(.*/, "")),
  ),

  on("enum, its array, a domain over it", async ({ client, brief }) => {
    await client.query("create type pg_temp.mood as enum ('sad', 'so so', 'null', '\"q\"')");
    await client.query("create domain pg_temp.mood_domain as pg_temp.mood");
    return [
      brief(
        await client.query(
          "select 'so so'::pg_temp.mood as a, array['sad', 'so so', 'null', null, '\"q\"']::pg_temp.mood[] as b",
        ),
      ),
      brief(await client.query("select 'sad'::pg_temp.mood_domain as a, array['sad']::pg_temp.mood_domain[] as b")),
      brief(await client.query("select enum_range(null::pg_temp.mood) as a, $1::pg_temp.mood as b", ["sad"])),
    ];
  }),

  on("domains over int8, numeric, json, timestamptz, bytea, text[]", async ({ client, brief }) => {
    await client.query("set timezone = 'UTC'");
    const seen = [];
    for (const [base, sample] of [
      ["int8", "'5'"],
      ["int4", "'5'"],
      ["numeric", "'1.50'"],
      ["jsonb", "'{\"a\":1}'"],
      ["timestamptz", "'2000-01-01'"],
      ["bytea", "'\\x01'"],
      ["text[]", "'{a,b}'"],
      ["bool", "'t'"],
      ["date", "'2000-01-01'"],
    ]) {
      await client.query("drop domain if exists pg_temp.d; create domain pg_temp.d as " + base);
      seen.push(brief(await client.query(`select ${sample}::pg_temp.d as alone, array[${sample}::pg_temp.d] as many`)));
    }
    return seen;
  }),

  on("composites", async ({ client, brief }) => {
    await client.query("create type pg_temp.pair as (a int, b text)");
    return brief(
      await client.query(
        `select row(1, 'x y')::pg_temp.pair as a, array[row(1, null)::pg_temp.pair] as b, row(1, 'two', null,
         now() is null) as c, array[row(1), row(2)] as d, row() as e`,
      ),
    );
  }),

  on("a range over a type of one's own", async ({ client, brief }) => {
    await client.query("create type pg_temp.floatrange as range (subtype = float8)");
    return brief(
      await client.query("select '[1.5,2)'::pg_temp.floatrange as a, array['(,1]'::pg_temp.floatrange] as b"),
    );
  }),

  ...["citext", "hstore", "ltree"].map((extension) =>
    on(
      `extension ${extension}`,
      async ({ client, brief, data }) => {
        await client.query("set client_min_messages = error; create extension if not exists " + data);
        const literal = { citext: "'MiXed'", hstore: "'a=>1, \"b c\"=>NULL'", ltree: "'Top.Science'" }[data];
        return brief(
          await client.query(
            `select ${literal}::${data} as a, array[${literal}::${data}, null] as b, null::${data} as c`,
          ),
        );
      },
      extension,
    ),
  ),

  on("pseudo types and unknown", async ({ client, brief, attempt }) => {
    const seen = [];
    for (const text of [
      "select 'x' as v", "select null as v", "select 'x'::cstring as v", "select row(1, 2) as v",
      "select pg_sleep(0) as v", "select '{1}'::int[]::anyarray as v",
      "select most_common_vals from pg_stats where false", "select * from pg_typeof(1) as v",
      "select 1::oid::regtype as v", "select current_user = '' as v",
    ])
      seen.push(await attempt(async () => brief(await client.query(text))));
    return seen;
  }),

  ...["ISO", "ISO, DMY", "SQL, MDY", "SQL, DMY", "Postgres, MDY", "Postgres, DMY", "German"].map((style) =>
    on(
      `DateStyle ${style}`,
      async ({ client, brief, data }) => {
        await client.query("set timezone = 'Asia/Kolkata'");
        await client.query(`set datestyle = '${data}'`);
        return brief(
          await client.query(
            `select date '2000-01-31' as a, timestamp '2000-01-31 04:05:06.7' as b,
             timestamptz '2000-01-31 04:05:06Z' as c, array[date '2000-01-31', null] as d,
       array[timestamptz '2000-01-31 04:05:06Z'] as e, date 'infinity' as f, timestamp '-infinity' as g,
       date '0044-03-15 BC' as h`,
          ),
        );
      },
      style,
    ),
  ),

  ...["postgres", "postgres_verbose", "sql_standard", "iso_8601"].map((style) =>
    on(
      `IntervalStyle ${style}`,
      async ({ client, brief, data }) => {
        await client.query(`set intervalstyle = '${data}'`);
        const { rows, fields } = brief(
          await client.query(
            `select interval '1 year 2 mons -3 days 04:05:06.789' as a, interval '0' as b, interval '-1 day' as c,
             array[interval '1 hour', null] as d, interval '04:05:06' as e`,
          ),
        );
        return {
          rows,
          fields,
          texts: Object.values(rows[0]).map((value) =>
            Array.isArray(value) ? null : [value.toPostgres(), value.toISO(), value.toISOString()],
          ),
        };
      },
      style,
    ),
  ),

  ...["UTC", "Asia/Shanghai", "America/New_York", "Africa/Monrovia"].map((zone) =>
    on(
      `TimeZone ${zone}`,
      async ({ client, brief, data }) => {
        await client.query(`set timezone = '${data}'`);
        return brief(
          await client.query(
            `select timestamptz '2000-01-31 04:05:06.123456Z' as a, timestamptz '1900-01-01 00:00:00Z' as b,
             timestamp '2000-01-31 04:05:06' as c, date '2000-01-31' as d,
       timestamptz '1950-06-01 00:00:00Z' as e, timetz '04:05:06' as f`,
          ),
        );
      },
      zone,
    ),
  ),

  ...["hex", "escape"].map((form) =>
    on(
      `bytea_output ${form}`,
      async ({ client, brief, data }) => {
        await client.query(`set bytea_output = '${data}'`);
        return brief(
          await client.query(
            `select '\\x00015c5c27ff61e4b8ad'::bytea as a, ''::bytea as b, decode(string_agg(lpad(to_hex(i), 2, '0'),
             ''), 'hex') as c, array['\\x5c00'::bytea, null, '\\x22'] as d
       from generate_series(0, 255) i`,
          ),
        );
      },
      form,
    ),
  ),

  ...[-15, 0, 3].map((digits) =>
    on(
      `extra_float_digits ${digits}`,
      async ({ client, brief, data }) => {
        await client.query(`set extra_float_digits = ${data}`);
        return brief(
          await client.query(
            "select 0.1::float8 as a, (1.0 / 3)::float4 as b, array[pi(), 'NaN'] as c, 1e21::float8 as d",
          ),
        );
      },
      digits,
    ),
  ),

  on("arrays with bounds, quotes, depth", async ({ client, brief }) =>
    brief(
      await client.query(
        `select '[0:1]={5,6}'::int[] as a, '[-1:0][2:3]={{1,2},{3,4}}'::int[] as b, array['a,b', '{', '}', '"', '\\',
         '', 'NULL', 'null', ' ', null, 'x y', E'\\n'] as c,
     array[array[array[1, null], array[3, 4]], array[array[5, 6], array[7, 8]]] as d, '{}'::text[] as e,
     array[]::int[] as f, array[null]::text[] as g,
     array['{"a": [1, "x,y"]}']::json[] as h, array['2000-01-01', 'infinity']::date[] as i, array[1.5,
     'NaN']::numeric[] as j, array[9007199254740993]::int8[] as k`,
      ),
    ),
  ),

  on("a wide row of everything", async ({ client }) => {
    await client.query("set timezone = 'UTC'");
    const { rows, fields } = await client.query(
      `select 1::int2 a, 2::int4 b, 3::int8 c, 4.5::numeric d, 5.5::float8 e, 't'::bool f, 'x'::text g,
       '\\x00'::bytea h, '{"a":1}'::jsonb i, date '2000-01-01' j,
       timestamptz '2000-01-01 00:00:00Z' k, interval '1 day' l, point '(1,2)' m, array[1, 2] n, 'u'::varchar(9) o,
       'v'::char(3) p, numeric(10, 2) '1' q, bit(3) '101' r,
       time(2) '01:02:03.456' s, null t`,
    );
    return { rows, fields };
  }),

  on("many rows of dates and numbers", async ({ client }) => {
    await client.query("set timezone = 'UTC'");
    const { rows } = await client.query(
      `select i, i::int8 as big, timestamptz '1999-12-31 23:59:59.999Z' + i * interval '1 day 1 second' as moment,
       i / 7.0 as ratio, i::float8 / 7 as real, array[i, null, -i] as list
       from generate_series(1, 500) i`,
    );
    return rows;
  }),

  bare("types of rows in objects and prototypes", async ({ pg, config }) => {
    const client = new pg.Client(config);
    await client.connect();
    const { rows } = await client.query(
      `select 1 as "__proto__", 2 as constructor, 3 as "toString", 4 as "10", 5 as "9", 6 as "", 7 as a, 8 as a,
       9`.replace(
        '6 as "", ',
        "",
      ),
    );
    await client.end();
    return [
      rows,
      Object.getPrototypeOf(rows[0]) === Object.prototype,
      Object.keys(rows[0]),
      Object.getOwnPropertyDescriptor(rows[0], "__proto__"),
    ];
  }),
]);
