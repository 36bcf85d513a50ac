import { PROJECTIONS } from '@trellis/contributions/projection.ts';
import { createLogger } from '@trellis/observability/logger.ts';
import { start as startOperations } from '@trellis/worker-operations/start.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TestRepository } from './harness/git-repository.ts';
import { answer, readAnswers, readPeople } from './harness/identity-answers.ts';
import { ANN, ANNIE, createIdentityHistory } from './harness/identity-history.ts';
import { type RunningTrellis, startTrellis } from './harness/running-trellis.ts';
import { joinWorkspace, signIn } from './harness/signed-in.ts';

/** A workspace with a repository of its own, asked with an owner's token. */
interface World {
  readonly token: string;
  readonly workspaceId: string;
  readonly signInToken: string;
  readonly repositoryId: string;
}

interface Ended {
  readonly id: string;
  readonly state: string;
  readonly done: number;
  readonly total: number;
  readonly error: { readonly code: string; readonly remedy: string } | null;
}

// Several imports a test; a busy machine takes its time.
vi.setConfig({ testTimeout: 180_000 });

const apart = createIdentityHistory(false);
const joined = createIdentityHistory(true);
const logger = createLogger(process.env.TRELLIS_TEST_LOG ?? 'silent', 'test');
let trellis: RunningTrellis;
let operations: Awaited<ReturnType<typeof startOperations>>;

beforeAll(async () => {
  trellis = await startTrellis({ apart: false });
  operations = await startOperations(trellis.installation.config, logger);
}, 120_000);

afterAll(async () => {
  await operations?.stop();
  await trellis?.stop();
  apart.remove();
  joined.remove();
});

async function makeWorld(repository: TestRepository): Promise<World> {
  const { apiToken: token, workspaceId, signInToken } = await trellis.makeWorkspace('Identity');
  return { token, workspaceId, signInToken, repositoryId: await trellis.importRepository(token, repository.path) };
}

/** Who has an alias as written. */
async function personOf(world: World, written: string) {
  const people = await readPeople(trellis, world.token);
  const found = people.find(({ aliases }) => aliases.some(({ name, email }) => `${name} <${email}>` === written));
  const alias = found?.aliases.find(({ name, email }) => `${name} <${email}>` === written);
  if (found === undefined || alias === undefined) throw new Error(`Nobody is ${written}.`);
  return { id: found.id, aliasId: alias.id };
}

