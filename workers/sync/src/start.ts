import { existsSync } from 'node:fs';
import path from 'node:path';
import { createRedis } from '@trellis/cache/redis.ts';
import { type Config, requireDatabase } from '@trellis/config/config.ts';
import { createPool } from '@trellis/database/pool.ts';
import type { Logger } from '@trellis/observability/logger.ts';
import { createStorage } from '@trellis/storage/create-storage.ts';
import { createActivities } from '@trellis/subgraph-integrations/activities/create-activities.ts';
import { type RunningWorker, runWorker } from '@trellis/temporal/run-worker.ts';

/** The worker of the sync queue: import workflows, and the activities that read git. */
export async function start(config: Config, logger: Logger): Promise<RunningWorker> {
  const pool = createPool(requireDatabase(config, 'integrations'), 4);
  const redis = await createRedis(config.redisUrl, logger);
  const storage = await createStorage(config.storage);
  await storage.ready();
  const activities = createActivities({ pool, redis, storage, keys: config.keys, dataDir: config.dataDir, logger });
  const bundle = path.join(import.meta.dirname, '../dist/workflows.js');
  // In production the start has bundled them; elsewhere the source is what counts.
  const workflows =
    process.env.NODE_ENV === 'production' && existsSync(bundle)
      ? { bundle }
      : { source: path.join(import.meta.dirname, 'workflows.ts') };
  const worker = await runWorker(config.temporal, { queue: 'sync', workflows, activities, maxActivities: 4 }, logger);
  return {
    async stop() {
      await worker.stop();
      await Promise.all([pool.end(), redis.quit()]);
    },
  };
}
