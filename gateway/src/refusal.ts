import { type CodedError, type ErrorCode, errorBody } from '@trellis/service-kit/errors.ts';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';

/** A request that is answered before anything of it is executed. */
export class RequestRefused extends Error {
  readonly status: number;
  readonly errors: readonly GraphQLFormattedError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    errors: readonly GraphQLFormattedError[],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(errors[0]?.message ?? 'refused');
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }
}

const STATUS: Partial<Record<ErrorCode, number>> = {
  BAD_INPUT: 400,
  TOO_COMPLEX: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  ACCESS_CHANGED: 409,
  ALREADY_MEMBER: 409,
  METHOD_NOT_ALLOWED: 405,
  TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
};

/** The HTTP status of an error by its code; unknown codes are ours. */
export function statusOf(code: ErrorCode): number {
  return STATUS[code] ?? 500;
}

/** A coded error as GraphQL prints it. */
export function graphqlErrorOf(error: CodedError): GraphQLFormattedError {
  const { message, details, ...extensions } = errorBody(error);
  return { message, extensions: { ...extensions, ...details } };
}

/** Refuses a document for errors that graphql-js found in it. */
export function refuseDocument(errors: readonly GraphQLError[], code: ErrorCode): RequestRefused {
  return new RequestRefused(
    400,
    errors.map(({ message, locations }) => ({
      message,
      ...(locations === undefined ? {} : { locations }),
      extensions: { code },
    })),
  );
}

/** Refuses a request for a coded error. */
export function refuse(error: CodedError): RequestRefused {
  const retryAfter = error.details?.retryAfterSeconds;
  return new RequestRefused(
    statusOf(error.code),
    [graphqlErrorOf(error)],
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
  );
}
