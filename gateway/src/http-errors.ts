import type { Logger } from '@trellis/observability/logger.ts';
import { CodedError, errorBody } from '@trellis/service-kit/errors.ts';
import { toCodedError } from '@trellis/service-kit/format-error.ts';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refuse, statusOf } from './refusal.ts';
import { respondRefused } from './stages/respond.ts';

/** Everything a route throws becomes a coded answer. */
export function answerErrors(server: FastifyInstance, logger: Logger): void {
  server.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply, logger));
}

/** One coded answer: as GraphQL prints errors on /graphql, as `{error}` elsewhere. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply, logger: Logger) {
  const coded = toCodedError(fromFastify(error, request.method), request.id, logger);
  reply.header('cache-control', 'no-store');
  if (request.url.startsWith('/graphql')) {
    const answer = respondRefused(refuse(coded));
    return reply.code(answer.status).headers(answer.headers).send(answer.body);
  }
  return reply.code(statusOf(coded.code)).send({ error: errorBody(coded) });
}

/** Fastify's own refusals (size, syntax, media type) are the caller's. */
function fromFastify(error: FastifyError, method: string): Error {
  const { statusCode } = error;
  if (error instanceof CodedError || statusCode === undefined || statusCode >= 500) return error;
  if (statusCode === 413) return new CodedError('TOO_LARGE', 'The request is larger than 256 KiB.');
  if (statusCode === 415) {
    return new CodedError('UNSUPPORTED_MEDIA_TYPE', 'The body must be application/json.', { field: 'content-type' });
  }
  if (method === 'GET' || method === 'HEAD' || error.code === 'FST_ERR_BAD_URL') return malformedAddress();
  return new CodedError('BAD_INPUT', 'The body is not valid JSON.', { field: 'body' });
}

function malformedAddress(): CodedError {
  return new CodedError('BAD_INPUT', 'The address is malformed.', { field: 'url' });
}
