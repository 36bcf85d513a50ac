/** What an import's state says, without its picture. */

export interface ImportFacts {
  readonly state: 'CANCELLED' | 'FAILED' | 'QUEUED' | 'RUNNING' | 'SUCCEEDED';
  readonly phase: 'DONE' | 'FINISHING' | 'PREPARING' | 'READING';
  readonly commitsTotal?: number | null | undefined;
  readonly commitsProjected: number;
}

export function isRunning(run: Pick<ImportFacts, 'state'>): boolean {
  return run.state === 'QUEUED' || run.state === 'RUNNING';
}

/** 0..1 of the commits projected; null where it is not known how many there are. */
export function importFraction(run: ImportFacts): number | null {
  if (run.phase === 'DONE') return 1;
  if (run.phase === 'PREPARING' || run.commitsTotal === null || run.commitsTotal === undefined) return null;
  return run.commitsTotal === 0 ? 1 : Math.min(1, run.commitsProjected / run.commitsTotal);
}

/** What the import does now, and what comes next. */
export function phaseText(run: ImportFacts): string {
  if (run.state === 'QUEUED') return 'waiting to begin';
  if (run.phase === 'PREPARING') return 'looking at the repository; reads history next';
  if (run.phase === 'READING') return 'reading history; resolves people next';
  return 'resolving people and swapping the new state in';
}
