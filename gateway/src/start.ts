import { randomUUID } from 'node:crypto';
import path from 'node:path';
import cookie from '@fastify/cookie';
import { readEpochs } from '@trellis/cache/epochs.ts';
import { createEventHub } from '@trellis/cache/event-hub.ts';
import { createRedis } from '@trellis/cache/redis.ts';
import { redisDependency } from '@trellis/cache/redis-dependency.ts';
import type { Config, Subgraph } from '@trellis/config/config.ts';
import type { Logger } from '@trellis/observability/logger.ts';
import { cacheCounter } from '@trellis/observability/metrics.ts';
import type { Dependency } from '@trellis/observability/readiness.ts';
import { closeGracefully } from '@trellis/service-kit/graceful-close.ts';
import { createTokenSigner } from '@trellis/service-kit/internal-token.ts';
import { measureRequests } from '@trellis/service-kit/measure-requests.ts';
import type { SubgraphService } from '@trellis/service-kit/subgraph.ts';
import { type FastifyInstance, fastify } from 'fastify';
import { createCacheable } from './cacheable.ts';
import { answerError, answerErrors } from './http-errors.ts';
import { createLiveConnections } from './live-connections.ts';
import { createOperationCost } from './operation-cost.ts';
import { createPipeline } from './pipeline.ts';
import { eventsRoute } from './routes/events.ts';
import { graphqlRoute } from './routes/graphql.ts';
import { healthRoutes } from './routes/health.ts';
import { signInRoutes } from './routes/sign-in.ts';
import { webFiles } from './routes/web-files.ts';
import { workspaceRoutes } from './routes/workspaces.ts';
import { addSecurityHeaders, securityHeaders } from './security-headers.ts';
import { findServices } from './services.ts';
import { createAuthenticateStage } from './stages/authenticate.ts';
import { createCacheStage } from './stages/cache.ts';
import { createExecuteStage } from './stages/execute.ts';
import { type CostLimits, createLimitStage } from './stages/limit.ts';
import { createParseStage } from './stages/parse.ts';
import { createPlanStage } from './stages/plan.ts';
import { createRecheckStage } from './stages/recheck.ts';
import { createShapeStage } from './stages/shape.ts';
import { loadSupergraph } from './supergraph.ts';

const BODY_LIMIT_BYTES = 256 * 1024;
const WEB_FOLDER = path.join(import.meta.dirname, '../../web/dist');

/**
 * Starts the gateway.
 * @param parts.subgraphs those of this process; the others are reached at `config.subgraphUrls`
 * @param parts.webFolder the built web application; default: web/dist
 * @param parts.costLimits default: those of production
 * @returns the address it listens on, and `stop`, which lets running requests end
 * @throws ConfigError naming the variable of a subgraph that runs nowhere
 */
export async function start(parts: {
  readonly config: Config;
  readonly subgraphs: Partial<Record<Subgraph, SubgraphService>>;
  readonly logger: Logger;
  readonly webFolder?: string;
  readonly heartbeatMs?: number;
  readonly costLimits?: CostLimits;
}): Promise<{ url: string; dependencies: readonly Dependency[]; stop(): Promise<void> }> {
  const { config, logger } = parts;
  const { publicUrl } = config;
  const services = findServices(config, parts.subgraphs);
  const supergraph = loadSupergraph();
  const redis = await createRedis(config.redisUrl, logger);
  const hub = createEventHub(redis);
  const signer = createTokenSigner(config.keys);
  const connections = createLiveConnections();
  const { teams } = services.byName;

  const authenticate = createAuthenticateStage(teams, signer, (workspaceId) =>
    readEpochs(redis, workspaceId).catch(() => undefined),
  );
  const pipeline = createPipeline(
    {
      parse: createParseStage(supergraph.clientSchema),
      authenticate,
      limit: createLimitStage(
        { costOf: createOperationCost(supergraph.clientSchema, supergraph.costRules), redis, logger },
        parts.costLimits,
      ),
      plan: createPlanStage(supergraph),
      cache: createCacheStage({
        redis,
        isCacheable: createCacheable(supergraph.clientSchema, supergraph.relationFields),
        counter: cacheCounter('response'),
        logger,
      }),
      execute: createExecuteStage(supergraph, services.byName),
      shape: createShapeStage(logger),
      recheck: createRecheckStage(authenticate),
    },
    logger,
  );

  const isHttps = publicUrl.startsWith('https:');
  const server = createServer(logger, isHttps);
  const close = closeGracefully(server, config.drainMs);
  measureRequests(server);
  addSecurityHeaders(server, isHttps);
  await server.register(cookie);
  graphqlRoute(server, { publicUrl, pipeline });
  const session = { publicUrl, teams, signer, authenticate, connections };
  signInRoutes(server, session);
  workspaceRoutes(server, session);
  const { heartbeatMs } = parts;
  eventsRoute(server, {
    hub,
    authenticate,
    connections,
    logger,
    ...(heartbeatMs === undefined ? {} : { heartbeatMs }),
  });
  let isStopping = false;
  healthRoutes(server, { services: services.byName, redis, logger, isStopping: () => isStopping });
  answerErrors(server, logger);
  await webFiles(server, parts.webFolder ?? WEB_FOLDER);

  const url = await server.listen({ host: config.host, port: config.port });
  return {
    url,
    dependencies: [...services.remote, redisDependency(redis)],
    async stop() {
      isStopping = true;
      connections.endAll();
      await close();
      hub.close();
      redis.disconnect();
      await services.close();
    },
  };
}

/** A server whose requests have an id that the browser may have chosen, and that takes no body but JSON. */
function createServer(logger: Logger, isHttps: boolean): FastifyInstance {
  const server: FastifyInstance = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    // An address that no router can read is refused before any hook has run.
    frameworkErrors(error, request, reply) {
      const headers = { ...securityHeaders(isHttps), 'x-request-id': request.id };
      answerError(error, request, reply.headers(headers), logger);
    },
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
    },
  });
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, parseJson);
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  return server;
}
