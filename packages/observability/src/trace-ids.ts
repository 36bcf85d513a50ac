import { createHash } from 'node:crypto';

/**
 * A request's trace id follows from its request id, so that whatever has the one (a row, a log line, another process) has the
 * other, and work that starts long after the request still belongs to its trace. A request id that is a UUID or a trace id
 * (as both nearly always are) is used as it is, without hyphens.
 * @returns 32 hexadecimal digits, W3C Trace Context
 */
export function traceIdOf(requestId: string): string {
  const digits = requestId.replaceAll('-', '').toLowerCase();
  return /^[\da-f]{32}$/.test(digits) && !/^0+$/.test(digits) ? digits : hash(`trace ${requestId}`).slice(0, 32);
}

/** The id of the first span of a request: the parent of everything that it set off. @returns 16 hexadecimal digits */
export function rootSpanIdOf(requestId: string): string {
  return hash(`span ${requestId}`).slice(0, 16);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
