import type { Logger } from '@trellis/observability/logger.ts';
import { assertEpoch, type EpochName, readServerRun } from './epochs.ts';
import { createRedis, type Redis } from './redis.ts';

/** Where the truth about an epoch stands. */
export interface EpochSource {
  readonly name: EpochName;
  /** The epochs of all workspaces as committed now. */
  epochs(): Promise<readonly { readonly workspaceId: string; readonly epoch: number }[]>;
}

/** Fresh data within two seconds, also where a mirror was lost. */
const EVERY_MS = 750;
/** So many workspaces are asserted in one round trip. */
const AT_ONCE = 500;

/** Keeps epochs mirrored over a connection of its own, for a process that has no other use for one. */
export async function startEpochMirror(
  redisUrl: string,
  sources: readonly EpochSource[],
  logger: Logger,
): Promise<{ stop(): Promise<void> }> {
  const redis = await createRedis(redisUrl, logger);
  const keeping = keepEpochsMirrored(redis, sources, logger);
  return {
    async stop() {
      await keeping.stop();
      redis.disconnect();
    },
  };
}

/**
 * Compares the mirrored epochs with the databases, over and over: repairs a mirror that a crash lost, and makes a Redis
 * that was restarted, restored or emptied reliable again.
 */
export function keepEpochsMirrored(
  redis: Redis,
  sources: readonly EpochSource[],
  logger: Logger,
  everyMs = EVERY_MS,
): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const failing = new Set<string>();

  const pass = async (source: EpochSource) => {
    try {
      if (redis.status === 'ready') await assertAll(redis, source);
      failing.delete(source.name);
    } catch (error) {
      if (!failing.has(source.name)) logger.warn({ err: error, epochs: source.name }, 'epochs could not be compared');
      failing.add(source.name);
    }
  };
  const round = async () => {
    await Promise.all(sources.map(pass));
    if (!stopped) timer = setTimeout(() => (running = round()), everyMs);
  };
  let running = round();

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/**
 * Asserts every workspace's epoch once.
 * @throws where Redis or the database is away
 */
export async function assertAll(redis: Redis, source: EpochSource): Promise<void> {
  const run = await readServerRun(redis);
  const rows = await source.epochs();
  for (let start = 0; start < rows.length; start += AT_ONCE) {
    await Promise.all(
      rows
        .slice(start, start + AT_ONCE)
        .map(({ workspaceId, epoch }) => assertEpoch(redis, workspaceId, { name: source.name, epoch, run })),
    );
  }
}
