// Ordering: sortBy and orderBy.

import { isArray, isIterateeCall } from "./00_types.js";
import { eachIn } from "./02_keys.js";
import { getAt } from "./03_path.js";
import { callbackMaker, identity } from "./06_iteratee.js";
import { flattenTo } from "./08_flatten.js";
import { rank } from "./11_search.js";

/** Ascending by `<`; symbols, null, undefined and NaN come last, in this order. */
export function compareAscending(value, other) {
  if (value === other) return 0;
  const place = rank(value);
  const otherPlace = rank(other);
  // The operators are tried before the ranks, also on undefined: objects may have something to say about it.
  const comparable = place !== 1 && otherPlace !== 1;
  if (comparable && other !== null && value > other) return 1;
  // Two NaN are never "equal" to the sort, as in lodash.
  if (place === 4 || place > otherPlace) return 1;
  if (comparable && value !== null && value < other) return -1;
  return place < otherPlace ? -1 : 0;
}

function compareRows(row, other, orders) {
  for (let index = 0; index < row.criteria.length; index++) {
    const verdict = compareAscending(row.criteria[index], other.criteria[index]);
    if (verdict) return index < orders.length && orders[index] == "desc" ? -verdict : verdict;
  }
  return row.index - other.index;
}

// In an ordering an array is a path, not a `[path, value]` pair.
function criterion(shorthand, make) {
  if (!isArray(shorthand)) return make(shorthand);
  const path = shorthand.length === 1 ? shorthand[0] : shorthand;
  return make((value) => getAt(value, path));
}

function order(collection, iteratees, orders) {
  const make = callbackMaker();
  const criteria = (iteratees.length ? iteratees : [identity]).map((shorthand) => criterion(shorthand, make));
  const rows = [];
  eachIn(collection, (value) => {
    rows.push({ criteria: criteria.map((read) => read(value)), index: rows.length, value });
  });
  return rows.sort((row, other) => compareRows(row, other, orders)).map((row) => row.value);
}

const absent = (value) => value === null || value === undefined;
const listOf = (value) => isArray(value) ? value : absent(value) ? [] : [value];

export function orderBy(collection, iteratees, orders, guard) {
  if (absent(collection)) return [];
  return order(collection, listOf(iteratees), guard ? [] : listOf(orders));
}

export function sortBy(...input) {
  const [collection, ...given] = input;
  if (absent(collection)) return [];
  let iteratees = given;
  if (given.length > 1 && isIterateeCall(collection, given[0], given[1])) iteratees = [];
  else if (given.length > 2 && isIterateeCall(given[0], given[1], given[2])) iteratees = [given[0]];
  return order(collection, flattenTo(iteratees, 1), []);
}
