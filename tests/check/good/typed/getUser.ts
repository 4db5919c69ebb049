// TypeScript, as a module.
import { Client } from 'pg';

interface Query {
  id?: string;
  email?: string;
}

declare const env: Record<string, string>;

export async function getUser(query: Query, context?: unknown) {
  const client = new Client({ connectionString: env.DB_CONNECTION_URI! });
  await client.connect();
  try {
    const column: 'id' | 'email' = query.id ? 'id' : 'email';
    const { rows } = await client.query(`SELECT id, email FROM users WHERE ${column} = $1`, [query.id ?? query.email]);
    return (rows[0] as { id: string }) ?? null;
  } finally {
    await client.end();
  }
}
