// What each mode of a cipher keeps between updates. The ops keep nothing: whole blocks go in, whole blocks come out.

import {
  op_node_bytes_equal,
  op_node_cipher_blocks,
  op_node_cipher_stream,
  op_node_gcm_additional,
  op_node_gcm_apply,
  op_node_gcm_tag,
} from "ext:core/ops";
import { opensslError } from "ext:connector_node/crypto_bytes.js";

const NOTHING = new Uint8Array(0);
const GCM_STATE = 48;
const FULL_TAG = 16;

function joined(one, other) {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

const wrongLength = () => {
  return opensslError("1C80006B", "Provider routines", "wrong final block length", "ERR_OSSL_WRONG_FINAL_BLOCK_LENGTH");
};
const badDecrypt = () => opensslError("1C800064", "Provider routines", "bad decrypt", "ERR_OSSL_BAD_DECRYPT");

/** CBC and ECB, padded as PKCS #7 says unless told otherwise. */
export class BlockMode {
  padding = true;
  #info;
  #key;
  #iv;
  #encrypt;
  // What isn't a full block yet; when decrypting with padding, also the last full block: it may be the padded one.
  #held = NOTHING;

  constructor(info, key, iv, encrypt) {
    this.#info = info;
    this.#key = key;
    this.#iv = iv;
    this.#encrypt = encrypt;
  }

  #run(blocks) {
    const out = op_node_cipher_blocks(this.#info.kind, this.#encrypt, this.#key, this.#iv, blocks);
    // CBC goes on from the last block of ciphertext.
    const sealed = this.#encrypt ? out : blocks;
    if (this.#info.iv > 0 && sealed.length > 0) this.#iv = sealed.slice(-this.#info.block);
    return out;
  }

  update(data) {
    const { block } = this.#info;
    const all = joined(this.#held, data);
    let whole = all.length - (all.length % block);
    if (!this.#encrypt && this.padding && whole === all.length && whole > 0) whole -= block;
    this.#held = all.slice(whole);
    return whole > 0 ? this.#run(all.subarray(0, whole)) : NOTHING;
  }

  final() {
    const { block } = this.#info;
    const held = this.#held;
    this.#held = NOTHING;
    if (!this.padding) {
      if (held.length % block !== 0) throw wrongLength();
      return held.length > 0 ? this.#run(held) : NOTHING;
    }
    if (this.#encrypt) {
      const count = block - held.length;
      return this.#run(joined(held, new Uint8Array(count).fill(count)));
    }
    if (held.length !== block) throw wrongLength();
    const out = this.#run(held);
    const count = out[block - 1];
    if (count === 0 || count > block || out.subarray(block - count).some((byte) => byte !== count)) throw badDecrypt();
    return out.subarray(0, block - count);
  }
}

/** CTR: bytes in, as many bytes out. */
export class StreamMode {
  padding = true;
  #key;
  #iv;
  #offset = 0;

  constructor(key, iv) {
    this.#key = key;
    this.#iv = iv;
  }

  update(data) {
    const out = op_node_cipher_stream(this.#key, this.#iv, this.#offset, data);
    this.#offset += data.length;
    return out;
  }

  final() {
    return NOTHING;
  }
}

/** GCM. `tag` is set from outside before a message is opened, and by `final` when one has been sealed. */
export class GcmMode {
  padding = true;
  tag = undefined;
  tagLength;
  #key;
  #iv;
  #encrypt;
  #state = NOTHING;
  #hasData = false;

  constructor(key, iv, encrypt, tagLength) {
    this.#key = key;
    this.#iv = iv;
    this.#encrypt = encrypt;
    this.tagLength = tagLength;
  }

  /** Whether additional data was still welcome. */
  additional(bytes) {
    if (this.#hasData) return false;
    this.#state = op_node_gcm_additional(this.#key, this.#iv, this.#state, bytes);
    return true;
  }

  update(data) {
    if (data.length === 0) return NOTHING;
    this.#hasData = true;
    const out = op_node_gcm_apply(this.#encrypt, this.#key, this.#iv, this.#state, data);
    this.#state = out.slice(0, GCM_STATE);
    return out.subarray(GCM_STATE);
  }

  final() {
    const full = op_node_gcm_tag(this.#key, this.#iv, this.#state);
    if (this.#encrypt) {
      this.tag = full.slice(0, this.tagLength ?? FULL_TAG);
      return NOTHING;
    }
    if (this.tag === undefined || !op_node_bytes_equal(this.tag, full.subarray(0, this.tag.length))) {
      throw new Error("Unsupported state or unable to authenticate data");
    }
    return NOTHING;
  }
}
