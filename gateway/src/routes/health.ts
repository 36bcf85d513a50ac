import type { Redis } from '@trellis/cache/redis.ts';
import { redisDependency } from '@trellis/cache/redis-dependency.ts';
import type { Logger } from '@trellis/observability/logger.ts';
import { checkDependencies, type Dependency } from '@trellis/observability/readiness.ts';
import type { SubgraphService } from '@trellis/service-kit/subgraph.ts';
import type { FastifyInstance } from 'fastify';

/**
 * GET /healthz: the process answers. GET /readyz: what it needs answers, each by name: 503 as long as a subgraph is away, and once the
 * process is to stop. Without Redis requests are still answered (no limits, no live events), so that alone is said but does not count.
 */
export function healthRoutes(
  server: FastifyInstance,
  parts: {
    readonly services: Readonly<Record<string, SubgraphService>>;
    readonly redis: Redis;
    readonly logger: Logger;
    readonly isStopping: () => boolean;
  },
): void {
  const { services, redis, logger, isStopping } = parts;
  const subgraphs = Object.entries(services).map(([name, service]) => ({ name, check: () => service.ready() }));
  const dependencies: readonly Dependency[] = [...subgraphs, redisDependency(redis)];
  const onFailure = (dependency: string, err: unknown) =>
    logger.warn({ err, dependency }, 'a dependency does not answer');

  server.get('/healthz', () => ({ status: 'ok' }));

  server.get('/readyz', async (_request, reply) => {
    if (isStopping()) return reply.code(503).send({ status: 'stopping', checks: {} });
    const { isReady, checks } = await checkDependencies(dependencies, onFailure);
    const states = Object.entries(checks).map(([name, { status }]) => [name, status] as const);
    const status = isReady ? 'ready' : 'unavailable';
    return reply.code(isReady ? 200 : 503).send({ status, checks: Object.fromEntries(states) });
  });
}
