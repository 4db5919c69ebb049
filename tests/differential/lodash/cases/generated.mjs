// How to make arguments for each function: `[names, make(g), use?]`.
//
// `make` returns the arguments; `use(result, g)`, for functions that return functions, calls what was returned.

import { ARRAYS } from "./generated_arrays.mjs";
import { FUNCTIONS } from "./generated_functions.mjs";
import { OBJECTS } from "./generated_objects.mjs";

export const GENERATED = [...ARRAYS, ...FUNCTIONS, ...OBJECTS];
