import { Context } from '@temporalio/activity';
import { warmUpClassifier } from '@trellis/file-classifier/warm-up.ts';
import { completeReading, recordCancelled, recordFailed, recordSucceeded } from './conclude-import.ts';
import { withCodedFailures } from './failures.ts';
import { prepareImport } from './prepare-import.ts';
import { readSegment, type SegmentSource } from './read-segment.ts';
import { recordProjected } from './record-projected.ts';
import type { SyncActivities } from './sync-activities.ts';
import type { SyncParts } from './sync-parts.ts';

/** Readings whose head and repository are kept in memory: their segments share them; two imports run side by side. */
const READINGS_KEPT = 2;

/** The activities of the sync queue that live in the integrations subgraph. */
export function createActivities(parts: SyncParts): SyncActivities {
  setImmediate(warmUpClassifier);
  const shareSource = keepRecent<SegmentSource>(READINGS_KEPT);
  const signal = () => Context.current().cancellationSignal;
  return {
    prepareImport: (target) => withCodedFailures(parts, target, () => prepareImport(parts, target, signal())),
    readSegment: (target, reading) =>
      withCodedFailures(parts, target, () => readSegment(parts, target, reading, shareSource, signal())),
    recordProjected: (target, projected) => recordProjected(parts, target, projected, {}),
    recordFinishing: (target, projected) => recordProjected(parts, target, projected, { phase: 'FINISHING' }),
    completeReading: (target, reading) =>
      withCodedFailures(parts, target, () => completeReading(parts, target, reading)),
    recordSucceeded: (target) => recordSucceeded(parts, target, new Date()),
    recordFailed: (target, { code }, projected) => recordFailed(parts, target, { code, projected }, new Date()),
    recordCancelled: (target) => recordCancelled(parts, target, new Date()),
  };
}

/** Shares what is made for a key with later callers, for the keys asked for last; what failed is made anew. */
function keepRecent<T>(atMost: number): (key: string, make: () => Promise<T>) => Promise<T> {
  const kept = new Map<string, Promise<T>>();
  return (key, make) => {
    const made = kept.get(key) ?? make();
    kept.delete(key);
    kept.set(key, made);
    made.catch(() => kept.delete(key));
    for (const oldest of kept.keys()) {
      if (kept.size <= atMost) break;
      kept.delete(oldest);
    }
    return made;
  };
}
