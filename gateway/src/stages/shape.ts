import type { Logger } from '@trellis/observability/logger.ts';
import { CodedError } from '@trellis/service-kit/errors.ts';
import { internalMessage } from '@trellis/service-kit/format-error.ts';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { graphqlErrorOf } from '../refusal.ts';
import type { Outcome } from './execute.ts';

/** What the client gets. */
export interface ShapedResult {
  readonly data: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
}

/** Codes that say something about the house, where the client can't do anything about it. */
const OURS = new Set([
  'DOWNSTREAM_SERVICE_ERROR',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'UNAUTHENTICATED',
  'INTERNAL_SERVER_ERROR',
]);

/**
 * Makes the sixth stage: errors become what a client can rely on (a stable code, the path of the field), without the
 * subgraph they came from, its queries or a stack. What only says that something of ours failed is logged whole.
 */
export function createShapeStage(logger: Logger): (outcome: Outcome, requestId: string) => ShapedResult {
  return ({ data, errors }, requestId) => {
    if (errors.length === 0) return { data };
    return { data, errors: errors.map((error) => shapeError(error, requestId, logger)) };
  };
}

function shapeError(error: unknown, requestId: string, logger: Logger): GraphQLFormattedError {
  if (error instanceof CodedError && error.code === 'UNAVAILABLE') {
    logger.error({ err: error.cause ?? error, requestId }, error.message);
    return {
      message: 'A part of the answer is not available right now.',
      extensions: { code: 'UNAVAILABLE', remedy: 'Try again in a moment.' },
    };
  }
  if (error instanceof CodedError) return graphqlErrorOf(error);
  const path = error instanceof GraphQLError ? error.path : undefined;
  const place = path === undefined ? {} : { path };
  if (error instanceof GraphQLError && typeof error.extensions.code === 'string' && !OURS.has(error.extensions.code)) {
    const { serviceName, stacktrace, exception, ...extensions } = error.extensions;
    return { message: error.message, ...place, extensions };
  }
  logger.error({ err: error, requestId }, 'a subgraph did not answer as it should');
  return { message: internalMessage(requestId), ...place, extensions: { code: 'INTERNAL', requestId } };
}
