import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { createTokenSigner } from '@trellis/service-kit/internal-token.ts';
import { testViewer } from '@trellis/service-kit/testing.ts';
import { type Arena, supergraphSdl } from './contestant.ts';

/** Starts the stock pair over data sources of one's choice. */
export async function startStock(sourceOf: (subgraph: string) => GraphQLDataSource): Promise<{ url: string }> {
  const gateway = new ApolloGateway({ supergraphSdl: supergraphSdl(), buildService: ({ name }) => sourceOf(name) });
  const server = new ApolloServer({ gateway });
  const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: 0 } });
  // It answers on every path; ours on this one.
  return { url: url.replace(/\/$/, '') };
}

/** A token that the subgraphs accept, signed anew before it ends: the stock pair asks nobody who is asking. */
export function freshToken({ keys, workspaceId }: Arena): () => Promise<string> {
  const signer = createTokenSigner(keys);
  let token: Promise<string> | undefined;
  setInterval(() => {
    token = undefined;
  }, 20_000).unref();
  return () => {
    token ??= signer.forViewer(testViewer({ workspaceId }));
    return token;
  };
}
