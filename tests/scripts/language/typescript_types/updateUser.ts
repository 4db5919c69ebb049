import { Client, type QueryResult } from 'pg';
import * as _ from 'lodash';
import type { UpdateUser } from 'connector';

interface Row {
  id: string;
  nickname?: string;
}

/* Kept where it stands: 😀 */ const only = <T extends object>(value: T, ...keys: (keyof T)[]): Partial<T> =>
  _.pick(value, keys as string[]) as Partial<T>

export const updateUser: UpdateUser = async (id, updates, context?: unknown) => {
  const client = new Client({ connectionString: env.DB_CONNECTION_URI! });
  await client.connect();
  try {
    const { nickname } = only(updates as { nickname: string }, 'nickname');
    const result: QueryResult<Row> = await client.query<Row>(
      'UPDATE users SET nickname = $1 WHERE id = $2 RETURNING id, nickname',
      [nickname, id],
    );
    return result.rows[0]!;
  } finally {
    await client.end();
  }
};
