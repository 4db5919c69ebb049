// url.fileURLToPath and pathToFileURL. Only names change: no file is looked at.
import { URL, isURL } from "ext:connector_node/url_class.js";
import { codedError, invalidArgType, validateString } from "ext:connector_node/errors.js";
import path from "ext:connector_node/path.js";

/** The path of a `file:` URL or of its text. */
export function fileURLToPath(input) {
  let url = input;
  if (typeof url === "string") url = new URL(url);
  else if (!isURL(url)) throw invalidArgType("path", ["string", "URL"], input);
  if (url.protocol !== "file:") {
    throw codedError(TypeError, "ERR_INVALID_URL_SCHEME", "The URL must be of scheme file");
  }
  if (url.hostname !== "") {
    throw codedError(TypeError, "ERR_INVALID_FILE_URL_HOST", 'File URL host must be "localhost" or empty on linux');
  }
  if (/%2f/i.test(url.pathname)) {
    throw codedError(TypeError, "ERR_INVALID_FILE_URL_PATH", "File URL path must not include encoded / characters");
  }
  return decodeURIComponent(url.pathname);
}

const escapes = { "%": "%25", "\\": "%5C", "\n": "%0A", "\r": "%0D", "\t": "%09", "?": "%3F", "#": "%23" };

/** The `file:` URL of a path, which is resolved first; a trailing slash stays. */
export function pathToFileURL(filepath) {
  validateString(filepath, "path");
  let resolved = path.resolve(filepath);
  if (filepath.endsWith("/") && !resolved.endsWith("/")) resolved += "/";
  return new URL(`file://${resolved.replace(/[%\\\n\r\t?#]/g, (found) => escapes[found])}`);
}
