import { mirrorEpoch } from '@trellis/cache/epochs.ts';
import { createRedis } from '@trellis/cache/redis.ts';
import { type Config, requireDatabase, type Subgraph } from '@trellis/config/config.ts';
import { createPool } from '@trellis/database/pool.ts';
import type { Logger } from '@trellis/observability/logger.ts';
import { createOperationActivities } from '@trellis/operations/create-operation-activities.ts';
import { createStorage } from '@trellis/storage/create-storage.ts';
import { createActivities as analytics } from '@trellis/subgraph-analytics/activities/create-activities.ts';
import { createActivities as developers } from '@trellis/subgraph-developers/activities/create-activities.ts';
import { createActivities as predictions } from '@trellis/subgraph-predictions/activities/create-activities.ts';
import { createActivities as teams } from '@trellis/subgraph-teams/activities/create-activities.ts';
import { type RunningWorker, runWorker } from '@trellis/temporal/run-worker.ts';

const PROJECTIONS = { developers, teams, analytics, predictions };

/** The worker of the analysis queue: every subgraph's projection, named `<subgraph>.<activity>`, each on its own database. */
export async function start(config: Config, logger: Logger): Promise<RunningWorker> {
  const redis = await createRedis(config.redisUrl, logger);
  const storage = await createStorage(config.storage);
  await storage.ready();
  const closing: (() => Promise<unknown>)[] = [() => redis.quit()];
  const activities: Record<string, unknown> = {};
  for (const [subgraph, createActivities] of Object.entries(PROJECTIONS)) {
    const pool = createPool(requireDatabase(config, subgraph as Subgraph), 3);
    closing.push(() => pool.end());
    const mirror = (workspaceId: string, epoch: number) => mirrorEpoch(redis, workspaceId, subgraph as Subgraph, epoch);
    const ofSubgraph = {
      ...createActivities({ pool, storage, mirrorEpoch: mirror }),
      // Of these, developers is the one whose mutations set off work elsewhere.
      ...(subgraph === 'developers' ? createOperationActivities({ pool, redis }) : {}),
    };
    for (const [name, activity] of Object.entries(ofSubgraph)) activities[`${subgraph}.${name}`] = activity;
  }
  const worker = await runWorker(config.temporal, { queue: 'analysis', activities, maxActivities: 8 }, logger);
  return {
    async stop() {
      await worker.stop();
      await Promise.all(closing.map((close) => close()));
    },
  };
}
