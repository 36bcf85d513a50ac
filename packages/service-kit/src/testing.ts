import { createLogger } from '@trellis/observability/logger.ts';
import type { ExecutionResult } from 'graphql';
import { createTokenSigner } from './internal-token.ts';
import { createContext } from './resolver-context.ts';
import type { ResolverContext, SubgraphService } from './subgraph.ts';
import type { Viewer } from './viewer.ts';

/** A key ring for tests; give it to `createSubgraph` so that `runSubgraph` can sign for it. */
export const testKeys = {
  signing: [{ id: 'test', secret: Buffer.alloc(32, 7).toString('base64url') }],
  encryption: [{ id: 'test', secret: Buffer.alloc(32, 8).toString('base64url') }],
  aliasHashing: { id: 'test', secret: Buffer.alloc(32, 9).toString('base64url') },
} as const;

/** A logger that says nothing. */
export const testLogger = createLogger('silent', 'test');

/** An owner alone in a workspace, unless told otherwise. */
export function testViewer(viewer: Partial<Viewer> = {}): Viewer {
  return {
    workspaceId: '00000000-0000-4000-8000-000000000001',
    memberId: '00000000-0000-4000-8000-000000000002',
    role: 'owner',
    solo: true,
    grants: { self: [], leads: [], sharedBy: [] },
    ...viewer,
  };
}

/** A resolver's context for a viewer (default: `testViewer()`), for tests of a resolver alone. */
export function testContext(viewer: Partial<Viewer> = {}, now = new Date()): ResolverContext {
  return createContext(testViewer(viewer), { requestId: 'test', now });
}

/** Runs a query against a subgraph made with `testKeys`, with a token signed for the viewer. */
export async function runSubgraph(
  service: SubgraphService,
  query: string,
  variables: Record<string, unknown> = {},
  viewer: Partial<Viewer> = {},
): Promise<ExecutionResult> {
  const token = await createTokenSigner(testKeys).forViewer(testViewer(viewer));
  return service.execute({ query, variables, token, requestId: 'test' });
}

/** Calls an internal handler of a subgraph made with `testKeys`. */
export async function callSubgraph(service: SubgraphService, handler: string, input: unknown): Promise<unknown> {
  return service.call(handler, input, {
    token: await createTokenSigner(testKeys).forInternalCall(),
    requestId: 'test',
  });
}
