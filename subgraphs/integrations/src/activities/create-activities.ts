import { Context } from '@temporalio/activity';
import { completeReading, recordCancelled, recordFailed, recordSucceeded } from './conclude-import.ts';
import { withGitFailures } from './failures.ts';
import { type Head, loadHead } from './head-object.ts';
import { prepareImport } from './prepare-import.ts';
import { changeRunAndTell } from './publish-progress.ts';
import { readSegment } from './read-segment.ts';
import type { SyncActivities } from './sync-activities.ts';
import type { SyncParts } from './sync-parts.ts';

/** Heads kept in memory: the segments of one reading share theirs; two imports run side by side. */
const HEADS_KEPT = 2;

/** The activities of the sync queue that live in the integrations subgraph. */
export function createActivities(parts: SyncParts): SyncActivities {
  const heads = new Map<string, Promise<Head>>();
  const headOf = (key: string): Promise<Head> => {
    const known = heads.get(key) ?? loadHead(parts.storage, key);
    heads.delete(key);
    heads.set(key, known);
    known.catch(() => heads.delete(key));
    for (const oldest of heads.keys()) {
      if (heads.size <= HEADS_KEPT) break;
      heads.delete(oldest);
    }
    return known;
  };
  const signal = () => Context.current().cancellationSignal;
  return {
    prepareImport: (target) => withHeartbeat(() => withGitFailures(() => prepareImport(parts, target, signal()))),
    readSegment: (target, reading) =>
      withHeartbeat(() => withGitFailures(() => readSegment(parts, target, reading, headOf, signal()))),
    recordProjected: (target, commits) => changeRunAndTell(parts, target, { commitsProjected: commits }),
    recordFinishing: (target, commits) =>
      changeRunAndTell(parts, target, { phase: 'FINISHING', commitsProjected: commits }),
    completeReading: (target, reading) => withHeartbeat(() => completeReading(parts, target, reading, signal())),
    recordSucceeded: (target) => recordSucceeded(parts, target, new Date()),
    recordFailed: (target, failure) => recordFailed(parts, target, failure, new Date()),
    recordCancelled: (target) => recordCancelled(parts, target, new Date()),
  };
}

/** Long steps of git are silent; a beat a second keeps the activity alive and brings cancellation in. */
async function withHeartbeat<T>(work: () => Promise<T>): Promise<T> {
  const context = Context.current();
  const beat = setInterval(() => context.heartbeat(), 1_000);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}
