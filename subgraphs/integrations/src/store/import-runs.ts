import { isUuid } from '@trellis/contributions/ids.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';

export type ImportState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
export type ImportPhase = 'PREPARING' | 'READING' | 'FINISHING' | 'DONE';

export interface ImportRunRow {
  readonly id: string;
  readonly repositoryId: string;
  readonly kind: 'current' | 'past';
  readonly until: string | null;
  readonly state: ImportState;
  readonly phase: ImportPhase;
  readonly generation: string | null;
  readonly headSha: string | null;
  readonly fromStart: boolean;
  readonly commitsTotal: number | null;
  readonly commitsRead: number;
  readonly commitsProjected: number;
  readonly message: string | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly errorRemedy: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

const COLUMNS = `import_id as id, repository_id as "repositoryId", kind, until, state, phase, generation, head_sha as "headSha",
  from_start as "fromStart", commits_total as "commitsTotal", commits_read as "commitsRead",
  commits_projected as "commitsProjected", message, error_code as "errorCode", error_message as "errorMessage",
  error_remedy as "errorRemedy", started_at as "startedAt", finished_at as "finishedAt"`;

export async function findImportRun(db: WorkspaceClient, id: string): Promise<ImportRunRow | undefined> {
  if (!isUuid(id)) return undefined;
  const found = await db.query(`select ${COLUMNS} from record.import_run where import_id = $1`, [id]);
  return found.rows[0];
}

/** The newest import (not derivation) of each repository. */
export async function latestImportRuns(db: WorkspaceClient, repositoryIds: readonly string[]): Promise<ImportRunRow[]> {
  const found = await db.query({
    name: 'latest-import-runs',
    text: `select run.* from unnest($1::uuid[]) as wanted(repository_id)
      cross join lateral (
        select ${COLUMNS} from record.import_run r
        where r.repository_id = wanted.repository_id and r.kind = 'current'
        order by r.started_at desc limit 1
      ) run`,
    values: [repositoryIds],
  });
  return found.rows;
}

/** The run that is already under way for the repository (and, for a past state, the day). */
export async function findActiveRun(
  db: WorkspaceClient,
  repositoryId: string,
  kind: 'current' | 'past',
  until: string | null,
): Promise<ImportRunRow | undefined> {
  const found = await db.query(
    `select ${COLUMNS} from record.import_run
     where repository_id = $1 and kind = $2 and until is not distinct from $3::date and state in ('QUEUED', 'RUNNING')`,
    [repositoryId, kind, until],
  );
  return found.rows[0];
}

/**
 * Inserts a queued run, or gives the one that is under way already: two requests at once make one import.
 */
export async function queueRun(
  db: WorkspaceClient,
  run: {
    workspaceId: string;
    id: string;
    repositoryId: string;
    kind: 'current' | 'past';
    until: string | null;
    requestId: string | null;
  },
): Promise<ImportRunRow> {
  for (;;) {
    const inserted = await db.query(
      `insert into record.import_run (workspace_id, import_id, repository_id, kind, until, state, phase, request_id)
       values ($1, $2, $3, $4, $5, 'QUEUED', 'PREPARING', $6) on conflict do nothing returning ${COLUMNS}`,
      [run.workspaceId, run.id, run.repositoryId, run.kind, run.until, run.requestId],
    );
    if (inserted.rows[0] !== undefined) {
      await oweToTemporal(db, run.workspaceId, 'start-import', run.id);
      return inserted.rows[0];
    }
    const active = await findActiveRun(db, run.repositoryId, run.kind, run.until);
    // The one that was in the way may have ended in between.
    if (active !== undefined) return active;
  }
}

/**
 * Queues a cancelled or failed run again; it goes on from what it had read. Where another run of the same is under way
 * already, that one is given; undefined where nothing is to be resumed.
 */
export async function requeueRun(
  db: WorkspaceClient,
  workspaceId: string,
  { id, repositoryId, kind, until }: ImportRunRow,
  requestId: string | null,
): Promise<ImportRunRow | undefined> {
  const active = await findActiveRun(db, repositoryId, kind, until);
  if (active !== undefined) return active;
  const updated = await db.query(
    `update record.import_run set state = 'QUEUED', phase = 'PREPARING', attempt = attempt + 1, finished_at = null, message = null,
       error_code = null, error_message = null, error_remedy = null, request_id = $2
     where import_id = $1 and state in ('CANCELLED', 'FAILED') returning ${COLUMNS}`,
    [id, requestId],
  );
  if (updated.rows[0] !== undefined) await oweToTemporal(db, workspaceId, 'start-import', id);
  return updated.rows[0];
}

/** Leaves a row for the relay, in the caller's transaction. */
export async function oweToTemporal(
  db: WorkspaceClient,
  workspaceId: string,
  kind: 'start-import' | 'cancel-import',
  importId: string,
): Promise<void> {
  await db.query('insert into record.outbox (workspace_id, kind, import_id) values ($1, $2, $3)', [
    workspaceId,
    kind,
    importId,
  ]);
}

export interface RunChange {
  readonly state?: ImportState;
  readonly phase?: ImportPhase;
  readonly generation?: string;
  readonly headSha?: string;
  readonly fromStart?: boolean;
  readonly commitsTotal?: number;
  readonly commitsRead?: number;
  readonly commitsProjected?: number;
  readonly message?: string | null;
  readonly error?: { readonly code: string; readonly message: string; readonly remedy: string } | null;
  readonly finishedAt?: Date;
}

/** Changes what is given and leaves the rest; a run that ended is only changed by `requeueRun`. */
export async function changeRun(db: WorkspaceClient, id: string, change: RunChange): Promise<void> {
  const values: unknown[] = [id];
  const assignments: string[] = [];
  const assign = (column: string, value: unknown) => {
    values.push(value);
    assignments.push(`${column} = $${values.length}`);
  };
  if (change.state !== undefined) assign('state', change.state);
  if (change.phase !== undefined) assign('phase', change.phase);
  if (change.generation !== undefined) assign('generation', change.generation);
  if (change.headSha !== undefined) assign('head_sha', change.headSha);
  if (change.fromStart !== undefined) assign('from_start', change.fromStart);
  if (change.commitsTotal !== undefined) assign('commits_total', change.commitsTotal);
  if (change.commitsRead !== undefined) assign('commits_read', change.commitsRead);
  if (change.commitsProjected !== undefined) assign('commits_projected', change.commitsProjected);
  if (change.message !== undefined) assign('message', change.message);
  if (change.error !== undefined) {
    assign('error_code', change.error?.code ?? null);
    assign('error_message', change.error?.message ?? null);
    assign('error_remedy', change.error?.remedy ?? null);
  }
  if (change.finishedAt !== undefined) assign('finished_at', change.finishedAt);
  if (assignments.length === 0) return;
  await db.query(
    `update record.import_run set ${assignments.join(', ')} where import_id = $1 and state in ('QUEUED', 'RUNNING')`,
    values,
  );
}

/** Adds to the number of commits read. */
export async function addCommitsRead(db: WorkspaceClient, id: string, commits: number): Promise<void> {
  await db.query(
    `update record.import_run set commits_read = commits_read + $2 where import_id = $1 and state in ('QUEUED', 'RUNNING')`,
    [id, commits],
  );
}

/** The newest derived states of a repository that are still kept, newest first. */
export async function derivedStates(
  db: WorkspaceClient,
  repositoryId: string,
  atMost: number,
): Promise<ImportRunRow[]> {
  const found = await db.query(
    `select ${COLUMNS} from record.import_run
     where repository_id = $1 and kind = 'past' and state = 'SUCCEEDED' order by finished_at desc limit $2`,
    [repositoryId, atMost],
  );
  return found.rows;
}
