// util.inspect's colours: the two tables that scripts may change.

const foreground = 39;
const background = 49;

export const colors = {
  __proto__: null,
  reset: [0, 0],
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  underline: [4, 24],
  blink: [5, 25],
  inverse: [7, 27],
  hidden: [8, 28],
  strikethrough: [9, 29],
  doubleunderline: [21, 24],
};

const hues = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
const capital = (name) => name[0].toUpperCase() + name.slice(1);
for (const [i, hue] of hues.entries()) colors[hue] = [30 + i, foreground];
for (const [i, hue] of hues.entries()) colors[`bg${capital(hue)}`] = [40 + i, background];
colors.framed = [51, 54];
colors.overlined = [53, 55];
for (const [i, hue] of hues.entries()) colors[i === 0 ? "gray" : `${hue}Bright`] = [90 + i, foreground];
for (const [i, hue] of hues.entries()) colors[i === 0 ? "bgGray" : `bg${capital(hue)}Bright`] = [100 + i, background];

const aliases = {
  gray: ["grey", "blackBright"],
  bgGray: ["bgGrey", "bgBlackBright"],
  dim: ["faint"],
  strikethrough: ["crossedout", "strikeThrough", "crossedOut"],
  hidden: ["conceal"],
  inverse: ["swapColors", "swapcolors"],
  doubleunderline: ["doubleUnderline"],
};
for (const [target, names] of Object.entries(aliases)) {
  for (const alias of names) {
    Object.defineProperty(colors, alias, {
      get() {
        return this[target];
      },
      set(value) {
        this[target] = value;
      },
      configurable: true,
      enumerable: false,
    });
  }
}

/** Which colour each kind of text gets. */
export const styles = {
  __proto__: null,
  special: "cyan",
  number: "yellow",
  bigint: "yellow",
  boolean: "yellow",
  undefined: "grey",
  null: "bold",
  string: "green",
  symbol: "green",
  date: "magenta",
  regexp: "red",
  module: "underline",
};

export const plain = (text) => text;

export function colored(text, style) {
  const color = colors[styles[style]];
  return color === undefined ? text : `\u001b[${color[0]}m${text}\u001b[${color[1]}m`;
}
