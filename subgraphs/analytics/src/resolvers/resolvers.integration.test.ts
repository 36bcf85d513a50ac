import { randomUUID } from 'node:crypto';
import { namedId } from '@trellis/contributions/ids.ts';
import { createTestDatabase, type TestDatabase } from '@trellis/database/testing.ts';
import {
  createMemoryStorage,
  importCommits,
  putIdentities,
  type TestCommit,
  testSha,
} from '@trellis/projection/testing.ts';
import { createSubgraph } from '@trellis/service-kit/create-subgraph.ts';
import type { SubgraphService } from '@trellis/service-kit/subgraph.ts';
import { runSubgraph, testKeys, testLogger } from '@trellis/service-kit/testing.ts';
import type { Viewer } from '@trellis/service-kit/viewer.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createActivities } from '../activities/create-activities.ts';
import { createResolvers } from './create-resolvers.ts';

const storage = createMemoryStorage();
let database: TestDatabase;
let activities: ReturnType<typeof createActivities>;
let service: SubgraphService;
let workspaceId: string;

beforeAll(async () => {
  database = await createTestDatabase('analytics');
  activities = createActivities({ pool: database.pool, storage });
  service = createSubgraph({
    name: 'analytics',
    schemaFile: 'analytics.graphql',
    resolvers: createResolvers(database.pool),
    keys: testKeys,
    dependencies: [],
    logger: testLogger,
  });
});
afterAll(() => database.drop());
beforeEach(() => {
  workspaceId = randomUUID();
});

const alias = (name: string) => namedId('alias', name);
const person = (name: string) => namedId('developer', name);
const repositoryId = (name = 'repository') => namedId('repository', name, workspaceId);
const day = (date: number, hour = 12) => Date.UTC(2026, 0, date, hour) / 1_000;

async function importInto(name: string, commits: readonly TestCommit[], past?: { until: string }) {
  const generation = randomUUID();
  await importCommits(
    activities,
    storage,
    { workspaceId, repositoryId: repositoryId(name), generation },
    commits,
    past,
  );
  return generation;
}

/** Ada writes as two aliases, `ada` and `ada at work`; `robot` is a bot. */
async function knowPeople() {
  const lines = [
    { aliasId: alias('ada'), developerId: person('ada') },
    { aliasId: alias('ada at work'), developerId: person('ada') },
    { aliasId: alias('bob'), developerId: person('bob') },
    { aliasId: alias('robot'), developerId: person('robot'), isBot: true },
    ...['c', 'd', 'e'].map((name) => ({ aliasId: alias(name), developerId: person(name) })),
  ];
  await activities.applyIdentities(await putIdentities(storage, workspaceId, 1, lines));
}

/** Asks for fields of one entity. */
async function ask(
  typename: string,
  id: string,
  fields: string,
  viewer: Partial<Viewer> = {},
  more: Record<string, unknown> = {},
) {
  const result = await runSubgraph(
    service,
    `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${typename} { ${fields} } } }`,
    { of: [{ __typename: typename, id, ...more }] },
    { workspaceId, ...viewer },
  );
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the query's.
  return { entity: (result.data as any)?._entities?.[0], errors: result.errors };
}

const CALENDAR = 'days { day commits linesAdded } total previousTotal sampleSize asOf limitations unavailable { code }';

