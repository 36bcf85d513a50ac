import { mirrorEpoch } from '@trellis/cache/epochs.ts';
import { keepEpochsMirrored } from '@trellis/cache/keep-epochs-mirrored.ts';
import { createRedis } from '@trellis/cache/redis.ts';
import { redisDependency } from '@trellis/cache/redis-dependency.ts';
import { type Config, requireDatabase } from '@trellis/config/config.ts';
import { databaseDependency } from '@trellis/database/database-dependency.ts';
import { epochSource } from '@trellis/database/epoch-source.ts';
import { createPool } from '@trellis/database/pool.ts';
import type { Logger } from '@trellis/observability/logger.ts';
import { createSubgraph } from '@trellis/service-kit/create-subgraph.ts';
import type { SubgraphService } from '@trellis/service-kit/subgraph.ts';
import { internalHandlers } from './internal-handlers.ts';
import type { MirrorEpoch } from './mirror-access.ts';
import { createResolvers } from './resolvers/create-resolvers.ts';
import { createAuthorshipCache } from './store/authorship-cache.ts';
import { createAccessChanges } from './store/change-access.ts';

/** Starts the teams subgraph: membership and access, file authorship, bus factor. */
export async function start(config: Config, logger: Logger): Promise<SubgraphService & { stop(): Promise<void> }> {
  const databaseUrl = requireDatabase(config, 'teams');
  const pool = createPool(databaseUrl);
  const changes = createAccessChanges(databaseUrl);
  const redis = await createRedis(config.redisUrl, logger);
  const mirror: MirrorEpoch = (workspaceId, name, epoch) => mirrorEpoch(redis, workspaceId, name, epoch);
  const epochs = keepEpochsMirrored(redis, [epochSource(pool, 'teams'), epochSource(pool, 'access')], logger);
  const service = createSubgraph({
    name: 'teams',
    schemaFile: 'teams.graphql',
    resolvers: createResolvers({
      pool,
      changes,
      authorship: createAuthorshipCache(pool),
      publicUrl: config.publicUrl,
      mirrorEpoch: mirror,
    }),
    internal: internalHandlers(pool, mirror),
    keys: config.keys,
    dependencies: [databaseDependency('teams', pool), redisDependency(redis)],
    logger,
  });
  return {
    ...service,
    async stop() {
      await epochs.stop();
      redis.disconnect();
      await Promise.all([pool.end(), changes.stop()]);
    },
  };
}
