import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  RandomIdGenerator,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { setTracing, takeNextIds } from './tracing.ts';

/**
 * Sends the traces of this process to an OpenTelemetry collector over OTLP/HTTP from now on. Loaded only where it is configured.
 * @param options.url of the collector, e.g. http://127.0.0.1:4318; traces go to /v1/traces below it
 * @param options.ratio share of requests that are traced, 0 to 1; every process decides alike, by the trace's id
 * @returns stop, which sends what is left
 */
export function startTracing(options: { readonly url: string; readonly ratio: number; readonly service: string }): {
  stop(): Promise<void>;
} {
  const random = new RandomIdGenerator();
  const exporter = new OTLPTraceExporter({ url: `${options.url.replace(/\/$/, '')}/v1/traces`, timeoutMillis: 5_000 });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'trellis', 'service.instance.role': options.service }),
    sampler: new TraceIdRatioBasedSampler(options.ratio),
    idGenerator: {
      generateTraceId: () => takeNextIds()?.traceId ?? random.generateTraceId(),
      generateSpanId: () => takeNextIds()?.spanId ?? random.generateSpanId(),
    },
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: 1_000 })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  setTracing(true);
  return {
    async stop() {
      setTracing(false);
      await provider.shutdown().catch(() => undefined);
      trace.disable();
      propagation.disable();
      context.disable();
    },
  };
}
