import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';

/** One planned reading of a range of history into a generation. */
export interface Reading {
  readonly generation: string;
  /** 1 for the first reading of a generation, then one more per increment. */
  readonly ordinal: number;
  readonly repositoryId: string;
  /** `past`: the state at a day, which never becomes the repository's own. */
  readonly kind: 'current' | 'past';
  readonly baseSha: string | null;
  readonly headSha: string;
  readonly headAt: Date;
  /** The analysed branch; null: a detached HEAD or a commit. */
  readonly branch: string | null;
  readonly commits: number;
  readonly segmentSize: number;
  readonly fingerprint: string;
  readonly headKey: string;
  readonly completedAt: Date | null;
}

const COLUMNS = `generation, ordinal, repository_id as "repositoryId", kind, base_sha as "baseSha", head_sha as "headSha",
  head_at as "headAt", branch, commits, segment_size as "segmentSize", fingerprint, head_key as "headKey", completed_at as "completedAt"`;

/** The newest reading of a generation, finished or not. */
export async function lastReading(db: WorkspaceClient, generation: string): Promise<Reading | undefined> {
  const found = await db.query(
    `select ${COLUMNS} from record.reading where generation = $1 order by ordinal desc limit 1`,
    [generation],
  );
  return found.rows[0];
}

export async function findReading(
  db: WorkspaceClient,
  generation: string,
  ordinal: number,
): Promise<Reading | undefined> {
  const found = await db.query(`select ${COLUMNS} from record.reading where generation = $1 and ordinal = $2`, [
    generation,
    ordinal,
  ]);
  return found.rows[0];
}

/** Saves a plan before anything of it is read, so that whoever goes on reads the same segments. */
export async function saveReading(
  db: WorkspaceClient,
  workspaceId: string,
  reading: Omit<Reading, 'completedAt'>,
): Promise<void> {
  await db.query(
    `insert into record.reading (workspace_id, generation, ordinal, repository_id, kind, base_sha, head_sha, head_at,
       branch, commits, segment_size, fingerprint, head_key)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      workspaceId,
      reading.generation,
      reading.ordinal,
      reading.repositoryId,
      reading.kind,
      reading.baseSha,
      reading.headSha,
      reading.headAt,
      reading.branch,
      reading.commits,
      reading.segmentSize,
      reading.fingerprint,
      reading.headKey,
    ],
  );
}

export async function completeReading(
  db: WorkspaceClient,
  generation: string,
  ordinal: number,
  at: Date,
): Promise<void> {
  await db.query('update record.reading set completed_at = $3 where generation = $1 and ordinal = $2', [
    generation,
    ordinal,
    at,
  ]);
}

/** Generations of the repository other than these: nobody reads them any more. */
export async function abandonedGenerations(
  db: WorkspaceClient,
  repositoryId: string,
  keep: readonly string[],
): Promise<string[]> {
  const found = await db.query(
    'select distinct generation from record.reading where repository_id = $1 and generation <> all($2::uuid[])',
    [repositoryId, keep],
  );
  return found.rows.map((row) => row.generation);
}

/** Forgets a generation's readings, batches and limitations. */
export async function forgetGeneration(db: WorkspaceClient, generation: string): Promise<void> {
  await db.query('delete from record.limitation where generation = $1', [generation]);
  await db.query('delete from record.reading where generation = $1', [generation]);
}

/** The newest reading of a generation of the repository that never became what readers see; past states aside. */
export async function buildingGeneration(
  db: WorkspaceClient,
  repositoryId: string,
  current: string | null,
): Promise<Reading | undefined> {
  const found = await db.query(
    `select ${COLUMNS} from record.reading
     where repository_id = $1 and kind = 'current' and generation is distinct from $2::uuid and completed_at is null
     order by created_at desc limit 1`,
    [repositoryId, current],
  );
  return found.rows[0];
}
