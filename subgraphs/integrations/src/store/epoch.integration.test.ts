import { randomUUID } from 'node:crypto';
import { epochSource } from '@trellis/database/epoch-source.ts';
import { createTestDatabase, type TestDatabase } from '@trellis/database/testing.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase('integrations');
});
afterAll(() => database?.drop());

const epochOf = async (workspaceId: string) => {
  const rows = await epochSource(database.pool, 'integrations').epochs();
  return rows.find((row) => row.workspaceId === workspaceId)?.epoch;
};

/** Adds repositories in one transaction, as the service does. */
const addRepositories = (workspaceId: string, ids: readonly string[]) =>
  inWorkspace(database.pool, workspaceId, async (db) => {
    for (const id of ids) {
      await db.query(
        "insert into record.repository (workspace_id, repository_id, name, kind, location) values ($1, $2::uuid, 'r', 'PATH', $2::text)",
        [workspaceId, id],
      );
    }
  });

describe('the epoch of integrations', () => {
  it('rises once a transaction that changes what readers see, and in its workspace alone', async () => {
    const [mine, other] = [randomUUID(), randomUUID()];
    await addRepositories(other, [randomUUID()]);
    await addRepositories(mine, [randomUUID(), randomUUID()]);
    expect([await epochOf(mine), await epochOf(other)]).toEqual([1, 1]);
    await inWorkspace(database.pool, mine, (db) => db.query("update record.repository set name = 'other'"));
    expect([await epochOf(mine), await epochOf(other)]).toEqual([2, 1]);
    await inWorkspace(database.pool, mine, (db) => db.query('delete from record.repository'));
    expect([await epochOf(mine), await epochOf(other)]).toEqual([3, 1]);
  });

  it('stays where a transaction is taken back, and where nothing is changed', async () => {
    const workspace = randomUUID();
    await addRepositories(workspace, [randomUUID()]);
    const taken = inWorkspace(database.pool, workspace, async (db) => {
      await db.query("update record.repository set name = 'x'");
      throw new Error('taken back');
    });
    await expect(taken).rejects.toThrow('taken back');
    await inWorkspace(database.pool, workspace, (db) =>
      db.query("update record.repository set name = 'x' where false"),
    );
    expect(await epochOf(workspace)).toBe(1);
  });

  it('does not make transactions wait for each other that change rows in another order', async () => {
    const workspace = randomUUID();
    const ids = [randomUUID(), randomUUID()] as const;
    await addRepositories(workspace, ids);
    const rename = (id: string) => (db: { query(text: string, values: unknown[]): Promise<unknown> }) =>
      db.query('update record.repository set branch = $2 where repository_id = $1', [id, randomUUID()]);
    const both = Promise.withResolvers<void>();
    let begun = 0;
    const change = (id: string) =>
      inWorkspace(database.pool, workspace, async (db) => {
        await rename(id)(db);
        begun += 1;
        if (begun === 2) both.resolve();
        // Neither has committed when the other has changed its row: the epoch's row is not what they wait for.
        await both.promise;
      });
    await Promise.all(ids.map(change));
    expect(await epochOf(workspace)).toBe(3);
  });

  it('is told for all workspaces as ids and numbers, and written by nobody but the database', async () => {
    const [mine, other] = [randomUUID(), randomUUID()];
    await addRepositories(mine, [randomUUID()]);
    await addRepositories(other, [randomUUID()]);
    const rows = await epochSource(database.pool, 'integrations').epochs();
    expect(rows).toEqual(
      expect.arrayContaining([
        { workspaceId: mine, epoch: 1 },
        { workspaceId: other, epoch: 1 },
      ]),
    );
    const seen = await inWorkspace(database.pool, mine, (db) => db.query('select workspace_id from record.epoch'));
    expect(seen.rows).toEqual([{ workspace_id: mine }]);
    await expect(
      inWorkspace(database.pool, mine, (db) => db.query('update record.epoch set epoch = 100')),
    ).rejects.toThrow('permission denied');
  });
});
