// Where warnings go before process.js is loaded: it sets the sink. A file of its own, since process.js needs events.js,
// which warns.

let sink = () => {};

/** For process.js: `fn(warning: Error)` delivers a warning to listeners and the console. */
export function setWarningSink(fn) {
  sink = fn;
}

/** An Error named `name` (a Warning, say) with the given own properties, handed to the sink. */
export function warn(name, message, properties = undefined) {
  const warning = Object.assign(new Error(message), { name }, properties);
  sink(warning);
}
