import { createHash } from 'node:crypto';
import { heartbeat } from '@temporalio/activity';
import { BATCH_VERSION } from '@trellis/contributions/batch.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { commitBefore, commitTime } from '@trellis/git/commit-list.ts';
import type { RepositoryHandle } from '@trellis/git/open-repository.ts';
import { findImportRun, type ImportRunRow } from '../store/import-runs.ts';
import { findRepository, type RepositoryRow } from '../store/repositories.ts';
import { refuse } from './failures.ts';
import type { Head } from './head-object.ts';
import { refreshSource } from './open-source.ts';
import { changeRunAndTell } from './publish-progress.ts';
import type { ImportTarget } from './sync-activities.ts';
import type { SyncParts } from './sync-parts.ts';

/** Raised when the rules that classify files change, so that histories are classified anew. */
const CLASSIFIER_VERSION = 2;

/** Most often that a clone's progress is written down, milliseconds. */
const PROGRESS_MS = 500;

/** What an import reads from: the repository as it is now, and the head to analyse. */
export interface ImportSource {
  readonly target: ImportTarget;
  readonly run: ImportRunRow;
  readonly repository: RepositoryRow;
  readonly opened: RepositoryHandle;
  readonly headSha: string;
  readonly headAt: Date;
  /** Attributes, depth of the clone and rules under which paths are classified; another value needs a new generation. */
  readonly fingerprintOf: (head: Head) => string;
}

/** Brings the run's repository up to date and finds the head to analyse: the branch's, or for a past state the day's. */
export async function openImportSource(
  parts: SyncParts,
  target: ImportTarget,
  signal: AbortSignal,
): Promise<ImportSource> {
  const { run, repository } = await inWorkspace(parts.pool, target.workspaceId, async (db) => ({
    run: await findImportRun(db, target.importId),
    repository: await findRepository(db, target.repositoryId),
  }));
  if (run === undefined || repository === undefined) {
    throw refuse('NOT_FOUND', 'The repository or its import is gone.', 'Import the repository again.');
  }
  await changeRunAndTell(parts, target, { state: 'RUNNING', phase: 'PREPARING' });
  let lastTold = 0;
  const opened = await refreshSource(parts.dataDir, repository, signal, (message) => {
    heartbeat();
    if (Date.now() - lastTold < PROGRESS_MS) return;
    lastTold = Date.now();
    changeRunAndTell(parts, target, { message }).catch(() => undefined);
  });
  const headSha = run.kind === 'past' ? await headOn(opened, run.until as string, repository, signal) : opened.head.sha;
  const headAt = new Date((await commitTime(opened, headSha, { signal })) * 1_000);
  const boundary = [...opened.shallowBoundary].sort().join(' ');
  const fingerprintOf = (head: Head) =>
    createHash('sha256')
      .update(JSON.stringify([BATCH_VERSION, CLASSIFIER_VERSION, head.attributes, boundary, opened.missing]))
      .digest('hex');
  return { target, run, repository, opened, headSha, headAt, fingerprintOf };
}

/** The state at the end of a day (UTC) is the newest commit by committer date that the analysed head reaches. */
async function headOn(
  opened: RepositoryHandle,
  until: string,
  repository: RepositoryRow,
  signal: AbortSignal,
): Promise<string> {
  const endOfDay = Date.parse(`${until}T23:59:59Z`) / 1_000;
  const found = await commitBefore(opened, repository.headSha ?? opened.head.sha, endOfDay, { signal });
  if (found !== null) return found;
  throw refuse('NO_COMMITS_BEFORE', `The history begins after ${until}.`, 'Ask for a later day.');
}
