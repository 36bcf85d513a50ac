import { afterAll, describe, expect, it } from 'vitest';
import { aliasIdOf, newStream } from '../testing.ts';
import { ANN, BO, EVERYBODY, recent, startTestGraph, today } from './testing.ts';

const { imported, workspace, ask, entity, stop } = await startTestGraph();
afterAll(stop);

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
