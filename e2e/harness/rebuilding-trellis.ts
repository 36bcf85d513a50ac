import { PROJECTIONS, type Projection } from '@trellis/contributions/projection.ts';
import { createLogger } from '@trellis/observability/logger.ts';
import { createTokenSigner } from '@trellis/service-kit/internal-token.ts';
import { start as startIntegrations } from '@trellis/subgraph-integrations/start.ts';
import { start as startAnalysis } from '@trellis/worker-analysis/start.ts';
import { start as startOperations } from '@trellis/worker-operations/start.ts';
import { start as startSync } from '@trellis/worker-sync/start.ts';
import { createTestInstallation, type TestInstallation } from './test-config.ts';

export interface ImportEnd {
  readonly repository: { readonly id: string; readonly headSha: string; readonly commitCount: number };
  readonly stateId: string | null;
}

export interface OperationEnd {
  readonly state: 'SUCCEEDED' | 'FAILED';
  readonly done: number;
  readonly total: number | null;
  readonly error: { readonly code: string; readonly remedy: string } | null;
}

/** A Trellis that imports and rebuilds, nothing else. */
export interface RebuildingTrellis {
  readonly installation: TestInstallation;
  /** Asks the integrations subgraph as the owner of a workspace. */
  ask<T>(workspaceId: string, query: string, variables: Record<string, unknown>): Promise<T>;
  beginImport(workspaceId: string, location: string): Promise<string>;
  importEnd(workspaceId: string, importId: string): Promise<ImportEnd>;
  importInto(workspaceId: string, location: string): Promise<ImportEnd>;
  /** Asks for a rebuild; gives the id of its operation. */
  beginRebuild(workspaceId: string, subgraph: Projection, repositoryId?: string): Promise<string>;
  rebuildEnd(workspaceId: string, operationId: string): Promise<OperationEnd>;
  /** Rebuilds these subgraphs, all of them where none is named, and waits. */
  rebuild(workspaceId: string, ...subgraphs: readonly Projection[]): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param options.keys those of another installation: both give the same ids
 * @param options.analysis false: a test runs the worker that projects by itself
 * @param options.installation one that was made before; default: a new one
 */
export async function startRebuildingTrellis(
  options: {
    readonly keys?: TestInstallation['config']['keys'];
    readonly analysis?: boolean;
    readonly installation?: TestInstallation;
  } = {},
): Promise<RebuildingTrellis> {
  const installation = options.installation ?? (await createTestInstallation(options.keys));
  const { config } = installation;
  const logger = createLogger(process.env.TRELLIS_TEST_LOG ?? 'silent', 'test');
  const integrations = await startIntegrations(config, logger);
  const workers = await Promise.all([
    startSync(config, logger),
    startOperations(config, logger),
    ...(options.analysis === false ? [] : [startAnalysis(config, logger)]),
  ]);
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
  const trellis: RebuildingTrellis = {
    installation,
    ask,
    async beginImport(workspaceId, l) {
      const mutation = 'mutation ($l: String!) { importRepository(input: { location: $l }) { id } }';
      return (await ask<{ importRepository: { id: string } }>(workspaceId, mutation, { l })).importRepository.id;
    },
    async importEnd(workspaceId, id) {
      const { importRun } = await ended(() =>
        ask<{ importRun: ImportEnd & { state: string; error: unknown } }>(
          workspaceId,
          `query ($id: ID!) { importRun(id: $id) {
             state error { code message } stateId repository { id headSha commitCount } } }`,
          { id },
        ).then(({ importRun }) => ({ importRun, state: importRun.state })),
      );
      if (importRun.state !== 'SUCCEEDED') throw new Error(JSON.stringify(importRun.error));
      return importRun;
    },
    importInto: async (workspaceId, location) =>
      trellis.importEnd(workspaceId, await trellis.beginImport(workspaceId, location)),
    async beginRebuild(workspaceId, subgraph, repositoryId) {
      const { rebuildProjection } = await ask<{ rebuildProjection: { id: string } }>(
        workspaceId,
        'mutation ($input: RebuildProjectionInput!) { rebuildProjection(input: $input) { id } }',
        { input: { subgraph: subgraph.toUpperCase(), repositoryId: repositoryId ?? null } },
      );
      return rebuildProjection.id;
    },
    rebuildEnd: (workspaceId, id) =>
      ended(() =>
        ask<{ maintenanceOperation: OperationEnd }>(
          workspaceId,
          'query ($id: ID!) { maintenanceOperation(id: $id) { state done total error { code remedy } } }',
          { id },
        ).then(({ maintenanceOperation }) => maintenanceOperation),
      ),
    async rebuild(workspaceId, ...subgraphs) {
      const which = subgraphs.length === 0 ? PROJECTIONS : subgraphs;
      const ends = await Promise.all(
        which.map(async (subgraph) =>
          trellis.rebuildEnd(workspaceId, await trellis.beginRebuild(workspaceId, subgraph)),
        ),
      );
      for (const { state, error } of ends) if (state !== 'SUCCEEDED') throw new Error(JSON.stringify(error));
    },
    async stop() {
      await integrations.stop();
      for (const worker of workers) await worker.stop();
      await installation.drop();
    },
  };
  return trellis;
}

async function ended<T extends { readonly state: string }>(look: () => Promise<T>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found.state !== 'QUEUED' && found.state !== 'RUNNING') return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
