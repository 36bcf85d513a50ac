import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';

/** Something that is missing or incomplete in what was imported. */
export interface LimitationRow {
  readonly repositoryId: string;
  readonly generation: string;
  readonly code: string;
  readonly text: string;
  readonly remedy: string;
}

/** Limitations of the states that readers see. */
export async function currentLimitations(
  db: WorkspaceClient,
  repositoryIds: readonly string[] | null,
): Promise<LimitationRow[]> {
  const found = await db.query({
    name: 'current-limitations',
    text: `select l.repository_id as "repositoryId", l.generation, l.code, l.text, l.remedy
      from record.limitation l
      join record.repository r on r.repository_id = l.repository_id and r.generation = l.generation
      where $1::uuid[] is null or l.repository_id = any($1)
      order by l.repository_id, l.code`,
    values: [repositoryIds],
  });
  return found.rows;
}

export async function limitationsOf(db: WorkspaceClient, generation: string): Promise<LimitationRow[]> {
  const found = await db.query(
    `select repository_id as "repositoryId", generation, code, text, remedy from record.limitation
     where generation = $1 order by code`,
    [generation],
  );
  return found.rows;
}

/** Records a limitation of a generation; the same code again replaces its text (counts grow as reading goes on). */
export async function saveLimitation(db: WorkspaceClient, workspaceId: string, row: LimitationRow): Promise<void> {
  await db.query(
    `insert into record.limitation (workspace_id, generation, code, repository_id, text, remedy)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (workspace_id, generation, code) do update set text = excluded.text, remedy = excluded.remedy`,
    [workspaceId, row.generation, row.code, row.repositoryId, row.text, row.remedy],
  );
}
