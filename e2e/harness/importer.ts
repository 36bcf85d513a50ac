import { createLogger } from '@trellis/observability/logger.ts';
import { createTokenSigner } from '@trellis/service-kit/internal-token.ts';
import { start as startIntegrations } from '@trellis/subgraph-integrations/start.ts';
import { start as startAnalysis } from '@trellis/worker-analysis/start.ts';
import { start as startSync } from '@trellis/worker-sync/start.ts';
import { createTestInstallation, type TestInstallation } from './test-config.ts';

/** A Trellis that imports, nothing else. */
export interface Importer {
  readonly installation: TestInstallation;
  /** Asks the integrations subgraph as the owner of a workspace, which need not be known elsewhere. */
  ask<T>(workspaceId: string, query: string, variables: Record<string, unknown>): Promise<T>;
  /** Imports a repository and waits; says what was read. */
  importInto(workspaceId: string, location: string): Promise<Imported>;
  stop(): Promise<void>;
}

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
  const workers = await Promise.all([startSync(config, logger), startAnalysis(config, logger)]);

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
  return {
    installation,
    ask,
    async importInto(workspaceId, location) {
      const { importRepository } = await ask<{ importRepository: { id: string } }>(
        workspaceId,
        'mutation ($l: String!) { importRepository(input: { location: $l }) { id } }',
        { l: location },
      );
      for (;;) {
        const { importRun } = await ask<{ importRun: Imported & { state: string; error: unknown } }>(
          workspaceId,
          `query ($id: ID!) { importRun(id: $id) {
             state error { code message } fromStart repository { id headSha commitCount limitations { code } } } }`,
          { id: importRepository.id },
        );
        if (importRun.state === 'SUCCEEDED') return importRun;
        if (importRun.state === 'FAILED') throw new Error(JSON.stringify(importRun.error));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async stop() {
      await integrations.stop();
      for (const worker of workers) await worker.stop();
      await installation.drop();
    },
  };
}
