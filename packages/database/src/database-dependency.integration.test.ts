import { SUBGRAPHS } from '@trellis/config/config.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { databaseDependency, migrationsOf } from './database-dependency.ts';
import { createPool } from './pool.ts';
import { createTestDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase('analytics');
});
afterAll(() => database.drop());

it('is there when every migration of this version has run', async () => {
  await expect(databaseDependency('analytics', database.pool).check()).resolves.toBeUndefined();
});

it('is not there while a migration has not run, and says which one', async () => {
  const newest = (await migrationsOf('analytics')).sort().at(-1);
  await database.ownerPool.query('delete from schema_migrations where version = $1', [newest]);
  await expect(databaseDependency('analytics', database.pool).check()).rejects.toMatchObject({
    code: 'SCHEMA_BEHIND',
    message: `analytics lacks the migrations ${newest}`,
  });
});

it('is not there when the server does not answer', async () => {
  const away = createPool('postgres://trellis_analytics:test@127.0.0.1:1/nothing', 1);
  await expect(databaseDependency('analytics', away).check()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await away.end();
});

it.each(SUBGRAPHS)('lets the service of %s see which migrations have run', async (subgraph) => {
  const own = await createTestDatabase(subgraph);
  await expect(databaseDependency(subgraph, own.pool).check()).resolves.toBeUndefined();
  await own.drop();
});

it.each(['developers', 'integrations'] as const)('tells how far the relay of %s is behind', async (subgraph) => {
  const own = await createTestDatabase(subgraph);
  const age = async () =>
    (await own.pool.query<{ age: number }>('select record.outbox_age_seconds() as age')).rows[0]?.age;
  expect(await age()).toBe(0);
  const id = '00000000-0000-4000-8000-000000000001';
  await own.ownerPool.query(
    `insert into record.operation (workspace_id, operation_id, kind, input, requested_by, requested_role, created_at)
     values ($1, $1, 'erasePerson', '{}', $1, 'owner', now() - interval '90 seconds')`,
    [id],
  );
  expect(await age()).toBeGreaterThanOrEqual(90);
  await own.ownerPool.query('update record.operation set delivered_at = now()');
  expect(await age()).toBe(0);
  await own.drop();
});
