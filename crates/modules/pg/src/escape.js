// Quoting for those who build SQL text: `pg.escapeIdentifier` and `pg.escapeLiteral`.

/** `"name"`, with inner double quotes doubled. Anything but a string throws the TypeError of its missing `replace`. */
export function escapeIdentifier(str) {
  return '"' + str.replace(/"/g, '""') + '"';
}

/**
 * `'text'`, with quotes doubled. Backslashes are doubled too, and then the literal starts with ` E` (and a space, so
 * that it can't merge with a word before it). Anything but a string is the empty literal.
 */
export function escapeLiteral(str) {
  if (typeof str !== "string") return "''";
  const quoted = str.includes("'") ? str.replaceAll("'", "''") : str;
  return quoted.includes("\\") ? ` E'${quoted.replaceAll("\\", "\\\\")}'` : `'${quoted}'`;
}
