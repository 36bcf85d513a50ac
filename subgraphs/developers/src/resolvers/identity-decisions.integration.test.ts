import { randomUUID } from 'node:crypto';
import { addDays } from '@trellis/service-kit/window.ts';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aliasIdOf } from '../testing.ts';
import { ANN, ANN_AT_HOME, BO, CY, EVERYBODY, RENOVATE, recent, startTestGraph } from './testing.ts';

let graph: Awaited<ReturnType<typeof startTestGraph>>;
beforeAll(async () => {
  graph = await startTestGraph();
});
afterAll(() => graph.stop());

const MERGE = `mutation ($s: ID!, $o: [ID!]!, $r: String) {
  op: mergeDevelopers(input: { survivorId: $s, otherIds: $o, reason: $r }) { id kind state } }`;
const SPLIT = `mutation ($d: ID!, $a: [ID!]!) { op: splitDeveloper(input: { developerId: $d, aliasIds: $a }) { id } }`;
const UNDO = 'mutation ($id: ID!) { op: undoIdentityDecision(id: $id) { id } }';
const DISMISS = 'mutation ($d: [ID!]!) { dismissDuplicate(input: { developerIds: $d }) { id kind state canUndo } }';

/** A workspace in which each of the aliases has worked. */
async function workspace(): Promise<string> {
  const on = recent.from;
  const { workspaceId } = await graph.imported(EVERYBODY.map((one, i) => ({ by: [one], on: addDays(on, i) })));
  return workspaceId;
}

/** The id of a person by an alias as written. */
const idOf = (workspaceId: string, written: string) => aliasIdOf(workspaceId, written);

/** Asks for a decision, and does what its operation would. */
async function decide(workspaceId: string, mutation: string, variables: Record<string, unknown>): Promise<string> {
  await graph.ask(workspaceId, mutation, variables);
  return settle(workspaceId, mutation === UNDO ? 'undo' : 'apply', variables.id as string | undefined);
}

async function settle(workspaceId: string, change: 'apply' | 'undo', id?: string): Promise<string> {
  const { identityDecisions } = await graph.ask(
    workspaceId,
    '{ identityDecisions(first: 1) { edges { node { id } } } }',
  );
  const decisionId: string = id ?? identityDecisions.edges[0].node.id;
  const settled = { workspaceId, decisionId, change, role: 'owner', touchesClaimed: false } as const;
  await graph.activities.settleDecision(settled);
  await graph.activities.resolveIdentities({ workspaceId, knownVersion: 0 });
  await graph.endOperations(workspaceId);
  return decisionId;
}

const codeOf = async (workspaceId: string, query: string, variables: Record<string, unknown>) =>
  graph.ask(workspaceId, query, variables).then(
    () => undefined,
    (error: Error) => /"code":"(\w+)"/.exec(error.message)?.[1],
  );
const people = async (workspaceId: string) =>
  (
    await graph.ask(workspaceId, '{ developers(includeBots: true) { edges { node { id name } } } }')
  ).developers.edges.map(({ node }: { node: { name: string } }) => node.name);

