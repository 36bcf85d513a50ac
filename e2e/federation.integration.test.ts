import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestRepository } from './harness/git-repository.ts';
import { type RunningTrellis, startTrellis } from './harness/running-trellis.ts';

/** One request that every subgraph has a part in. */
const ALL_FIVE = `query AllFive($id: ID!) {
  repository(id: $id) {
    name
    busFactor(historical: true) { value files removed { developer { name } files } }
    contributors { edges { node { name initials } commits } }
    commits(first: 2) { edges { node { subject developers { name } } } totalCount }
    weeklyActivity(weeks: 4) { weeks { startsOn } unit }
    latestImport { state }
  }
  viewer { role workspace { name repositoryCount developerCount { value } activityCalendar { unit } weeklyActivity { unit } } }
}`;

describe.each([
  ['in one process', false],
  ['over HTTP', true],
])('the federated graph %s', (_name, apart) => {
  const repository = createTestRepository('federated');
  let trellis: RunningTrellis;
  let apiToken: string;
  let repositoryId: string;

  beforeAll(async () => {
    repository.write({ 'src/main.ts': 'export const answer = 42;\n', 'src/other.ts': 'export {};\n' });
    repository.commit({ message: 'Begin the answer' });
    repository.write({ 'src/main.ts': 'export const answer = 43;\n' });
    repository.commit({
      author: 'Grace Hopper <grace@example.org>',
      message: 'Correct <b>it</b>',
      at: '2024-03-05T08:00:00+0100',
    });
    trellis = await startTrellis({ apart });
    ({ apiToken } = await trellis.makeWorkspace('Federation'));
    repositoryId = await trellis.importRepository(apiToken, repository.path);
  });
  afterAll(async () => {
    await trellis?.stop();
    repository.remove();
  });

  it('answers one query from all five subgraphs', async () => {
    const answer = await trellis.ask<Record<string, never>>(apiToken, ALL_FIVE, { id: repositoryId });
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toMatchObject({
      repository: {
        name: 'federated',
        // Ada made both files; Grace's change of one is 83 % of Ada's degree of authorship there. With Ada gone exactly half is left.
        busFactor: {
          value: 2,
          files: 2,
          removed: [
            { developer: { name: 'Ada Lovelace' }, files: 2 },
            { developer: { name: 'Grace Hopper' }, files: 1 },
          ],
        },
        contributors: {
          edges: [
            { node: { name: 'Ada Lovelace', initials: 'AL' }, commits: 1 },
            { node: { name: 'Grace Hopper', initials: 'GH' }, commits: 1 },
          ],
        },
        commits: {
          totalCount: 2,
          edges: [
            { node: { subject: 'Correct <b>it</b>', developers: [{ name: 'Grace Hopper' }] } },
            { node: { subject: 'Begin the answer' } },
          ],
        },
        weeklyActivity: { unit: expect.any(String) },
        latestImport: { state: 'SUCCEEDED' },
      },
      viewer: { role: 'OWNER', workspace: { name: 'Federation', repositoryCount: 1, developerCount: { value: 2 } } },
    });
  });

  it('refuses a request without a sign-in', async () => {
    const answer = await trellis.ask('not-a-token', '{ viewer { name } }');
    expect(answer.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  it('refuses a request to a subgraph without an internal token', async () => {
    const { teams } = trellis.services;
    const answer = await teams.execute({ query: '{ viewer { name } }', token: 'forged', requestId: 'test' });
    expect(answer.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  it.each([
    ['a syntax error', '{ viewer { ', 'BAD_INPUT'],
    ['a field that does not exist', '{ viewer { salary } }', 'BAD_INPUT'],
    ['a missing argument', '{ repository { name } }', 'BAD_INPUT'],
  ])('answers %s with a coded error', async (_what, query) => {
    const answer = await trellis.ask(apiToken, query);
    expect(answer.errors?.[0]?.extensions.code).toMatch(/^[A-Z][A-Z_]+$/);
    expect(answer.errors?.[0]?.extensions.code).not.toBe('INTERNAL');
  });
});
