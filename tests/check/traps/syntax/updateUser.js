async function updateUser(id, updates, context) {
  const { Client } = require('pg');
  if (id === 1 { // expect syntax-error
    return null;
  }
}
