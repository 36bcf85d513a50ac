import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Connection } from '@temporalio/client';
import { type Config, ROLES, SUBGRAPHS, type Subgraph } from '@trellis/config/config.ts';
import { createTestDatabase, type TestDatabase } from '@trellis/database/testing.ts';

export interface TestInstallation {
  readonly config: Config;
  readonly databases: Record<Subgraph, TestDatabase>;
  drop(): Promise<void>;
}

/**
 * A test's own installation on the shared test servers: five databases, a folder, a Temporal namespace, new keys.
 * @param keys those of another installation: both give the same ids, so this one keeps its objects in its own folder
 * @param isMigrated chooses the migrations that run; default: all
 */
export async function createTestInstallation(
  keys?: Config['keys'],
  isMigrated: (subgraph: Subgraph, file: string) => boolean = () => true,
): Promise<TestInstallation> {
  const made = await Promise.all(
    SUBGRAPHS.map(async (name) => [name, await createTestDatabase(name, (file) => isMigrated(name, file))] as const),
  );
  const databases = Object.fromEntries(made) as Record<Subgraph, TestDatabase>;
  const folder = mkdtempSync(path.join(tmpdir(), 'trellis-e2e-'));
  const key = (id: string) => ({ id, secret: randomBytes(32).toString('base64url') });
  const config: Config = {
    roles: ROLES,
    host: '127.0.0.1',
    port: 0,
    publicUrl: 'http://127.0.0.1',
    dataDir: folder,
    keys: keys ?? { signing: [key('s1')], encryption: [key('e1')], aliasHashing: key('a1') },
    redisUrl: required('TRELLIS_TEST_REDIS_URL'),
    temporal: { address: required('TRELLIS_TEMPORAL_ADDRESS'), namespace: await makeNamespace() },
    storage: keys === undefined ? s3Storage() : { kind: 'folder', folder: path.join(folder, 'objects') },
    databases: Object.fromEntries(made.map(([name, database]) => [name, database.serviceUrl])),
    subgraphUrls: {},
    management: { host: '127.0.0.1', port: 0 },
    drainMs: 0,
    sweepMs: 30_000,
    errorHookUrl: undefined,
    tracing: undefined,
    logLevel: 'warn',
  };
  return {
    config,
    databases,
    async drop() {
      await Promise.all(made.map(([, database]) => database.drop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function s3Storage(): Config['storage'] {
  return {
    kind: 's3',
    endpoint: required('TRELLIS_TEST_S3_ENDPOINT'),
    region: 'us-east-1',
    bucket: required('TRELLIS_TEST_S3_BUCKET'),
    accessKey: required('TRELLIS_TEST_S3_ACCESS_KEY'),
    secretKey: required('TRELLIS_TEST_S3_SECRET_KEY'),
  };
}

/** Queues of two tests must not mix: each has its own namespace. A new one takes a moment to be known everywhere. */
async function makeNamespace(): Promise<string> {
  const namespace = `test-${randomBytes(6).toString('hex')}`;
  const connection = await Connection.connect({ address: required('TRELLIS_TEMPORAL_ADDRESS') });
  try {
    const day = { seconds: 86_400 as never };
    await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: day });
    for (;;) {
      try {
        await connection.workflowService.listOpenWorkflowExecutions({ namespace });
        return namespace;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  } finally {
    await connection.close();
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set; run the tests through \`npm test\`.`);
  return value;
}
