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

const MAKERS = {
  "1": plain("parseComplete"),
  "2": plain("bindComplete"),
  "3": plain("closeComplete"),
  A: ([length, processId, channel, payload]) => new NotificationResponseMessage(length, processId, channel, payload),
  C: ([text]) => new CommandCompleteMessage(text),
  E: ([length, fields]) => databaseError(length, fields),
  G: plain("copyInResponse"),
  H: plain("copyOutResponse"),
  I: plain("emptyQuery"),
  K: ([processID, secretKey]) => new BackendKeyDataMessage(processID, secretKey),
  N: ([length, fields]) => notice(length, fields),
  R: ([name]) => ({ name }),
  S: ([name, value]) => new ParameterStatusMessage(name, value),
  T: (fields) => new RowDescriptionMessage(fields.map((field) => new Field(field))),
  Z: ([status]) => new ReadyForQueryMessage(status),
  c: plain("copyDone"),
  limit: ([told]) => failure(told),
  n: plain("noData"),
  s: plain("portalSuspended"),
  t: (dataTypeIDs) => new ParameterDescriptionMessage(dataTypeIDs),
};

/** A row of cells as the message a `dataRow` listener gets. */
export function dataRow(cells) {
  return new DataRowMessage(cells);
}

/** The event name and message of one log entry other than rows. */
export function messageOf([tag, ...parts]) {
  const message = MAKERS[tag](parts);
  const isError = tag === "E" || tag === "limit";
  return { event: isError ? "errorMessage" : message.name, message };
}
