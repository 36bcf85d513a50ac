import { randomUUID } from 'node:crypto';
import { SUBGRAPHS, type Subgraph } from '@trellis/config/config.ts';
import { PROJECTIONS } from '@trellis/contributions/projection.ts';
import { NOBODY, type RebuildInput } from '@trellis/contributions/rebuild.ts';
import type pg from 'pg';

/** Numbers of one timeline; the next one begins after so many. Two to the power of 20. */
const TIMELINE_SIZE = 2 ** 20;

/**
 * What is put back is older than what was known: numbers that only rise would come again and mean something else. So epochs
 * and versions of identities go on from a number that is prefixed with the time, in seconds: higher than any before, in every
 * cache and browser. Batches need no prefix: their objects are named by content, and what was projected of them is made anew.
 */
export function timelineStart(now: Date): number {
  return Math.floor(now.getTime() / 1_000) * TIMELINE_SIZE;
}

/**
 * Begins a new timeline in databases that were loaded just now, in open transactions: rising numbers, what has to be
 * projected, what goes on.
 * @returns prefixes of objects that nothing names any more
 */
export async function beginTimeline(databases: Readonly<Record<Subgraph, pg.Client>>): Promise<readonly string[]> {
  const { integrations, developers, teams } = databases;
  const start = timelineStart(new Date());
  const { rows } = await teams.query<{ id: string }>('select workspace_id as id from record.workspace');
  const workspaces = rows.map(({ id }) => id);
  for (const subgraph of SUBGRAPHS) await raiseEpochs(databases[subgraph], 'epoch', workspaces, start);
  await raiseEpochs(teams, 'access_epoch', workspaces, start);
  await developers.query('update record.identity_version set version = $1', [start]);
  await signEverybodyOut(teams);
  const unnamed = await forgetPastStates(integrations);
  await rebuildAll(integrations, workspaces);
  await goOn(databases);
  return unnamed;
}

async function raiseEpochs(db: pg.Client, table: string, workspaces: readonly string[], start: number): Promise<void> {
  await db.query(
    `insert into record.${table} (workspace_id, epoch) select unnest($1::uuid[]), $2
     on conflict (workspace_id) do update set epoch = excluded.epoch`,
    [workspaces, start],
  );
}

/** Who signed out since, or was signed out, would be signed in again. */
async function signEverybodyOut(teams: pg.Client): Promise<void> {
  await teams.query('delete from record.session');
  await teams.query('delete from record.sign_in_link');
}

/** Past states are derived from the repository when they are asked for. */
async function forgetPastStates(integrations: pg.Client): Promise<string[]> {
  await integrations.query(
    `with gone as (delete from record.import_run where kind = 'past' returning import_id)
     delete from record.outbox where import_id in (select import_id from gone)`,
  );
  const { rows } = await integrations.query<{ prefix: string }>(
    `with gone as (delete from record.reading where kind = 'past' returning workspace_id, repository_id, generation)
     select distinct format('workspaces/%s/repositories/%s/%s/', workspace_id, repository_id, generation) as prefix from gone`,
  );
  await integrations.query(
    `delete from record.limitation l where not exists (
       select from record.reading r where r.workspace_id = l.workspace_id and r.generation = l.generation)`,
  );
  return rows.map(({ prefix }) => prefix);
}

/** No row of a projection is there: each stream that was read whole is projected from its first batch. */
async function rebuildAll(integrations: pg.Client, workspaces: readonly string[]): Promise<void> {
  for (const workspaceId of workspaces)
    for (const subgraph of PROJECTIONS) {
      const input: RebuildInput = { subgraph, repositoryId: null, olderThan: null };
      await integrations.query(
        `insert into record.operation (workspace_id, operation_id, kind, input, requested_by, requested_role)
         values ($1, $2, 'rebuildProjection', $3, $4, 'owner')`,
        [workspaceId, randomUUID(), input, NOBODY],
      );
    }
}

/** What was under way begins again, under a number that no workflow had before. */
async function goOn(databases: Readonly<Record<Subgraph, pg.Client>>): Promise<void> {
  const { integrations } = databases;
  await integrations.query(`update record.import_run set attempt = attempt + 1 where state in ('QUEUED', 'RUNNING')`);
  await integrations.query(
    `insert into record.outbox (workspace_id, kind, import_id)
     select workspace_id, 'start-import', import_id from record.import_run r where state in ('QUEUED', 'RUNNING')
       and not exists (select from record.outbox o where o.import_id = r.import_id)`,
  );
  // The two subgraphs that ask for operations.
  for (const db of [integrations, databases.developers])
    await db.query(
      `update record.operation set attempt = attempt + 1, delivered_at = null where state in ('QUEUED', 'RUNNING')`,
    );
}
