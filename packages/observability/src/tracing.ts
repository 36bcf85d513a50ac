import {
  type Attributes,
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { rootSpanIdOf, traceIdOf } from './trace-ids.ts';

/** Headers that carry a trace to another process: `traceparent`. */
export type TraceHeaders = Readonly<Record<string, string | undefined>>;

/** What a span is about. Attributes are kinds and counts, never names, addresses or texts of clients. */
export interface SpanOptions {
  readonly attributes?: Attributes;
  readonly kind?: 'server' | 'client' | 'producer' | 'consumer';
}

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** Set while this process sends traces; otherwise nothing here costs more than looking. */
let isOn = false;
/** The ids of the root span that is being started; see `ids`. */
let nextIds: { traceId: string; spanId: string } | undefined;

/** Whether this process sends traces. */
export function isTracing(): boolean {
  return isOn;
}

/** @internal `startTracing` turns it on. */
export function setTracing(on: boolean): void {
  isOn = on;
}

/** The ids that the root span, which is started right now, must have. Starting a span never waits, so there is one at most. */
export function takeNextIds(): { traceId: string; spanId: string } | undefined {
  return nextIds;
}

/** Runs `work` as the first span of a request; the trace's id follows from the request's. */
export function tracedRequest<T>(
  name: string,
  requestId: string,
  options: SpanOptions,
  work: () => Promise<T>,
): Promise<T> {
  if (!isOn) return work();
  const span = startRoot(name, requestId, options);
  return inSpan(span, ROOT_CONTEXT, work);
}

/** Runs `work` as a part of what the caller is doing. */
export function traced<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
  if (!isOn) return work();
  return inNewSpan(name, options, context.active(), work);
}

/** Runs `work` for a caller in another process: below the span that its headers name, else below the request's first. */
export function tracedFor<T>(
  name: string,
  caller: { readonly headers?: TraceHeaders; readonly requestId?: string | null | undefined },
  options: SpanOptions,
  work: () => Promise<T>,
): Promise<T> {
  if (!isOn) return work();
  return inNewSpan(name, options, contextOf(caller), work);
}

/** The headers that carry the trace on; empty where nothing is traced. */
export function traceHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  if (isOn) propagation.inject(context.active(), headers);
  return headers;
}

function startRoot(name: string, requestId: string, options: SpanOptions): Span {
  nextIds = { traceId: traceIdOf(requestId), spanId: rootSpanIdOf(requestId) };
  try {
    return trace.getTracer('trellis').startSpan(name, spanOptions(options), ROOT_CONTEXT);
  } finally {
    nextIds = undefined;
  }
}

function contextOf(caller: {
  readonly headers?: TraceHeaders;
  readonly requestId?: string | null | undefined;
}): Context {
  if (caller.headers?.traceparent !== undefined) return propagation.extract(ROOT_CONTEXT, caller.headers);
  const { requestId } = caller;
  if (requestId === undefined || requestId === null) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: traceIdOf(requestId),
    spanId: rootSpanIdOf(requestId),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
}

function inNewSpan<T>(name: string, options: SpanOptions, parent: Context, work: () => Promise<T>): Promise<T> {
  return inSpan(trace.getTracer('trellis').startSpan(name, spanOptions(options), parent), parent, work);
}

function spanOptions({ attributes, kind }: SpanOptions) {
  return { ...(attributes && { attributes }), ...(kind && { kind: KINDS[kind] }) };
}

async function inSpan<T>(span: Span, parent: Context, work: () => Promise<T>): Promise<T> {
  try {
    return await context.with(trace.setSpan(parent, span), work);
  } catch (error) {
    // The kind of error only: messages may hold what a trace has no business with.
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'Error' });
    throw error;
  } finally {
    span.end();
  }
}
