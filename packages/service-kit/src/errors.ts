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

/** An error meant for the client: made where the cause is known, mapped to GraphQL or HTTP once at the edge. */
export class CodedError extends Error {
  readonly code: ErrorCode;
  /** Input field at fault, e.g. `input.location`. */
  readonly field: string | undefined;
  readonly remedy: string | undefined;

  constructor(code: ErrorCode, message: string, more: { field?: string; remedy?: string; cause?: unknown } = {}) {
    super(message, { cause: more.cause });
    this.code = code;
    this.field = more.field;
    this.remedy = more.remedy;
  }
}