async function ended(world: World, id: string): Promise<Ended> {
  const query = 'query ($id: ID!) { identityOperation(id: $id) { id state done total error { code remedy } } }';
  for (;;) {
    const { identityOperation } = await answer<{ identityOperation: Ended }>(trellis, world.token, query, { id });
    if (['SUCCEEDED', 'FAILED'].includes(identityOperation.state)) return identityOperation;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const MERGE = `mutation ($s: ID!, $o: [ID!]!) {
  op: mergeDevelopers(input: { survivorId: $s, otherIds: $o, reason: "One desk" }) { id } }`;
const SPLIT = `mutation ($d: ID!, $a: [ID!]!) { op: splitDeveloper(input: { developerId: $d, aliasIds: $a }) { id } }`;
const UNDO = 'mutation ($id: ID!) { op: undoIdentityDecision(id: $id) { id } }';

/** Asks for a decision and waits for its operation. */
async function decide(world: World, mutation: string, variables: Record<string, unknown>): Promise<Ended> {
  const { op } = await answer<{ op: { id: string } }>(trellis, world.token, mutation, variables);
  return ended(world, op.id);
}

async function mergeAnns(world: World): Promise<Ended> {
  const [s, o] = [await personOf(world, ANN), await personOf(world, ANNIE)];
  return decide(world, MERGE, { s: s.id, o: [o.id] });
}

async function decisions(world: World) {
  const query = `{ identityDecisions { edges { node { id kind state reason decidedByRole undoneByRole touchedClaimed canUndo
    groups { aliases { name } } developers { name } operation { state } } } } }`;
  // biome-ignore lint/suspicious/noExplicitAny: what a query answers has the shape of its text
  const { identityDecisions } = await answer<any>(trellis, world.token, query);
  // biome-ignore lint/suspicious/noExplicitAny: as above
  return identityDecisions.edges.map(({ node }: any) => node);
}

/** Every row that says who is who, in each database. */
async function identityRows(world: World): Promise<Record<string, unknown>> {
  const rows: Record<string, unknown> = {};
  for (const name of PROJECTIONS) {
    const { ownerPool } = trellis.installation.databases[name];
    const of = async (text: string) => (await ownerPool.query(text, [world.workspaceId])).rows;
    rows[name] = await of('select * from record.alias_person where workspace_id = $1 order by alias_id');
    if (name !== 'developers') continue;
    rows.developer = await of('select * from record.developer where workspace_id = $1 order by developer_id');
    rows.alias = await of('select * from record.alias where workspace_id = $1 order by alias_id');
  }
  return rows;
}

async function versionOf(world: World, name: (typeof PROJECTIONS)[number]): Promise<number> {
  const text = 'select version from record.identity_version where workspace_id = $1';
  const { rows } = await trellis.installation.databases[name].ownerPool.query(text, [world.workspaceId]);
  return Number(rows[0]?.version ?? 0);
}

describe('a merge by hand', () => {
  it('gives every answer that a mailmap would have given, and undone every earlier answer and row', async () => {
    const [byHand, byMailmap] = [await makeWorld(apart), await makeWorld(joined)];
    const before = await readAnswers(trellis, byHand.token, byHand.repositoryId);
    const rowsBefore = await identityRows(byHand);
    const expected = await readAnswers(trellis, byMailmap.token, byMailmap.repositoryId);
    expect(before).not.toEqual(expected);

    expect(await mergeAnns(byHand)).toMatchObject({ state: 'SUCCEEDED', done: 5, total: 5, error: null });
    expect(await readAnswers(trellis, byHand.token, byHand.repositoryId)).toEqual(expected);

    const [merge] = await decisions(byHand);
    expect(merge).toMatchObject({ kind: 'MERGE', state: 'IN_FORCE', reason: 'One desk', decidedByRole: 'owner' });
    expect(merge).toMatchObject({ touchedClaimed: false, canUndo: true, developers: [{ name: 'Ann Lee' }] });
    expect(await decide(byHand, UNDO, { id: merge.id })).toMatchObject({ state: 'SUCCEEDED' });
    expect(await readAnswers(trellis, byHand.token, byHand.repositoryId)).toEqual(before);
    expect(await identityRows(byHand)).toEqual(rowsBefore);
    expect((await decisions(byHand))[0]).toMatchObject({ state: 'UNDONE', undoneByRole: 'owner', canUndo: false });
  });

  it('counts as its preview said', async () => {
    const world = await makeWorld(apart);
    const [s, o] = [await personOf(world, ANN), await personOf(world, ANNIE)];
    const query = `query ($s: ID!, $o: [ID!]!) { previewMerge(input: { survivorId: $s, otherIds: $o }) {
      before { id name commits activeDays } after { id name commits activeDays firstActiveOn lastActiveOn aliases { id } }
      repositories { name } warnings { code } agreement { touchesClaimed needs } } }`;
    // biome-ignore lint/suspicious/noExplicitAny: what a query answers has the shape of its text
    const { previewMerge: preview } = await answer<any>(trellis, world.token, query, { s: s.id, o: [o.id] });
    expect(preview.before.map(({ name }: { name: string }) => name).sort()).toEqual(['Ann Lee', 'annie']);
    expect(preview.agreement).toEqual({ touchesClaimed: false, needs: 'ADMIN' });
    expect(preview.warnings.map(({ code }: { code: string }) => code)).toEqual([
      'CREDITED_TOGETHER',
      'ACTIVE_ON_SAME_DAYS',
      'NOTHING_IN_COMMON',
    ]);
    await mergeAnns(world);
    const after = `query ($d: ID!) { developer(id: $d) { id name commitCount { value } activityCalendar { days { day } }
      firstActiveOn lastActiveOn aliases { id } } }`;
    // biome-ignore lint/suspicious/noExplicitAny: as above
    const { developer } = await answer<any>(trellis, world.token, after, { d: o.id });
    const { commitCount, activityCalendar, ...same } = developer;
    expect(preview.after).toEqual([{ ...same, commits: commitCount.value, activeDays: activityCalendar.days.length }]);
    expect(same.id).toBe(s.id);
  });

  it('carries teams along, and gives them back', async () => {
    const world = await makeWorld(apart);
    const [s, o] = [await personOf(world, ANN), await personOf(world, ANNIE)];
    const { createTeam } = await answer<{ createTeam: { id: string } }>(
      trellis,
      world.token,
      'mutation { createTeam(input: { name: "Parsers" }) { id } }',
    );
    await answer(
      trellis,
      world.token,
      `mutation ($t: ID!, $d: ID!) {
         setTeamMembership(input: { teamId: $t, developerId: $d, role: MEMBER, from: "2020-01-01" }) { id } }`,
      { t: createTeam.id, d: o.id },
    );
    const members = async () => {
      const query = 'query ($t: ID!) { team(id: $t) { memberships { developer { id } } } }';
      // biome-ignore lint/suspicious/noExplicitAny: what a query answers has the shape of its text
      const { team } = await answer<any>(trellis, world.token, query, { t: createTeam.id });
      return team.memberships.map(({ developer }: { developer: { id: string } }) => developer.id);
    };
    await mergeAnns(world);
    expect(await members()).toEqual([s.id]);
    await decide(world, UNDO, { id: (await decisions(world))[0].id });
    expect(await members()).toEqual([o.id]);
  });
});

describe('a split by hand', () => {
  it('gives every answer of a history that never said they were one, and undone every earlier answer and row', async () => {
    const [byHand, never] = [await makeWorld(joined), await makeWorld(apart)];
    const before = await readAnswers(trellis, byHand.token, byHand.repositoryId);
    const rowsBefore = await identityRows(byHand);
    const expected = await readAnswers(trellis, never.token, never.repositoryId);
    const { id, aliasId } = await personOf(byHand, ANNIE);
    expect(await decide(byHand, SPLIT, { d: id, a: [aliasId] })).toMatchObject({ state: 'SUCCEEDED' });
    expect(await readAnswers(trellis, byHand.token, byHand.repositoryId)).toEqual(expected);

    await decide(byHand, UNDO, { id: (await decisions(byHand))[0].id });
    expect(await readAnswers(trellis, byHand.token, byHand.repositoryId)).toEqual(before);
    expect(await identityRows(byHand)).toEqual(rowsBefore);
  });

  it('outlasts a further import and a full one', async () => {
    const repository = createIdentityHistory(true);
    const world = await makeWorld(repository);
    const { id, aliasId } = await personOf(world, ANNIE);
    await decide(world, SPLIT, { d: id, a: [aliasId] });
    repository.write({ 'src/further.ts': '1\n' });
    repository.commit({ author: 'Annie <ANN@corp.org>', at: new Date().toISOString() });
    await trellis.importRepository(world.token, repository.path);
    expect((await personOf(world, 'Annie <ANN@corp.org>')).id).toBe((await personOf(world, ANN)).id);
    expect((await personOf(world, ANNIE)).id).not.toBe((await personOf(world, ANN)).id);
    // A branch written anew is read from the start.
    repository.git(
      '-c',
      'user.name=Bo Ek',
      '-c',
      'user.email=bo@corp.org',
      'commit',
      '-q',
      '--amend',
      '-m',
      'Rewritten',
    );
    await trellis.importRepository(world.token, repository.path);
    expect((await personOf(world, ANNIE)).id).not.toBe((await personOf(world, ANN)).id);
    repository.remove();
  });
});

describe('on its way', () => {
  it('a decision that is cut off between two subgraphs is brought to its end by another worker', async () => {
    const [world, whole] = [await makeWorld(apart), await makeWorld(apart)];
    await mergeAnns(whole);
    const expected = await readAnswers(trellis, whole.token, whole.repositoryId);

    // Predictions can't take it over as long as somebody else holds its row.
    const holder = await trellis.installation.databases.predictions.ownerPool.connect();
    await holder.query('begin');
    await holder.query('select from record.identity_version where workspace_id = $1 for update', [world.workspaceId]);
    const [s, o] = [await personOf(world, ANN), await personOf(world, ANNIE)];
    const { op } = await answer<{ op: { id: string } }>(trellis, world.token, MERGE, { s: s.id, o: [o.id] });
    await expect
      .poll(async () => [await versionOf(world, 'teams'), await versionOf(world, 'analytics')], { timeout: 20_000 })
      .toEqual([2, 2]);
    await operations.stop();
    await holder.query('rollback');
    holder.release();
    const query = 'query ($id: ID!) { identityOperation(id: $id) { state } }';
    expect(await answer(trellis, world.token, query, { id: op.id })).toEqual({
      identityOperation: { state: 'RUNNING' },
    });

    operations = await startOperations(trellis.installation.config, logger);
    expect(await ended(world, op.id)).toMatchObject({ state: 'SUCCEEDED', done: 5 });
    expect(await versionOf(world, 'predictions')).toBe(2);
    expect(await readAnswers(trellis, world.token, world.repositoryId)).toEqual(expected);
  });

  it('a decision beside an import holds for what the import brings', async () => {
    const repository = createIdentityHistory(false);
    const world = await makeWorld(repository);
    const [s, o] = [await personOf(world, ANN), await personOf(world, ANNIE)];
    for (let n = 0; n < 30; n += 1) {
      repository.write({ [`src/more-${n}.ts`]: `${n}\n` });
      repository.commit({ author: n % 2 === 0 ? ANN : ANNIE, at: new Date(Date.now() - n * 60_000).toISOString() });
    }
    const [merged] = await Promise.all([
      decide(world, MERGE, { s: s.id, o: [o.id] }),
      trellis.importRepository(world.token, repository.path),
    ]);
    expect(merged).toMatchObject({ state: 'SUCCEEDED' });
    const after = await makeWorld(repository);
    await mergeAnns(after);
    expect(await readAnswers(trellis, world.token, world.repositoryId)).toEqual(
      await readAnswers(trellis, after.token, after.repositoryId),
    );
    repository.remove();
  });

  it('two decisions at once about the same people leave one; about others both hold', async () => {
    const world = await makeWorld(apart);
    const people = await readPeople(trellis, world.token);
    const idOf = (name: string) => people.find((one) => one.name === name)?.id as string;
    const merge = (survivor: string, other: string) =>
      trellis.ask<{ op: { id: string } }>(world.token, MERGE, { s: idOf(survivor), o: [idOf(other)] });
    const same = await Promise.all([merge('Ann Lee', 'annie'), merge('annie', 'Ann Lee')]);
    const refused = same.filter(({ data }) => data === null);
    expect(refused.map(({ errors }) => errors?.[0]?.extensions.code)).toEqual(['DECISION_UNDER_WAY']);
    const others = await merge('Bo Ek', 'Cy Dow');
    for (const { data } of [...same, others]) {
      if (data !== null) expect(await ended(world, data.op.id)).toMatchObject({ state: 'SUCCEEDED' });
    }
    expect(await readPeople(trellis, world.token)).toHaveLength(2);
  });
});

describe('whoever decides', () => {
  it('needs an owner where a claimed person is touched, and is told so; nothing changes', async () => {
    const world = await makeWorld(apart);
    const owner = await signIn(trellis.url, world.signInToken);
    const admin = await joinWorkspace(trellis.url, owner, 'ADMIN', 'Admin');
    const [s, o] = [await personOf(world, ANN), await personOf(world, ANNIE)];
    const { claimDeveloper } = await admin.get('mutation ($d: ID!) { claimDeveloper(developerId: $d) { id } }', {
      d: o.id,
    });
    await owner.get('mutation ($c: ID!) { decideClaim(input: { claimId: $c, decision: CONFIRM }) { id } }', {
      c: claimDeveloper.id,
    });
    const before = await identityRows(world);
    const { op } = await admin.get(MERGE, { s: s.id, o: [o.id] });
    const refused = await ended(world, op.id);
    expect(refused).toMatchObject({ state: 'FAILED', error: { code: 'OWNER_NEEDED' } });
    expect(refused.error?.remedy).toContain('owner');
    expect(await identityRows(world)).toEqual(before);
    expect((await decisions(world))[0]).toMatchObject({
      state: 'WITHDRAWN',
      touchedClaimed: true,
      decidedByRole: 'admin',
    });

    expect(await mergeAnns(world)).toMatchObject({ state: 'SUCCEEDED' });
    const [merge] = await decisions(world);
    expect(merge).toMatchObject({ state: 'IN_FORCE', touchedClaimed: true, decidedByRole: 'owner' });
    const undo = await admin.get(UNDO, { id: merge.id });
    expect(await ended(world, undo.op.id)).toMatchObject({ state: 'FAILED', error: { code: 'OWNER_NEEDED' } });
    expect((await decisions(world))[0]).toMatchObject({ state: 'IN_FORCE', undoneByRole: null });
  });
});
