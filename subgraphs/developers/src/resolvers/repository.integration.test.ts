import { importCommits, putBatch } from '@trellis/projection/testing.ts';
import { addDays } from '@trellis/service-kit/window.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { aliasIdOf, newStream } from '../testing.ts';
import { ANN, BO, CY, recent, startTestGraph, today } from './testing.ts';

const { activities, storage, imported, workspace, entity, stop } = await startTestGraph();
afterAll(stop);

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
