import { requestFinished } from '@trellis/observability/metrics.ts';
import type { FastifyInstance } from 'fastify';

/** Measures every request of a server by the pattern of its route. Call it before the routes are made. */
export function measureRequests(server: FastifyInstance): void {
  server.addHook('onResponse', async (request, reply) => {
    // What matches no route has no pattern of its own: addresses that clients choose are no labels.
    const route = request.is404 ? undefined : request.routeOptions.url;
    requestFinished({ route, status: reply.statusCode, durationMs: reply.elapsedTime });
  });
}
