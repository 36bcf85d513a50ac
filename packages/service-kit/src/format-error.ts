import type { Logger } from '@trellis/observability/logger.ts';
import { GraphQLError } from 'graphql';
import { CodedError, errorBody } from './errors.ts';

/**
 * The one place where an error becomes what a client sees. A coded error keeps its code, field and remedy; what the
 * caller got wrong in the request itself is BAD_INPUT; everything else is INTERNAL with the request id, and is logged whole.
 */
export function formatError(error: GraphQLError, requestId: string, logger: Logger): GraphQLError {
  const place = {
    nodes: error.nodes ?? null,
    positions: error.positions ?? null,
    source: error.source ?? null,
    path: error.path ?? null,
  };
  const coded = codedCause(error);
  if (coded !== undefined) {
    if (coded.cause !== undefined)
      logger.warn({ err: coded.cause, code: coded.code, path: error.path, requestId }, coded.message);
    const { message, details, ...extensions } = errorBody(coded);
    return new GraphQLError(message, { ...place, extensions: { ...extensions, ...details } });
  }
  if (isCallersFault(error)) return new GraphQLError(error.message, { ...place, extensions: { code: 'BAD_INPUT' } });
  logger.error({ err: error.originalError ?? error, path: error.path, requestId }, 'a resolver failed');
  return new GraphQLError(internalMessage(requestId), { ...place, extensions: { code: 'INTERNAL', requestId } });
}

/** What a client reads when the cause is ours: nothing of it, but the id under which it was logged. */
export function internalMessage(requestId: string): string {
  return `Something failed on our side. The log has the cause under request ${requestId}.`;
}

/** Turns anything thrown outside of GraphQL into a coded error; unknown causes are logged whole and become INTERNAL. */
export function toCodedError(error: unknown, requestId: string, logger: Logger): CodedError {
  if (error instanceof CodedError) return error;
  logger.error({ err: error, requestId }, 'a request failed');
  return new CodedError('INTERNAL', internalMessage(requestId), { details: { requestId } });
}

function codedCause(error: GraphQLError): CodedError | undefined {
  let cause: unknown = error;
  while (cause instanceof GraphQLError) cause = cause.originalError;
  return cause instanceof CodedError ? cause : undefined;
}

/**
 * Variables are coerced before execution, so their errors have no path; an argument's error has a place in the query of
 * its own, where a resolver's is only located afterwards.
 */
function isCallersFault(error: GraphQLError): boolean {
  const original = error.originalError;
  if (error.path === undefined) return original === undefined || original instanceof GraphQLError;
  return original instanceof GraphQLError && original.nodes !== undefined;
}
