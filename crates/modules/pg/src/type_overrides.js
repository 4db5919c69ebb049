// Type parsers of one client, laid over those of `pg.types` or of the `types` object its configuration named.

import types from "ext:connector_pg/types.js";

/** `pg.TypeOverrides`: parsers by format and type OID; what isn't overridden is asked of the types underneath. */
export class TypeOverrides {
  constructor(userTypes) {
    this._types = userTypes || types;
    this.text = {};
    this.binary = {};
  }

  /** The table of a format. Parsers set for an unknown format are lost, as they are upstream. */
  getOverrides(format) {
    return format === "text" ? this.text : format === "binary" ? this.binary : {};
  }

  setTypeParser(oid, format, parser) {
    if (typeof format === "function") this.getOverrides("text")[oid] = format;
    else this.getOverrides(format)[oid] = parser;
  }

  getTypeParser(oid, format) {
    const asked = format || "text";
    return this.getOverrides(asked)[oid] || this._types.getTypeParser(oid, asked);
  }
}
