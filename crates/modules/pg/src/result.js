// What a statement gave: `rows`, `fields`, `command`, `rowCount`.

import types from "ext:connector_pg/types.js";

// INSERT's tag has an object id before the number of rows.
const TAG = /^([A-Za-z]+)(?: (\d+))?(?: (\d+))?/;

/** `pg.Result`. `rowMode` "array" makes rows arrays; `typeParsers` need only a getTypeParser(oid, format). */
export class Result {
  constructor(rowMode, typeParsers) {
    this.command = null;
    this.rowCount = null;
    this.oid = null;
    this.rows = [];
    this.fields = [];
    this._parsers = undefined;
    this._types = typeParsers;
    this.RowCtor = null;
    this.rowAsArray = rowMode === "array";
    if (this.rowAsArray) this.parseRow = this._parseRowAsArray;
    this._prebuiltEmptyResultObject = null;
  }

  addCommandComplete({ text }) {
    const found = TAG.exec(text);
    if (!found) return;
    const [, command, first, second] = found;
    this.command = command;
    if (second) {
      this.oid = parseInt(first, 10);
      this.rowCount = parseInt(second, 10);
    } else if (first) {
      this.rowCount = parseInt(first, 10);
    }
  }

  addFields(fields) {
    this.fields = fields;
    const parsers = this._types || types;
    if (fields.length > 0) {
      this._parsers = fields.map((field) => parsers.getTypeParser(field.dataTypeID, field.format || "text"));
    }
    // Rows begin as copies of one empty row, so that all share a shape. Without a prototype while it is built: a
    // column may be called __proto__.
    const empty = Object.create(null);
    for (const { name } of fields) empty[name] = null;
    this._prebuiltEmptyResultObject = { ...empty };
  }

  parseRow(cells) {
    const row = { ...this._prebuiltEmptyResultObject };
    const { fields, _parsers: parsers } = this;
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i];
      row[fields[i].name] = cell === null ? null : parsers[i](cell);
    }
    return row;
  }

  _parseRowAsArray(cells) {
    const row = new Array(cells.length);
    for (let i = 0; i < cells.length; i++) row[i] = cells[i] === null ? null : this._parsers[i](cells[i]);
    return row;
  }

  addRow(row) {
    this.rows.push(row);
  }
}
