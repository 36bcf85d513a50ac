/**
 * A new id for a request: 32 hexadecimal digits. The log of every process that works for the request has it, and the trace of the
 * request is called by it. Made without `crypto.randomUUID`, which browsers have on secure pages only.
 */
export function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
