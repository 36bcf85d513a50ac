import type { AliasLine } from '@trellis/contributions/batch.ts';
import { encodeLines } from '@trellis/contributions/codec.ts';
import { createAliasHasher } from '@trellis/contributions/ids.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { readMailmapLines } from '@trellis/git/mailmap.ts';
import { readMailmap } from '@trellis/git/read-tree.ts';
import { createSuppressionReader } from '@trellis/suppression/suppression-reader.ts';
import { keptAliasLines } from '../domain/kept-out-aliases.ts';
import { segmentCount, segmentSizeFor } from '../domain/segments.ts';
import { saveLimitation } from '../store/limitations.ts';
import { batchesOf } from '../store/manifest.ts';
import { type Reading, saveReading } from '../store/readings.ts';
import { saveStreams } from '../store/streams.ts';
import { ensureCommitPlan } from './commit-plan.ts';
import { type Head, storeHead } from './head-object.ts';
import type { ImportSource } from './import-source.ts';
import { changeRunAndTell } from './publish-progress.ts';
import type { ImportPlan, ImportTarget } from './sync-activities.ts';
import { generationPrefix, type SyncParts } from './sync-parts.ts';

/** Who projects the batches. */
const PROJECTING = ['developers', 'teams', 'analytics', 'predictions'] as const;

const NO_MAILMAP: AliasLine = {
  k: 'mailmap',
  properName: null,
  properEmail: null,
  commitName: null,
  commitEmail: null,
};

/** Saves what is to be read into a generation, and the head that classifies it, before anything of it is read. */
export async function saveNewReading(
  parts: SyncParts,
  source: ImportSource,
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
    branch: opened.head.branch,
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

/** The plan of a reading, begun just now or interrupted before. */
export async function planOf(
  parts: SyncParts,
  source: ImportSource,
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
  if (run.kind === 'current') await beginStreams(parts, target, reading.generation, earlier);
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

/** From here on the repository's streams are those of this reading, and none is halted. */
async function beginStreams(
  parts: SyncParts,
  { workspaceId, repositoryId }: ImportTarget,
  generation: string,
  appliedThrough: number,
): Promise<void> {
  const streams = PROJECTING.map((subgraph) => ({ subgraph, appliedThrough, halted: null }));
  await inWorkspace(parts.pool, workspaceId, (db) =>
    saveStreams(db, { workspaceId, repositoryId, generation }, streams),
  );
}

/** The mailmap holds names, so it travels as an alias file does. */
async function storeMailmap(
  parts: SyncParts,
  source: ImportSource,
  reading: Reading,
  signal: AbortSignal,
): Promise<string | null> {
  if (source.run.kind === 'past') return null;
  const entries = readMailmapLines(await readMailmap(source.opened, reading.headSha, { signal }));
  const suppression = await inWorkspace(parts.pool, source.target.workspaceId, (db) =>
    createSuppressionReader(parts.keys).current(db, source.target.workspaceId),
  );
  const hasher = createAliasHasher(parts.keys.aliasHashing.secret, source.target.workspaceId);
  const written: AliasLine[] = entries.map((entry) => ({ k: 'mailmap', ...entry }));
  const lines = [...keptAliasLines(suppression, hasher, written)];
  // A line that maps nothing to nothing says that there is no mailmap any more; a file without lines would say nothing.
  if (lines.length === 0) lines.push(NO_MAILMAP);
  const { digest, bytes } = await encodeLines(lines);
  const { workspaceId, repositoryId } = source.target;
  const key = `${generationPrefix(workspaceId, repositoryId, reading.generation)}aliases/mailmap-${digest}.ndjson.zst`;
  await parts.storage.put(key, bytes);
  return key;
}
