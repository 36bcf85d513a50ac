import { createTokenSigner } from '@trellis/service-kit/internal-token.ts';
import { testKeys, testViewer } from '@trellis/service-kit/testing.ts';
import { describe, expect, it } from 'vitest';
import { fixtureSubgraphs, inHours } from '../fixtures/subgraphs.ts';
import { loadSupergraph } from '../supergraph.ts';
import { createExecuteStage } from './execute.ts';
import { createParseStage } from './parse.ts';
import { createPlanStage } from './plan.ts';

const supergraph = loadSupergraph();
const parse = createParseStage(supergraph.clientSchema);
const plan = createPlanStage(supergraph);

async function execute(query: string, signal = new AbortController().signal) {
  const viewer = testViewer();
  const internalToken = await createTokenSigner(testKeys).forViewer(viewer);
  const operation = parse({ query });
  const stage = createExecuteStage(supergraph, fixtureSubgraphs().services);
  return stage(
    plan(operation),
    operation,
    { viewer, internalToken, expiresAt: inHours(1), sessionKey: 's' },
    { requestId: 'r', signal },
  );
}

describe('the execute stage', () => {
  it('puts the parts of several subgraphs where they belong', async () => {
    const { data, errors } = await execute(
      '{ me: viewer { called: name } repository(id: "r1") { name busFactor { value } } }',
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({ me: { called: 'Ann' }, repository: { name: 'Repository r1', busFactor: { value: 2 } } });
  });

  it('does not wait for a subgraph once the time is over, and keeps what the others gave', async () => {
    const started = performance.now();
    const { data, errors } = await execute(
      '{ viewer { name } developer(id: "a") { name } similarWork(text: "x") { score } }',
      AbortSignal.timeout(1_000),
    );
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(errors).toMatchObject([{ code: 'UNAVAILABLE' }]);
    expect(data).toBeNull();
  });

  it('keeps the other fields where the one that took too long may be null', async () => {
    const { data, errors } = await execute(
      '{ viewer { name } commit(repositoryId: "r", sha: "slow") { sha } }',
      AbortSignal.timeout(1_000),
    );
    expect(errors).toMatchObject([{ code: 'UNAVAILABLE' }]);
    expect(data).toEqual({ viewer: { name: 'Ann' }, commit: null });
  });
});
