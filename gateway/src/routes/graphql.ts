import { forRequest } from '@trellis/observability/request-scope.ts';
import { tracedRequest } from '@trellis/observability/tracing.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { readCredentials } from '../credentials.ts';
import type { PipelineRequest } from '../pipeline.ts';
import { checkSameOrigin } from '../same-origin.ts';
import type { HttpAnswer } from '../stages/respond.ts';

/** POST /graphql. Nothing is asked of the graph by GET, so that no link and no image can make a browser ask. */
export function graphqlRoute(
  server: FastifyInstance,
  parts: { readonly publicUrl: string; readonly pipeline: (request: PipelineRequest) => Promise<HttpAnswer> },
): void {
  server.post('/graphql', async (request, reply) => {
    const credentials = readCredentials(request);
    checkSameOrigin(request.headers, credentials?.kind === 'session', parts.publicUrl);
    const asked = { body: request.body, credentials, requestId: request.id, signal: hangUp(reply) };
    const answer = await forRequest(request.id, () =>
      tracedRequest('POST /graphql', request.id, { kind: 'server' }, () => parts.pipeline(asked)),
    );
    return reply.code(answer.status).headers(answer.headers).send(answer.body);
  });

  server.route({
    method: ['GET', 'PUT', 'PATCH', 'DELETE'],
    url: '/graphql',
    handler: (request, reply) => {
      reply.header('allow', 'POST');
      throw new CodedError('METHOD_NOT_ALLOWED', `The graph answers POST, not ${request.method}.`);
    },
  });
}

function hangUp(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
