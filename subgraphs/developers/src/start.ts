import { startEpochMirror } from '@trellis/cache/keep-epochs-mirrored.ts';
import { type Config, ConfigError } from '@trellis/config/config.ts';
import { databaseDependency } from '@trellis/database/database-dependency.ts';
import { epochSource } from '@trellis/database/epoch-source.ts';
import { createPool } from '@trellis/database/pool.ts';
import type { Logger } from '@trellis/observability/logger.ts';
import { startOperationRelay } from '@trellis/operations/relay-operations.ts';
import { createSubgraph } from '@trellis/service-kit/create-subgraph.ts';
import type { SubgraphService } from '@trellis/service-kit/subgraph.ts';
import { createTemporalClient, temporalDependency } from '@trellis/temporal/connect.ts';
import { createResolvers } from './resolvers/create-resolvers.ts';

/** Starts the developers subgraph: who is who, who was active when, in which languages. */
export async function start(config: Config, logger: Logger): Promise<SubgraphService & { stop(): Promise<void> }> {
  const url = config.databases.developers;
  if (url === undefined) throw new ConfigError('TRELLIS_DATABASE_URL_DEVELOPERS: is not set.');
  const pool = createPool(url);
  const epochs = await startEpochMirror(config.redisUrl, [epochSource(pool, 'developers')], logger);
  const temporal = createTemporalClient(config.temporal);
  const relay = startOperationRelay({ pool, temporal, logger, subgraph: 'developers', sweepMs: config.sweepMs });
  const service = createSubgraph({
    name: 'developers',
    schemaFile: 'developers.graphql',
    resolvers: createResolvers({ pool, poke: () => relay.poke(), keys: config.keys }),
    keys: config.keys,
    dependencies: [databaseDependency('developers', pool), temporalDependency(temporal)],
    logger,
  });
  return {
    ...service,
    async stop() {
      await Promise.all([relay.stop(), epochs.stop()]);
      await Promise.all([pool.end(), temporal.connection.close()]);
    },
  };
}
