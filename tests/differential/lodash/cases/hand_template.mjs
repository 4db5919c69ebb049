// Templates: what the interpreter must give the same text for as compiled code does.

// A template may change its data, so each library gets a copy.
const copyOf = (data) => (data && !Array.isArray(data) ? { ...data } : data);
const T = (text, data, options) =>
  Object.assign((_) => _.template(text, options)(copyOf(data)), {
    toString: () => `_.template(${JSON.stringify(text)})(${JSON.stringify(data)})`,
  });

const PEOPLE = {
  users: [
    { name: "fred", age: 40 },
    { name: "bar<n>ey", age: 36 },
  ],
  title: "A & B",
  empty: "",
  zero: 0,
  nothing: null,
  f: (x) => `f(${x})`,
  o: { k: { deep: [1, 2, { x: "y" }] } },
};

export const TEMPLATE = {
  template: [
    T("hello <%= user %>!", { user: "fred" }),
    T("<b><%- value %></b>", { value: "<script>&'\"" }),
    T("hello ${ user }!", { user: "pebbles" }),
    T("no code at all", {}),
    T("", {}),
    T("quote ' \" \\ \n \u2028 `", {}),
    T("<%= title %>|<%= empty %>|<%= zero %>|<%= nothing %>|<%= obj.missing %>|<%- nothing %>", PEOPLE),
    T("<%= users[0].name %> <%= users[1]['age'] + 1 %> <%= o.k.deep[2].x %>", PEOPLE),
    T(
      "<%= f(title) %> <%= title.toUpperCase() %> <%= users.length %> <%= users.map(function(u) { return u.name; }).join(', ') %>",
      PEOPLE,
    ),
    T("<%= users.map(u => u.name).join() %> <%= users.map((u, i) => { return i + ':' + u.age }).join() %>", PEOPLE),
    T("<%= age > 18 ? 'adult' : 'child' %>", { age: 20 }),
    T("<%= typeof missing %> <%= typeof title %> <%= !zero %> <%= -zero %> <%= +'3' %> <%= void 0 %>", PEOPLE),
    T(
      "<%= zero || 'or' %> <%= title && 'and' %> <%= nothing ?? 'nullish' %> <%= nothing?.x?.y %> <%= o?.k?.deep?.[0] %> <%= f?.(1) %>",
      PEOPLE,
    ),
    T(
      "<%= 1 + 2 * 3 - 4 / 2 % 3 ** 2 %> <%= (1 + 2) * 3 %> <%= 2 ** 3 ** 0 %> <%= 7 & 3 | 8 ^ 1 %> <%= 1 << 3 >> 1 >>> 1 %> <%= ~1 %>",
      {},
    ),
    T(
      "<%= 1 < 2 %> <%= '1' == 1 %> <%= '1' === 1 %> <%= 'a' in { a: 1 } %> <%= [] instanceof Array %> <%= 1 != 2 !== false %>",
      {},
    ),
    T(
      "<%= [1, 2, ...[3, 4]].join('-') %> <%= JSON.stringify({ a: 1, 'b c': [2], ['x' + 1]: 3, title, ...o.k }) %>",
      PEOPLE,
    ),
    T("<%= `in ${title} and ${users.length + 1} \\n` %>", PEOPLE),
    T("<%= 'a\\'b' + \"c\\\"d\" + '\\x41\\u0042\\u{43}\\t|' %>", {}),
    T("<%= 0x1f + 0b11 + 0o17 + 1.5e1 + .5 %>", {}),
    T("<%= /^a+$/i.test('AAA') %> <%= 'a/b'.split(/\\//).length %> <%= 6 / 2 / 3 %>", {}),
    T("<% if (users.length) { %>yes<% } else { %>no<% } %>", PEOPLE),
    T("<% if (zero) { %>a<% } else if (title) { %>b<% } else { %>c<% } %>", PEOPLE),
    T("<% users.forEach(function(user) { %><li><%- user.name %></li><% }); %>", PEOPLE),
    T("<% _.forEach(users, function(user, i) { %><%= i %>:<%- user.name %>,<% }) %>", PEOPLE),
    T("<% users.forEach(u => { %>(<%= u.age %>)<% }) %>", PEOPLE),
    T("<% for (var i = 0; i < users.length; i++) { %><%= i %><%= users[i].name %> <% } %>", PEOPLE),
    T("<% for (const { name, age = 1 } of users) { %><%= name %><%= age %> <% } %>", PEOPLE),
    T("<% for (const [k, v] of Object.entries({ a: 1, b: 2 })) { %><%= k %>=<%= v %>;<% } %>", PEOPLE),
    T("<% for (var k in o.k) { %><%= k %><% } %>", PEOPLE),
    T("<% var n = 3; while (n--) { if (n === 1) continue; %><%= n %><% } %>", {}),
    T("<% let n = 0; do { n += 2 } while (n < 5); %><%= n %>", {}),
    T("<% for (;;) { break } %>done", {}),
    T("<% print('a', 1, null); print('b') %>", {}),
    T("<% var total = 0; _.each(users, function(u) { total += u.age }); %><%= total %>", PEOPLE),
    T("<% function twice(n) { return n * 2 } %><%= twice(4) %>", {}),
    T("<% const g = (a, b = 2, ...rest) => a + b + rest.length; %><%= g(1) %> <%= g(1, 5, 6, 7) %>", {}),
    T("<% // a comment %>x<% /* another */ %>y", {}),
    T("<%\n  var a = 1\n  var b = 2\n%><%= a + b %>", {}),
    T("<% var x = { n: 1 }; x.n++; ++x.n; x.n *= 2; x['m'] = x.n--; delete x.q; %><%= JSON.stringify(x) %>", {}),
    T("<% if (a) print('one'); else print('two') %>", { a: 0 }),
    T("<%= obj.a %>-<%= a %>", { a: 1 }),
    T("<%= data.a %>", { a: 1 }, { variable: "data" }),
    T("<% _.each(data.list, function(x) { %><%- x %><% }) %>", { list: ["<", "b"] }, { variable: "data" }),
    T("<%= up('a') %>", {}, { imports: { up: (x) => x.toUpperCase() } }),
    T(
      "<% $.each([1, 2], function(x) { %><%= x %><% }) %>",
      {},
      { imports: { $: { each: (list, f) => list.forEach((x) => f(x)) } } },
    ),
    T(
      "hello {{ user }} {{{ user }}} <%= user %>",
      { user: "<x>" },
      { interpolate: /{{{([\s\S]+?)}}}/g, escape: /{{([^{][\s\S]*?)}}/g, evaluate: /NEVER(x)/ },
    ),
    T("hello {{ user }} ${ user }", { user: "x" }, { interpolate: /{{([\s\S]+?)}}/g }),
    T("<%= missing %>", {}),
    T("<%= a.b.c %>", { a: {} }),
    T("<%= a() %>", { a: 1 }),
    T("<%= a.b() %>", { a: { b: 1 } }),
    T("<%= _.map([1, 2], n => n * 2) %> <%= _.upperFirst('x') %>", {}),
    T("<%= toString %>", { toString: "own" }),
    T("<%= a %>", null),
    T("a<% } %>b", {}),
    T("<% if (true) { %>b", {}),
    T("<%= a b %>", {}),
    T("<%= (a %>", {}),
    T("<%= %>", {}),
    T("\\${ a } <%% %>", { a: 1 }),
    T("${ a + '}' } ${ { b: 1 }.b }", { a: 1 }),
    T("${ f('\\}') }", PEOPLE),
    T("<%= Math.max(1, 2) %> <%= parseInt('7px') %> <%= encodeURIComponent('a b') %> <%= new Date(0) ? 1 : 0 %>", {}),
    T("<%= users.filter(u => u.age > 36).map(({ name }) => name)[0] %>", PEOPLE),
    T("<%= ((a, b) => a + b)(1, 2) %> <%= (function () { return arguments.length })(1, 2) %>", {}),
    T("<% a = 5 %><%= a %>", { a: 1 }),
    T("<% const c = 1; c = 2 %>", {}),
    T("<% throw new Error('x') %>", {}),
    T("<%= values %>", [1]),
    T("<%= 1, 2 %>", {}),
    T("<% return 'early' %>x", {}),
    T(
      "<%= new Date(0).getTime() %> <%= new Date(2020, 1).getFullYear() %> <%= new Map([[1, 2]]).get(1) %> <%= new (class_ || Array)(3).length %>",
      { class_: null },
    ),
    T("<%= new Array %>|<%= new o.K('x').k.length %>", {
      o: {
        K: function (k) {
          this.k = k;
        },
      },
    }),
    T("<%= new a %>", { a: 1 }),
    T("<%= a?.b.c.d %>", { a: null }),
    T("<%= a\n.b\n.c %> <%= a /* c */ .b.c // d\n %>", { a: { b: { c: 1 } } }),
    T("<% if (a)\n{ %>yes<% }\nelse\n{ %>no<% } %>", { a: 1 }),
    T("<% var f = function f(n) { return n ? n * f(n - 1) : 1 } %><%= f(5) %>", {}),
    T("<% outer() ; function outer() { %>hoisted<% } %>", {}),
    T(
      "<% for (var i = 0, n = 2; i < n; i++) { for (let j = 0; j < 2; j++) { if (j) break; %><%= i %><%= j %>,<% } } %>",
      {},
    ),
    T("<% var { a, b: [c, , d = 4], e: { f } = { f: 6 } } = obj; %><%= [a, c, d, f] %>", { a: 1, b: [2, 3] }),
    T("<%= [1, 2, 3].reduce((a, b) => a + b, 0).toFixed(2) %> <%= 'x'.repeat(3) %> <%= [3, 1].sort()[0] %>", {}),
    T("<%= a ? b ? 1 : 2 : 3 %> <%= a = b, a %> <%= (x => ({ y: x }))(1).y %>", { a: 1, b: 0 }),
    (_) => {
      const compiled = _.template("<% o.n++ %><%= o.n %>");
      const data = { o: { n: 1 } };
      return [compiled(data), compiled(data), data];
    },
    (_) => {
      const original = _.templateSettings.interpolate;
      _.templateSettings.interpolate = /{{([\s\S]+?)}}/g;
      const text = _.template("{{ a }} <%- a %>")({ a: 1 });
      _.templateSettings.interpolate = original;
      return text;
    },
    (_) => _.map(["<%= 1 %>", "<%- 2 %>"], _.template).map((f) => f()),
    (_) => _.template("x", { variable: "a b" }),
    (_) => _.template("<%= a %>")({ a: Symbol.iterator }),
    (_) =>
      _.template("<%= a %><%= a %>")({
        get a() {
          return this.b;
        },
        b: "got",
      }),
    (_) =>
      _.template("<%= f() %>")({
        name: "self",
        f() {
          return this.name;
        },
      }),
    (_) =>
      _.template("<%= o.f() %>")({
        o: {
          name: "o",
          f() {
            return this.name;
          },
        },
      }),
    (_) => _.template(null)(),
    (_) => _.template("<%= a %>")(Object.create({ a: "inherited" })),
  ],
};
