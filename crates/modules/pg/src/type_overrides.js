// Type parsers of one client, laid over those of `pg.types` or of the `types` object its configuration named.

import types from "ext:connector_pg/types.js";

/**
 * `pg.TypeOverrides`: parsers by format and type OID; what isn't overridden is asked of the types underneath. A plain
 * function with plain methods, as upstream's is, so that `TypeOverrides.call(this)` works in somebody's own class.
 */
export function TypeOverrides(userTypes) {
  this._types = userTypes || types;
  this.text = {};
  this.binary = {};
}

/** The table of a format. Parsers set for an unknown format are lost, as they are upstream. */
TypeOverrides.prototype.getOverrides = function (format) {
  return format === "text" ? this.text : format === "binary" ? this.binary : {};
};

TypeOverrides.prototype.setTypeParser = function (oid, format, parser) {
  if (typeof format === "function") this.getOverrides("text")[oid] = format;
  else this.getOverrides(format)[oid] = parser;
};

TypeOverrides.prototype.getTypeParser = function (oid, format) {
  const asked = format || "text";
  return this.getOverrides(asked)[oid] || this._types.getTypeParser(oid, asked);
};
