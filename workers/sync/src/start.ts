import path from 'node:path';
import { createRedis } from '@trellis/cache/redis.ts';
import { redisDependency } from '@trellis/cache/redis-dependency.ts';
import { type Config, requireDatabase } from '@trellis/config/config.ts';
import { databaseDependency } from '@trellis/database/database-dependency.ts';
import { createPool } from '@trellis/database/pool.ts';
import type { Logger } from '@trellis/observability/logger.ts';
import { createOperationActivities } from '@trellis/operations/create-operation-activities.ts';
import { createStorage } from '@trellis/storage/create-storage.ts';
import { storageDependency } from '@trellis/storage/storage-dependency.ts';
import { createActivities } from '@trellis/subgraph-integrations/activities/create-activities.ts';
import { createTextErasure } from '@trellis/subgraph-integrations/activities/erase-texts.ts';
import { createManifestActivities } from '@trellis/subgraph-integrations/activities/manifest-activities.ts';
import { createRemovalActivities } from '@trellis/subgraph-integrations/activities/remove-repository.ts';
import { type RunningWorker, runWorker } from '@trellis/temporal/run-worker.ts';
import { workflowsOf } from '@trellis/temporal/workflow-bundle.ts';

/** The worker of the sync queue: import workflows, and the activities that read git. */
export async function start(config: Config, logger: Logger): Promise<RunningWorker> {
  const pool = createPool(requireDatabase(config, 'integrations'), 4);
  const redis = await createRedis(config.redisUrl, logger);
  const storage = await createStorage(config.storage);
  await storage.ready();
  const parts = { pool, redis, storage, keys: config.keys, dataDir: config.dataDir, logger };
  const activities: Record<string, unknown> = { ...createActivities(parts) };
  const ofOperations = {
    ...createOperationActivities({ pool, redis }),
    ...createManifestActivities({ pool }),
    ...createTextErasure(parts),
    ...createRemovalActivities(parts),
  };
  for (const [name, activity] of Object.entries(ofOperations)) activities[`integrations.${name}`] = activity;
  const workflows = workflowsOf(path.join(import.meta.dirname, '..'));
  const worker = await runWorker(config.temporal, { queue: 'sync', workflows, activities, maxActivities: 4 }, logger);
  return {
    ended: worker.ended,
    dependencies: [
      ...worker.dependencies,
      databaseDependency('integrations', pool),
      storageDependency(storage),
      redisDependency(redis),
    ],
    async stop() {
      await worker.stop();
      await Promise.all([pool.end(), redis.quit()]);
    },
  };
}