describe('merging by hand', () => {
  it('asks for an operation with the reason kept, and takes effect with it', async () => {
    const workspaceId = await workspace();
    const variables = { s: idOf(workspaceId, BO), o: [idOf(workspaceId, CY)], r: '  One desk ' };
    const { op } = await graph.ask(workspaceId, MERGE, variables);
    expect(op).toMatchObject({ kind: 'APPLY_IDENTITY_DECISION', state: 'QUEUED' });
    const query = `{ identityDecisions { edges { node { kind state reason decidedByRole canUndo operation { id }
      groups { aliases { name } } developers { name } } } } }`;
    const before = (await graph.ask(workspaceId, query)).identityDecisions.edges[0].node;
    expect(before).toMatchObject({ kind: 'MERGE', state: 'PENDING', reason: 'One desk', operation: { id: op.id } });
    expect(await people(workspaceId)).toContain('Cy Dow');
    await settle(workspaceId, 'apply');
    const after = (await graph.ask(workspaceId, query)).identityDecisions.edges[0].node;
    expect(after).toMatchObject({ state: 'IN_FORCE', canUndo: true, developers: [{ name: 'Bó Ek' }] });
    expect(after.groups).toEqual([{ aliases: [{ name: 'Bó Ek' }] }, { aliases: [{ name: 'Cy Dow' }] }]);
    expect(await people(workspaceId)).not.toContain('Cy Dow');
  });

  it('finds a person by any alias, and under the id from before', async () => {
    const workspaceId = await workspace();
    await decide(workspaceId, MERGE, { s: idOf(workspaceId, ANN_AT_HOME), o: [idOf(workspaceId, BO)] });
    const query = 'query ($id: ID!) { developer(id: $id) { id name } }';
    const { developer } = await graph.ask(workspaceId, query, { id: idOf(workspaceId, BO) });
    expect(developer).toEqual({ id: idOf(workspaceId, ANN), name: 'Ann Lee' });
  });

  it('refuses what can’t be', async () => {
    const workspaceId = await workspace();
    const [ann, home, bo, bot] = [ANN, ANN_AT_HOME, BO, RENOVATE].map((one) => idOf(workspaceId, one));
    expect(await codeOf(workspaceId, MERGE, { s: ann, o: [] })).toBe('BAD_INPUT');
    expect(await codeOf(workspaceId, MERGE, { s: ann, o: [home] })).toBe('BAD_INPUT');
    expect(await codeOf(workspaceId, MERGE, { s: ann, o: [bot] })).toBe('BOT_AND_PERSON');
    expect(await codeOf(workspaceId, MERGE, { s: ann, o: [randomUUID()] })).toBe('NOT_FOUND');
    expect(await codeOf(workspaceId, MERGE, { s: ann, o: ['nobody'] })).toBe('NOT_FOUND');
    expect(await codeOf(await workspace(), MERGE, { s: ann, o: [bo] })).toBe('NOT_FOUND');
    expect(await codeOf(workspaceId, MERGE, { s: ann, o: [bo], r: 'x'.repeat(501) })).toBe('BAD_INPUT');
    expect(await codeOf(workspaceId, SPLIT, { d: ann, a: [ann, home] })).toBe('BAD_INPUT');
    expect(await codeOf(workspaceId, SPLIT, { d: ann, a: [] })).toBe('BAD_INPUT');
    expect(await codeOf(workspaceId, SPLIT, { d: ann, a: [bo] })).toBe('NOT_FOUND');
  });

  it('refuses a second decision about somebody while one is on its way', async () => {
    const workspaceId = await workspace();
    const [ann, bo, cy] = [ANN, BO, CY].map((one) => idOf(workspaceId, one));
    await graph.ask(workspaceId, MERGE, { s: ann, o: [bo] });
    expect(await codeOf(workspaceId, MERGE, { s: cy, o: [bo] })).toBe('DECISION_UNDER_WAY');
    const decisionId = await settle(workspaceId, 'apply');
    await graph.ask(workspaceId, UNDO, { id: decisionId });
    expect(await codeOf(workspaceId, UNDO, { id: decisionId })).toBe('DECISION_UNDER_WAY');
  });
});

