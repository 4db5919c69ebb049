// Wrappers, chains and the library object.

const failed = (body) => {
  try {
    return body();
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
};

export const CHAIN = {
  chain: [
    (_) =>
      _([1, 2, 3])
        .map((n) => n * 2)
        .filter((n) => n > 2)
        .value(),
    (_) => _([1]).head(),
    (_) => _.chain([1]).head().value(),
    (_) => _.chain([1]).head(),
    (_) => _([1, 2]).map((n) => n + 1),
    (_) =>
      _.chain([3, 1, 2])
        .sortBy()
        .map((n) => `n${n}`)
        .head()
        .value(),
    (_) => _([1, 2, 3]).reduce((a, b) => a + b),
    (_) =>
      _.chain([1, 2, 3])
        .reduce((a, b) => a + b)
        .add(1)
        .value(),
    (_) => _([1, 2]).chain().first().value(),
    (_, note) => {
      const wrapped = _([1, 2]).map((n) => (note("run", n), n * 2));
      note("made");
      return [wrapped.value(), wrapped.value()];
    },
    (_) =>
      _({ a: 1, b: 2 })
        .mapValues((v) => v + 1)
        .pickBy((v) => v > 2)
        .value(),
    (_) => _("fooBar").snakeCase(),
    (_) => _.chain("fooBar").snakeCase().toUpper().value(),
    (_) => [
      _([1]).value(),
      _([1]).valueOf(),
      _([1]).toJSON(),
      JSON.stringify({ a: _([1, 2]).map((n) => n + 1) }),
      `${_("x")}`,
    ],
    (_) => _(_([1])) instanceof _,
    (_) => {
      const wrapped = _([1]);
      return _(wrapped) === wrapped;
    },
    (_) => [_(1) + 1, _([1, 2]).size(), _(null).isNil(), _().value()],
    (_) => {
      const array = [1, 2];
      const wrapped = _(array).push(3);
      const before = array.slice();
      return [before, wrapped.value() === array, array];
    },
    (_) => {
      const array = [3, 1, 2];
      return [
        _(array).pop(),
        _(array).shift(),
        array,
        _([3, 1, 2]).sort().value(),
        _([1, 2]).unshift(0).value(),
        _([1, 2, 3, 4]).splice(1, 2).value(),
      ];
    },
    (_) => {
      const array = [1, 2, 3];
      return [_(array).reverse().value() === array, array];
    },
    (_) => _.chain([1, 2, 3]).pop().value(),
    (_) => [_("x").push(1).value(), _(null).concat(1).value()],
    (_, note) => {
      const array = [1, 2];
      const wrapped = _(array).push(3);
      const committed = wrapped.commit();
      note(array.slice());
      return [committed.value(), wrapped.last(), array];
    },
    (_) => {
      const wrapped = _([1, 2]).map((n) => n * 2);
      const other = wrapped.plant([5, 6]);
      return [other.value(), wrapped.value()];
    },
    (_) => {
      const wrapped = _([1, 2]);
      return [wrapped.next(), wrapped.next(), wrapped.next()];
    },
    (_) => [...Array.from(_([1, 2]).map((n) => n + 1)), [..._("ab")]],
    (_) =>
      _({ a: [{ b: 3 }, 4] })
        .at("a[0].b", "a[1]")
        .value(),
    (_) => _([1, 2, 3]).at(0, [2]).value(),
    (_) =>
      _([1, 2, 3, 4])
        .tap((array) => void array.pop())
        .reverse()
        .value(),
    (_) =>
      _("  abc  ")
        .chain()
        .trim()
        .thru((text) => [text])
        .value(),
    (_) =>
      _.chain([1, [2, [3]]])
        .flattenDeep()
        .sum()
        .value(),
    (_) => _([{ a: 1 }, { a: 2 }]).find({ a: 2 }),
    (_) =>
      _.chain([{ a: 1 }, { a: 2 }])
        .keyBy("a")
        .mapValues("a")
        .values()
        .value(),
    (_) =>
      _([1, 2, 3, 4, 5])
        .filter((n) => n % 2)
        .take(2)
        .value(),
    (_) => _([1, 2, 3, 4, 5]).drop(1).dropRight(1).reverse().take(2).value(),
    (_) => _([1, 2, 3]).map(String).reverse().head(),
    (_) => _([0, 1, 2]).tail().initial().compact().value(),
    (_) =>
      _([1, 2, 3])
        .takeRightWhile((n) => n > 1)
        .value(),
    (_) => _([3, 4]).slice(1).concat(5).value(),
    (_) =>
      _(Array.from({ length: 300 }, (_v, i) => i))
        .map((n) => n * 2)
        .filter((n) => n % 3 === 0)
        .take(4)
        .value(),
    (_) =>
      _(Array.from({ length: 300 }, (_v, i) => i))
        .reject((n) => n % 2)
        .last(),
    (_) => _([1, 2, 3]).isEqual([1, 2, 3]),
    (_) => _([1, 2]).forEach((n) => n),
    (_) =>
      _([["a", 1]])
        .fromPairs()
        .value(),
    (_) => _.isArray(_([1]).entries().value()),
    (_) => new _([1]).map((n) => n + 1).value(),
    (_) => Object.keys(_([1])),
    (_) => _([1]).constructor.name,
    (_) => _({ __wrapped__: [1], __actions__: [], __chain__: false }).value(),
    (_) =>
      failed(() =>
        _([1])
          .map(() => {
            throw new Error("late");
          })
          .value(),
      ),
  ],
  mixin: [
    (_) => {
      const result = _.mixin({ vowels: (text) => _.filter(text, (c) => /[aeiou]/i.test(c)) }) === _;
      const out = [result, _.vowels("fred"), _("fred").vowels().value()];
      _.mixin({ vowels: (text) => _.filter(text, (c) => /[aeiou]/i.test(c)) }, { chain: false });
      out.push(_("fred").vowels(), _.chain("fred").vowels().value());
      delete _.vowels;
      delete _.prototype.vowels;
      return out;
    },
    (_) => {
      const object = {};
      return [_.mixin(object, { f: () => 1, x: 2 }) === object, Object.keys(object), object.f()];
    },
    (_) => {
      function Own(value) {
        if (!(this instanceof Own)) return new Own(value);
        this.__wrapped__ = value;
        this.__actions__ = [];
      }
      Own.prototype.value = function () {
        return this.__actions__.reduce(
          (value, { func, args, thisArg }) => func.apply(thisArg, [value, ...args]),
          this.__wrapped__,
        );
      };
      _.mixin(Own, { twice: (n) => n * 2 });
      return [Own.twice(2), Own(3).twice().twice().value()];
    },
    (_) => _.mixin({}, null),
  ],
  runInContext: [
    (_) => {
      const other = _.runInContext();
      other.mixin({ own: () => 1 });
      return [
        other !== _,
        other.own(),
        _.own,
        other.VERSION,
        other([1]).own().value(),
        other.map([1], (n) => n + 1),
        other.chain([2]).head().value(),
        typeof other.templateSettings,
      ];
    },
  ],
  noConflict: [(_) => _.noConflict() === _],
  VERSION: [(_) => _.VERSION, (_) => _._ === _],
  templateSettings: [
    (_) => [
      Object.keys(_.templateSettings),
      String(_.templateSettings.escape),
      String(_.templateSettings.evaluate),
      String(_.templateSettings.interpolate),
      _.templateSettings.variable,
      _.templateSettings.imports._ === _,
    ],
  ],
  library: [
    (_) => [
      typeof _,
      "map" in _,
      "nothing" in _,
      _.nothing,
      _.then,
      _[Symbol.iterator],
      _[Symbol.toStringTag],
      Object.keys(_).length,
    ],
    (_) => {
      const { map, nothing = 5, ...others } = _;
      return [map([1], (n) => n + 1), nothing, Object.keys(others).length];
    },
    (_) => Object.getOwnPropertyDescriptor(_, "map").enumerable,
    (_) => Object.keys(_).filter((name) => _[name] === undefined),
    (_) => [_.extend === _.assignIn, _.first === _.head, _.each === _.forEach, _.entries === _.toPairs],
    async (_) => _,
    (_) => _.functions(_).length,
  ],
};
