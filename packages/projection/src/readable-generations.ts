import { isUuid } from '@trellis/contributions/ids.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';

/** A state of a repository that queries may read. */
export interface ReadableGeneration {
  /** Under which its rows stand. */
  readonly generation: string;
  readonly repositoryId: string;
  readonly kind: 'current' | 'past';
  /** For a past state: the day (UTC) whose end it describes, YYYY-MM-DD. */
  readonly until: string | null;
  readonly headSha: string;
  readonly headAt: Date;
  readonly asOf: Date;
}

const COLUMNS = `generation, repository_id as "repositoryId", kind, until, head_sha as "headSha",
  head_at as "headAt", as_of as "asOf"`;

/**
 * The current state of a repository, or the past state asked for; undefined where there is none to read, the repository
 * is unknown, or the state is another repository's.
 * @param state id of a past state (its stream); absent: the current one
 */
export async function readableGeneration(
  db: WorkspaceClient,
  workspaceId: string,
  repositoryId: string,
  state?: string | null,
): Promise<ReadableGeneration | undefined> {
  if (!isUuid(repositoryId) || (state != null && !isUuid(state))) return undefined;
  const { rows } = await db.query<ReadableGeneration>(
    `select ${COLUMNS} from record.generation where workspace_id = $1 and repository_id = $2
       and case when $3::uuid is null then state = 'current' else stream = $3 and state in ('current', 'past') end`,
    [workspaceId, repositoryId, state ?? null],
  );
  return rows[0];
}

/** The current states of all repositories of the workspace, or of those given. */
export async function currentGenerations(
  db: WorkspaceClient,
  workspaceId: string,
  repositoryIds?: readonly string[],
): Promise<ReadableGeneration[]> {
  const { rows } = await db.query<ReadableGeneration>(
    `select ${COLUMNS} from record.generation
     where workspace_id = $1 and state = 'current' and ($2::uuid[] is null or repository_id = any ($2))
     order by repository_id`,
    [workspaceId, repositoryIds?.filter(isUuid) ?? null],
  );
  return rows;
}

/** When data read from several states was last complete: the oldest of them; undefined for none. */
export function oldestAsOf(generations: readonly ReadableGeneration[]): Date | undefined {
  return generations.map((one) => one.asOf).sort((a, b) => a.getTime() - b.getTime())[0];
}
