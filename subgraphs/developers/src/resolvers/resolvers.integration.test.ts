import { createTestDatabase, type TestDatabase } from '@trellis/database/testing.ts';
import { createMemoryStorage, importCommits, putBatch, type TestCommit, testSha } from '@trellis/projection/testing.ts';
import { createSubgraph } from '@trellis/service-kit/create-subgraph.ts';
import type { SubgraphService } from '@trellis/service-kit/subgraph.ts';
import { runSubgraph, testKeys, testLogger } from '@trellis/service-kit/testing.ts';
import { addDays, lastFullWeeks } from '@trellis/service-kit/window.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createActivities } from '../activities/create-activities.ts';
import { aliasIdOf, newStream, putAliases } from '../testing.ts';
import { createResolvers } from './create-resolvers.ts';

let database: TestDatabase;
let activities: ReturnType<typeof createActivities>;
let service: SubgraphService;
const storage = createMemoryStorage();

beforeAll(async () => {
  database = await createTestDatabase('developers');
  activities = createActivities({ pool: database.pool, storage });
  service = createSubgraph({
    name: 'developers',
    schemaFile: 'developers.graphql',
    resolvers: createResolvers(database.pool),
    keys: testKeys,
    ready: async () => undefined,
    logger: testLogger,
  });
});
afterAll(() => database.drop());

const ANN = 'Ann Lee <ann@corp.org>';
const ANN_AT_HOME = 'annie <ann@CORP.org>';
const BO = 'Bó Ek <bo@corp.org>';
const CY = 'Cy Dow <cy@corp.org>';
const RENOVATE = 'renovate[bot] <bot@renovateapp.com>';
const EVERYBODY = [ANN, ANN_AT_HOME, BO, CY, RENOVATE];

const today = new Date().toISOString().slice(0, 10);
const recent = lastFullWeeks(new Date(), 4);
const at = (day: string) => Date.parse(`${day}T12:00:00Z`) / 1000;
const typescript = { path: 'a.ts', added: 2, deleted: 1, language: 'TypeScript' };
const python = { path: 'b.py', added: 1, language: 'Python' };

type Stream = ReturnType<typeof newStream>;
interface Work extends Omit<TestCommit, 'credit' | 'at'> {
  readonly by: readonly string[];
  readonly on: string;
}

/** Imports work into a repository, in a workspace of its own unless one is given. */
async function imported(work: readonly Work[], stream: Stream = newStream()): Promise<Stream> {
  const { workspaceId } = stream;
  await activities.applyAliases(await putAliases(storage, stream, EVERYBODY));
  await activities.resolveIdentities({ workspaceId, knownVersion: 0 });
  const commits = work.map(({ by, on, ...commit }) => {
    return { ...commit, at: at(on), credit: by.map((written) => aliasIdOf(workspaceId, written)) };
  });
  await importCommits(activities, storage, stream, commits);
  return stream;
}

/** Ann's work over two repositories: a workspace with something of everything. */
async function workspace() {
  const first = await imported([
    { by: [ANN], on: recent.from, changes: [typescript, python] },
    { by: [ANN_AT_HOME], on: addDays(recent.from, 1), changes: [typescript] },
    { by: [ANN, BO], on: addDays(recent.from, 2) },
    { by: [ANN, ANN_AT_HOME], on: addDays(recent.from, 2) },
    { by: [CY], on: addDays(today, -800) },
    { by: [CY], on: recent.to, parents: 2 },
    { by: [RENOVATE], on: recent.to, changes: [typescript] },
    { by: [ANN], on: addDays(recent.from, -1) },
  ]);
  const second = await imported([{ by: [BO], on: addDays(today, -400) }], newStream(first.workspaceId));
  return { workspaceId: first.workspaceId, first: first.repositoryId, second: second.repositoryId };
}

