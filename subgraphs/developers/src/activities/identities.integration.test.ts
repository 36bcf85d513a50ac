import type { IdentityLine } from '@trellis/contributions/batch.ts';
import { decodeLines } from '@trellis/contributions/codec.ts';
import { createTestDatabase, type TestDatabase } from '@trellis/database/testing.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { createMemoryStorage, importCommits } from '@trellis/projection/testing.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aliasIdOf, newStream, putAliases } from '../testing.ts';
import { createActivities } from './create-activities.ts';

let database: TestDatabase;
let activities: ReturnType<typeof createActivities>;
const storage = createMemoryStorage();
const mirrored: number[] = [];

beforeAll(async () => {
  database = await createTestDatabase('developers');
  activities = createActivities({
    pool: database.pool,
    storage,
    mirrorEpoch: async (_workspaceId, epoch) => void mirrored.push(epoch),
  });
});
afterAll(() => database.drop());

const rows = (workspaceId: string, sql: string) =>
  inWorkspace(database.pool, workspaceId, async (db) => (await db.query(sql)).rows);

const ANN = 'Ann Lee <ann@corp.org>';
const ANN_AT_HOME = 'annie <ann.lee@home.org>';
const BO = 'Bo Ek <bo@corp.org>';
const MAILMAP = [{ properName: 'Ann Lee', properEmail: 'ann@corp.org', commitEmail: 'ann.lee@home.org' }];

