import { randomUUID } from 'node:crypto';
import type { Logger } from '@trellis/observability/logger.ts';
import { DependencyUnavailable } from '@trellis/observability/readiness.ts';
import { tracedFor } from '@trellis/observability/tracing.ts';
import { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { ExecutionResult } from 'graphql';
import * as v from 'valibot';
import { CodedError, type ErrorCode, errorBody } from './errors.ts';
import { toCodedError } from './format-error.ts';
import { closeGracefully } from './graceful-close.ts';
import { measureRequests } from './measure-requests.ts';
import type { SubgraphService } from './subgraph.ts';

/** Entity references of a large page come in one request. */
const BODY_LIMIT_BYTES = 8 * 1024 * 1024;
/** The internal token names everybody whom the viewer may see more of: some fifty bytes a person. */
const HEADER_LIMIT_BYTES = 1024 * 1024;

const graphqlBody = v.object({
  query: v.string(),
  variables: v.nullish(
    v.custom<Record<string, unknown>>((value) => typeof value === 'object' && !Array.isArray(value)),
  ),
  operationName: v.nullish(v.string()),
});

const STATUS: Partial<Record<ErrorCode, number>> = {
  BAD_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  TOO_LARGE: 413,
  UNAVAILABLE: 503,
};

/**
 * Serves a subgraph over HTTP: POST /graphql and POST /internal/:name with the internal token as bearer, GET /healthz
 * (the process answers) and GET /readyz (its dependencies answer). `close` lets running requests end.
 */
export async function serveSubgraph(
  service: SubgraphService,
  options: { readonly host: string; readonly port: number; readonly logger: Logger; readonly drainMs?: number },
): Promise<{ url: string; close(): Promise<void> }> {
  const { logger } = options;
  const server: FastifyInstance = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    http: { maxHeaderSize: HEADER_LIMIT_BYTES },
    requestTimeout: 60_000,
    forceCloseConnections: 'idle',
    genReqId: (request) => String(request.headers['x-request-id'] ?? randomUUID()),
  });

  const close = closeGracefully(server, options.drainMs);
  measureRequests(server);
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const coded = toCodedError(fromFastify(error), request.id, logger);
    return reply.code(STATUS[coded.code] ?? 500).send({ error: errorBody(coded) });
  });
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: { code: 'NOT_FOUND', message: 'There is no such route.' } }),
  );

  server.post('/graphql', async (request, reply) => {
    const body = v.safeParse(graphqlBody, request.body);
    if (!body.success) throw new CodedError('BAD_INPUT', 'The body is not a GraphQL request.');
    const { query, variables, operationName } = body.output;
    const result = await tracedFor(`${service.name} over HTTP`, callerOf(request), { kind: 'server' }, () =>
      service.execute({
        query,
        variables: variables ?? {},
        ...(typeof operationName === 'string' ? { operationName } : {}),
        token: bearer(request),
        requestId: request.id,
        signal: abortedWithConnection(reply),
      }),
    );
    return reply.code(isUnauthenticated(result) ? 401 : 200).send(result);
  });

  server.post<{ Params: { name: string } }>('/internal/:name', async (request) => ({
    result: await service.call(request.params.name, request.body, { token: bearer(request), requestId: request.id }),
  }));

  server.get('/healthz', () => ({ status: 'ok' }));
  server.get('/readyz', async () => {
    await service.ready().catch((cause: unknown) => {
      const what = cause instanceof DependencyUnavailable ? cause.dependency : 'A dependency of this subgraph';
      throw new CodedError('UNAVAILABLE', `${what} is not available.`, { cause });
    });
    return { status: 'ready' };
  });

  const url = await server.listen({ host: options.host, port: options.port });
  return { url, close };
}

function callerOf(request: FastifyRequest) {
  const { traceparent } = request.headers;
  return { requestId: request.id, headers: typeof traceparent === 'string' ? { traceparent } : {} };
}

function bearer(request: FastifyRequest): string {
  return /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
}

/** Work for a caller who has hung up is work for nobody. */
function abortedWithConnection(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

function isUnauthenticated(result: ExecutionResult): boolean {
  return result.data === undefined && result.errors?.[0]?.extensions.code === 'UNAUTHENTICATED';
}

/** Fastify's own refusals (size, syntax, media type) are the caller's. */
function fromFastify(error: FastifyError): Error {
  if (error instanceof CodedError || error.statusCode === undefined || error.statusCode >= 500) return error;
  return new CodedError(error.statusCode === 413 ? 'TOO_LARGE' : 'BAD_INPUT', error.message);
}
