import type { GraphQLDataSource } from '@apollo/gateway';
import type { Subgraph } from '@trellis/config/config.ts';
import { remoteSubgraph } from '@trellis/service-kit/remote-subgraph.ts';
import type { StartContestant } from '../contestant.ts';
import { freshToken, startStock } from '../stock-server.ts';

/** The stock pair over the connections that we use ourselves: what is left is what the pipelines differ by. */
export const start: StartContestant = (arena) => {
  const token = freshToken(arena);
  return startStock((name): GraphQLDataSource => {
    const subgraph = remoteSubgraph(name, arena.subgraphUrls[name as Subgraph]);
    return {
      async process({ request }) {
        const { query = '', variables = {} } = request;
        const result = await subgraph.execute({ query, variables, token: await token(), requestId: 'benchmark' });
        return result as Awaited<ReturnType<GraphQLDataSource['process']>>;
      },
    };
  });
};