async function ask(workspaceId: string, query: string, variables: Record<string, unknown> = {}) {
  const result = await runSubgraph(service, query, variables, { workspaceId });
  expect(result.errors).toBeUndefined();
  return JSON.parse(JSON.stringify(result.data));
}
const codeOf = async (query: string, variables: Record<string, unknown> = {}) =>
  (await runSubgraph(service, query, variables)).errors?.[0]?.extensions?.code;
const entity = async (workspaceId: string, type: string, id: string, fields: string) => {
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { ${fields} } } }`;
  return (await ask(workspaceId, query, { of: [{ __typename: type, id }] }))._entities[0];
};

describe('a developer', () => {
  it('is a set of aliases with activity and languages, each commit counted once', async () => {
    const { workspaceId, first } = await workspace();
    const { developer } = await ask(
      workspaceId,
      `query ($id: ID!, $window: WindowInput!) { developer(id: $id) {
         id name initials isBot isActive firstActiveOn lastActiveOn
         aliases { name email rule confidence botReason developer { id } }
         all: commitCount { value previousValue window { from } sampleSize unit asOf confidence unavailable { code } }
         recent: commitCount(window: $window) { value previousValue window { from to } }
         repositories { repository { id } commits firstActiveOn lastActiveOn }
         languages { languages { language } sampleSize unavailable { code } } } }`,
      { id: aliasIdOf(workspaceId, ANN), window: recent },
    );
    expect(developer).toEqual({
      id: aliasIdOf(workspaceId, ANN),
      name: 'Ann Lee',
      initials: 'AL',
      isBot: false,
      isActive: true,
      firstActiveOn: addDays(recent.from, -1),
      lastActiveOn: addDays(recent.from, 2),
      aliases: [ANN, ANN_AT_HOME].map((written) => ({
        name: written.replace(/ <.*/, ''),
        email: written.replace(/.*<|>/g, ''),
        rule: 'same-email',
        confidence: written === ANN ? 1 : 0.95,
        botReason: null,
        developer: { id: aliasIdOf(workspaceId, ANN) },
      })),
      all: {
        value: 5,
        previousValue: null,
        window: null,
        sampleSize: 5,
        unit: 'commits',
        asOf: '2026-02-01T00:00:00.000Z',
        confidence: 0.95,
        unavailable: null,
      },
      recent: { value: 4, previousValue: 1, window: recent },
      repositories: [
        {
          repository: { id: first },
          commits: 5,
          firstActiveOn: addDays(recent.from, -1),
          lastActiveOn: addDays(recent.from, 2),
        },
      ],
      languages: { languages: [], sampleSize: 3, unavailable: { code: 'NOT_ENOUGH_DATA' } },
    });
  });

  it('has a mix of languages from ten commits on five days on', async () => {
    const days = Array.from({ length: 5 }, (_, i) => addDays(recent.from, i));
    const work = days.flatMap((on) => [
      { by: [ANN], on, changes: [typescript, python] },
      {
        by: [ANN_AT_HOME],
        on,
        changes: [
          { ...typescript, path: 'c.ts' },
          { ...python, class: 'vendored' as const, path: 'v.py' },
        ],
      },
    ]);
    const { workspaceId } = await imported(work);
    const { developer } = await ask(
      workspaceId,
      `query ($id: ID!, $one: WindowInput!) { developer(id: $id) {
         languages { sampleSize unit languages { language share changes linesAdded linesDeleted lastUsedOn } }
         short: languages(window: $one) { unavailable { code } } } }`,
      { id: aliasIdOf(workspaceId, ANN), one: { from: days[0], to: days[1] } },
    );
    expect(developer).toEqual({
      languages: {
        sampleSize: 15,
        unit: 'changes',
        languages: [
          {
            language: 'TypeScript',
            share: 10 / 15,
            changes: 10,
            linesAdded: 20,
            linesDeleted: 10,
            lastUsedOn: days[4],
          },
          { language: 'Python', share: 5 / 15, changes: 5, linesAdded: 5, linesDeleted: 0, lastUsedOn: days[4] },
        ],
      },
      short: { unavailable: { code: 'NOT_ENOUGH_DATA' } },
    });
  });

  it('answers to the id from before a merge', async () => {
    const stream = await imported([{ by: [BO], on: today }]);
    const { workspaceId } = stream;
    const mailmap = [{ properEmail: 'ann@corp.org', commitEmail: 'bo@corp.org' }];
    await activities.applyAliases(await putAliases(storage, stream, [], mailmap));
    await activities.resolveIdentities({ workspaceId, knownVersion: 1 });
    const ann = { id: aliasIdOf(workspaceId, ANN), commitCount: { value: 1 } };
    const { developer } = await ask(
      workspaceId,
      'query ($id: ID!) { developer(id: $id) { id commitCount { value } } }',
      {
        id: aliasIdOf(workspaceId, BO),
      },
    );
    expect(developer).toEqual(ann);
    expect(await entity(workspaceId, 'Developer', aliasIdOf(workspaceId, BO), 'id commitCount { value }')).toEqual(ann);
  });

  it('has a commit that several repositories have once, and in each of them alone', async () => {
    const root = { sha: testSha('root'), parents: 0, by: [ANN, BO], on: today };
    const first = await imported([root, { sha: testSha('first'), by: [ANN], on: today }]);
    const fork = await imported([root, { sha: testSha('own'), by: [ANN], on: today }], newStream(first.workspaceId));
    const commits = async () => {
      const { developer } = await ask(
        first.workspaceId,
        `query ($id: ID!) { developer(id: $id) { all: commitCount { value }
           first: commitCount(repositoryId: "${first.repositoryId}") { value }
           fork: commitCount(repositoryId: "${fork.repositoryId}") { value } } }`,
        { id: aliasIdOf(first.workspaceId, ANN) },
      );
      return [developer.all.value, developer.first.value, developer.fork.value];
    };
    expect(await commits()).toEqual([3, 2, 2]);
    const rewritten = { ...fork, generation: newStream().generation };
    await importCommits(activities, storage, rewritten, [{ credit: [aliasIdOf(first.workspaceId, ANN)], parents: 0 }]);
    expect(await commits()).toEqual([3, 2, 1]);
  });

  it('who only merged is there without activity', async () => {
    const { workspaceId } = await imported([{ by: [CY], on: today, parents: 2 }]);
    const { developer } = await ask(
      workspaceId,
      'query ($id: ID!) { developer(id: $id) { name isActive firstActiveOn commitCount { value } repositories { commits } } }',
      { id: aliasIdOf(workspaceId, CY) },
    );
    expect(developer).toEqual({
      name: 'Cy Dow',
      isActive: false,
      firstActiveOn: null,
      commitCount: { value: 0 },
      repositories: [],
    });
  });

  it('is not active by commits of the future alone', async () => {
    const { workspaceId } = await imported([
      { by: [ANN], on: addDays(today, 900) },
      { by: [BO], on: addDays(today, 900) },
      { by: [BO], on: today },
    ]);
    const { developers } = await ask(workspaceId, '{ developers { edges { node { name isActive } } } }');
    expect(developers.edges.map((edge: { node: unknown }) => edge.node)).toEqual([
      { name: 'Ann Lee', isActive: false },
      { name: 'Bó Ek', isActive: true },
    ]);
    const active = await ask(workspaceId, '{ developers(activity: ACTIVE) { edges { node { name } } } }');
    expect(active.developers.edges).toHaveLength(1);
  });
});

describe('the list of people', () => {
  const names = async (workspaceId: string, args: string) => {
    const { developers } = await ask(workspaceId, `{ developers${args} { totalCount edges { node { name } } } }`);
    expect(developers.totalCount).toBe(developers.edges.length);
    return developers.edges.map((edge: { node: { name: string } }) => edge.node.name);
  };

  it('is sorted by name, without bots, and narrowed by search, activity and repository', async () => {
    const { workspaceId, second } = await workspace();
    expect(await names(workspaceId, '')).toEqual(['Ann Lee', 'Bó Ek', 'Cy Dow']);
    expect(await names(workspaceId, '(includeBots: true)')).toEqual(['Ann Lee', 'Bó Ek', 'Cy Dow', 'renovate[bot]']);
    expect(await names(workspaceId, '(search: "LEE")')).toEqual(['Ann Lee']);
    expect(await names(workspaceId, '(search: "annie")')).toEqual(['Ann Lee']);
    expect(await names(workspaceId, '(search: "bo ek")')).toEqual(['Bó Ek']);
    expect(await names(workspaceId, '(search: "@Corp")')).toEqual(['Ann Lee', 'Bó Ek', 'Cy Dow']);
    expect(await names(workspaceId, '(search: "%")')).toEqual([]);
    expect(await names(workspaceId, '(search: "!")')).toEqual([]);
    expect(await names(workspaceId, '(activity: ACTIVE)')).toEqual(['Ann Lee', 'Bó Ek']);
    expect(await names(workspaceId, '(activity: INACTIVE)')).toEqual(['Cy Dow']);
    expect(await names(workspaceId, `(repositoryId: "${second}")`)).toEqual(['Bó Ek']);
    expect(await names(workspaceId, '(repositoryId: "nonsense")')).toEqual([]);
    expect(await names(workspaceId, '(sort: LAST_ACTIVITY)')).toEqual(
      expect.arrayContaining(['Ann Lee', 'Bó Ek', 'Cy Dow']),
    );
  });

  it.each(['NAME', 'LAST_ACTIVITY'])('by %s is the same read in pages as read at once', async (sort) => {
    const { workspaceId } = await workspace();
    const query = `query ($first: Int, $after: String) { developers(sort: ${sort}, includeBots: true, first: $first, after: $after) {
      totalCount edges { cursor node { id lastActiveOn } } pageInfo { hasNextPage endCursor } } }`;
    const { developers: whole } = await ask(workspaceId, query);
    expect(whole.edges).toHaveLength(4);
    const paged: unknown[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const { developers: page }: { developers: typeof whole } = await ask(workspaceId, query, { first: 1, after });
      expect(page.totalCount).toBe(4);
      paged.push(...page.edges);
      after = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
    }
    expect(paged).toEqual(whole.edges);
    const last = { first: 5, after: whole.edges[3].cursor };
    expect((await ask(workspaceId, query, last)).developers).toMatchObject({ totalCount: 4, edges: [] });
    if (sort === 'NAME') return;
    const days = whole.edges.map((edge: { node: { lastActiveOn: string } }) => edge.node.lastActiveOn);
    expect(days).toEqual([...days].sort().reverse());
  });

  it('refuses pages, cursors, searches and windows that mean nothing', async () => {
    expect(await codeOf('{ developers(first: 0) { totalCount } }')).toBe('BAD_INPUT');
    expect(await codeOf('{ developers(first: 201) { totalCount } }')).toBe('BAD_INPUT');
    expect(await codeOf('{ developers(after: "x") { totalCount } }')).toBe('BAD_INPUT');
    const named = Buffer.from('["ann","00000000-0000-4000-8000-000000000001"]').toString('base64url');
    expect(await codeOf(`{ developers(sort: LAST_ACTIVITY, after: "${named}") { totalCount } }`)).toBe('BAD_INPUT');
    expect(await codeOf('query ($s: String) { developers(search: $s) { totalCount } }', { s: 'a\0' })).toBe(
      'BAD_INPUT',
    );
    expect(await codeOf('query ($s: String) { developers(search: $s) { totalCount } }', { s: 'a'.repeat(201) })).toBe(
      'BAD_INPUT',
    );
  });
});

describe('a repository', () => {
  it('has contributors by name, with commits of the window alone, and no bots', async () => {
    const { workspaceId, first } = await workspace();
    const fields = `contributors(first: 1) { totalCount edges { node { name } commits lastActiveOn } pageInfo { hasNextPage endCursor } }
      recent: contributors(window: { from: "${recent.from}", to: "${recent.to}" }) { totalCount edges { node { name } commits lastActiveOn } }
      contributorCount { value previousValue }
      inWindow: contributorCount(window: { from: "${recent.from}", to: "${recent.to}" }) { value previousValue sampleSize unit }
      languages { sampleSize languages { language changes } unavailable { code } }`;
    const repository = await entity(workspaceId, 'Repository', first, fields);
    const ann = (commits: number) => ({ node: { name: 'Ann Lee' }, commits, lastActiveOn: addDays(recent.from, 2) });
    expect(repository).toEqual({
      contributors: {
        totalCount: 3,
        edges: [ann(5)],
        pageInfo: { hasNextPage: true, endCursor: expect.any(String) },
      },
      recent: {
        totalCount: 2,
        edges: [ann(4), { node: { name: 'Bó Ek' }, commits: 1, lastActiveOn: addDays(recent.from, 2) }],
      },
      contributorCount: { value: 3, previousValue: null },
      inWindow: { value: 2, previousValue: 1, sampleSize: 2, unit: 'people' },
      languages: {
        sampleSize: 3,
        languages: [
          { language: 'TypeScript', changes: 2 },
          { language: 'Python', changes: 1 },
        ],
        unavailable: null,
      },
    });
    const { endCursor } = repository.contributors.pageInfo;
    const next = await entity(
      workspaceId,
      'Repository',
      first,
      `contributors(after: "${endCursor}") { totalCount edges { node { name } } pageInfo { hasNextPage } }`,
    );
    expect(next.contributors).toEqual({
      totalCount: 3,
      edges: [{ node: { name: 'Bó Ek' } }, { node: { name: 'Cy Dow' } }],
      pageInfo: { hasNextPage: false },
    });
  });

  it('that was not imported says so, foreign or unknown alike', async () => {
    const { first } = await workspace();
    const fields =
      'contributors { totalCount } contributorCount { value unavailable { code } } languages { unavailable { code } }';
    const nothing = {
      contributors: { totalCount: 0 },
      contributorCount: { value: null, unavailable: { code: 'NOT_IMPORTED' } },
      languages: { unavailable: { code: 'NOT_IMPORTED' } },
    };
    const other = newStream();
    expect(await entity(other.workspaceId, 'Repository', first, fields)).toEqual(nothing);
    expect(await entity(other.workspaceId, 'Repository', other.repositoryId, fields)).toEqual(nothing);
    expect(await entity(other.workspaceId, 'Repository', "'; drop", fields)).toEqual(nothing);
  });

  it('is read in its current state, not in one that is being built or is past', async () => {
    const stream = await imported([{ by: [ANN], on: today }]);
    const building = { ...stream, generation: newStream().generation };
    await activities.beginGeneration({ ...building, kind: 'current', until: null });
    await activities.applyBatch(
      await putBatch(storage, building, 1, [{ credit: [aliasIdOf(stream.workspaceId, BO)] }]),
    );
    const past = { ...stream, generation: newStream().generation };
    await importCommits(activities, storage, past, [{ credit: [aliasIdOf(stream.workspaceId, CY)] }], {
      until: '2026-01-05',
    });
    const people = 'contributors { edges { node { name } } }';
    expect(await entity(stream.workspaceId, 'Repository', stream.repositoryId, people)).toEqual({
      contributors: { edges: [{ node: { name: 'Ann Lee' } }] },
    });
    await activities.activateGeneration({ ...building, headSha: 'b', headAt: 1, asOf: '2026-02-02T00:00:00.000Z' });
    expect(await entity(stream.workspaceId, 'Repository', stream.repositoryId, people)).toEqual({
      contributors: { edges: [{ node: { name: 'Bó Ek' } }] },
    });
  });
});

describe('the workspace', () => {
  it('counts its people, bots left out, by default over the last four full weeks', async () => {
    const { workspaceId } = await workspace();
    const fields = `activeDevelopers { value previousValue window { from to } }
      longAgo: activeDevelopers(window: { from: "2000-01-01", to: "2000-01-31" }) { value } developerCount { value window { from } }`;
    expect(await entity(workspaceId, 'Workspace', workspaceId, fields)).toEqual({
      activeDevelopers: { value: 2, previousValue: 1, window: recent },
      longAgo: { value: 0 },
      developerCount: { value: 3, window: null },
    });
  });

  it('counts nobody who worked before and after the window alone', async () => {
    const { workspaceId } = await imported([
      { by: [ANN], on: '2020-01-01' },
      { by: [ANN], on: '2020-12-31' },
      { by: [BO], on: '2020-01-01' },
      { by: [BO], on: '2020-06-15' },
      { by: [BO], on: '2020-12-31' },
    ]);
    const june = 'activeDevelopers(window: { from: "2020-06-01", to: "2020-06-30" }) { value previousValue }';
    expect(await entity(workspaceId, 'Workspace', workspaceId, june)).toEqual({
      activeDevelopers: { value: 1, previousValue: 0 },
    });
  });

  it('before the first import has numbers that say why they are missing', async () => {
    const { workspaceId } = newStream();
    expect(
      await entity(workspaceId, 'Workspace', workspaceId, 'activeDevelopers { value unavailable { code } }'),
    ).toEqual({
      activeDevelopers: { value: null, unavailable: { code: 'NOT_IMPORTED' } },
    });
  });
});

describe('another workspace', () => {
  it('sees nothing of the first, though it has the same repository', async () => {
    const mine = await workspace();
    const theirs = await imported([{ by: [BO], on: today }]);
    for (const written of EVERYBODY) {
      const id = aliasIdOf(mine.workspaceId, written);
      const { developer } = await ask(theirs.workspaceId, 'query ($id: ID!) { developer(id: $id) { id } }', { id });
      expect(developer).toBeNull();
      expect(await entity(theirs.workspaceId, 'Developer', id, 'id name')).toBeNull();
      expect(await entity(theirs.workspaceId, 'Alias', id, 'id name')).toBeNull();
    }
    expect(await entity(theirs.workspaceId, 'Workspace', mine.workspaceId, 'id')).toBeNull();
    const { developers } = await ask(theirs.workspaceId, '{ developers(includeBots: true) { totalCount } }');
    expect(developers.totalCount).toBe(1);
    const filtered = await ask(theirs.workspaceId, `{ developers(repositoryId: "${mine.first}") { totalCount } }`);
    expect(filtered.developers.totalCount).toBe(0);
  });
});

describe('an alias', () => {
  it('says whose it is and why it counts as a bot', async () => {
    const { workspaceId } = await workspace();
    const id = aliasIdOf(workspaceId, RENOVATE);
    expect(
      await entity(workspaceId, 'Alias', id, 'name email rule confidence botReason developer { id isBot }'),
    ).toEqual({
      name: 'renovate[bot]',
      email: 'bot@renovateapp.com',
      rule: 'own',
      confidence: 1,
      botReason: 'bot-suffix',
      developer: { id, isBot: true },
    });
  });

  it.each(['Alias', 'Developer'])('or a developer that is unknown is null: %s', async (type) => {
    const { workspaceId } = newStream();
    expect(await entity(workspaceId, type, 'nonsense', 'id')).toBeNull();
    expect(await entity(workspaceId, type, workspaceId, 'id')).toBeNull();
  });
});
