import { Clientele } from 'pg';

export async function updateUser(id) { return { id, Clientele }; }
