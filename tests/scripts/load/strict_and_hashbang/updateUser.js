#!/usr/bin/env node
'use strict';
async function updateUser(id) {
  return { id, strict: (function () { return this === undefined; })() };
}
