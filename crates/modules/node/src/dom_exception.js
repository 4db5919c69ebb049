// DOMException: what AbortSignal, atob and structuredClone throw.

const codes = {
  __proto__: null,
  IndexSizeError: 1,
  HierarchyRequestError: 3,
  WrongDocumentError: 4,
  InvalidCharacterError: 5,
  NoModificationAllowedError: 7,
  NotFoundError: 8,
  NotSupportedError: 9,
  InUseAttributeError: 10,
  InvalidStateError: 11,
  SyntaxError: 12,
  InvalidModificationError: 13,
  NamespaceError: 14,
  InvalidAccessError: 15,
  TypeMismatchError: 17,
  SecurityError: 18,
  NetworkError: 19,
  AbortError: 20,
  URLMismatchError: 21,
  QuotaExceededError: 22,
  TimeoutError: 23,
  InvalidNodeTypeError: 24,
  DataCloneError: 25,
};

/** `new DOMException(message, name | { name, cause })`; `code` is the old number of the name, 0 for newer names. */
export class DOMException {
  #message;
  #name;

  constructor(message = "", options = "Error") {
    const named = options !== null && typeof options === "object";
    this.#message = `${message}`;
    this.#name = `${named ? options.name ?? "Error" : options}`;
    if (named && "cause" in options) {
      Object.defineProperty(this, "cause", {
        value: options.cause,
        configurable: true,
        writable: true,
        enumerable: false,
      });
    }
    Error.captureStackTrace(this, new.target);
    const { stack } = this;
    if (typeof stack !== "string") return;
    // The header was written before anything but the class was known.
    const at = stack.indexOf("\n    at ");
    const header = this.#message === "" ? this.#name : `${this.#name}: ${this.#message}`;
    const value = `${header}${at === -1 ? "" : stack.slice(at)}`;
    Object.defineProperty(this, "stack", { value, configurable: true, writable: true, enumerable: false });
  }

  get name() {
    return this.#name;
  }

  get message() {
    return this.#message;
  }

  get code() {
    return codes[this.#name] ?? 0;
  }
}

Object.setPrototypeOf(DOMException.prototype, Error.prototype);
Object.defineProperties(DOMException.prototype, {
  [Symbol.toStringTag]: { value: "DOMException", configurable: true },
  name: { enumerable: true },
  message: { enumerable: true },
  code: { enumerable: true },
});

const constantNames = [
  "INDEX_SIZE_ERR", "DOMSTRING_SIZE_ERR", "HIERARCHY_REQUEST_ERR", "WRONG_DOCUMENT_ERR", "INVALID_CHARACTER_ERR",
  "NO_DATA_ALLOWED_ERR", "NO_MODIFICATION_ALLOWED_ERR", "NOT_FOUND_ERR", "NOT_SUPPORTED_ERR", "INUSE_ATTRIBUTE_ERR",
  "INVALID_STATE_ERR", "SYNTAX_ERR", "INVALID_MODIFICATION_ERR", "NAMESPACE_ERR", "INVALID_ACCESS_ERR",
  "VALIDATION_ERR", "TYPE_MISMATCH_ERR", "SECURITY_ERR", "NETWORK_ERR", "ABORT_ERR", "URL_MISMATCH_ERR",
  "QUOTA_EXCEEDED_ERR", "TIMEOUT_ERR", "INVALID_NODE_TYPE_ERR", "DATA_CLONE_ERR",
];
for (const [i, name] of constantNames.entries()) {
  const constant = { value: i + 1, enumerable: true };
  Object.defineProperty(DOMException, name, constant);
  Object.defineProperty(DOMException.prototype, name, constant);
}
