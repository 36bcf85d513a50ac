import { createHash } from 'node:crypto';
import type { PathLine } from '@trellis/contributions/batch.ts';
import { namedId, uuidFromBytes } from '@trellis/contributions/ids.ts';
import { copyRows } from '@trellis/database/copy-rows.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { HistoryAggregates } from '../domain/history-aggregates.ts';

/** A path as its batch or the head names it. */
export type NamedPath = Pick<PathLine, 'p' | 'c' | 'l'>;

interface GenerationKey {
  readonly workspaceId: string;
  readonly generation: string;
}

/** Adds a batch's sums to a generation. The caller holds the lock on the generation's row: numbers are given under it. */
export async function saveHistory(
  db: WorkspaceClient,
  key: GenerationKey,
  paths: readonly NamedPath[],
  added: HistoryAggregates,
): Promise<void> {
  const pathIds = await numberPaths(db, key, paths);
  const creditNos = await numberCredits(db, key, added.credits);
  const path = (number: number) => pathIds[number] as number;
  const credit = (number: number) => creditNos[number] as number;
  await savePathCredits(db, key, added, path, credit);
  await saveRenames(db, key, added, path);
  await saveFacts(db, key, added, path, credit);
  await saveDays(db, key, added, credit);
}

/** Gives each path its number in the generation, a new one where it has none, in the order given. */
export async function numberPaths(
  db: WorkspaceClient,
  { workspaceId, generation }: GenerationKey,
  paths: readonly NamedPath[],
): Promise<number[]> {
  const rows = paths.map(({ p, c, l }, index) => [index, pathHash(p), p, c, l]);
  await copyRows(db, 'named_path', 'n integer, path_hash uuid, path text, class text, language text', rows);
  await db.query(
    `insert into projection.path (workspace_id, generation, path_id, path_hash, path, class, language)
     select $1, $2, (select coalesce(max(path_id) + 1, 0) from projection.path where workspace_id = $1 and generation = $2)
         + row_number() over (order by n) - 1, path_hash, path, class, language
     from (select distinct on (path_hash) * from named_path order by path_hash, n) named
     where not exists (select from projection.path known
       where known.workspace_id = $1 and known.generation = $2 and known.path_hash = named.path_hash)`,
    [workspaceId, generation],
  );
  const { rows: numbers } = await db.query<{ path_id: number }>(
    `select known.path_id from named_path named join projection.path known
       on known.workspace_id = $1 and known.generation = $2 and known.path_hash = named.path_hash order by named.n`,
    [workspaceId, generation],
  );
  return numbers.map((row) => row.path_id);
}

/** The hash a path is found by in its generation. */
export function pathHash(path: string): string {
  return uuidFromBytes(createHash('sha256').update(path).digest());
}

async function numberCredits(
  db: WorkspaceClient,
  { workspaceId, generation }: GenerationKey,
  credits: HistoryAggregates['credits'],
): Promise<number[]> {
  const rows = credits.map((aliasIds, index) => [index, creditHash(aliasIds), aliasIds] as const);
  await copyRows(db, 'named_credit', 'n integer, credit_hash uuid, alias_ids uuid[]', rows);
  await db.query(
    `insert into projection.credit (workspace_id, generation, credit_no, credit_hash, alias_ids)
     select $1, $2, (select coalesce(max(credit_no) + 1, 0) from projection.credit where workspace_id = $1 and generation = $2)
         + row_number() over (order by n) - 1, credit_hash, alias_ids
     from named_credit named
     where not exists (select from projection.credit known
       where known.workspace_id = $1 and known.generation = $2 and known.credit_hash = named.credit_hash)`,
    [workspaceId, generation],
  );
  const { rows: numbers } = await db.query<{ credit_no: number }>(
    `select known.credit_no from named_credit named join projection.credit known
       on known.workspace_id = $1 and known.generation = $2 and known.credit_hash = named.credit_hash order by named.n`,
    [workspaceId, generation],
  );
  return numbers.map((row) => row.credit_no);
}

