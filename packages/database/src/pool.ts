import { watchPool } from '@trellis/observability/watched.ts';
import pg from 'pg';

export type { Pool } from 'pg';

// bigint and numeric columns hold counts far below 2^53; dates stay the text PostgreSQL prints, so no time zone moves a day.
pg.types.setTypeParser(20, Number);
pg.types.setTypeParser(1700, Number);
pg.types.setTypeParser(1082, (value) => value);

/**
 * A pool of connections with a subgraph's service role.
 * @param max connections; a subgraph's share of the server's
 */
export function createPool(connectionString: string, max = 6): pg.Pool {
  const pool = new pg.Pool({ connectionString, max, idleTimeoutMillis: 30_000, application_name: 'trellis' });
  // A connection lost to a restart of the server must not end the process: an idle one is replaced, and one in the middle
  // of a transaction fails with its next query.
  pool.on('error', () => undefined);
  watchPool(databaseOf(connectionString), pool);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** What metrics call a database: the role that a service has there, of which there are as many as subgraphs. */
function databaseOf(connectionString: string): string {
  const user = URL.canParse(connectionString) ? decodeURIComponent(new URL(connectionString).username) : '';
  return /^trellis_[a-z_]{1,30}$/.test(user) ? user.slice('trellis_'.length) : 'other';
}
