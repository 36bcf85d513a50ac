import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { lockGenerations } from './generations.ts';

/** A row of record.generation, as far as a rebuild needs it. */
export interface GenerationRow {
  readonly generation: string;
  readonly stream: string;
  readonly kind: 'current' | 'past';
  readonly state: 'building' | 'current' | 'past' | 'retired';
  readonly until: string | null;
  readonly aside: boolean;
  readonly rebuiltBy: string | null;
  readonly version: number;
  readonly appliedThrough: number;
  readonly halted: string | null;
  readonly headSha: string | null;
  readonly headKey: string | null;
}

/** Locks the repository's generations. */
export async function lockedGenerations(
  db: WorkspaceClient,
  of: { readonly workspaceId: string; readonly repositoryId: string },
): Promise<GenerationRow[]> {
  await lockGenerations(db, of);
  const { rows } = await db.query<GenerationRow>(
    `select generation, stream, kind, state, until, aside, rebuilt_by as "rebuiltBy", projector_version as version,
       applied_through as "appliedThrough", halted, head_sha as "headSha", head_key as "headKey"
     from record.generation where workspace_id = $1 and repository_id = $2`,
    [of.workspaceId, of.repositoryId],
  );
  return rows;
}

/** The rows of a stream that imports write: not those aside. */
export function liveOf(rows: readonly GenerationRow[], stream: string): GenerationRow | undefined {
  return rows.find((row) => row.stream === stream && !row.aside && row.state !== 'retired');
}

/** Gives rows up: nobody reads them, and they are deleted with the next retired ones. */
export async function retire(db: WorkspaceClient, workspaceId: string, generation: string): Promise<void> {
  await db.query(`update record.generation set state = 'retired' where workspace_id = $1 and generation = $2`, [
    workspaceId,
    generation,
  ]);
}
