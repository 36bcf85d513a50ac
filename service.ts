import { flushCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import {
  type Config,
  ConfigError,
  QUEUES,
  type Queue,
  readConfig,
  SUBGRAPHS,
  type Subgraph,
} from '@trellis/config/config.ts';
import { createLogger, type Logger } from '@trellis/observability/logger.ts';
import type { SubgraphService } from '@trellis/service-kit/subgraph.ts';

/** What every role gives back once it runs. */
interface Running {
  stop(): Promise<void>;
}

/** After this long, what still runs at a shutdown is cut off; Temporal gives a cut activity to another worker. */
const SHUTDOWN_MS = 30_000;

/** Which module starts which role. A role's code is loaded only where the role runs. */
const subgraphModules = {
  developers: () => import('@trellis/subgraph-developers/start.ts'),
  teams: () => import('@trellis/subgraph-teams/start.ts'),
  analytics: () => import('@trellis/subgraph-analytics/start.ts'),
  predictions: () => import('@trellis/subgraph-predictions/start.ts'),
  integrations: () => import('@trellis/subgraph-integrations/start.ts'),
} as const;
const workerModules = {
  sync: () => import('@trellis/worker-sync/start.ts'),
  analysis: () => import('@trellis/worker-analysis/start.ts'),
  operations: () => import('@trellis/worker-operations/start.ts'),
} as const;

// By itself V8 lets garbage grow to several times what is in use before it collects: a long import would then take more
// memory than a short one, though it holds no more. With this, the heap grows to one and a half times what is in use.
setFlagsFromString('--heap-growing-percent=50');

const config = configOrExit();
const logger = createLogger(config.logLevel, config.roles.join('+'));

try {
  const running = await startRoles(config, logger);
  shutDownOnSignal(running, logger);
  logger.info({ roles: config.roles }, 'ready');
  // Kept now and not at the end, which a kill would skip.
  flushCompileCache();
  process.send?.('ready');
} catch (error) {
  logger.fatal(error, 'could not start');
  process.exit(1);
}

/** Starts every role of the configuration. The result is in the order in which they stop: what takes requests, before what serves them. */
async function startRoles(config: Config, logger: Logger): Promise<Running[]> {
  const has = (role: string) => (config.roles as readonly string[]).includes(role);
  const subgraphs = await Promise.all(
    SUBGRAPHS.filter(has).map(
      async (name) => [name, await (await subgraphModules[name]()).start(config, logger)] as const,
    ),
  );
  const workers = await Promise.all(
    QUEUES.filter((queue) => has(`${queue}-worker`)).map((queue: Queue) => startWorker(queue)),
  );
  const running: Running[] = [...workers, ...subgraphs.map(([, service]) => service)];
  if (has('gateway')) {
    const { start } = await import('@trellis/gateway/start.ts');
    const gateway = await start({
      config,
      subgraphs: Object.fromEntries(subgraphs) as Partial<Record<Subgraph, SubgraphService>>,
      logger,
    });
    logger.info({ url: gateway.url }, 'the gateway listens');
    return [gateway, ...running];
  }
  if (subgraphs.length > 1) {
    throw new ConfigError('TRELLIS_ROLES: without the gateway, a process serves one subgraph.');
  }
  for (const [name, service] of subgraphs) {
    const { serveSubgraph } = await import('@trellis/service-kit/serve-subgraph.ts');
    const server = await serveSubgraph(service, { host: config.host, port: config.port, logger });
    logger.info({ subgraph: name, url: server.url }, 'the subgraph listens');
    running.unshift({ stop: () => server.close() });
  }
  return running;

  async function startWorker(queue: Queue): Promise<Running> {
    return (await workerModules[queue]()).start(config, logger);
  }
}

function shutDownOnSignal(running: readonly Running[], logger: Logger): void {
  let stopping = false;
  const shutDown = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'shutting down');
    setTimeout(() => {
      logger.error('the shutdown took too long');
      process.exit(1);
    }, SHUTDOWN_MS).unref();
    for (const role of running)
      await role.stop().catch((error: unknown) => logger.error(error, 'a role did not stop cleanly'));
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => void shutDown(signal));
  // Started by a parent that has gone away: there is nobody left to stop us.
  process.on('disconnect', () => void shutDown('disconnect'));
}

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    console.error(error instanceof ConfigError ? error.message : error);
    process.exit(2);
  }
}