describe('undoing', () => {
  it('is refused while a later decision rests on it, and once it is done', async () => {
    const workspaceId = await workspace();
    const [ann, bo, cy] = [ANN, BO, CY].map((one) => idOf(workspaceId, one));
    const first = await decide(workspaceId, MERGE, { s: ann, o: [bo] });
    const second = await decide(workspaceId, MERGE, { s: ann, o: [cy] });
    expect(await codeOf(workspaceId, UNDO, { id: first })).toBe('LATER_DECISION');
    await decide(workspaceId, UNDO, { id: second });
    await decide(workspaceId, UNDO, { id: first });
    expect(await codeOf(workspaceId, UNDO, { id: first })).toBe('NOT_IN_FORCE');
    expect(await codeOf(workspaceId, UNDO, { id: randomUUID() })).toBe('NOT_FOUND');
    expect(await codeOf(await workspace(), UNDO, { id: first })).toBe('NOT_FOUND');
  });

  it('of a decision whose operation failed before it took effect withdraws it', async () => {
    const workspaceId = await workspace();
    const [ann, bo] = [ANN, BO].map((one) => idOf(workspaceId, one));
    await graph.ask(workspaceId, MERGE, { s: ann, o: [bo] });
    await graph.endOperations(workspaceId, 'FAILED');
    const { identityDecisions } = await graph.ask(workspaceId, '{ identityDecisions { edges { node { id } } } }');
    const id = identityDecisions.edges[0].node.id;
    await decide(workspaceId, UNDO, { id });
    const { identityDecision } = await graph.ask(
      workspaceId,
      'query ($id: ID!) { identityDecision(id: $id) { state } }',
      { id },
    );
    expect(identityDecision).toEqual({ state: 'WITHDRAWN' });
    expect(await people(workspaceId)).toContain('Bó Ek');
  });

  it('without an owner leaves in force what touches a claimed person, however often it is tried', async () => {
    const workspaceId = await workspace();
    const [ann, bo] = [ANN, BO].map((one) => idOf(workspaceId, one));
    const decisionId = await decide(workspaceId, MERGE, { s: ann, o: [bo] });
    await graph.ask(workspaceId, UNDO, { id: decisionId });
    const undo = { workspaceId, decisionId, change: 'undo', role: 'admin', touchesClaimed: true } as const;
    for (const _ of [1, 2]) await expect(graph.activities.settleDecision(undo)).rejects.toThrow('OWNER_NEEDED');
    const query = '{ identityDecisions { edges { node { state undoneById touchedClaimed } } } }';
    const { identityDecisions } = await graph.ask(workspaceId, query);
    expect(identityDecisions.edges[0].node).toEqual({ state: 'IN_FORCE', undoneById: null, touchedClaimed: true });
  });
});

describe('duplicates', () => {
  const QUERY = `query ($first: Int, $after: String) { duplicateSuggestions(first: $first, after: $after) { totalCount
    pageInfo { hasNextPage endCursor } edges { node { confidence developers { name } evidence { kind text supports } } } } }`;
  const ANNS = ['Ann Lee <ann@corp.org>', 'Ann Lee <zork@b.org>', 'Ann M. Lee <quux@c.org>'] as const;

  async function withDuplicates(): Promise<string> {
    const work = [...ANNS, BO].map((one, i) => ({ by: i === 3 ? [BO, ANNS[0]] : [one], on: addDays(recent.from, i) }));
    return (await graph.imported(work, undefined, [...ANNS, BO])).workspaceId;
  }

  it('are suggested page by page with reasons in words', async () => {
    const workspaceId = await withDuplicates();
    const whole = (await graph.ask(workspaceId, QUERY)).duplicateSuggestions;
    expect(whole.totalCount).toBe(3);
    expect(whole.edges[0].node.evidence[0]).toMatchObject({ kind: 'SAME_NAME', text: 'Both sign as “Ann Lee”.' });
    const seen: unknown[] = [];
    let after: string | null = null;
    while (seen.length < whole.totalCount) {
      const { duplicateSuggestions: page } = await graph.ask(workspaceId, QUERY, { first: 1, after });
      expect(page.pageInfo.hasNextPage).toBe(seen.length < 2);
      seen.push(...page.edges);
      after = page.pageInfo.endCursor;
    }
    expect(seen).toEqual(whole.edges);
  });

  it('are not suggested once dismissed or split, and again once that is undone', async () => {
    const workspaceId = await withDuplicates();
    const [a, b, c] = ANNS.map((one) => idOf(workspaceId, one));
    const count = async () => (await graph.ask(workspaceId, QUERY)).duplicateSuggestions.totalCount;
    const { dismissDuplicate } = await graph.ask(workspaceId, DISMISS, { d: [a, b] });
    expect(dismissDuplicate).toMatchObject({ kind: 'DISMISSAL', state: 'IN_FORCE', canUndo: true });
    expect(await count()).toBe(2);
    const undo = 'mutation ($id: ID!) { undoDismissal(id: $id) { state } }';
    expect((await graph.ask(workspaceId, undo, { id: dismissDuplicate.id })).undoDismissal).toEqual({
      state: 'UNDONE',
    });
    expect(await count()).toBe(3);
    await decide(workspaceId, MERGE, { s: a, o: [c] });
    expect(await count()).toBe(1);
    await decide(workspaceId, SPLIT, { d: a, a: [c] });
    expect(await count()).toBe(2);
    expect(await codeOf(workspaceId, DISMISS, { d: [a, a] })).toBe('BAD_INPUT');
    expect(await codeOf(workspaceId, DISMISS, { d: [a, randomUUID()] })).toBe('NOT_FOUND');
  });
});

