import { namedId } from '@trellis/contributions/ids.ts';
import { createLogger } from '@trellis/observability/logger.ts';
import { createTokenSigner } from '@trellis/service-kit/internal-token.ts';
import { start as startIntegrations } from '@trellis/subgraph-integrations/start.ts';
import { start as startAnalysis } from '@trellis/worker-analysis/start.ts';
import { start as startSync } from '@trellis/worker-sync/start.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeHistory } from './harness/arbitrary-repository.ts';
import { createTestRepository } from './harness/git-repository.ts';
import { canonicalRows, uncoveredTables } from './harness/projection-rows.ts';
import { createTestInstallation, type TestInstallation } from './harness/test-config.ts';

/**
 * `TRELLIS_INCREMENT_SEEDS`: how many histories (`200`), or the first and the last one (`1000-1200`). Those taken otherwise
 * are few, and fail where changed attributes (10), moved classes (12) or a commit (any) are missed.
 */
const [first, last] = seedRange(process.env.TRELLIS_INCREMENT_SEEDS ?? '9-12');
const SEEDS = Array.from({ length: last - first + 1 }, (_, n) => first + n);
const STEPS = 9;

/** A Trellis that imports, nothing else. */
interface Importer {
  readonly installation: TestInstallation;
  /** Imports a repository and waits; says what was read. */
  importInto(workspaceId: string, location: string): Promise<Imported>;
}

interface Imported {
  readonly fromStart: boolean;
  readonly repository: { readonly id: string; readonly headSha: string; readonly commitCount: number };
}

let steps: Importer;
let whole: Importer;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  steps = await startImporter();
  whole = await startImporter(steps.installation.config.keys);
});

afterAll(async () => {
  for (const stop of stops) await stop();
});

describe('a projection is a function of the analysed head alone', () => {
  it('compares every projected table', async () => {
    expect(await uncoveredTables(steps.installation)).toEqual([]);
  });

  it.concurrent.each(SEEDS)(
    'has the same rows after imports on the way as after one import (history %i)',
    async (seed) => {
      const workspace = namedId('increments', String(seed));
      const repository = createTestRepository();
      const told: string[] = [];
      let newest: Imported | undefined;
      for (const step of writeHistory(repository, seed, STEPS)) {
        newest = await steps.importInto(workspace, repository.path);
        told.push(`${step}${newest.fromStart ? ' (from the start)' : ''}`);
      }
      const once = await whole.importInto(workspace, repository.path);
      expect(newest?.repository, told.join(', ')).toEqual(once.repository);
      const inSteps = await canonicalRows(steps.installation, workspace, once.repository.id);
      const inOne = await canonicalRows(whole.installation, workspace, once.repository.id);
      expect(inOne['analytics.commit']).toHaveLength(once.repository.commitCount);
      for (const [table, rows] of Object.entries(inOne)) {
        expect(inSteps[table], `${table} after ${told.join(', ')}`).toEqual(rows);
      }
      repository.remove();
    },
  );
});

async function startImporter(keys?: TestInstallation['config']['keys']): Promise<Importer> {
  const installation = await createTestInstallation(keys);
  const { config } = installation;
  const logger = createLogger(process.env.TRELLIS_TEST_LOG ?? 'silent', 'test');
  const integrations = await startIntegrations(config, logger);
  const workers = await Promise.all([startSync(config, logger), startAnalysis(config, logger)]);
  stops.push(
    () => integrations.stop(),
    ...workers.map((worker) => () => worker.stop()),
    () => installation.drop(),
  );

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
  };
}

function seedRange(text: string): [number, number] {
  const [number = 0, end] = text.split('-').map(Number);
  return end === undefined ? [1, number] : [number, end];
}
