// Hand-picked cases: for each function, bodies `(_, note, clock) => value` that are run with both libraries.

import { ARRAYS } from "./hand_arrays.mjs";
import { CHAIN } from "./hand_chain.mjs";
import { COLLECTIONS } from "./hand_collections.mjs";
import { FUNCTIONS } from "./hand_functions.mjs";
import { LANG } from "./hand_lang.mjs";
import { MERGE } from "./hand_merge.mjs";
import { NUMBERS } from "./hand_numbers.mjs";
import { OBJECTS } from "./hand_objects.mjs";
import { PATH_CASES } from "./hand_paths.mjs";
import { STRINGS } from "./hand_strings.mjs";
import { TEMPLATE } from "./hand_template.mjs";
import { TIME } from "./hand_time.mjs";
import { UTIL } from "./hand_util.mjs";

const THEMES = [
  ARRAYS,
  CHAIN,
  COLLECTIONS,
  FUNCTIONS,
  LANG,
  MERGE,
  NUMBERS,
  OBJECTS,
  PATH_CASES,
  STRINGS,
  TEMPLATE,
  TIME,
  UTIL,
];

/** Names to cases; themes may add to each other's names. */
export const HAND = Object.create(null);
for (const theme of THEMES) {
  for (const [name, cases] of Object.entries(theme)) HAND[name] = [...(HAND[name] || []), ...cases];
}
