// Each case is a function of `require` that needs nothing else, so its source text can run in a realm. What it returns
// must be the same each time. Cases with promises return them; callback forms answer with the callback's arguments.

import { bcryptCases } from "./cases_bcrypt.mjs";
import { bcryptjsCases } from "./cases_bcryptjs.mjs";

export const cases = { ...bcryptCases, ...bcryptjsCases };