describe('the activity calendar', () => {
  test('of a person counts a commit once, whatever of their aliases it credits', async () => {
    await importInto('repository', [
      { credit: [alias('ada'), alias('ada at work')], at: day(5), changes: [{ path: 'a.ts', added: 3 }] },
      { credit: [alias('ada at work')], at: day(5) },
      { credit: [alias('bob'), alias('ada')], at: day(6) },
      { credit: [alias('bob')], at: day(7) },
      { credit: [alias('ada')], at: day(7), parents: 2 },
    ]);
    await knowPeople();
    const { entity } = await ask('Developer', person('ada'), `activityCalendar { ${CALENDAR} }`);
    expect(entity.activityCalendar).toEqual({
      days: [
        { day: '2026-01-05', commits: 2, linesAdded: 3 },
        { day: '2026-01-06', commits: 1, linesAdded: 0 },
      ],
      total: 3,
      previousTotal: null,
      sampleSize: 3,
      asOf: '2026-02-01T00:00:00.000Z',
      limitations: [],
      unavailable: null,
    });
  });

  test('of a person can be of one repository alone', async () => {
    await importInto('one', [{ credit: [alias('ada')] }]);
    await importInto('two', [{ credit: [alias('ada')] }, { credit: [alias('ada')], at: day(6) }]);
    await knowPeople();
    const total = async (id: string) =>
      (await ask('Developer', person('ada'), `activityCalendar(repositoryId: "${id}") { total }`)).entity
        .activityCalendar.total;
    expect(await total(repositoryId('two'))).toBe(2);
    expect(await total(namedId('unknown'))).toBe(0);
    expect(await total('no uuid')).toBe(0);
  });

  test('of a window counts the window before it, and leaves dates out of range aside', async () => {
    await importInto('repository', [
      { at: -5e9 },
      { at: 9e12 },
      { at: day(4) },
      { at: day(5) },
      { at: day(11) },
      { at: day(12) },
    ]);
    const window = 'window: { from: "2026-01-05", to: "2026-01-11" }';
    const { entity } = await ask('Repository', repositoryId(), `activityCalendar(${window}) { ${CALENDAR} }`);
    expect(entity.activityCalendar).toMatchObject({ total: 2, previousTotal: 1 });
    const all = await ask('Repository', repositoryId(), 'activityCalendar { total }');
    expect(all.entity.activityCalendar.total).toBe(6);
  });

  test('of a workspace leaves bots out, and people who work with bots in', async () => {
    await importInto('repository', [
      { credit: [alias('robot')] },
      { credit: [alias('robot'), alias('ada')] },
      { credit: [alias('nobody knows yet')] },
    ]);
    await knowPeople();
    const { entity } = await ask('Workspace', workspaceId, 'activityCalendar { total }');
    expect(entity.activityCalendar.total).toBe(2);
  });

  test('of a team counts a commit of two members once', async () => {
    await importInto('repository', [
      { credit: [alias('ada'), alias('bob')] },
      { credit: [alias('bob')] },
      { credit: [alias('c')] },
    ]);
    await knowPeople();
    const memberIds = [person('ada'), person('bob')];
    const { entity } = await ask('Team', randomUUID(), 'activityCalendar { total }', {}, { memberIds });
    expect(entity.activityCalendar.total).toBe(2);
  });

  test('of repositories that share history counts a commit once, and says so', async () => {
    const shared = [{ sha: testSha('root'), parents: 0, credit: [alias('ada')] }];
    await importInto('origin', shared);
    await importInto('fork', [...shared, { sha: testSha('own'), credit: [alias('ada')] }]);
    await knowPeople();
    const { entity } = await ask(
      'Developer',
      person('ada'),
      `activityCalendar { ${CALENDAR} } commits { totalCount edges { node { sha } } }`,
    );
    expect(entity.activityCalendar).toMatchObject({
      total: 2,
      limitations: [expect.stringContaining('1 commits are in several repositories')],
    });
    expect(entity.commits.totalCount).toBe(2);
    expect(entity.commits.edges).toHaveLength(2);
    const fork = await ask('Repository', repositoryId('fork'), 'activityCalendar { total }');
    expect(fork.entity.activityCalendar.total).toBe(2);
  });

  test('says that a forge gave most of the days', async () => {
    await importInto('repository', [{ forge: true }, { forge: true }, {}]);
    const { entity } = await ask('Repository', repositoryId(), 'activityCalendar { limitations }');
    expect(entity.activityCalendar.limitations).toEqual([expect.stringContaining('forge')]);
  });

  test('of a past state is what was there then', async () => {
    const state = await importInto('repository', [{}], { until: '2025-12-31' });
    await importInto('repository', [{}, {}]);
    const total = async (id: string | null) => {
      const argument = id === null ? '' : `(state: "${id}")`;
      const { entity } = await ask(
        'Repository',
        repositoryId(),
        `activityCalendar${argument} { total unavailable { code } }`,
      );
      return [entity.activityCalendar.total, entity.activityCalendar.unavailable?.code];
    };
    expect(await total(null)).toEqual([2, undefined]);
    expect(await total(state)).toEqual([1, undefined]);
    expect(await total(randomUUID())).toEqual([0, 'STATE_NOT_DERIVED']);
  });

  test('of what was not imported says so', async () => {
    const { entity } = await ask('Workspace', workspaceId, 'activityCalendar { total unavailable { code } }');
    expect(entity.activityCalendar).toEqual({ total: 0, unavailable: { code: 'NOT_IMPORTED' } });
  });

  test('of another workspace is not there', async () => {
    await importInto('repository', [{}]);
    const mine = { id: workspaceId, repository: repositoryId() };
    workspaceId = randomUUID();
    expect((await ask('Workspace', mine.id, 'activityCalendar { total }')).entity).toBeNull();
    const { entity } = await ask('Repository', mine.repository, 'activityCalendar { total } commits { totalCount }');
    expect(entity).toEqual({ activityCalendar: { total: 0 }, commits: { totalCount: 0 } });
  });
});

