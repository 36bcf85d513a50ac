import { isDeepStrictEqual } from 'node:util';
import { runOnStock } from '@trellis/gateway/execution/stock-executor.ts';
import { createExecuteStage } from '@trellis/gateway/stages/execute.ts';
import { createParseStage, type ParsedOperation } from '@trellis/gateway/stages/parse.ts';
import { createPlanStage } from '@trellis/gateway/stages/plan.ts';
import { loadSupergraph } from '@trellis/gateway/supergraph.ts';
import { createTokenSigner } from '@trellis/service-kit/internal-token.ts';
import { testViewer } from '@trellis/service-kit/testing.ts';
import { OperationTypeNode } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestRepository } from '../harness/git-repository.ts';
import { type RunningTrellis, startTrellis } from '../harness/running-trellis.ts';
import { createDice } from './dice.ts';
import { type KnownValues, writeOperation } from './write-operation.ts';

const OPERATIONS = Number(process.env.TRELLIS_FUZZ_OPERATIONS ?? 1_500);
const SEED = Number(process.env.TRELLIS_FUZZ_SEED ?? 42);

describe(`${OPERATIONS} operations on our executor and on the stock one`, () => {
  const repository = createTestRepository('compared');
  const supergraph = loadSupergraph();
  const parse = createParseStage(supergraph.clientSchema);
  const planOf = createPlanStage(supergraph);
  let trellis: RunningTrellis;
  let known: KnownValues;
  let workspaceId: string;
  let memberId: string;

  beforeAll(async () => {
    for (const [index, author] of [
      'Ann <ann@example.org>',
      'Grace <grace@example.org>',
      'Ann <ann@example.org>',
    ].entries()) {
      repository.write({ [`src/file${index}.ts`]: `export const answer = ${index};\n`, 'src/main.ts': `${index}\n` });
      repository.commit({ author });
    }
    trellis = await startTrellis({ apart: false });
    const made = await trellis.makeWorkspace('Compared');
    ({ workspaceId, memberId } = made);
    const repositoryId = await trellis.importRepository(made.apiToken, repository.path);
    const { data } = await trellis.ask<{ developers: { edges: { node: { id: string } }[] } }>(
      made.apiToken,
      '{ developers { edges { node { id } } } }',
    );
    const people = (data?.developers.edges ?? []).map(({ node }) => node.id);
    known = {
      id: [repositoryId, ...people],
      repositoryId: [repositoryId],
      developerId: people,
      without: people,
      path: ['', 'src', 'src/main.ts'],
      text: ['answer'],
      first: [1, 3, 20],
      from: ['2020-01-01'],
      to: ['2026-01-01'],
      weeks: [4, 52],
    };
  }, 180_000);
  afterAll(async () => {
    await trellis?.stop();
    repository.remove();
  });

  it('have the same data and the same errors at the same places', async () => {
    const viewer = testViewer({ workspaceId, memberId });
    const internalToken = await createTokenSigner(trellis.installation.config.keys).forViewer(viewer);
    const execute = createExecuteStage(supergraph, trellis.services);
    const who = { viewer, internalToken, expiresAt: '2100-01-01T00:00:00Z', sessionKey: 'compared' };
    const signal = new AbortController().signal;
    const differences: string[] = [];
    let compared = 0;
    for (let index = 0; index < OPERATIONS; index += 1) {
      const written = writeOperation(supergraph.clientSchema, createDice(SEED * 1_000_003 + index), known);
      const operation = parsed(written);
      if (operation === undefined) continue;
      compared += 1;
      const plan = planOf(operation);
      const ours = await execute(plan, operation, who, { requestId: 'ours', signal });
      const stock = await runOnStock(supergraph, plan, operation, (name, query, variables) =>
        trellis.services[name as keyof typeof trellis.services].execute({
          query,
          variables,
          token: internalToken,
          requestId: 'stock',
        }),
      );
      const [one, other] = [comparable(ours), comparable(stock)];
      if (!isDeepStrictEqual(one, other)) {
        differences.push(
          `${index}: ${JSON.stringify(written)}\n  ours  ${JSON.stringify(one)}\n  stock ${JSON.stringify(other)}`,
        );
      }
    }
    expect(differences.slice(0, 5)).toEqual([]);
    expect(compared).toBeGreaterThan(OPERATIONS / 4);
  }, 600_000);

  /** Only what reads, is valid and does not ask about the schema; that one runs on the stock executor. */
  function parsed(written: { query: string; variables: Record<string, unknown> }): ParsedOperation | undefined {
    try {
      const operation = parse(written);
      return operation.operation.operation === OperationTypeNode.QUERY ? operation : undefined;
    } catch {
      return undefined;
    }
  }

  /** Data as JSON has it, and errors without the ids; instants that are now, where there is no data, differ from run to run. */
  function comparable({ data, errors }: { data?: unknown; errors?: readonly unknown[] | undefined }) {
    const told = (errors ?? []).map((error) => {
      const { message, path, extensions } = error as {
        message: string;
        path?: unknown;
        extensions?: { code?: string };
      };
      return JSON.stringify([message.replace(/request \w+/, ''), path, extensions?.code]);
    });
    return { data: JSON.parse(JSON.stringify(data ?? null).replace(/T[\d:]{8}\.\d{3}Z/g, 'T')), errors: told.sort() };
  }
});
