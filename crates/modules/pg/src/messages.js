// The server's messages as objects, the way node-postgres' connection emits them. A log entry is described in log.rs.

import { databaseError, notice } from "ext:connector_pg/database_error.js";
import { failure } from "ext:connector_pg/failures.js";

class Field {
  constructor([name, tableID, columnID, dataTypeID, dataTypeSize, dataTypeModifier, format]) {
    this.name = name;
    this.tableID = tableID;
    this.columnID = columnID;
    this.dataTypeID = dataTypeID;
    this.dataTypeSize = dataTypeSize;
    this.dataTypeModifier = dataTypeModifier;
    this.format = format === 0 ? "text" : "binary";
  }
}

class RowDescriptionMessage {
  constructor(fields) {
    this.fieldCount = fields.length;
    this.name = "rowDescription";
    this.fields = fields;
  }
}

class ParameterDescriptionMessage {
  constructor(dataTypeIDs) {
    this.parameterCount = dataTypeIDs.length;
    this.name = "parameterDescription";
    this.dataTypeIDs = dataTypeIDs;
  }
}

class ParameterStatusMessage {
  constructor(parameterName, parameterValue) {
    this.parameterName = parameterName;
    this.parameterValue = parameterValue;
    this.name = "parameterStatus";
  }
}

class BackendKeyDataMessage {
  constructor(processID, secretKey) {
    this.processID = processID;
    this.secretKey = secretKey;
    this.name = "backendKeyData";
  }
}

class NotificationResponseMessage {
  constructor(length, processId, channel, payload) {
    this.length = length;
    this.processId = processId;
    this.channel = channel;
    this.payload = payload;
    this.name = "notification";
  }
}

class ReadyForQueryMessage {
  constructor(status) {
    this.length = 5;
    this.status = status;
    this.name = "readyForQuery";
  }
}

class CommandCompleteMessage {
  constructor(text) {
    this.text = text;
    this.name = "commandComplete";
  }
}

class DataRowMessage {
  constructor(fields) {
    this.fieldCount = fields.length;
    this.fields = fields;
    this.name = "dataRow";
  }
}

const plain = (name) => () => ({ name });

// From a whole entry, whose first element is the tag.
const MAKERS = {
  "1": plain("parseComplete"),
  "2": plain("bindComplete"),
  "3": plain("closeComplete"),
  A: (entry) => new NotificationResponseMessage(entry[1], entry[2], entry[3], entry[4]),
  C: (entry) => new CommandCompleteMessage(entry[1]),
  E: (entry) => databaseError(entry[1], entry[2]),
  G: plain("copyInResponse"),
  H: plain("copyOutResponse"),
  I: plain("emptyQuery"),
  K: (entry) => new BackendKeyDataMessage(entry[1], entry[2]),
  N: (entry) => notice(entry[1], entry[2]),
  R: (entry) => ({ name: entry[1] }),
  S: (entry) => new ParameterStatusMessage(entry[1], entry[2]),
  T: (entry) => new RowDescriptionMessage(entry.slice(1).map((field) => new Field(field))),
  Z: (entry) => new ReadyForQueryMessage(entry[1]),
  c: plain("copyDone"),
  limit: (entry) => failure(entry[1]),
  n: plain("noData"),
  s: plain("portalSuspended"),
  t: (entry) => new ParameterDescriptionMessage(entry.slice(1)),
};

// What nobody listens for but a script that asks for it. A dozen of these come with every connection.
const SELDOM = {
  __proto__: null,
  "2": "bindComplete",
  "3": "closeComplete",
  S: "parameterStatus",
  n: "noData",
  t: "parameterDescription",
};

/** A row of cells as the message a `dataRow` listener gets. */
export function dataRow(cells) {
  return new DataRowMessage(cells);
}

/** The event of a log entry that hardly anybody hears; undefined for all others. */
export function seldomHeard(entry) {
  return SELDOM[entry[0]];
}

/** The event name and message of one log entry other than rows. */
export function messageOf(entry) {
  const tag = entry[0];
  const message = MAKERS[tag](entry);
  const isError = tag === "E" || tag === "limit";
  return { event: isError ? "errorMessage" : message.name, message };
}
