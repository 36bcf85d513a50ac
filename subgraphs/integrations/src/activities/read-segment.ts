import { ApplicationFailure, heartbeat } from '@temporalio/activity';
import type { BatchRef, CommitText } from '@trellis/contributions/batch.ts';
import { encodeLines, encodeText } from '@trellis/contributions/codec.ts';
import { type AliasHasher, createAliasHasher } from '@trellis/contributions/ids.ts';
import { inWorkspace, type WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { CommitEvent } from '@trellis/git/commit-event.ts';
import type { RepositoryHandle } from '@trellis/git/open-repository.ts';
import { isEscapedPath } from '@trellis/git/path-text.ts';
import { readCommitsAroundDamage } from '@trellis/git/read-around-damage.ts';
import type { Suppression } from '@trellis/people/suppression.ts';
import { lockSuppressions, suppressionVersion } from '@trellis/suppression/store.ts';
import { createSuppressionReader } from '@trellis/suppression/suppression-reader.ts';
import { type BatchBuilder, type BuiltBatch, createBatchBuilder } from '../domain/batch-builder.ts';
import { authorsOf, erasedIds, keptAliasLines, keptTexts } from '../domain/kept-out-aliases.ts';
import { limitationOf, type ReadingOddity } from '../domain/limitations.ts';
import type { PathClasses } from '../domain/path-classes.ts';
import { segmentCount, segmentRange } from '../domain/segments.ts';
import { addCommitsRead } from '../store/import-runs.ts';
import { saveLimitation } from '../store/limitations.ts';
import { addBatch, batchesOf, type ManifestRow } from '../store/manifest.ts';
import { findReading, type Reading } from '../store/readings.ts';
import { findRepository } from '../store/repositories.ts';
import { ensureCommitPlan, plannedCommits } from './commit-plan.ts';
import { refuse } from './failures.ts';
import { loadHead } from './head-object.ts';
import { openSource } from './open-source.ts';
import { tellProgress } from './publish-progress.ts';
import { isReadable } from './stored-segment.ts';
import type { ImportTarget, SegmentRead } from './sync-activities.ts';
import { generationPrefix, type SyncParts } from './sync-parts.ts';

/** Clocks of other people may run ahead of ours, by a day where zones are mixed up. */
const DAY_MS = 86_400_000;

/** What all segments of a reading need: the opened repository, and the classes of paths at the analysed head. */
export interface SegmentSource {
  readonly opened: RepositoryHandle;
  readonly classes: PathClasses;
}

interface SegmentInput {
  readonly generation: string;
  readonly ordinal: number;
  readonly segment: number;
}

interface SegmentJob {
  readonly parts: SyncParts;
  readonly target: ImportTarget;
  readonly reading: Reading;
  readonly segment: number;
  readonly prefix: string;
  readonly oddities: Map<ReadingOddity, string>;
  /** What was kept out when the segment was begun. */
  readonly suppression: Suppression;
  readonly hasher: AliasHasher;
}

/**
 * Reads one segment of a reading: commits → batches in storage → rows on the manifest. A segment that is on the manifest
 * whole is not read again unless something of it is damaged; one that was interrupted is, and gives the same parts.
 * @param shareSource keeps what `make` makes for the other segments of the reading
 */
export async function readSegment(
  parts: SyncParts,
  target: ImportTarget,
  input: SegmentInput,
  shareSource: (key: string, make: () => Promise<SegmentSource>) => Promise<SegmentSource>,
  signal: AbortSignal,
): Promise<SegmentRead> {
  const { reading, repository, known, suppression } = await inWorkspace(parts.pool, target.workspaceId, async (db) => ({
    reading: await findReading(db, input.generation, input.ordinal),
    repository: await findRepository(db, target.repositoryId),
    known: await batchesOf(db, input.generation),
    suppression: await createSuppressionReader(parts.keys).current(db, target.workspaceId),
  }));
  if (reading === undefined || repository === undefined || input.segment >= segmentCount(reading)) {
    throw refuse('NOT_FOUND', 'The plan of this import is gone.', 'Import the repository again.');
  }
  const prefix = generationPrefix(target.workspaceId, target.repositoryId, input.generation);
  const job: SegmentJob = {
    parts,
    target,
    reading,
    segment: input.segment,
    prefix,
    oddities: new Map(),
    suppression,
    hasher: createAliasHasher(parts.keys.aliasHashing.secret, target.workspaceId),
  };
  const aliasKey = `${prefix}aliases/${input.ordinal}-${input.segment}.ndjson.zst`;
  const mine = known.filter((row) => row.ordinal === input.ordinal && row.segment === input.segment);
  if (mine.some((row) => row.isLast) && (await isReadable(parts.storage, mine, aliasKey)))
    return { batches: mine.map((row) => refOf(job, row)), aliasKey };

  const { opened, classes } = await shareSource(`${reading.generation} ${reading.ordinal}`, async () => ({
    // Not tied to this segment's signal: others go on with it.
    opened: await openSource(parts.dataDir, repository),
    classes: (await loadHead(parts.storage, reading.headKey)).classes,
  }));
  const plan = await ensureCommitPlan(parts.dataDir, opened, reading, signal);
  const shas = await plannedCommits(plan, reading.headSha.length, segmentRange(reading, input.segment));
  const builder = createBatchBuilder(
    {
      k: 'batch',
      v: 1,
      workspaceId: target.workspaceId,
      repositoryId: target.repositoryId,
      generation: input.generation,
    },
    classes.classOf,
    job.hasher,
  );
  const rows = await writeBatches(job, builder, readCommitsAroundDamage(opened, shas, { signal }), aliasKey);
  await saveOddities(job);
  return { batches: rows.map((row) => refOf(job, row)), aliasKey };
}

async function writeBatches(
  job: SegmentJob,
  builder: BatchBuilder,
  events: AsyncIterable<CommitEvent>,
  aliasKey: string,
): Promise<ManifestRow[]> {
  const rows: ManifestRow[] = [];
  let pending: BuiltBatch | undefined;
  for await (const event of events) {
    if (event.type === 'commit' && builder.isFull()) {
      if (pending !== undefined) rows.push(await writeBatch(job, builder, pending, rows.length, false));
      pending = builder.take();
      heartbeat();
    }
    noteOddities(job.oddities, event);
    if (event.type === 'commit') builder.addCommit(event.commit);
    // A submodule's link is another repository's commit, not a file of this one.
    else if (event.type === 'files') builder.addChanges(event.changes.filter((change) => !change.isSubmodule));
  }
  // The alias file comes before the last part: a segment counts as read only once its names are there too.
  await job.parts.storage.put(
    aliasKey,
    (await encodeLines(keptAliasLines(job.suppression, job.hasher, builder.aliases()))).bytes,
  );
  const last = builder.take();
  if (last === undefined)
    return pending === undefined ? rows : [...rows, await writeBatch(job, builder, pending, rows.length, true)];
  if (pending !== undefined) rows.push(await writeBatch(job, builder, pending, rows.length, false));
  return [...rows, await writeBatch(job, builder, last, rows.length, true)];
}

async function writeBatch(
  job: SegmentJob,
  builder: BatchBuilder,
  built: BuiltBatch,
  part: number,
  isLast: boolean,
): Promise<ManifestRow> {
  const { parts, target, reading, prefix } = job;
  const [batch, texts] = await Promise.all([encodeText(built.text), encodeLines(textsOf(job, builder, built))]);
  const objectKey = `${prefix}batches/${batch.digest}.ndjson.zst`;
  const textKey = `${prefix}texts/${batch.digest}.ndjson.zst`;
  await Promise.all([parts.storage.put(objectKey, batch.bytes), parts.storage.put(textKey, texts.bytes)]);
  const row = await inWorkspace(parts.pool, target.workspaceId, async (db) => {
    await refuseOutdated(db, job);
    const added = await addBatch(db, target.workspaceId, reading.generation, {
      ordinal: reading.ordinal,
      segment: job.segment,
      part,
      objectKey,
      textKey,
      commits: built.commits,
      isLast,
    });
    if (added.isNew) await addCommitsRead(db, target.importId, built.commits);
    return added.row;
  });
  await tellProgress(parts, target);
  return row;
}

/** The subjects of a batch that may be kept. */
function textsOf({ suppression }: SegmentJob, builder: BatchBuilder, built: BuiltBatch): readonly CommitText[] {
  if (suppression.version === 0) return built.commitTexts;
  // Whoever is recognised by a name is erased under the new address too.
  const recognised = erasedIds(suppression, builder.aliases());
  const isErased = (aliasId: string) => recognised.has(aliasId) || suppression.isErased(aliasId);
  return keptTexts({ ...suppression, isErased }, built.commitTexts, authorsOf(built.text.split('\n')));
}

/** Somebody was erased while the segment was read: the activity is tried again, and reads it under what is kept out now. */
async function refuseOutdated(db: WorkspaceClient, { target, suppression }: SegmentJob): Promise<void> {
  await lockSuppressions(db, target.workspaceId, 'shared');
  if ((await suppressionVersion(db, target.workspaceId)) !== suppression.version)
    throw ApplicationFailure.retryable('What is kept out has changed.', 'SUPPRESSIONS_CHANGED');
}

function refOf({ target, reading }: SegmentJob, row: ManifestRow): BatchRef {
  const { workspaceId, repositoryId } = target;
  const { number, objectKey, textKey, commits } = row;
  return { workspaceId, repositoryId, generation: reading.generation, number, objectKey, textKey, commits };
}

function noteOddities(oddities: Map<ReadingOddity, string>, event: CommitEvent): void {
  const note = (oddity: ReadingOddity, sha: string) => {
    if (!oddities.has(oddity)) oddities.set(oddity, sha);
  };
  if (event.type === 'renames-limited' || event.type === 'contents-missing') {
    note(event.type, event.sha);
  } else if (event.type === 'files') {
    if (oddities.has('path-not-utf8')) return;
    if (event.changes.some(({ path }) => isEscapedPath(path))) note('path-not-utf8', event.sha);
  } else {
    const { commit } = event;
    if (commit.oddAuthorDate !== null || commit.oddCommitterDate !== null) note('odd-date', commit.sha);
    if (commit.authorAt < 0 || commit.authorAt * 1_000 > Date.now() + DAY_MS) note('odd-date', commit.sha);
    if (commit.authorEmail.trim() === '') note('author-without-email', commit.sha);
  }
}

async function saveOddities({ parts, target, reading, oddities }: SegmentJob): Promise<void> {
  if (oddities.size === 0) return;
  await inWorkspace(parts.pool, target.workspaceId, async (db) => {
    for (const [oddity, sha] of oddities) {
      const limitation = limitationOf(oddity, sha);
      await saveLimitation(db, target.workspaceId, {
        repositoryId: target.repositoryId,
        generation: reading.generation,
        ...limitation,
      });
    }
  });
}
