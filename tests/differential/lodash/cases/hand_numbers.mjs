// Numbers: arithmetic, rounding, ranges, chance.

export const NUMBERS = {
  round: [
    (_) => [
      _.round(4.006),
      _.round(4.006, 2),
      _.round(4060, -2),
      _.round(1.005, 2),
      _.round(-1.5),
      _.round("1.45", 1),
      _.round(1e300, 5),
      _.round(NaN, 2),
      _.round(5e-324, 300),
      _.round(1.2345, Infinity),
    ],
  ],
  ceil: [(_) => [_.ceil(4.006), _.ceil(6.004, 2), _.ceil(6040, -2), _.ceil(-0.5), _.ceil(-0, 2), _.ceil(1.1, 1)]],
  floor: [(_) => [_.floor(4.006), _.floor(0.046, 2), _.floor(4060, -2), _.floor(-0.5), _.floor("x")]],
  max: [
    (_) => [
      _.max([4, 2, 8]),
      _.max([]),
      _.max(["b", "a"]),
      _.max([NaN, 1]),
      _.max([null, undefined, -1]),
      _.max("abc"),
      _.max([new Date(2), new Date(1)]),
      _.max([Symbol.iterator, 1]),
    ],
  ],
  min: [(_) => [_.min([4, 2, 8]), _.min(null), _.min([1, NaN]), _.min(["b", 1])]],
  maxBy: [(_) => _.maxBy([{ n: 1 }, { n: 2 }], "n"), (_) => _.maxBy([{ n: 1 }, { n: 2 }], (o) => -o.n)],
  minBy: [(_) => _.minBy([{ n: 1 }, { n: 2 }], "n")],
  sum: [
    (_) => [
      _.sum([4, 2]),
      _.sum([1, "2"]),
      _.sum([]),
      _.sum([undefined, 1]),
      _.sum(null),
      _.sum([null, 1]),
      _.sum("12"),
    ],
  ],
  sumBy: [(_) => [_.sumBy([{ n: 4 }, { n: 2 }], "n"), _.sumBy([{ n: 4 }, {}], "n"), _.sumBy([], "n")]],
  mean: [(_) => [_.mean([4, 2, 8, 6]), _.mean([]), _.mean(null), _.mean(["1", 2]), _.mean([undefined])]],
  meanBy: [(_) => _.meanBy([{ n: 4 }, { n: 2 }], "n")],
  clamp: [
    (_) => [
      _.clamp(-10, -5, 5),
      _.clamp(10, -5, 5),
      _.clamp(10, 5),
      _.clamp("7", "1", "5"),
      _.clamp(3, NaN, 5),
      _.clamp(NaN, 1, 2),
      _.clamp(5, 10, 1),
      _.clamp(1),
    ],
  ],
  inRange: [
    (_) => [
      _.inRange(3, 2, 4),
      _.inRange(4, 8),
      _.inRange(4, 2),
      _.inRange(-3, -2, -6),
      _.inRange(1.2, 2),
      _.inRange(NaN, 1),
      _.inRange("1", "0", "2"),
    ],
  ],
  random: [
    (_) => [
      _.random(0, 5),
      _.random(5),
      _.random(5, true),
      _.random(1.2, 5.2),
      _.random(),
      _.random(true),
      _.random(5, 0),
      _.random("3"),
      _.random(NaN),
    ],
    (_) => _.map([1, 5], _.random),
  ],
  range: [
    (_) => [
      _.range(4),
      _.range(-4),
      _.range(1, 5),
      _.range(0, 20, 5),
      _.range(0, -4, -1),
      _.range(1, 4, 0),
      _.range(0),
      _.range(0, -3),
      _.range(0, 3, -1),
      _.range("2"),
    ],
    (_) => _.map([2, 3], _.range),
    (_) => _.range(Infinity),
  ],
  rangeRight: [(_) => [_.rangeRight(4), _.rangeRight(0, -4, -1), _.rangeRight(1, 4, 0)]],
  times: [
    (_) => [
      _.times(3),
      _.times(3, String),
      _.times(-1),
      _.times(2.7),
      _.times("2"),
      _.times(Infinity),
      _.times(2, _.constant(0)),
    ],
  ],
  uniqueId: [
    (_) => {
      const number = (text) => Number(text.replace(/\D/g, ""));
      const first = number(_.uniqueId("a-"));
      return [
        number(_.uniqueId()) - first,
        /^contact_\d+$/.test(_.uniqueId("contact_")),
        typeof _.uniqueId(),
        /^\d+$/.test(_.uniqueId(null)),
      ];
    },
  ],
  parseInt: [
    (_) => [
      _.parseInt("08"),
      _.parseInt("0x10"),
      _.parseInt("10", 2),
      _.parseInt(" 7"),
      _.parseInt("z", 36),
      _.parseInt(""),
    ],
    (_) => _.map(["6", "08", "10"], _.parseInt),
  ],
};
