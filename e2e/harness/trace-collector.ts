import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ErrorReport } from '@trellis/observability/errors.ts';

/** A span as OTLP/HTTP brings it in JSON. */
export interface CollectedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

/** A stand-in of collectors: it takes traces over OTLP/HTTP, as JSON, and errors at any path below /errors, and keeps them. */
export interface TraceCollector {
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
  readonly errors: readonly ErrorReport[];
  close(): void;
}

export async function startTraceCollector(): Promise<TraceCollector> {
  const spans: CollectedSpan[] = [];
  const errors: ErrorReport[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    if (request.url?.startsWith('/errors')) {
      errors.push(...(JSON.parse(body) as { errors: ErrorReport[] }).errors);
      response.writeHead(204).end();
      return;
    }
    if (request.url !== '/v1/traces') {
      response.writeHead(404).end();
      return;
    }
    const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: CollectedSpan[] }[] }[] };
    for (const { scopeSpans } of resourceSpans) for (const scope of scopeSpans) spans.push(...scope.spans);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    errors,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
