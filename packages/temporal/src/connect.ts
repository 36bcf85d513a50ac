import { Client, Connection } from '@temporalio/client';
import type { Config } from '@trellis/config/config.ts';

/** A lazy client: it connects with the first call, and again after the server came back. */
export function createTemporalClient(config: Config['temporal']): Client {
  const connection = Connection.lazy({ address: config.address, connectTimeout: '10s' });
  return new Client({ connection, namespace: config.namespace });
}