/** Unlike a credit set's id, it keeps the order: the first alias is the author. */
function creditHash(aliasIds: readonly string[]): string {
  return aliasIds.length === 1 ? (aliasIds[0] as string) : namedId('credit', ...aliasIds);
}

async function savePathCredits(
  db: WorkspaceClient,
  { workspaceId, generation }: GenerationKey,
  { pathCredits }: HistoryAggregates,
  path: (number: number) => number,
  credit: (number: number) => number,
): Promise<void> {
  const rows = pathCredits.map((row) => [
    path(row.path),
    credit(row.credit),
    row.additions,
    row.deliveries,
    row.firstAt,
    `\\x${row.firstSha}`,
    row.lastAt,
  ]);
  const columns = `path_id integer, credit_no integer, additions integer, deliveries integer,
    first_at bigint, first_sha bytea, last_at bigint`;
  await copyRows(db, 'added_path_credit', columns, rows);
  await db.query(
    `insert into projection.path_credit as known
       (workspace_id, generation, path_id, credit_no, additions, deliveries, first_at, first_sha, last_at)
     select $1, $2, path_id, credit_no, additions, deliveries, first_at, first_sha, last_at from added_path_credit
     on conflict (workspace_id, generation, path_id, credit_no) do update set
       additions = known.additions + excluded.additions,
       deliveries = known.deliveries + excluded.deliveries,
       first_at = least(known.first_at, excluded.first_at),
       first_sha = case when (known.first_at, known.first_sha) <= (excluded.first_at, excluded.first_sha)
         then known.first_sha else excluded.first_sha end,
       last_at = greatest(known.last_at, excluded.last_at)`,
    [workspaceId, generation],
  );
}

async function saveRenames(
  db: WorkspaceClient,
  { workspaceId, generation }: GenerationKey,
  { renames }: HistoryAggregates,
  path: (number: number) => number,
): Promise<void> {
  if (renames.length === 0) return;
  await db.query(
    `insert into projection.rename (workspace_id, generation, path_id, old_path_id)
     select $1, $2, renamed, old from unnest($3::int[], $4::int[]) as added (renamed, old) on conflict do nothing`,
    [workspaceId, generation, renames.map(([renamed]) => path(renamed)), renames.map(([, old]) => path(old))],
  );
}

async function saveFacts(
  db: WorkspaceClient,
  { workspaceId, generation }: GenerationKey,
  { facts }: HistoryAggregates,
  path: (number: number) => number,
  credit: (number: number) => number,
): Promise<void> {
  const rows = facts.map(({ sha, at, credit: by, change: [changed, status, added, deleted, old] }) => [
    path(changed),
    at,
    `\\x${sha}`,
    status,
    added,
    deleted,
    credit(by),
    old === undefined ? null : path(old),
  ]);
  const columns = `path_id integer, changed_at bigint, sha bytea, status char(1), lines_added integer,
    lines_deleted integer, credit_no integer, old_path_id integer`;
  await copyRows(db, 'added_change', columns, rows);
  await db.query(
    `insert into projection.file_change
       (workspace_id, generation, path_id, changed_at, sha, status, lines_added, lines_deleted, credit_no, old_path_id)
     select $1, $2, path_id, changed_at, sha, status, lines_added, lines_deleted, credit_no, old_path_id
     from added_change on conflict do nothing`,
    [workspaceId, generation],
  );
}

async function saveDays(
  db: WorkspaceClient,
  { workspaceId, generation }: GenerationKey,
  { days }: HistoryAggregates,
  credit: (number: number) => number,
): Promise<void> {
  await db.query(
    `insert into projection.credit_day as known (workspace_id, generation, credit_no, day, commits, last_at)
     select $1, $2, * from unnest($3::int[], $4::date[], $5::int[], $6::bigint[])
     on conflict (workspace_id, generation, credit_no, day) do update set
       commits = known.commits + excluded.commits, last_at = greatest(known.last_at, excluded.last_at)`,
    [
      workspaceId,
      generation,
      days.map((row) => credit(row.credit)),
      days.map((row) => row.day),
      days.map((row) => row.commits),
      days.map((row) => row.lastAt),
    ],
  );
}
