// Hand-picked cases: for each function, bodies `(_, note, clock) => value` that are run with both libraries.

import { ARRAYS } from "./hand_arrays.mjs";
import { CHAIN } from "./hand_chain.mjs";
import { FUNCTIONS } from "./hand_functions.mjs";
import { LANG } from "./hand_lang.mjs";
import { OBJECTS } from "./hand_objects.mjs";
import { STRINGS } from "./hand_strings.mjs";
import { TEMPLATE } from "./hand_template.mjs";

export const HAND = { ...ARRAYS, ...CHAIN, ...FUNCTIONS, ...LANG, ...OBJECTS, ...STRINGS, ...TEMPLATE };
