import { traceHeaders } from '@trellis/observability/tracing.ts';
import type { ExecutionResult } from 'graphql';
import { Pool } from 'undici';
import { CodedError, type ErrorBody } from './errors.ts';
import type { SubgraphService } from './subgraph.ts';

/** A subgraph in another process. */
export type RemoteSubgraph = SubgraphService & { close(): Promise<void> };

/**
 * Reaches a subgraph over HTTP, through a pool of connections that are kept alive.
 * @param url e.g. http://teams:4001
 * @param options.timeoutMs until an answer begins, and between its parts
 */
export function remoteSubgraph(
  name: string,
  url: string,
  options: { readonly connections?: number; readonly timeoutMs?: number } = {},
): RemoteSubgraph {
  const timeoutMs = options.timeoutMs ?? 30_000;
  const pool = new Pool(url, {
    connections: options.connections ?? 16,
    connectTimeout: 5_000,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    keepAliveTimeout: 30_000,
  });

  const unavailable = (cause: unknown) =>
    new CodedError('UNAVAILABLE', `The ${name} service does not answer.`, { remedy: 'Try again in a moment.', cause });

  const send = async (
    method: 'GET' | 'POST',
    path: string,
    call: { token?: string; requestId?: string; body?: unknown; signal?: AbortSignal | undefined },
  ) => {
    try {
      const response = await pool.request({
        method,
        path,
        signal: call.signal ?? null,
        headers: {
          ...traceHeaders(),
          ...(call.token === undefined ? {} : { authorization: `Bearer ${call.token}` }),
          ...(call.requestId === undefined ? {} : { 'x-request-id': call.requestId }),
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: call.body === undefined ? null : JSON.stringify(call.body),
      });
      return { status: response.statusCode, body: (await response.body.json()) as Record<string, unknown> };
    } catch (error) {
      throw unavailable(error);
    }
  };

  return {
    name,

    async execute({ query, variables, operationName, token, requestId, signal }) {
      const body = { query, variables, operationName };
      const response = await send('POST', '/graphql', { token, requestId, body, signal });
      if ('data' in response.body || 'errors' in response.body) return response.body as ExecutionResult;
      throw codedErrorOf(response.body) ?? unavailable(`status ${response.status}`);
    },

    async call(handler, input, { token, requestId }) {
      const path = `/internal/${encodeURIComponent(handler)}`;
      const response = await send('POST', path, { token, requestId, body: input ?? null });
      if (response.status === 200) return response.body.result ?? null;
      throw codedErrorOf(response.body) ?? unavailable(`status ${response.status}`);
    },

    async ready() {
      const response = await send('GET', '/readyz', {});
      if (response.status !== 200) throw codedErrorOf(response.body) ?? unavailable(`status ${response.status}`);
    },

    close: () => pool.close(),
  };
}

function codedErrorOf(body: Record<string, unknown>): CodedError | undefined {
  const error = body.error as Partial<ErrorBody> | undefined;
  if (typeof error?.code !== 'string' || typeof error.message !== 'string') return undefined;
  const { code, message, field, remedy, details } = error;
  return new CodedError(code, message, { field, remedy, details });
}
