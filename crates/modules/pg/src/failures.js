// What went wrong on our own side of the wire, as the Error that node-postgres on Node would have given.

import { DatabaseError } from "ext:connector_pg/database_error.js";

function construct({ class: name, message, errors }) {
  switch (name) {
    case "AggregateError":
      return new AggregateError(errors.map(failure), message);
    case "DatabaseError":
      return new DatabaseError(message, 0, "error");
    case "RangeError":
      return new RangeError(message);
    case "TypeError":
      return new TypeError(message);
    default:
      return new Error(message);
  }
}

/** Makes the Error of a failure that an op told: its class, message and own properties. */
export function failure(told) {
  return Object.assign(construct(told), told.properties);
}
