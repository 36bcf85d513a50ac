import { tmpdir } from 'node:os';
import type { EpochName } from '@trellis/cache/epochs.ts';
import { assertAll } from '@trellis/cache/keep-epochs-mirrored.ts';
import { createRedis } from '@trellis/cache/redis.ts';
import { start as startGateway } from '@trellis/gateway/start.ts';
import { createLogger } from '@trellis/observability/logger.ts';
import { testKeys } from '@trellis/service-kit/testing.ts';
import type { Arena, StartContestant } from '../contestant.ts';

/** Ours, whole: authentication, limits, metrics and log lines; no answer is kept, as only the epoch of access is known. */
export const start: StartContestant = (arena) => startTrellis(arena, ['access']);

/** @param known epochs that caches can rely on */
export async function startTrellis(arena: Arena, known: readonly EpochName[]): Promise<{ url: string }> {
  const logger = createLogger('info', 'benchmark');
  const redis = await createRedis(arena.redisUrl, logger);
  for (const name of known) {
    await assertAll(redis, { name, epochs: async () => [{ workspaceId: arena.workspaceId, epoch: 1 }] });
  }
  redis.disconnect();
  return startGateway({
    config: {
      roles: ['gateway'],
      host: '127.0.0.1',
      port: 0,
      publicUrl: 'http://127.0.0.1',
      dataDir: tmpdir(),
      keys: { ...testKeys, ...arena.keys },
      redisUrl: arena.redisUrl,
      temporal: { address: '', namespace: '' },
      storage: { kind: 'folder', folder: tmpdir() },
      databases: {},
      subgraphUrls: arena.subgraphUrls,
      management: { host: '127.0.0.1', port: 0 },
      drainMs: 0,
      sweepMs: 30_000,
      errorHookUrl: undefined,
      tracing: undefined,
      logLevel: 'info',
    },
    subgraphs: {},
    logger,
    webFolder: tmpdir(),
    // One asker alone asks more than a workspace may; the limits are looked at all the same.
    costLimits: { operation: 50_000, sessionPerMinute: 1e9, workspacePerMinute: 1e9, operationsAtOnce: 1_000 },
  });
}
