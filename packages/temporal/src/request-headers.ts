import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { currentRequest } from '@trellis/observability/request-scope.ts';
import { type TraceHeaders, traceHeaders } from '@trellis/observability/tracing.ts';

/** Temporal's headers: they stand beside the arguments in a history, and hold ids only. */
type Headers = Record<string, Payload>;

/** What goes with a piece of work from the request that set it off. */
export interface RequestHeaders {
  readonly requestId: string | undefined;
  readonly trace: TraceHeaders;
}

const REQUEST_ID = 'x-request-id';

/** Adds the request that the caller runs for, and its trace. */
export function withRequestHeaders(headers: Headers): Headers {
  const requestId = currentRequest()?.requestId;
  const own = { ...(requestId !== undefined && { [REQUEST_ID]: requestId }), ...traceHeaders() };
  const encoded = Object.entries(own).map(([name, value]) => [name, defaultPayloadConverter.toPayload(value)] as const);
  return { ...headers, ...Object.fromEntries(encoded) };
}

/** What `withRequestHeaders` had added where the work was set off. */
export function readRequestHeaders(headers: Headers): RequestHeaders {
  return { requestId: textOf(headers[REQUEST_ID]), trace: { traceparent: textOf(headers.traceparent) } };
}

function textOf(payload: Payload | undefined): string | undefined {
  const value: unknown = payload === undefined ? undefined : defaultPayloadConverter.fromPayload(payload);
  return typeof value === 'string' ? value : undefined;
}
