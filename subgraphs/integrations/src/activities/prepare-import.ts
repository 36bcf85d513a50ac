import { createHash, randomUUID } from 'node:crypto';
import { heartbeat } from '@temporalio/activity';
import type { AliasLine } from '@trellis/contributions/batch.ts';
import { encodeLines } from '@trellis/contributions/codec.ts';
import { namedId } from '@trellis/contributions/ids.ts';
import { PROJECTOR_VERSION } from '@trellis/contributions/projection.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { commitBefore, commitTime, isAncestor } from '@trellis/git/commit-list.ts';
import { readMailmapLines } from '@trellis/git/mailmap.ts';
import type { RepositoryHandle } from '@trellis/git/open-repository.ts';
import { hasHistory } from '@trellis/git/path-history.ts';
import { readMailmap } from '@trellis/git/read-tree.ts';
import { decideImport, type KnownReading } from '../domain/import-decision.ts';
import { movedClasses } from '../domain/path-classes.ts';
import { segmentCount, segmentSizeFor } from '../domain/segments.ts';
import { derivedStates, findImportRun, type ImportRunRow } from '../store/import-runs.ts';
import { saveLimitation } from '../store/limitations.ts';
import { batchesOf } from '../store/manifest.ts';
import { buildingGeneration, lastReading, type Reading, saveReading } from '../store/readings.ts';
import { findRepository, type RepositoryRow } from '../store/repositories.ts';
import { ensureCommitPlan } from './commit-plan.ts';
import { refuse } from './failures.ts';
import { type Head, loadHead, readHead, storeHead } from './head-object.ts';
import { refreshSource } from './open-source.ts';
import { changeRunAndTell } from './publish-progress.ts';
import type { ImportPlan, ImportTarget } from './sync-activities.ts';
import { generationPrefix, type SyncParts } from './sync-parts.ts';

/** Raised when the rules that classify files change, so that histories are classified anew. */
const CLASSIFIER_VERSION = 1;

/** Most paths whose history is asked for one by one; with more of them reading again is no dearer. */
const SUSPECTS_ASKED = 50;

/** Past states that are kept; the projections keep the same number. */
export const KEPT_PAST_STATES = 5;

const NO_MAILMAP: AliasLine = {
  k: 'mailmap',
  properName: null,
  properEmail: null,
  commitName: null,
  commitEmail: null,
};

interface Source {
  readonly target: ImportTarget;
  readonly run: ImportRunRow;
  readonly repository: RepositoryRow;
  readonly opened: RepositoryHandle;
  readonly headSha: string;
  readonly headAt: Date;
  readonly fingerprintOf: (head: Head) => string;
}

/** Brings the source up to date, looks at its head and plans what has to be read. */
export async function prepareImport(parts: SyncParts, target: ImportTarget, signal: AbortSignal): Promise<ImportPlan> {
  const source = await openForRun(parts, target, signal);
  return source.run.kind === 'past' ? preparePast(parts, source, signal) : prepareCurrent(parts, source, signal);
}

async function prepareCurrent(parts: SyncParts, source: Source, signal: AbortSignal): Promise<ImportPlan> {
  const { repository, target } = source;
  const { building, current } = await inWorkspace(parts.pool, target.workspaceId, async (db) => ({
    building: await buildingGeneration(db, repository.id, repository.generation),
    current: repository.generation === null ? undefined : await lastReading(db, repository.generation),
  }));
  const before = current && (await loadHead(parts.storage, current.headKey));
  const head = await readHead(source.opened, source.headSha, before, signal);
  heartbeat();
  const now = {
    sha: source.headSha,
    fingerprint: source.fingerprintOf(head),
    classesMoved: before !== undefined && (await haveClassesMoved(source, before, head, current, signal)),
  };
  const decision = decideImport(
    now,
    building && (await asKnown(source, building, signal)),
    current && (await asKnown(source, current, signal)),
  );
  switch (decision.kind) {
    case 'nothing-new':
      return nothingNew(parts, source, repository.generation as string);
    case 'resume': {
      const reading = (building?.generation === decision.generation ? building : current) as Reading;
      return planOf(parts, source, reading, source.headSha !== reading.headSha, signal);
    }
    case 'increment':
      return planOf(parts, source, await newReading(parts, source, head, decision, signal), false, signal);
    case 'from-start': {
      const begin = { generation: randomUUID(), ordinal: 1, baseSha: null };
      return planOf(parts, source, await newReading(parts, source, head, begin, signal), false, signal);
    }
  }
}

/** A past state is read like a first import that ends at an older commit; one that was derived already is reused. */
async function preparePast(parts: SyncParts, source: Source, signal: AbortSignal): Promise<ImportPlan> {
  const { repository, target } = source;
  // Its id follows from its run, so that a repeated activity goes on with the same generation.
  const generation = namedId('past', target.importId);
  const { begun, derived } = await inWorkspace(parts.pool, target.workspaceId, async (db) => ({
    begun: await lastReading(db, generation),
    derived: await derivedStates(db, repository.id, KEPT_PAST_STATES),
  }));
  const same = derived.find((run) => run.headSha === source.headSha);
  if (same?.generation != null) return nothingNew(parts, source, same.generation);
  if (begun !== undefined) return planOf(parts, source, begun, false, signal);
  const head = await readHead(source.opened, source.headSha, undefined, signal);
  const begin = { generation, ordinal: 1, baseSha: null };
  return planOf(parts, source, await newReading(parts, source, head, begin, signal), false, signal);
}

