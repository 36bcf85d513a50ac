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
import { secretsIn } from '@trellis/config/settings.ts';
import { createErrorWebhook } from '@trellis/observability/error-webhook.ts';
import { onError } from '@trellis/observability/errors.ts';
import { createLogger, type Logger } from '@trellis/observability/logger.ts';
import { type ManagementServer, startManagementServer } from '@trellis/observability/management-server.ts';
import { checkDependencies, type Dependency } from '@trellis/observability/readiness.ts';
import type { SubgraphService } from '@trellis/service-kit/subgraph.ts';

/** What every role gives back once it runs. */
interface Running {
  readonly dependencies?: readonly Dependency[];
  /** Rejects when it failed for good. */
  readonly ended?: Promise<void>;
  stop(): Promise<void>;
}

/** After this long, what still runs at a shutdown is cut off; Temporal gives a cut activity to another worker. */
const SHUTDOWN_MS = 33_000;

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
const name = config.roles.join('+');
const logger = createLogger(config.logLevel, name, secretsIn(process.env));
const observers = await startObservers(config, logger);
endOnUncaughtError(logger);

/** The roles, in groups that stop one after the other; undefined as long as they are starting. */
let running: Running[][] | undefined;

try {
  const management = await startManagement(config, logger);
  running = await startRoles(config, logger);
  shutDownOnSignal(running, management, logger);
  logger.info({ roles: config.roles, management: management.url }, 'ready');
  // Kept now and not at the end, which a kill would skip.
  flushCompileCache();
  process.send?.('ready');
} catch (error) {
  logger.fatal(error, 'could not start');
  await stopAll(observers, logger);
  process.exit(1);
}

/** Starts every role of the configuration. What takes requests and work stops before what serves them. */
async function startRoles(config: Config, logger: Logger): Promise<Running[][]> {
  const has = (role: string) => (config.roles as readonly string[]).includes(role);
  const subgraphs = await Promise.all(
    SUBGRAPHS.filter(has).map(
      async (name) => [name, await (await subgraphModules[name]()).start(config, logger)] as const,
    ),
  );
  const workers = await Promise.all(
    QUEUES.filter((queue) => has(`${queue}-worker`)).map((queue: Queue) => startWorker(queue)),
  );
  const takers: Running[] = [...workers];
  if (has('gateway')) {
    const { start } = await import('@trellis/gateway/start.ts');
    const gateway = await start({
      config,
      subgraphs: Object.fromEntries(subgraphs) as Partial<Record<Subgraph, SubgraphService>>,
      logger,
    });
    logger.info({ url: gateway.url }, 'the gateway listens');
    takers.push(gateway);
  } else {
    for (const [name, service] of subgraphs) {
      const { serveSubgraph } = await import('@trellis/service-kit/serve-subgraph.ts');
      const { host, port, drainMs } = config;
      const server = await serveSubgraph(service, { host, port, drainMs, logger });
      logger.info({ subgraph: name, url: server.url }, 'the subgraph listens');
      takers.push({ stop: () => server.close() });
    }
  }
  return [takers, subgraphs.map(([, service]) => service)];

  async function startWorker(queue: Queue): Promise<Running> {
    return (await workerModules[queue]()).start(config, logger);
  }
}

/** Tells operators how the process is, from before its roles start until after they have stopped. */
async function startManagement({ management: place }: Config, logger: Logger): Promise<ManagementServer> {
  const onFailure = (dependency: string, err: unknown) =>
    logger.warn({ err, dependency }, 'a dependency does not answer');
  const check = async () => {
    if (running === undefined) return undefined;
    // Roles of one process share Redis, Temporal and storage: each is asked once.
    const all = running.flat().flatMap(({ dependencies = [] }) => dependencies);
    return checkDependencies([...new Map(all.map((one) => [one.name, one])).values()], onFailure);
  };
  return startManagementServer({ ...place, check });
}

/** What watches the process for others, where it is configured: a collector of errors, one of traces. They stop last. */
async function startObservers(config: Config, logger: Logger): Promise<Running[]> {
  const started: Running[] = [];
  if (config.errorHookUrl !== undefined) {
    const onFailure = () => logger.warn('the collector of errors does not answer');
    const webhook = createErrorWebhook({ url: config.errorHookUrl, service: name, onFailure });
    onError((report) => webhook.send(report));
    started.push({ stop: () => webhook.close() });
  }
  if (config.tracing !== undefined) {
    const { startTracing } = await import('@trellis/observability/start-tracing.ts');
    const { url, share } = config.tracing;
    started.push(startTracing({ url, ratio: share, service: name }));
  }
  return started;
}

function shutDownOnSignal(groups: readonly Running[][], management: ManagementServer, logger: Logger): void {
  let stopping = false;
  const shutDown = async (signal: string, status = 0) => {
    if (stopping) return;
    stopping = true;
    management.drain();
    logger.info({ signal }, 'shutting down');
    setTimeout(() => {
      logger.error('the shutdown took too long');
      process.exit(1);
    }, SHUTDOWN_MS).unref();
    for (const group of groups) await stopAll(group, logger);
    await stopAll(observers, logger);
    await management.close();
    process.exit(status);
  };
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => void shutDown(signal));
  // Without one of its roles the process is of no use: whoever watches it starts another one.
  for (const { ended } of groups.flat()) ended?.catch(() => void shutDown('a role failed', 1));
  // Started by a parent that has gone away: there is nobody left to stop us.
  process.on('disconnect', () => void shutDown('disconnect'));
}

/** What nobody caught leaves the process in an unknown state. It ends, and goes to the log, which holds no secrets, instead of the terminal. */
function endOnUncaughtError(logger: Logger): void {
  process.on('uncaughtException', (error) => {
    logger.fatal(error, 'an error that nobody caught');
    setTimeout(() => process.exit(1), 2_000).unref();
    void stopAll(observers, logger).then(() => process.exit(1));
  });
}

async function stopAll(some: readonly Running[], logger: Logger): Promise<void> {
  await Promise.all(
    some.map((one) => one.stop().catch((error: unknown) => logger.error(error, 'a role did not stop cleanly'))),
  );
}

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    console.error(error instanceof ConfigError ? error.message : error);
    process.exit(2);
  }
}
