import { startEpochMirror } from '@trellis/cache/keep-epochs-mirrored.ts';
import { type Config, requireDatabase } from '@trellis/config/config.ts';
import { databaseDependency } from '@trellis/database/database-dependency.ts';
import { epochSource } from '@trellis/database/epoch-source.ts';
import { createPool } from '@trellis/database/pool.ts';
import type { Logger } from '@trellis/observability/logger.ts';
import { createSubgraph } from '@trellis/service-kit/create-subgraph.ts';
import type { SubgraphService } from '@trellis/service-kit/subgraph.ts';
import { createResolvers } from './resolvers/create-resolvers.ts';

/** Starts the analytics subgraph: commits as evidence, activity by local day and hour. */
export async function start(config: Config, logger: Logger): Promise<SubgraphService & { stop(): Promise<void> }> {
  const pool = createPool(requireDatabase(config, 'analytics'));
  const epochs = await startEpochMirror(config.redisUrl, [epochSource(pool, 'analytics')], logger);
  const service = createSubgraph({
    name: 'analytics',
    schemaFile: 'analytics.graphql',
    resolvers: createResolvers(pool),
    keys: config.keys,
    dependencies: [databaseDependency('analytics', pool)],
    logger,
  });
  return {
    ...service,
    async stop() {
      await epochs.stop();
      await pool.end();
    },
  };
}
