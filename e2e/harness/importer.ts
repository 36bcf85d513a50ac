import { createLogger } from '@trellis/observability/logger.ts';
import { createTokenSigner } from '@trellis/service-kit/internal-token.ts';
import { start as startIntegrations } from '@trellis/subgraph-integrations/start.ts';
import type { RunningWorker } from '@trellis/temporal/run-worker.ts';
import { start as startAnalysis } from '@trellis/worker-analysis/start.ts';
import { start as startSync } from '@trellis/worker-sync/start.ts';
import { createTestInstallation, type TestInstallation } from './test-config.ts';

/** A Trellis that imports, nothing else. */
export interface Importer {
  readonly installation: TestInstallation;
  /** Asks the integrations subgraph as the owner of a workspace, which need not be known elsewhere. */
  ask<T>(workspaceId: string, query: string, variables: Record<string, unknown>): Promise<T>;
  /** Begins an import. @returns the run's id */
  begin(workspaceId: string, location: string): Promise<string>;
  /** The run as it stands. */
  run(workspaceId: string, id: string): Promise<ImportRun>;
  /** Waits for the end of a run, whatever it is. */
  ended(workspaceId: string, id: string): Promise<ImportRun>;
  /** Imports a repository and waits; says what was read. @throws where it fails */
  importInto(workspaceId: string, location: string): Promise<Imported>;
  /** Ends or starts again the worker that projects; what is owed to it waits meanwhile. */
  stopProjecting(): Promise<void>;
  startProjecting(): Promise<void>;
  stop(): Promise<void>;
}

/** A run with all that says what became of it. */
export interface ImportRun {
  readonly id: string;
  readonly state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  readonly commitsTotal: number | null;
  readonly commitsRead: number;
  readonly commitsProjected: number;
  readonly error: { readonly code: string; readonly message: string; readonly remedy: string } | null;
  readonly fromStart: boolean;
  readonly repository: Imported['repository'] & { readonly streams: readonly Stream[] };
}

export interface Stream {
  readonly subgraph: string;
  readonly state: 'COMPLETE' | 'PROJECTING' | 'HALTED';
  readonly appliedThrough: number;
  readonly lastBatch: number;
  readonly halted: {
    readonly batch: number | null;
    readonly code: string;
    readonly text: string;
    readonly remedy: string;
  } | null;
}

const RUN = `id state commitsTotal commitsRead commitsProjected error { code message remedy } fromStart
  repository { id headSha commitCount limitations { code }
    streams { subgraph state appliedThrough lastBatch halted { batch code text remedy } } }`;

export interface Imported {
  readonly fromStart: boolean;
  readonly repository: {
    readonly id: string;
    readonly headSha: string;
    readonly commitCount: number;
    readonly limitations: readonly { readonly code: string }[];
  };
}

/** @param keys those of another installation: both give the same ids */
export async function startImporter(keys?: TestInstallation['config']['keys']): Promise<Importer> {
  const installation = await createTestInstallation(keys);
  const { config } = installation;
  const logger = createLogger(process.env.TRELLIS_TEST_LOG ?? 'silent', 'test');
  const integrations = await startIntegrations(config, logger);
  const reading = await startSync(config, logger);
  let projecting: RunningWorker | undefined = await startAnalysis(config, logger);

  const ask = async <T>(workspaceId: string, query: string, variables: Record<string, unknown>): Promise<T> => {
    const token = await createTokenSigner(config.keys).forViewer({
      workspaceId,
      memberId: '00000000-0000-4000-8000-0000000000ab',
      role: 'owner',
      solo: true,
      grants: { self: [], leads: [], sharedBy: [] },
    });
    const result = await integrations.execute({ query, variables, token, requestId: 'test' });
    if (result.errors !== undefined) throw result.errors[0];
    return result.data as T;
  };
  const begin = async (workspaceId: string, location: string) => {
    const { importRepository } = await ask<{ importRepository: { id: string } }>(
      workspaceId,
      'mutation ($l: String!) { importRepository(input: { location: $l }) { id } }',
      { l: location },
    );
    return importRepository.id;
  };
  const run = async (workspaceId: string, id: string) => {
    const query = `query ($id: ID!) { importRun(id: $id) { ${RUN} } }`;
    return (await ask<{ importRun: ImportRun }>(workspaceId, query, { id })).importRun;
  };
  const ended = async (workspaceId: string, id: string) => {
    for (;;) {
      const now = await run(workspaceId, id);
      if (now.state !== 'QUEUED' && now.state !== 'RUNNING') return now;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return {
    installation,
    ask,
    begin,
    run,
    ended,
    async importInto(workspaceId, location) {
      const { state, error, fromStart, repository } = await ended(workspaceId, await begin(workspaceId, location));
      if (state !== 'SUCCEEDED') throw new Error(JSON.stringify(error));
      const { id, headSha, commitCount, limitations } = repository;
      return { fromStart, repository: { id, headSha, commitCount, limitations } };
    },
    async stopProjecting() {
      await projecting?.stop();
      projecting = undefined;
    },
    async startProjecting() {
      projecting ??= await startAnalysis(config, logger);
    },
    async stop() {
      await integrations.stop();
      await reading.stop();
      await projecting?.stop();
      await installation.drop();
    },
  };
}
