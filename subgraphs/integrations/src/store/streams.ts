import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';

/** How far one projection is with a repository's newest stream, and where it halted. */
export interface StreamRow {
  readonly repositoryId: string;
  readonly subgraph: string;
  readonly appliedThrough: number;
  /** Number of the last batch that was read. */
  readonly lastBatch: number;
  readonly haltedCode: string | null;
  readonly haltedBatch: number | null;
  readonly haltedAt: Date | null;
}

/** What is told of one projection. */
export interface StreamChange {
  readonly subgraph: string;
  readonly appliedThrough: number;
  readonly halted: { readonly code: string; readonly batch: number | null } | null;
}

/** The streams of the repositories, by name of the subgraph. */
export async function streamsOf(db: WorkspaceClient, repositoryIds: readonly string[]): Promise<StreamRow[]> {
  const found = await db.query({
    name: 'streams-of-repositories',
    text: `select s.repository_id as "repositoryId", s.subgraph, s.applied_through as "appliedThrough",
        greatest(s.applied_through, (
          select coalesce(max(b.number), 0) from record.batch b
          where b.workspace_id = s.workspace_id and b.generation = s.generation)) as "lastBatch",
        s.halted_code as "haltedCode", s.halted_batch as "haltedBatch", s.halted_at as "haltedAt"
      from record.stream s where s.repository_id = any ($1::uuid[]) order by s.repository_id, s.subgraph`,
    values: [repositoryIds],
  });
  return found.rows;
}

/** Saves how far projections are; one that halted keeps the time it did so first. */
export async function saveStreams(
  db: WorkspaceClient,
  stream: { readonly workspaceId: string; readonly repositoryId: string; readonly generation: string },
  changes: readonly StreamChange[],
): Promise<void> {
  for (const { subgraph, appliedThrough, halted } of changes) {
    await db.query(
      `insert into record.stream as s (workspace_id, repository_id, subgraph, generation, applied_through,
         halted_code, halted_batch, halted_at)
       values ($1, $2, $3, $4, $5, $6, $7, case when $6::text is not null then now() end)
       on conflict (workspace_id, repository_id, subgraph) do update set
         generation = excluded.generation, applied_through = excluded.applied_through,
         halted_code = excluded.halted_code, halted_batch = excluded.halted_batch,
         halted_at = case when excluded.halted_code is not null then coalesce(s.halted_at, excluded.halted_at) end`,
      [
        stream.workspaceId,
        stream.repositoryId,
        subgraph,
        stream.generation,
        appliedThrough,
        halted?.code ?? null,
        halted?.batch ?? null,
      ],
    );
  }
}
