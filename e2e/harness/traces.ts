import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import { Client, Connection } from '@temporalio/client';
import { createRedis } from '@trellis/cache/redis.ts';
import { SUBGRAPHS } from '@trellis/config/config.ts';
import { createLogger } from '@trellis/observability/logger.ts';
import { createStorage } from '@trellis/storage/create-storage.ts';
import type { TestInstallation } from './test-config.ts';

const decompress = promisify(zstdDecompress);

/**
 * Looks for words wherever something is written down: every row of every table of every database and what their planner
 * knows, every object of a workspace, every history of Temporal, every key of Redis that is not another workspace's, and the given logs.
 * @returns where each was found, e.g. `developers record.alias: zora`; empty: nowhere
 */
export async function findTraces(
  installation: TestInstallation,
  workspaceId: string,
  words: readonly string[],
  logs: readonly string[] = [],
): Promise<string[]> {
  const found = new Set<string>();
  const look = (where: string, text: string) => {
    const folded = text.toLowerCase();
    for (const word of words) if (folded.includes(word.toLowerCase())) found.add(`${where}: ${word}`);
  };
  await lookInDatabases(installation, look);
  await lookInObjects(installation, workspaceId, look);
  await lookInTemporal(installation, look);
  await lookInRedis(installation, workspaceId, look);
  for (const log of logs) look('log', log);
  return [...found].sort();
}

type Look = (where: string, text: string) => void;

async function lookInDatabases({ databases }: TestInstallation, look: Look): Promise<void> {
  for (const subgraph of SUBGRAPHS) {
    const pool = databases[subgraph].ownerPool;
    const tables = await pool.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    // What ANALYZE sampled counts as written down.
    for (const name of [...tables.rows.map((row) => row.name), 'pg_catalog.pg_stats']) {
      const where = name === 'pg_catalog.pg_stats' ? `where schemaname in ('record', 'projection')` : '';
      const { rows } = await pool.query<{ row: string }>(`select t::text as row from ${name} t ${where}`);
      for (const { row } of rows) look(`${subgraph} ${name}`, row);
    }
  }
}

async function lookInObjects({ config }: TestInstallation, workspaceId: string, look: Look): Promise<void> {
  const storage = await createStorage(config.storage);
  for (const prefix of [`workspaces/${workspaceId}/`, `ledger/${workspaceId}/`])
    for await (const key of storage.list(prefix)) {
      look('object key', key);
      const bytes = await storage.get(key).catch(() => Buffer.alloc(0));
      const text = await decompress(bytes).catch(() => bytes);
      look(`object ${key.replace(/[0-9a-f-]{16,}/g, '*')}`, text.toString('utf8'));
    }
}

async function lookInTemporal({ config }: TestInstallation, look: Look): Promise<void> {
  const connection = await Connection.connect({ address: config.temporal.address });
  const client = new Client({ connection, namespace: config.temporal.namespace });
  for await (const { workflowId, runId } of client.workflow.list()) {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    // Payloads are bytes.
    const text = JSON.stringify(events, (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value,
    );
    look(`temporal ${workflowId.replace(/[0-9a-f-]{16,}/g, '*')}`, text);
  }
  await connection.close();
}

async function lookInRedis({ config }: TestInstallation, workspaceId: string, look: Look): Promise<void> {
  const redis = await createRedis(config.redisUrl, createLogger('silent', 'test'));
  // The server is shared with other tests: what belongs to another workspace says so.
  const keys = (await redis.keys('*')).filter((key) => key.includes(workspaceId) || !key.includes('{'));
  for (const key of keys) {
    look('redis key', key);
    const kind = await redis.type(key);
    if (kind === 'string') look(`redis ${key}`, (await redis.get(key)) ?? '');
    if (kind === 'hash') look(`redis ${key}`, JSON.stringify(await redis.hgetall(key)));
    if (kind === 'stream') look(`redis ${key}`, JSON.stringify(await redis.xrange(key, '-', '+')));
    if (kind === 'list') look(`redis ${key}`, JSON.stringify(await redis.lrange(key, 0, -1)));
    if (kind === 'set') look(`redis ${key}`, JSON.stringify(await redis.smembers(key)));
    if (kind === 'zset') look(`redis ${key}`, JSON.stringify(await redis.zrange(key, '0', '-1')));
  }
  await redis.quit();
}
