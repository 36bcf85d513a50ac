import { cacheExchange, type KeyingConfig } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { Client, fetchExchange } from 'urql';
import { graphcacheSchema } from '../generated/graphcache-schema.ts';
import { newRequestId } from './request-id.ts';

/** Types that are things of their own; all others live inside the field that holds them. */
const entities = new Set(['Alias', 'Developer', 'ImportRun', 'Repository', 'Team', 'Workspace']);
const roots = new Set(['Query', 'Mutation', 'Any']);

/** The client of the graph, with a cache in which each entity stands once. */
export function createGraph(): Client {
  const pages = relayPagination();
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
    fetchOptions: () => ({
      credentials: 'same-origin',
      headers: { 'x-trellis-client': 'web', 'x-request-id': newRequestId() },
    }),
    exchanges: [
      cacheExchange({
        schema: graphcacheSchema as never,
        keys: embeddedKeys(),
        resolvers: {
          Query: {
            accessLog: pages,
            claims: pages,
            developers: pages,
            duplicateSuggestions: pages,
            identityDecisions: pages,
            invitations: pages,
            members: pages,
            repositories: pages,
            teams: pages,
          },
          Developer: { commits: pages, authoredFiles: pages },
          Repository: { commits: pages, contributors: pages, orphanedFiles: pages, knowledge: pages },
        },
      }),
      fetchExchange,
    ],
  });
}

function embeddedKeys(): KeyingConfig {
  const keys: KeyingConfig = {};
  for (const type of graphcacheSchema.__schema.types) {
    if (type.kind === 'OBJECT' && !entities.has(type.name) && !roots.has(type.name)) keys[type.name] = () => null;
  }
  return keys;
}
