import pg, { Client as Database } from 'pg';
import * as _ from 'lodash';
import whole, { pick } from 'lodash@4';
import { createHash } from 'node:crypto';

const hidden = 1;
async function change(id, updates) {
  return {
    id,
    same: Database === pg.Client && _.default === whole && pick === _.pick,
    hash: createHash('sha256').update('x').digest('hex').slice(0, 4),
    strict: (function () { return this; })() === undefined,
    meta: typeof import.meta,
    here: typeof require + typeof module,
    hidden,
  };
}
export { change as updateUser };
