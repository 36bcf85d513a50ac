import { isUuid, namedId } from '@trellis/contributions/ids.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { repositoryName } from '../domain/repository-name.ts';

export type RepositoryKind = 'PATH' | 'URL';

export interface RepositoryRow {
  readonly workspaceId: string;
  readonly id: string;
  readonly name: string;
  readonly kind: RepositoryKind;
  readonly location: string;
  readonly requestedBranch: string | null;
  readonly branch: string | null;
  /** The generation readers see; null before the first import succeeded. */
  readonly generation: string | null;
  readonly headSha: string | null;
  readonly headAt: Date | null;
  readonly importedAt: Date | null;
  readonly commitCount: number | null;
}

const COLUMNS = `workspace_id as "workspaceId", repository_id as id, name, kind, location, requested_branch as "requestedBranch",
  branch, generation, head_sha as "headSha", head_at as "headAt", imported_at as "importedAt", commit_count as "commitCount"`;

/** Repositories with these ids, in no order; unknown ids are left out. */
export async function findRepositories(db: WorkspaceClient, ids: readonly string[]): Promise<RepositoryRow[]> {
  const found = await db.query({
    name: 'repositories-by-id',
    text: `select ${COLUMNS} from record.repository where repository_id = any($1::uuid[])`,
    values: [ids.filter(isUuid)],
  });
  return found.rows;
}

export async function findRepository(db: WorkspaceClient, id: string): Promise<RepositoryRow | undefined> {
  return (await findRepositories(db, [id]))[0];
}

export async function findRepositoryAt(db: WorkspaceClient, location: string): Promise<RepositoryRow | undefined> {
  const found = await db.query(`select ${COLUMNS} from record.repository where location = $1`, [location]);
  return found.rows[0];
}

/** A page of repositories by name; one row more than `first` tells that there are further ones. */
export async function listRepositories(
  db: WorkspaceClient,
  page: { first: number; after: { name: string; id: string } | null },
): Promise<RepositoryRow[]> {
  const found = await db.query({
    name: 'repositories-page',
    text: `select ${COLUMNS} from record.repository
      where $2::text is null or (lower(name), repository_id) > ($2, $3::uuid)
      order by lower(name), repository_id limit $1`,
    values: [page.first + 1, page.after?.name ?? null, page.after?.id ?? null],
  });
  return found.rows;
}

export async function countRepositories(db: WorkspaceClient): Promise<number> {
  const found = await db.query('select count(*)::int as count from record.repository');
  return found.rows[0].count;
}

/** Makes the repository known, or gives the known one; its id follows from workspace and location. */
export async function ensureRepository(
  db: WorkspaceClient,
  input: { workspaceId: string; kind: RepositoryKind; location: string; branch: string | null },
): Promise<RepositoryRow> {
  const id = namedId('repository', input.workspaceId, input.location);
  const others = await db.query('select name from record.repository where repository_id <> $1', [id]);
  const name = repositoryName(input.location, new Set(others.rows.map((row) => row.name)));
  const saved = await db.query(
    `insert into record.repository (workspace_id, repository_id, name, kind, location, requested_branch)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (workspace_id, repository_id)
       do update set requested_branch = coalesce(excluded.requested_branch, record.repository.requested_branch)
     returning ${COLUMNS}`,
    [input.workspaceId, id, name, input.kind, input.location, input.branch],
  );
  return saved.rows[0];
}

/** Records the state that a successful import made current. */
export async function markImported(
  db: WorkspaceClient,
  id: string,
  state: { generation: string; branch: string | null; headSha: string; headAt: Date; commitCount: number; at: Date },
): Promise<void> {
  await db.query(
    `update record.repository
     set generation = $2, branch = $3, head_sha = $4, head_at = $5, commit_count = $6, imported_at = $7
     where repository_id = $1`,
    [id, state.generation, state.branch, state.headSha, state.headAt, state.commitCount, state.at],
  );
}

/** Nothing was new: the state stays, but it was looked at now. */
export async function markLookedAt(db: WorkspaceClient, id: string, at: Date): Promise<void> {
  await db.query('update record.repository set imported_at = $2 where repository_id = $1', [id, at]);
}
