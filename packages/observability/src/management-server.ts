import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readiness } from './readiness.ts';
import { registry } from './registry.ts';
import { watchProcess } from './watched.ts';

/** Where a process tells its operators how it is. */
export interface ManagementServer {
  readonly url: string;
  /** From now on the process is not ready, whatever its dependencies say: it is about to stop. */
  drain(): void;
  close(): Promise<void>;
}

/** Two scrapers and a probe ask at the same time at most; they share one look at the dependencies. */
const REMEMBERED_MS = 1_000;

/**
 * Serves, apart from what clients reach: GET /metrics (Prometheus), /healthz (the process answers: liveness, nothing else is asked) and
 * /readyz (200 or 503, each dependency by name).
 * @param options.check looks at the dependencies; undefined as long as the process is starting
 */
export async function startManagementServer(options: {
  readonly host: string;
  readonly port: number;
  readonly check: () => Promise<Readiness | undefined>;
}): Promise<ManagementServer> {
  watchProcess();
  let isDraining = false;
  let last: { readonly readiness: Promise<Readiness | undefined>; readonly untilMs: number } | undefined;
  const readiness = () => {
    if (last === undefined || last.untilMs < Date.now())
      last = { readiness: options.check(), untilMs: Date.now() + REMEMBERED_MS };
    return last.readiness;
  };

  const routes: Record<string, (response: ServerResponse) => Promise<void>> = {
    '/healthz': async (response) => sendJson(response, 200, { status: 'ok' }),
    '/readyz': async (response) => {
      if (isDraining) return sendJson(response, 503, { status: 'stopping', checks: {} });
      const found = await readiness();
      // It may have begun to stop while it was asked.
      if (isDraining) return sendJson(response, 503, { status: 'stopping', checks: {} });
      if (found === undefined) return sendJson(response, 503, { status: 'starting', checks: {} });
      const { isReady, checks } = found;
      sendJson(response, isReady ? 200 : 503, { status: isReady ? 'ready' : 'unavailable', checks });
    },
    '/metrics': async (response) => {
      const text = await registry.metrics();
      response.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' }).end(text);
    },
  };

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const route = routes[new URL(request.url ?? '/', 'http://management').pathname];
    if (route === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) {
      sendJson(response, 404, { status: 'there is no such route' });
      return;
    }
    route(response).catch(() => sendJson(response, 500, { status: 'failed' }));
  });
  server.requestTimeout = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}`,
    drain() {
      isDraining = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) return;
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
