import { SUBGRAPHS, type Subgraph } from '@trellis/config/config.ts';
import { start as startGateway } from '@trellis/gateway/start.ts';
import { createLogger } from '@trellis/observability/logger.ts';
import { serveSubgraph } from '@trellis/service-kit/serve-subgraph.ts';
import type { SubgraphService } from '@trellis/service-kit/subgraph.ts';
import { start as startAnalytics } from '@trellis/subgraph-analytics/start.ts';
import { start as startDevelopers } from '@trellis/subgraph-developers/start.ts';
import { start as startIntegrations } from '@trellis/subgraph-integrations/start.ts';
import { start as startPredictions } from '@trellis/subgraph-predictions/start.ts';
import { type Bootstrapped, bootstrapOperator } from '@trellis/subgraph-teams/bootstrap.ts';
import { start as startTeams } from '@trellis/subgraph-teams/start.ts';
import { start as startAnalysis } from '@trellis/worker-analysis/start.ts';
import { start as startSync } from '@trellis/worker-sync/start.ts';
import { createTestInstallation, type TestInstallation } from './test-config.ts';

const STARTS = {
  developers: startDevelopers,
  teams: startTeams,
  analytics: startAnalytics,
  predictions: startPredictions,
  integrations: startIntegrations,
};

export interface GraphqlAnswer<T> {
  readonly data: T | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

/** A whole Trellis of a test: gateway, five subgraphs and the workers. */
export interface RunningTrellis {
  readonly url: string;
  readonly installation: TestInstallation;
  readonly services: Record<Subgraph, SubgraphService>;
  makeWorkspace(name: string): Promise<Bootstrapped>;
  /** Asks through the gateway; gives data and errors as they come. */
  ask<T>(apiToken: string, query: string, variables?: Record<string, unknown>): Promise<GraphqlAnswer<T>>;
  /** Imports a repository and waits; gives its id. */
  importRepository(apiToken: string, location: string): Promise<string>;
  stop(): Promise<void>;
}

/**
 * @param options.apart subgraphs are reached over HTTP, as when each runs in a process of its own
 * @param options.redisUrl a Redis of its own instead of the one that tests share
 * @param options.installation one that was made before; default: a new one
 */
export async function startTrellis(options: {
  readonly apart: boolean;
  readonly redisUrl?: string;
  readonly installation?: TestInstallation;
}): Promise<RunningTrellis> {
  const { apart, redisUrl } = options;
  const installation = options.installation ?? (await createTestInstallation());
  const config = redisUrl === undefined ? installation.config : { ...installation.config, redisUrl };
  const logger = createLogger(process.env.TRELLIS_TEST_LOG ?? 'silent', 'test');
  const stops: (() => Promise<void>)[] = [];
  const services = {} as Record<Subgraph, SubgraphService>;
  const subgraphUrls: Partial<Record<Subgraph, string>> = {};
  for (const name of SUBGRAPHS) {
    const service = await STARTS[name](config, logger);
    services[name] = service;
    stops.unshift(() => service.stop());
    if (!apart) continue;
    const served = await serveSubgraph(service, { host: '127.0.0.1', port: 0, logger });
    subgraphUrls[name] = served.url;
    stops.unshift(() => served.close());
  }
  const gateway = await startGateway({ config: { ...config, subgraphUrls }, subgraphs: apart ? {} : services, logger });
  const workers = await Promise.all([startSync(config, logger), startAnalysis(config, logger)]);
  stops.unshift(() => gateway.stop(), ...workers.map((worker) => () => worker.stop()));

  const ask = async <T>(apiToken: string, query: string, variables: Record<string, unknown> = {}) => {
    const answer = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${apiToken}`, 'x-trellis-client': 'test' },
      body: JSON.stringify({ query, variables }),
    });
    return (await answer.json()) as GraphqlAnswer<T>;
  };
  return {
    url: gateway.url,
    installation,
    services,
    makeWorkspace: (name) =>
      bootstrapOperator(config.databases.teams as string, {
        workspaceName: name,
        memberName: `Owner of ${name}`,
        createWorkspace: true,
      }),
    ask,
    async importRepository(apiToken, location) {
      const begun = await ask<{ importRepository: { id: string; repository: { id: string } } }>(
        apiToken,
        'mutation ($l: String!) { importRepository(input: { location: $l }) { id repository { id } } }',
        { l: location },
      );
      if (begun.data === null) throw new Error(JSON.stringify(begun.errors));
      const { id, repository } = begun.data.importRepository;
      for (;;) {
        const { data } = await ask<{ importRun: { state: string; error: unknown } }>(
          apiToken,
          'query ($id: ID!) { importRun(id: $id) { state error { code message } } }',
          { id },
        );
        if (data?.importRun.state === 'SUCCEEDED') return repository.id;
        if (data?.importRun.state === 'FAILED') throw new Error(JSON.stringify(data.importRun.error));
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async stop() {
      for (const stop of stops) await stop();
      await installation.drop();
    },
  };
}
