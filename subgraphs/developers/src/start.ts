import { type Config, ConfigError } from '@trellis/config/config.ts';
import { createPool } from '@trellis/database/pool.ts';
import type { Logger } from '@trellis/observability/logger.ts';
import { createSubgraph } from '@trellis/service-kit/create-subgraph.ts';
import type { SubgraphService } from '@trellis/service-kit/subgraph.ts';
import { createResolvers } from './resolvers/create-resolvers.ts';

/** Starts the developers subgraph: who is who, who was active when, in which languages. */
export async function start(config: Config, logger: Logger): Promise<SubgraphService & { stop(): Promise<void> }> {
  const url = config.databases.developers;
  if (url === undefined) throw new ConfigError('TRELLIS_DATABASE_URL_DEVELOPERS: is not set.');
  const pool = createPool(url);
  const service = createSubgraph({
    name: 'developers',
    schemaFile: 'developers.graphql',
    resolvers: createResolvers(pool),
    keys: config.keys,
    ready: async () => void (await pool.query('select 1')),
    logger,
  });
  return { ...service, stop: () => pool.end() };
}
