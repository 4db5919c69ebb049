// Puts the modules where the cases find them.
import bcrypt from "ext:connector_bcrypt/01_bcrypt.js";
import bcryptjs from "ext:connector_bcrypt/02_bcryptjs.js";
import { Buffer } from "ext:connector_node/buffer.js";
import util from "ext:connector_node/util.js";

// A runtime wants every module of its extensions to be imported by something.
import "ext:connector_node/abort.js";
import "ext:connector_node/assert.js";
import "ext:connector_node/console.js";
import "ext:connector_node/crypto.js";
import "ext:connector_node/os.js";
import "ext:connector_node/path.js";
import "ext:connector_node/performance.js";
import "ext:connector_node/querystring.js";
import "ext:connector_node/string_decoder.js";
import "ext:connector_node/structured_clone.js";
import "ext:connector_node/url.js";

globalThis.Buffer = Buffer;
globalThis.require = (name) => ({ bcrypt, bcryptjs, util })[name];