describe('resolving identities', () => {
  it('writes the full set of decisions, with hashes and without names', async () => {
    const stream = newStream();
    const { workspaceId } = stream;
    await activities.applyAliases(await putAliases(storage, stream, [ANN, ANN_AT_HOME, BO], MAILMAP));
    const decided = await activities.resolveIdentities({ workspaceId, knownVersion: 0 });
    expect(decided).toEqual({
      workspaceId,
      version: 1,
      objectKey: `workspaces/${workspaceId}/identities/1.ndjson.zst`,
    });
    const lines = await decodeLines<IdentityLine>(await storage.get(decided?.objectKey as string));
    const ann = aliasIdOf(workspaceId, ANN);
    expect(Object.fromEntries(lines.map((line) => [line.aliasId, line.developerId]))).toEqual({
      [ann]: ann,
      [aliasIdOf(workspaceId, ANN_AT_HOME)]: ann,
      [aliasIdOf(workspaceId, BO)]: aliasIdOf(workspaceId, BO),
    });
    expect(JSON.stringify(lines)).not.toMatch(/ann|corp/i);
    expect(lines[0]).toMatchObject({ nameHash: expect.any(String), emailHash: expect.any(String), isBot: false });
  });

  it('gives null to who knows the newest version, and the newest to everybody else, even after its object is lost', async () => {
    const stream = newStream();
    const { workspaceId } = stream;
    await activities.applyAliases(await putAliases(storage, stream, [ANN]));
    const first = await activities.resolveIdentities({ workspaceId, knownVersion: 0 });
    expect(await activities.resolveIdentities({ workspaceId, knownVersion: 1 })).toBeNull();
    expect(await activities.resolveIdentities({ workspaceId, knownVersion: 0 })).toEqual(first);
    await storage.delete(first?.objectKey as string);
    expect(await activities.resolveIdentities({ workspaceId, knownVersion: 0 })).toEqual(first);
    expect(await storage.exists(first?.objectKey as string)).toBe(true);
  });

  it('raises the version and the epoch only where a decision changed', async () => {
    const stream = newStream();
    const { workspaceId } = stream;
    await activities.applyAliases(await putAliases(storage, stream, [ANN]));
    await activities.resolveIdentities({ workspaceId, knownVersion: 0 });
    const before = mirrored.length;
    await activities.applyAliases(await putAliases(storage, stream, [ANN]));
    expect(await activities.resolveIdentities({ workspaceId, knownVersion: 1 })).toBeNull();
    expect(mirrored).toHaveLength(before);
    await activities.applyAliases(await putAliases(storage, stream, [BO]));
    expect(await activities.resolveIdentities({ workspaceId, knownVersion: 1 })).toMatchObject({ version: 2 });
    expect(mirrored).toHaveLength(before + 1);
  });

  it('goes above a version that a caller knows and this database forgot', async () => {
    const stream = newStream();
    await activities.applyAliases(await putAliases(storage, stream, [ANN]));
    const decided = await activities.resolveIdentities({ workspaceId: stream.workspaceId, knownVersion: 7 });
    expect(decided).toMatchObject({ version: 8 });
  });

  it('lets the older developer survive a merge, and gives the other’s id back after a split', async () => {
    const stream = newStream();
    const { workspaceId } = stream;
    const [ann, home] = [aliasIdOf(workspaceId, ANN), aliasIdOf(workspaceId, ANN_AT_HOME)];
    await activities.applyAliases(await putAliases(storage, stream, [ANN, ANN_AT_HOME]));
    await activities.resolveIdentities({ workspaceId, knownVersion: 0 });
    const developers = 'select developer_id from record.developer order by developer_id';
    expect(await rows(workspaceId, developers)).toHaveLength(2);

    await activities.applyAliases(await putAliases(storage, stream, [], MAILMAP));
    await activities.resolveIdentities({ workspaceId, knownVersion: 1 });
    expect(await rows(workspaceId, developers)).toEqual([{ developer_id: ann }]);

    await activities.applyAliases(await putAliases(storage, stream, [], [{}]));
    await activities.resolveIdentities({ workspaceId, knownVersion: 2 });
    expect(await rows(workspaceId, developers)).toEqual([ann, home].sort().map((developer_id) => ({ developer_id })));
  });

  it('replaces the mailmap of the repository alone', async () => {
    const stream = newStream();
    const { workspaceId } = stream;
    await activities.applyAliases(await putAliases(storage, stream, [ANN, ANN_AT_HOME], MAILMAP));
    await activities.applyAliases(await putAliases(storage, newStream(workspaceId), [BO], [{}]));
    await activities.resolveIdentities({ workspaceId, knownVersion: 0 });
    expect(await rows(workspaceId, 'select 1 from record.developer')).toHaveLength(2);
  });

  it('keeps the mailmap where an alias file says nothing of it', async () => {
    const stream = newStream();
    const { workspaceId } = stream;
    await activities.applyAliases(await putAliases(storage, stream, [ANN, ANN_AT_HOME], MAILMAP));
    await activities.applyAliases(await putAliases(storage, stream, [BO]));
    await activities.resolveIdentities({ workspaceId, knownVersion: 0 });
    expect(await rows(workspaceId, 'select 1 from record.developer')).toHaveLength(2);
  });

  it('marks bots with the reason', async () => {
    const stream = newStream();
    await activities.applyAliases(await putAliases(storage, stream, ['renovate[bot] <bot@renovateapp.com>', ANN]));
    await activities.resolveIdentities({ workspaceId: stream.workspaceId, knownVersion: 0 });
    const found = await rows(
      stream.workspaceId,
      'select bot_reason, is_bot from record.alias join record.alias_person using (workspace_id, alias_id) order by name',
    );
    expect(found).toEqual([
      { bot_reason: null, is_bot: false },
      { bot_reason: 'bot-suffix', is_bot: true },
    ]);
  });
});

describe('the name a person is shown by', () => {
  const shown = `select name from record.developer d join record.alias a
    on a.workspace_id = d.workspace_id and a.alias_id = d.shown_alias_id`;

  it('is that of the alias with most commits, once a state is readable', async () => {
    const stream = newStream();
    const { workspaceId } = stream;
    const names = ['Ann Lee <ann@corp.org>', 'Ann Lee-Ek <ann@corp.org>'];
    await activities.applyAliases(await putAliases(storage, stream, names));
    await activities.resolveIdentities({ workspaceId, knownVersion: 0 });
    const often = names.find((name) => aliasIdOf(workspaceId, name) !== names[0]) as string;
    for (const name of [often, names.find((one) => one !== often) as string]) {
      const next = { ...stream, generation: newStream().generation };
      await importCommits(activities, storage, next, [{ credit: [aliasIdOf(workspaceId, name)] }]);
      expect(await rows(workspaceId, shown)).toEqual([{ name: name.replace(/ <.*/, '') }]);
    }
  });
});