describe('a preview', () => {
  it('changes nothing, and of an undoing shows who comes back', async () => {
    const workspaceId = await workspace();
    const [ann, bo] = [ANN, BO].map((one) => idOf(workspaceId, one));
    const decisionId = await decide(workspaceId, MERGE, { s: ann, o: [bo] });
    const query = `query ($id: ID!) { previewUndo(decisionId: $id) { before { name commits } after { name commits activeDays }
      warnings { code } agreement { id } } }`;
    const { previewUndo } = await graph.ask(workspaceId, query, { id: decisionId });
    expect(previewUndo.before).toEqual([{ name: 'Ann Lee', commits: 3 }]);
    expect(previewUndo.after).toHaveLength(2);
    expect(previewUndo.after).toContainEqual({ name: 'Ann Lee', commits: 2, activeDays: 2 });
    expect(previewUndo).toMatchObject({ warnings: [], agreement: { id: ann } });
    expect(await people(workspaceId)).not.toContain('Bó Ek');
  });

  it('of a split shows both people', async () => {
    const workspaceId = await workspace();
    const query = `query ($d: ID!, $a: [ID!]!) { previewSplit(input: { developerId: $d, aliasIds: $a }) {
      after { id commits aliases { name } } } }`;
    const [ann, home] = [ANN, ANN_AT_HOME].map((one) => idOf(workspaceId, one));
    const { previewSplit } = await graph.ask(workspaceId, query, { d: ann, a: [home] });
    expect(previewSplit.after).toHaveLength(2);
    expect(previewSplit.after).toContainEqual({ id: home, commits: 1, aliases: [{ name: 'annie' }] });
    expect((await graph.ask(workspaceId, query, { d: ann, a: [randomUUID()] })).previewSplit).toBeNull();
  });
});

describe('a person’s total', () => {
  it('is of the commits that name one of their aliases, each once, whatever was merged and split', async () => {
    const aliases = [ANN, BO, CY, 'Dee Fox <dee@corp.org>'] as const;
    const anyCredit = fc.uniqueArray(fc.constantFrom(...aliases), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyCredit, { minLength: 1, maxLength: 12 }),
        fc.array(fc.tuple(fc.boolean(), fc.nat(9), fc.nat(9)), { maxLength: 3 }),
        async (commits, choices) => {
          const work = commits.map((by, i) => ({ by, on: addDays(recent.from, i % 5) }));
          const { workspaceId } = await graph.imported(work, undefined, aliases);
          const query = '{ developers { edges { node { id aliases { id } commitCount { value } } } } }';
          type Node = { id: string; aliases: { id: string }[]; commitCount: { value: number } };
          const read = async (): Promise<Node[]> =>
            (await graph.ask(workspaceId, query)).developers.edges.map(({ node }: { node: Node }) => node);
          for (const [isMerge, first, second] of choices) {
            const all = await read();
            const one = all[first % all.length] as Node;
            const other = all[second % all.length] as Node;
            const leaves = one.aliases[second % one.aliases.length] as { id: string };
            if (isMerge && one !== other) await decide(workspaceId, MERGE, { s: one.id, o: [other.id] });
            else if (one.aliases.length > 1) await decide(workspaceId, SPLIT, { d: one.id, a: [leaves.id] });
          }
          for (const { aliases: own, commitCount } of await read()) {
            const ids = new Set(own.map(({ id }) => id));
            const named = commits.filter((by) => by.some((written) => ids.has(idOf(workspaceId, written))));
            expect(commitCount.value).toBe(named.length);
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});
