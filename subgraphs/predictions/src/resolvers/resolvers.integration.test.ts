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
import { runSubgraph, testContext, testKeys, testLogger } from '@trellis/service-kit/testing.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createActivities } from '../activities/create-activities.ts';
import { createResolvers } from './create-resolvers.ts';
import { resolveSimilarWork } from './similar-work.ts';
import { resolveWeeklyActivity, type WeekSubject } from './weekly-activity.ts';

const storage = createMemoryStorage();
let database: TestDatabase;
let activities: ReturnType<typeof createActivities>;
let workspaceId: string;

beforeAll(async () => {
  database = await createTestDatabase('predictions');
  activities = createActivities({ pool: database.pool, storage });
});
afterAll(() => database.drop());
beforeEach(() => {
  workspaceId = randomUUID();
});

const alias = (name: string) => namedId('alias', name);
const person = (name: string) => namedId('developer', name);
const repositoryId = (name = 'repository') => namedId('repository', name, workspaceId);
const day = (date: number) => Date.UTC(2026, 0, date, 12) / 1_000;
const context = () => testContext({ workspaceId }, new Date('2026-01-28T12:00:00Z'));

async function importInto(name: string, commits: readonly TestCommit[], past?: { until: string }) {
  const generation = randomUUID();
  await importCommits(
    activities,
    storage,
    { workspaceId, repositoryId: repositoryId(name), generation },
    commits,
    past,
  );
}

async function knowPeople() {
  const lines = [
    { aliasId: alias('ada'), developerId: person('ada') },
    { aliasId: alias('ada at work'), developerId: person('ada') },
    { aliasId: alias('bob'), developerId: person('bob') },
    { aliasId: alias('robot'), developerId: person('robot'), isBot: true },
  ];
  await activities.applyIdentities(await putIdentities(storage, workspaceId, 1, lines));
}

describe('weekly activity', () => {
  const weeks = async (subject: WeekSubject, count = 3) => {
    const { weeks: series } = await resolveWeeklyActivity(database.pool, context(), subject, count);
    return series.map((week) => [week.startsOn, week.commits, week.activeDays, week.activeDevelopers]);
  };

  const commits: TestCommit[] = [
    { credit: [alias('ada')], at: day(5) },
    { credit: [alias('ada at work'), alias('ada')], at: day(5) },
    { credit: [alias('bob')], at: day(6) },
    { credit: [alias('robot')], at: day(7) },
    { credit: [alias('bob'), alias('ada at work')], at: day(19) },
    { credit: [alias('bob')], at: day(26) },
  ];

  test('of a person is their last full weeks, empty ones and several aliases among them', async () => {
    await importInto('repository', commits);
    await knowPeople();
    expect(await weeks({ developerId: person('ada') })).toEqual([
      ['2026-01-05', 2, 1, 1],
      ['2026-01-12', 0, 0, 0],
      ['2026-01-19', 1, 1, 1],
    ]);
  });

  test('of everybody counts people once and leaves bots out', async () => {
    await importInto('repository', commits);
    await knowPeople();
    const expected = [
      ['2026-01-05', 3, 2, 2],
      ['2026-01-12', 0, 0, 0],
      ['2026-01-19', 1, 1, 2],
    ];
    expect(await weeks({})).toEqual(expected);
    expect(await weeks({ repositoryId: repositoryId() })).toEqual(expected);
  });

  test('unites the days of several repositories, and counts a commit that they share once', async () => {
    const root = { sha: testSha('root'), parents: 0, credit: [alias('ada')], at: day(5) };
    await importInto('origin', [root]);
    await importInto('fork', [root, { sha: testSha('own'), credit: [alias('ada')], at: day(6) }]);
    await knowPeople();
    expect((await weeks({ developerId: person('ada') }))[0]).toEqual(['2026-01-05', 2, 2, 1]);
    const forkAlone = { developerId: person('ada'), repositoryId: repositoryId('fork') };
    expect((await weeks(forkAlone))[0]).toEqual(['2026-01-05', 2, 2, 1]);
  });

  test('says what it is made of, and that the import is behind', async () => {
    await importInto('repository', commits);
    const read = (now: string) =>
      resolveWeeklyActivity(database.pool, testContext({ workspaceId }, new Date(now)), {}, 2);
    const recent = await read('2026-01-28T12:00:00Z');
    expect(recent).toMatchObject({ unit: 'commits', sampleSize: 1, window: { from: '2026-01-12', to: '2026-01-25' } });
    expect(recent.limitations).toEqual([]);
    expect((await read('2026-02-09T12:00:00Z')).limitations).toEqual([expect.stringContaining('not imported yet')]);
  });

  test('of what was not imported says so', async () => {
    const metric = await resolveWeeklyActivity(database.pool, context(), { repositoryId: 'unknown' }, 4);
    expect(metric).toMatchObject({ weeks: [], unavailable: { code: 'NOT_IMPORTED' } });
  });

  test.each([0, 1_041])('refuses %i weeks', async (count) => {
    await expect(resolveWeeklyActivity(database.pool, context(), {}, count)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      field: 'weeks',
    });
  });
});

