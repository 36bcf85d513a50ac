import type { Redis } from '@trellis/cache/redis.ts';
import type { Logger } from '@trellis/observability/logger.ts';
import type { SubgraphService } from '@trellis/service-kit/subgraph.ts';
import type { FastifyInstance } from 'fastify';

/** How long a dependency may take to say that it is there. */
const CHECK_MS = 3_000;

/**
 * GET /healthz: the process answers. GET /readyz: what it needs answers, each by name: 503 as long as a subgraph is away.
 * Without Redis requests are still answered (no limits, no live events), so that alone is said but does not count.
 */
export function healthRoutes(
  server: FastifyInstance,
  parts: {
    readonly services: Readonly<Record<string, SubgraphService>>;
    readonly redis: Redis;
    readonly logger: Logger;
  },
): void {
  const { services, redis, logger } = parts;
  server.get('/healthz', () => ({ status: 'ok' }));

  server.get('/readyz', async (_request, reply) => {
    const checks: Record<string, 'ok' | 'unavailable'> = {};
    const check = async (name: string, answers: Promise<unknown>) => {
      checks[name] = await withinTime(answers).then(
        () => 'ok' as const,
        (error: unknown) => {
          logger.warn({ err: error, dependency: name }, 'a dependency does not answer');
          return 'unavailable' as const;
        },
      );
    };
    await Promise.all([
      ...Object.entries(services).map(([name, service]) => check(name, service.ready())),
      check('redis', redis.ping()),
    ]);
    const ready = Object.keys(services).every((name) => checks[name] === 'ok');
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'unavailable', checks });
  });
}

function withinTime(work: Promise<unknown>): Promise<unknown> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${CHECK_MS} ms`)), CHECK_MS);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
