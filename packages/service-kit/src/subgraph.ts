import type { Dependency } from '@trellis/observability/readiness.ts';
import type { ExecutionResult } from 'graphql';
import type { Viewer } from './viewer.ts';

/** A GraphQL request to a subgraph, in process or over HTTP. */
export interface SubgraphRequest {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  /** The internal token (a JWT signed by the gateway, valid for a minute). */
  readonly token: string;
  /** Goes from the browser to the worker; in every log line. */
  readonly requestId: string;
  readonly signal?: AbortSignal;
}

/**
 * An internal call beside GraphQL: sign-in, grants, epochs. It needs no viewer, so it needs a token of its own kind
 * (audience `internal`, signed by the gateway).
 */
export type InternalHandler = (input: unknown, call: { readonly requestId: string }) => Promise<unknown>;

/** One subgraph as the gateway sees it, whether it runs in this process or in another one. */
export interface SubgraphService {
  readonly name: string;
  execute(request: SubgraphRequest): Promise<ExecutionResult>;
  /** Calls an internal handler by name. @throws CodedError NOT_FOUND for an unknown name, UNAUTHENTICATED for a bad token */
  call(name: string, input: unknown, call: { readonly token: string; readonly requestId: string }): Promise<unknown>;
  /** Resolves when every dependency answers; rejects with the first that doesn't, by name. */
  ready(): Promise<void>;
  /** What it needs around it; absent where it runs in another process, which knows. */
  readonly dependencies?: readonly Dependency[];
}

/** What every resolver gets. `load` memoises per request, so that references of one type become one query. */
export interface ResolverContext {
  readonly viewer: Viewer;
  readonly requestId: string;
  readonly signal: AbortSignal | undefined;
  /** Now, taken once per request; domain functions get it as an argument. */
  readonly now: Date;
  /**
   * One loader per request and key: `context.loader('developer', (ids) => …)` returns the same batching loader each time.
   */
  loader<K, V>(name: string, batch: (keys: readonly K[]) => Promise<readonly V[]>): { load(key: K): Promise<V> };
}
