import { type GraphQLDataSourceProcessOptions, RemoteGraphQLDataSource } from '@apollo/gateway';
import type { Subgraph } from '@trellis/config/config.ts';
import type { StartContestant } from '../contestant.ts';
import { freshToken, startStock } from '../stock-server.ts';

/** @apollo/server with @apollo/gateway as their documentation has them: no authentication, no limits, no metrics. */
export const start: StartContestant = (arena) => {
  const token = freshToken(arena);
  return startStock(
    (name) =>
      new RemoteGraphQLDataSource({
        url: `${arena.subgraphUrls[name as Subgraph]}/graphql`,
        async willSendRequest({ request }: GraphQLDataSourceProcessOptions) {
          request.http?.headers.set('authorization', `Bearer ${await token()}`);
        },
      }),
  );
};
