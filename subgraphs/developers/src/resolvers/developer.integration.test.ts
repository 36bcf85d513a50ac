import { importCommits, testSha } from '@trellis/projection/testing.ts';
import { addDays } from '@trellis/service-kit/window.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { aliasIdOf, newStream, putAliases } from '../testing.ts';
import { ANN, ANN_AT_HOME, BO, CY, python, RENOVATE, recent, startTestGraph, today, typescript } from './testing.ts';

const { activities, storage, imported, workspace, ask, entity, stop } = await startTestGraph();
afterAll(stop);

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
