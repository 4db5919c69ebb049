// Small words with which the tables of generated cases are written.

/** Required arguments, then optional ones, the rest of which are left out at some point. */
export function some(g, required, ...optional) {
  const args = required.map((make) => make());
  for (const make of optional) {
    if (g.chance(35)) break;
    args.push(make());
  }
  return args;
}

export const lists = (g, make = () => g.simpleOr()) => Array.from({ length: 1 + g.below(4) }, make);

/** What a made function answers, three times over. */
export const callTwice = (make) => (func, g) => [func(...make(g)), func(...make(g)), func(...make(g))];
export const names = (text) => text.split(" ");
