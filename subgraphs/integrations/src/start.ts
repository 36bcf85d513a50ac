import { startEpochMirror } from '@trellis/cache/keep-epochs-mirrored.ts';
import { type Config, requireDatabase } from '@trellis/config/config.ts';
import { databaseDependency } from '@trellis/database/database-dependency.ts';
import { epochSource } from '@trellis/database/epoch-source.ts';
import { createPool } from '@trellis/database/pool.ts';
import type { Logger } from '@trellis/observability/logger.ts';
import { startOperationRelay } from '@trellis/operations/relay-operations.ts';
import { createSubgraph } from '@trellis/service-kit/create-subgraph.ts';
import type { SubgraphService } from '@trellis/service-kit/subgraph.ts';
import { createTemporalClient, temporalDependency } from '@trellis/temporal/connect.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { startOutboxRelay } from './relay/relay-outbox.ts';
import { importRunResolvers, limitationResolvers } from './resolvers/import-run.ts';
import { mutationResolvers } from './resolvers/mutation.ts';
import { projectionStreamResolvers } from './resolvers/projection-stream.ts';
import { queryResolvers } from './resolvers/query.ts';
import { removalPreviewResolvers } from './resolvers/removal.ts';
import { repositoryResolvers } from './resolvers/repository.ts';
import { workspaceResolvers } from './resolvers/workspace.ts';

/** Starts the integrations subgraph: repositories, imports, and the relay that hands them to Temporal. */
export async function start(config: Config, logger: Logger): Promise<SubgraphService & { stop(): Promise<void> }> {
  const pool = createPool(requireDatabase(config, 'integrations'));
  const epochs = await startEpochMirror(config.redisUrl, [epochSource(pool, 'integrations')], logger);
  const temporal = createTemporalClient(config.temporal);
  const relay = startOutboxRelay({ pool, temporal, logger, sweepMs: config.sweepMs });
  const operations = startOperationRelay({ pool, temporal, logger, subgraph: 'integrations', sweepMs: config.sweepMs });
  const parts = { pool, poke: () => relay.poke(), pokeOperations: () => operations.poke() };
  const resolvers: Resolvers = {
    Query: queryResolvers(parts),
    Mutation: mutationResolvers(parts),
    Workspace: workspaceResolvers(parts),
    RemovalPreview: removalPreviewResolvers(parts),
    Repository: repositoryResolvers(parts),
    ImportRun: importRunResolvers(parts),
    Limitation: limitationResolvers,
    ProjectionStream: projectionStreamResolvers,
  };
  const service = createSubgraph({
    name: 'integrations',
    schemaFile: 'integrations.graphql',
    resolvers,
    keys: config.keys,
    dependencies: [databaseDependency('integrations', pool), temporalDependency(temporal)],
    logger,
  });
  return {
    ...service,
    async stop() {
      await Promise.all([relay.stop(), operations.stop(), epochs.stop()]);
      await Promise.all([pool.end(), temporal.connection.close()]);
    },
  };
}