describe('similar work', () => {
  const search = (text: string, repository?: string) =>
    resolveSimilarWork(database.pool, context(), { text, repositoryId: repository, first: 20 });

  test('names the people whose commits match, with the best commits and the words found', async () => {
    const [one, two] = [testSha('one'), testSha('two')];
    await importInto('repository', [
      { credit: [alias('ada')], subject: 'Fixed routing', changes: [{ path: 'lib/router.ts' }], sha: one },
      { credit: [alias('ada at work')], subject: 'Fix typos', sha: two },
      { credit: [alias('bob')], subject: 'Write docs', changes: [{ path: 'README.md' }] },
      { credit: [alias('robot')], subject: 'Fix router' },
      { credit: [alias('nobody')], subject: 'Fix router' },
    ]);
    await knowPeople();
    const found = await search('Fixes the ROUTER, nonsense');
    expect(found).toMatchObject([
      { developer: { id: person('ada') }, matchingCommits: 2, shas: [one, two], terms: ['fixes', 'router'] },
    ]);
    expect(await search('the 123 !')).toEqual([]);
    expect(await search('unheard')).toEqual([]);
  });

  test('counts a commit once for a person, and once where two repositories have it', async () => {
    const shared = {
      sha: testSha('root'),
      parents: 0,
      credit: [alias('ada'), alias('ada at work')],
      subject: 'router',
    };
    await importInto('origin', [shared]);
    await importInto('fork', [shared, { credit: [alias('bob')], subject: 'router' }]);
    await knowPeople();
    const [first, second] = await search('router');
    expect([first?.matchingCommits, second?.matchingCommits]).toEqual([1, 1]);
    expect(first?.score).toBe(second?.score);
    expect(await search('router', repositoryId('origin'))).toHaveLength(1);
  });

  test('reads the current state alone', async () => {
    await importInto('repository', [{ credit: [alias('ada')], subject: 'router' }], { until: '2025-12-31' });
    await importInto('repository', [{ credit: [alias('ada')], subject: 'router' }]);
    await importInto('repository', [{ credit: [alias('ada')], subject: 'parser' }]);
    await knowPeople();
    expect(await search('router')).toEqual([]);
    expect(await search('parser')).toHaveLength(1);
  });

  test('refuses a text without end', async () => {
    await expect(search('x'.repeat(20_001))).rejects.toMatchObject({ code: 'BAD_INPUT', field: 'text' });
  });
});

test('through GraphQL, a foreign workspace shows nothing', async () => {
  const service = createSubgraph({
    name: 'predictions',
    schemaFile: 'predictions.graphql',
    resolvers: createResolvers(database.pool),
    keys: testKeys,
    dependencies: [],
    logger: testLogger,
  });
  await importInto('repository', [{ credit: [alias('ada')], subject: 'router' }]);
  await knowPeople();
  const query = `query ($of: [_Any!]!) { similarWork(text: "router") { developer { id } }
    _entities(representations: $of) { __typename
      ... on Workspace { weeklyActivity { unavailable { code } } }
      ... on Repository { weeklyActivity { unavailable { code } } }
      ... on Developer { weeklyActivity { sampleSize } } } }`;
  const of = [
    { __typename: 'Workspace', id: workspaceId },
    { __typename: 'Repository', id: repositoryId() },
    { __typename: 'Developer', id: person('ada') },
  ];
  const own = await runSubgraph(service, query, { of }, { workspaceId });
  expect(own).toEqual({
    data: {
      similarWork: [{ developer: { id: person('ada') } }],
      _entities: [
        { __typename: 'Workspace', weeklyActivity: { unavailable: null } },
        { __typename: 'Repository', weeklyActivity: { unavailable: null } },
        { __typename: 'Developer', weeklyActivity: { sampleSize: expect.any(Number) } },
      ],
    },
  });
  const foreign = await runSubgraph(service, query, { of }, { workspaceId: randomUUID() });
  expect(foreign).toEqual({
    data: {
      similarWork: [],
      _entities: [
        null,
        { __typename: 'Repository', weeklyActivity: { unavailable: { code: 'NOT_IMPORTED' } } },
        { __typename: 'Developer', weeklyActivity: { sampleSize: 0 } },
      ],
    },
  });
});
