// globalThis.crypto, held against Node 20's.

import { getRandomValues, randomUUID } from "ext:connector_node/crypto_random.js";
import { subtle, SubtleCrypto } from "ext:connector_node/crypto_subtle.js";
import { CryptoKey } from "ext:connector_node/crypto_subtle_keys.js";
import { requireArguments } from "ext:connector_node/crypto_webidl.js";
import { codedError } from "ext:connector_node/errors.js";

let made = false;

class Crypto {
  constructor() {
    if (made) throw codedError(TypeError, "ERR_ILLEGAL_CONSTRUCTOR", "Illegal constructor");
    made = true;
  }

  get subtle() {
    checkThis(this);
    return subtle;
  }

  getRandomValues(array) {
    checkThis(this);
    requireArguments(arguments.length, 1, "Failed to execute 'getRandomValues' on 'Crypto'");
    return getRandomValues(array);
  }

  randomUUID() {
    checkThis(this);
    return randomUUID();
  }
}

const crypto = new Crypto();

function checkThis(value) {
  if (value !== crypto) throw codedError(TypeError, "ERR_INVALID_THIS", 'Value of "this" must be of type Crypto');
}

for (const name of ["subtle", "getRandomValues", "randomUUID"]) {
  Object.defineProperty(Crypto.prototype, name, { enumerable: true });
}
Object.defineProperty(Crypto.prototype, Symbol.toStringTag, { value: "Crypto", configurable: true });

export { Crypto, CryptoKey, SubtleCrypto, crypto };
export default crypto;
