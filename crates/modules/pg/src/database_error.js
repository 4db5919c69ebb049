// `pg.DatabaseError`, and notices, which have the same fields without being errors.

const FIELDS = [
  ["severity", "S"], ["code", "C"], ["detail", "D"], ["hint", "H"], ["position", "P"], ["internalPosition", "p"],
  ["internalQuery", "q"], ["where", "W"], ["schema", "s"], ["table", "t"], ["column", "c"], ["dataType", "d"],
  ["constraint", "n"], ["file", "F"], ["line", "L"], ["routine", "R"],
];

// The server's fields by their letters, laid out in the order and under the names node-postgres gives them. Those the
// server left out are there too, undefined.
function lay(target, fields) {
  for (const [name, letter] of FIELDS) target[name] = fields[letter];
  return target;
}

/** An error of the server. `length` is its protocol message's; `name` is "error", which is what `String(err)` shows. */
export class DatabaseError extends Error {
  constructor(message, length, name) {
    super(message);
    this.length = length;
    this.name = name;
  }
}

class NoticeMessage {
  constructor(length, message) {
    this.length = length;
    this.message = message;
    this.name = "notice";
  }
}

/** ErrorResponse -> DatabaseError. */
export function databaseError(length, fields) {
  return lay(new DatabaseError(fields.M, length, "error"), fields);
}

/** NoticeResponse -> the object a `notice` listener gets. */
export function notice(length, fields) {
  return lay(new NoticeMessage(length, fields.M), fields);
}
