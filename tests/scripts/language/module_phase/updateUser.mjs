import defer * as pg from 'pg';
export async function updateUser(id) { return { id, pg }; }