async function nothingNew(parts: SyncParts, { target, headSha }: Source, generation: string): Promise<ImportPlan> {
  await changeRunAndTell(parts, target, { commitsTotal: 0, headSha, generation, phase: 'FINISHING', message: null });
  return { kind: 'nothing-new' };
}

async function openForRun(parts: SyncParts, target: ImportTarget, signal: AbortSignal): Promise<Source> {
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
    if (Date.now() - lastTold < 500) return;
    lastTold = Date.now();
    changeRunAndTell(parts, target, { message }).catch(() => undefined);
  });
  const headSha = run.kind === 'past' ? await headOn(opened, run.until as string, repository, signal) : opened.head.sha;
  const headAt = new Date((await commitTime(opened, headSha, { signal })) * 1_000);
  const boundary = [...opened.shallowBoundary].sort().join(' ');
  const fingerprintOf = (head: Head) =>
    createHash('sha256')
      .update(JSON.stringify([PROJECTOR_VERSION, CLASSIFIER_VERSION, head.attributes, boundary, opened.missing]))
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
  throw refuse('NO_COMMITS_BEFORE', `The history of ${repository.name} begins after ${until}.`, 'Ask for a later day.');
}

async function asKnown(source: Source, reading: Reading, signal: AbortSignal): Promise<KnownReading> {
  return {
    generation: reading.generation,
    ordinal: reading.ordinal,
    headSha: reading.headSha,
    fingerprint: reading.fingerprint,
    isComplete: reading.completedAt !== null,
    isStillThere: await isAncestor(source.opened, reading.headSha, source.headSha, { signal }),
  };
}

async function haveClassesMoved(
  source: Source,
  before: Head,
  after: Head,
  current: Reading | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const { moved, suspects } = movedClasses(before, after);
  if (moved || suspects.length > SUSPECTS_ASKED) return true;
  for (const path of suspects) {
    if (current !== undefined && (await hasHistory(source.opened, current.headSha, path, { signal }))) return true;
  }
  return false;
}

async function newReading(
  parts: SyncParts,
  source: Source,
  head: Head,
  { generation, ordinal, baseSha }: { generation: string; ordinal: number; baseSha: string | null },
  signal: AbortSignal,
): Promise<Reading> {
  const { target, opened, headSha } = source;
  const { commits } = await ensureCommitPlan(parts.dataDir, opened, { generation, ordinal, baseSha, headSha }, signal);
  const headKey = `${generationPrefix(target.workspaceId, target.repositoryId, generation)}heads/${headSha}.ndjson.zst`;
  await storeHead(parts.storage, headKey, head);
  const reading = {
    generation,
    ordinal,
    repositoryId: target.repositoryId,
    kind: source.run.kind,
    baseSha,
    headSha,
    headAt: source.headAt,
    commits,
    segmentSize: segmentSizeFor(commits),
    fingerprint: source.fingerprintOf(head),
    headKey,
  };
  await inWorkspace(parts.pool, target.workspaceId, async (db) => {
    await saveReading(db, target.workspaceId, reading);
    for (const limitation of opened.limitations) {
      await saveLimitation(db, target.workspaceId, { repositoryId: target.repositoryId, generation, ...limitation });
    }
  });
  return { ...reading, completedAt: null };
}

async function planOf(
  parts: SyncParts,
  source: Source,
  reading: Reading,
  lookAgain: boolean,
  signal: AbortSignal,
): Promise<ImportPlan> {
  const { target, run } = source;
  const batches = await inWorkspace(parts.pool, target.workspaceId, (db) => batchesOf(db, reading.generation));
  const earlier = batches.filter((batch) => batch.ordinal < reading.ordinal).length;
  const read = batches
    .filter((batch) => batch.ordinal === reading.ordinal)
    .reduce((sum, batch) => sum + batch.commits, 0);
  await changeRunAndTell(parts, target, {
    phase: 'READING',
    generation: reading.generation,
    headSha: reading.headSha,
    fromStart: reading.ordinal === 1,
    commitsTotal: reading.commits,
    commitsRead: read,
    message: null,
  });
  return {
    kind: 'read',
    generation: reading.generation,
    ordinal: reading.ordinal,
    generationKind: run.kind,
    until: run.until,
    commits: reading.commits,
    segments: segmentCount(reading),
    firstBatch: earlier + 1,
    headSha: reading.headSha,
    headAt: Math.floor(reading.headAt.getTime() / 1_000),
    headKey: reading.headKey,
    aliasKey: await storeMailmap(parts, source, reading, signal),
    lookAgain,
  };
}

/** The mailmap holds names, so it travels as an alias file does. */
async function storeMailmap(
  parts: SyncParts,
  source: Source,
  reading: Reading,
  signal: AbortSignal,
): Promise<string | null> {
  if (source.run.kind === 'past') return null;
  const entries = readMailmapLines(await readMailmap(source.opened, reading.headSha, { signal }));
  const lines: AliasLine[] = entries.map((entry) => ({ k: 'mailmap', ...entry }));
  // A line that maps nothing to nothing says that there is no mailmap any more; a file without lines would say nothing.
  if (lines.length === 0) lines.push(NO_MAILMAP);
  const { digest, bytes } = await encodeLines(lines);
  const { workspaceId, repositoryId } = source.target;
  const key = `${generationPrefix(workspaceId, repositoryId, reading.generation)}aliases/mailmap-${digest}.ndjson.zst`;
  await parts.storage.put(key, bytes);
  return key;
}