describe('the hour heatmap', () => {
  const HEATMAP =
    'hourHeatmap { cells { weekday hour commits } excludedShare sampleSize unavailable { code } limitations }';
  const fiveDays = (name: string): TestCommit[] =>
    [5, 6, 7, 8, 9].flatMap((date) => [
      { credit: [alias(name)], at: day(date, 8), off: 60 },
      { credit: [alias(name)], at: day(date, 23), off: 60 },
    ]);

  test("of a person is by their own clock, without a forge's", async () => {
    await importInto('repository', [...fiveDays('ada'), { credit: [alias('ada')], forge: true }]);
    await knowPeople();
    const { entity } = await ask('Developer', person('ada'), HEATMAP);
    expect(entity.hourHeatmap).toMatchObject({ sampleSize: 10, unavailable: null, excludedShare: 1 / 11 });
    expect(entity.hourHeatmap.cells).toHaveLength(10);
    expect(entity.hourHeatmap.cells[0]).toEqual({ weekday: 1, hour: 9, commits: 1 });
    expect(entity.hourHeatmap.cells[1]).toEqual({ weekday: 2, hour: 0, commits: 1 });
  });

  test('of a person is for that person alone', async () => {
    await importInto('repository', fiveDays('ada'));
    await knowPeople();
    const member = { role: 'member', solo: false } as const;
    const stranger = await ask('Developer', person('ada'), HEATMAP, member);
    expect(stranger.entity.hourHeatmap).toBeNull();
    expect(stranger.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    const self = { ...member, grants: { self: [person('ada')], leads: [], sharedBy: [] } };
    expect((await ask('Developer', person('ada'), HEATMAP, self)).entity.hourHeatmap.sampleSize).toBe(10);
    const lead = { ...member, grants: { self: [], leads: [person('ada')], sharedBy: [] } };
    expect((await ask('Developer', person('ada'), HEATMAP, lead)).entity.hourHeatmap).toBeNull();
  });

  test('of a repository needs five people, unless its viewer is alone', async () => {
    await importInto('four', ['ada', 'bob', 'c', 'd', 'robot'].flatMap(fiveDays));
    await importInto('five', ['ada', 'bob', 'c', 'd', 'e'].flatMap(fiveDays));
    await knowPeople();
    const code = async (name: string, viewer: Partial<Viewer>) =>
      (await ask('Repository', repositoryId(name), HEATMAP, viewer)).entity.hourHeatmap.unavailable?.code;
    expect(await code('four', { solo: false })).toBe('GROUP_TOO_SMALL');
    expect(await code('five', { solo: false })).toBeUndefined();
    expect(await code('four', { solo: true })).toBeUndefined();
    expect(await code('four', { solo: true, role: 'member' })).toBe('GROUP_TOO_SMALL');
  });

  test('is unknown where every commit was made by a forge', async () => {
    await importInto(
      'repository',
      fiveDays('ada').map((commit) => ({ ...commit, forge: true })),
    );
    const { entity } = await ask('Repository', repositoryId(), HEATMAP);
    expect(entity.hourHeatmap).toMatchObject({ cells: [], excludedShare: 1, unavailable: { code: 'CLOCK_UNKNOWN' } });
  });
});

describe('commits', () => {
  const PAGE = 'totalCount pageInfo { hasNextPage endCursor } edges { node { sha } }';

  /** SHAs of all pages, in their order. */
  async function everyPage(typename: string, id: string, first: number, totalCount: number): Promise<string[]> {
    const seen: string[] = [];
    for (let after = ''; ; ) {
      const { entity } = await ask(typename, id, `commits(first: ${first}${after}) { ${PAGE} }`);
      expect(entity.commits.totalCount).toBe(totalCount);
      for (const { node } of entity.commits.edges) seen.push(node.sha);
      if (!entity.commits.pageInfo.hasNextPage) return seen;
      after = `, after: "${entity.commits.pageInfo.endCursor}"`;
    }
  }

  test('of the same second come in pages too, each once', async () => {
    const shas = Array.from({ length: 7 }, (_, i) => testSha(`commit ${i}`));
    await importInto(
      'repository',
      shas.map((sha) => ({ sha })),
    );
    expect(await everyPage('Repository', repositoryId(), 2, 7)).toEqual(shas.toSorted().reverse());
  });

  test('of a person come in pages over all repositories, newest first, each once', async () => {
    const commits = (repository: string) =>
      [5, 5, 6, 7, 8].map((date, i) => ({
        sha: testSha(`${repository} ${i}`),
        at: day(date),
        credit: [alias(i % 2 === 0 ? 'ada' : 'ada at work')],
        parents: i === 3 ? 2 : 1,
      }));
    await importInto('one', [...commits('one'), { credit: [alias('bob')] }]);
    await importInto('two', commits('two'));
    await knowPeople();
    const seen = await everyPage('Developer', person('ada'), 3, 10);
    const newestFirst = [...commits('one'), ...commits('two')].sort((a, b) => b.at - a.at || (a.sha < b.sha ? 1 : -1));
    expect(seen).toEqual(newestFirst.map((commit) => commit.sha));
  });

  test('can be those of a window of local days', async () => {
    const late = { sha: testSha('late'), at: day(5, 23), off: 120 };
    const early = { sha: testSha('early'), at: day(7, 1), off: -120 };
    await importInto('repository', [late, early, { at: day(5) }, { at: day(7) }]);
    const window = 'window: { from: "2026-01-06", to: "2026-01-06" }';
    const { entity } = await ask('Repository', repositoryId(), `commits(${window}) { ${PAGE} }`);
    expect(entity.commits.edges.map((edge: { node: { sha: string } }) => edge.node.sha)).toEqual([early.sha, late.sha]);
    expect(entity.commits.totalCount).toBe(2);
  });

  test('say who, when and what, people once each and the author first', async () => {
    const sha = testSha('one');
    await importInto('repository', [
      {
        sha,
        at: -3_600,
        ct: day(6),
        off: 330,
        parents: 2,
        credit: [alias('bob'), alias('ada'), alias('ada at work'), alias('unknown')],
        subject: '<script>alert(1)</script>',
      },
    ]);
    await knowPeople();
    const { data } = await runSubgraph(
      service,
      `query ($id: ID!, $sha: String!) { commit(repositoryId: $id, sha: $sha) { sha subject authoredAt committedAt
        authorOffsetMinutes isMerge filesChanged developers { id } repository { id } } }`,
      { id: repositoryId(), sha },
      { workspaceId },
    );
    expect(data?.commit).toEqual({
      sha,
      subject: '<script>alert(1)</script>',
      authoredAt: '1969-12-31T23:00:00.000Z',
      committedAt: '2026-01-06T12:00:00.000Z',
      authorOffsetMinutes: 330,
      isMerge: true,
      filesChanged: 0,
      developers: [{ id: person('bob') }, { id: person('ada') }],
      repository: { id: repositoryId() },
    });
  });

  test('by SHA come in the order asked for, unknown ones left out', async () => {
    const [one, two] = [testSha('one'), testSha('two')];
    await importInto('repository', [{ sha: one }, { sha: two }]);
    const shas = JSON.stringify([two, 'nonsense', testSha('three'), one]);
    const { entity } = await ask('Repository', repositoryId(), `commitsBySha(shas: ${shas}) { sha }`);
    expect(entity.commitsBySha).toEqual([{ sha: two }, { sha: one }]);
  });

  test('that are unknown or of another workspace are null alike', async () => {
    await importInto('repository', [{ sha: testSha('one') }]);
    const foreign = { id: repositoryId(), sha: testSha('one') };
    const commit = async (variables: Record<string, unknown>) =>
      runSubgraph(
        service,
        'query ($id: ID!, $sha: String!) { commit(repositoryId: $id, sha: $sha) { sha } }',
        variables,
        {
          workspaceId,
        },
      );
    expect((await commit(foreign)).data).toEqual({ commit: { sha: foreign.sha } });
    expect((await commit({ ...foreign, sha: testSha('two') })).data).toEqual({ commit: null });
    workspaceId = randomUUID();
    expect(await commit(foreign)).toEqual({ data: { commit: null } });
    expect(await commit({ id: 'no uuid', sha: 'x' })).toEqual({ data: { commit: null } });
  });

  test.each([
    'commits(after: "nonsense") { totalCount }',
    `commits(after: "${Buffer.from('[1.5,"x"]').toString('base64url')}") { totalCount }`,
    'commits(first: 0) { totalCount }',
    'commits(window: { from: "2026-01-02", to: "2026-01-01" }) { totalCount }',
    `commitsBySha(shas: ${JSON.stringify(Array.from({ length: 201 }, () => 'a'))}) { sha }`,
  ])('refuse %s as bad input', async (field) => {
    const { errors } = await ask('Repository', repositoryId(), field);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_INPUT' });
  });
});
