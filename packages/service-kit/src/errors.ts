/** Codes a client can rely on; each error says what is wrong and what would help. */
export type ErrorCode =
  | 'BAD_INPUT'
  | 'FORBIDDEN'
  | 'INTERNAL'
  | 'NOT_FOUND'
  | 'RATE_LIMITED'
  | 'TOO_COMPLEX'
  | 'UNAUTHENTICATED'
  | 'UNAVAILABLE'
  | (string & {});

/** Facts a client may act on beside the message, e.g. the limit that was passed and the value that passed it. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean>>;

/** An error meant for the client: made where the cause is known, mapped to GraphQL or HTTP once at the edge. */
export class CodedError extends Error {
  readonly code: ErrorCode;
  /** Input field at fault, e.g. `input.location`. */
  readonly field: string | undefined;
  readonly remedy: string | undefined;
  readonly details: ErrorDetails | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    more: {
      field?: string | undefined;
      remedy?: string | undefined;
      details?: ErrorDetails | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    this.field = more.field;
    this.remedy = more.remedy;
    this.details = more.details;
  }
}

/** What of an error crosses a process or reaches a client. */
export interface ErrorBody {
  readonly code: ErrorCode;
  readonly message: string;
  readonly field?: string;
  readonly remedy?: string;
  readonly details?: ErrorDetails;
}

/** The client's part of a coded error; its cause stays here. */
export function errorBody(error: CodedError): ErrorBody {
  return {
    code: error.code,
    message: error.message,
    ...(error.field === undefined ? {} : { field: error.field }),
    ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
    ...(error.details === undefined ? {} : { details: error.details }),
  };
}
