import { mirrorEpoch } from '@trellis/cache/epochs.ts';
import { forgetWorkspace } from '@trellis/cache/forget-workspace.ts';
import { createRedis } from '@trellis/cache/redis.ts';
import { redisDependency } from '@trellis/cache/redis-dependency.ts';
import { type Config, requireDatabase } from '@trellis/config/config.ts';
import { PROJECTIONS, PROJECTOR_VERSIONS, type Projection } from '@trellis/contributions/projection.ts';
import { databaseDependency } from '@trellis/database/database-dependency.ts';
import { createPool, type Pool } from '@trellis/database/pool.ts';
import type { Logger } from '@trellis/observability/logger.ts';
import { batchApplied } from '@trellis/observability/metrics.ts';
import { createOperationActivities } from '@trellis/operations/create-operation-activities.ts';
import { createStorage } from '@trellis/storage/create-storage.ts';
import { storageDependency } from '@trellis/storage/storage-dependency.ts';
import { createActivities as analytics } from '@trellis/subgraph-analytics/activities/create-activities.ts';
import { createActivities as developers } from '@trellis/subgraph-developers/activities/create-activities.ts';
import { createActivities as predictions } from '@trellis/subgraph-predictions/activities/create-activities.ts';
import { createActivities as teams } from '@trellis/subgraph-teams/activities/create-activities.ts';
import { createTemporalClient } from '@trellis/temporal/connect.ts';
import { type RunningWorker, runWorker } from '@trellis/temporal/run-worker.ts';
import { watchVersions } from './watch-versions.ts';

const PROJECTORS = { developers, teams, analytics, predictions };

/** Which rows are as they should be, and how often others are looked for. */
interface Versions {
  readonly versions: Readonly<Record<Projection, number>>;
  readonly everyMs: number;
}

/** The worker of the analysis queue: every subgraph's projection, named `<subgraph>.<activity>`, each on its own database. */
export async function start(
  config: Config,
  logger: Logger,
  { versions, everyMs }: Versions = { versions: PROJECTOR_VERSIONS, everyMs: 600_000 },
): Promise<RunningWorker> {
  const redis = await createRedis(config.redisUrl, logger);
  const storage = await createStorage(config.storage);
  await storage.ready();
  const closing: (() => Promise<unknown>)[] = [() => redis.quit()];
  const { keys } = config;
  const forgetCached = (workspaceId: string) => forgetWorkspace(redis, workspaceId);
  const activities: Record<string, unknown> = {};
  const pools = {} as Record<Projection, Pool>;
  for (const subgraph of PROJECTIONS) {
    const pool = createPool(requireDatabase(config, subgraph), 3);
    pools[subgraph] = pool;
    closing.push(() => pool.end());
    const mirror = (workspaceId: string, epoch: number) => mirrorEpoch(redis, workspaceId, subgraph, epoch);
    const onApplied = (batch: { commits: number; durationMs: number }) => batchApplied({ subgraph, ...batch });
    const ofSubgraph = {
      ...PROJECTORS[subgraph](
        { pool, storage, mirrorEpoch: mirror, onApplied, keys, forgetCached },
        versions[subgraph],
      ),
      // Of these, developers is the one whose mutations set off work elsewhere.
      ...(subgraph === 'developers' ? createOperationActivities({ pool, redis }) : {}),
    };
    for (const [name, activity] of Object.entries(ofSubgraph)) activities[`${subgraph}.${name}`] = activity;
  }
  const worker = await runWorker(config.temporal, { queue: 'analysis', activities, maxActivities: 8 }, logger);
  const temporal = createTemporalClient(config.temporal);
  closing.push(() => temporal.connection.close());
  const watch = watchVersions({ pools, versions, temporal, logger, everyMs });
  return {
    ended: worker.ended,
    dependencies: [
      ...worker.dependencies,
      ...PROJECTIONS.map((subgraph) => databaseDependency(subgraph, pools[subgraph])),
      storageDependency(storage),
      redisDependency(redis),
    ],
    async stop() {
      await watch.stop();
      await worker.stop();
      await Promise.all(closing.map((close) => close()));
    },
  };
}
