import { randomUUID } from 'node:crypto';
import { heartbeat } from '@temporalio/activity';
import { namedId } from '@trellis/contributions/ids.ts';
import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { isAncestor } from '@trellis/git/commit-list.ts';
import { hasHistory } from '@trellis/git/path-history.ts';
import { isEscapedPath } from '@trellis/git/path-text.ts';
import { decideImport, type KnownReading } from '../domain/import-decision.ts';
import { movedClasses } from '../domain/path-classes.ts';
import { derivedStates } from '../store/import-runs.ts';
import { buildingGeneration, lastReading, type Reading } from '../store/readings.ts';
import { type Head, loadHeadIfReadable, readHead, storeHead } from './head-object.ts';
import { type ImportSource, openImportSource } from './import-source.ts';
import { planOf, saveNewReading } from './plan-reading.ts';
import { changeRunAndTell } from './publish-progress.ts';
import type { ImportPlan, ImportTarget } from './sync-activities.ts';
import type { SyncParts } from './sync-parts.ts';

/** Most paths whose history is asked for one by one; with more of them reading again is no dearer. */
const SUSPECTS_ASKED = 50;

/** Past states that are kept; the projections keep the same number. */
export const KEPT_PAST_STATES = 5;

/** Brings the source up to date, looks at its head and plans what has to be read. */
export async function prepareImport(parts: SyncParts, target: ImportTarget, signal: AbortSignal): Promise<ImportPlan> {
  const source = await openImportSource(parts, target, signal);
  return source.run.kind === 'past' ? preparePast(parts, source, signal) : prepareCurrent(parts, source, signal);
}

async function prepareCurrent(parts: SyncParts, source: ImportSource, signal: AbortSignal): Promise<ImportPlan> {
  const { repository, target } = source;
  const { building, current } = await inWorkspace(parts.pool, target.workspaceId, async (db) => ({
    building: await buildingGeneration(db, repository.id, repository.generation),
    current: repository.generation === null ? undefined : await lastReading(db, repository.generation),
  }));
  const before = current && (await loadHeadIfReadable(parts.storage, current.headKey));
  const head = await readHead(source.opened, source.headSha, before, signal);
  heartbeat();
  const now = {
    sha: source.headSha,
    fingerprint: source.fingerprintOf(head),
    // What the last head was can't be told from a damaged object: then all is read again.
    classesMoved:
      current !== undefined &&
      (before === undefined || (await haveClassesMoved(source, before, head, current, signal))),
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
      await mendHead(parts, source, reading, signal);
      return planOf(parts, source, reading, source.headSha !== reading.headSha, signal);
    }
    case 'increment':
      return planOf(parts, source, await saveNewReading(parts, source, head, decision, signal), false, signal);
    case 'from-start': {
      const begin = { generation: randomUUID(), ordinal: 1, baseSha: null };
      return planOf(parts, source, await saveNewReading(parts, source, head, begin, signal), false, signal);
    }
  }
}

/** A past state is read like a first import that ends at an older commit; one that was derived already is reused. */
async function preparePast(parts: SyncParts, source: ImportSource, signal: AbortSignal): Promise<ImportPlan> {
  const { repository, target } = source;
  // Its id follows from its run, so that a repeated activity goes on with the same generation.
  const generation = namedId('past', target.importId);
  const { begun, derived } = await inWorkspace(parts.pool, target.workspaceId, async (db) => ({
    begun: await lastReading(db, generation),
    derived: await derivedStates(db, repository.id, KEPT_PAST_STATES),
  }));
  const same = derived.find((run) => run.headSha === source.headSha);
  if (same?.generation != null) return nothingNew(parts, source, same.generation);
  if (begun !== undefined) {
    await mendHead(parts, source, begun, signal);
    return planOf(parts, source, begun, false, signal);
  }
  const head = await readHead(source.opened, source.headSha, undefined, signal);
  const begin = { generation, ordinal: 1, baseSha: null };
  return planOf(parts, source, await saveNewReading(parts, source, head, begin, signal), false, signal);
}

/** An interrupted reading goes on with the head it planned; one that can't be read is written again. */
async function mendHead(parts: SyncParts, source: ImportSource, reading: Reading, signal: AbortSignal): Promise<void> {
  if ((await loadHeadIfReadable(parts.storage, reading.headKey)) !== undefined) return;
  await storeHead(parts.storage, reading.headKey, await readHead(source.opened, reading.headSha, undefined, signal));
}

async function nothingNew(
  parts: SyncParts,
  { target, headSha }: ImportSource,
  generation: string,
): Promise<ImportPlan> {
  await changeRunAndTell(parts, target, { commitsTotal: 0, headSha, generation, phase: 'FINISHING', message: null });
  return { kind: 'nothing-new' };
}

async function asKnown(source: ImportSource, reading: Reading, signal: AbortSignal): Promise<KnownReading> {
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
  source: ImportSource,
  before: Head,
  after: Head,
  current: Reading,
  signal: AbortSignal,
): Promise<boolean> {
  const { moved, suspects } = movedClasses(before, after);
  if (moved || suspects.length > SUSPECTS_ASKED) return true;
  for (const path of suspects) {
    // Git would not know the path by the text that stands for its bytes.
    if (isEscapedPath(path)) return true;
    if (await hasHistory(source.opened, current.headSha, path, { signal })) return true;
  }
  return false;
}
