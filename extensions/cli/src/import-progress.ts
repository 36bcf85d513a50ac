import type { RunProgressFragment } from './generated/graphql.ts';
import { count, percent, plainText } from './terminal/text.ts';

interface LabelledRun {
  readonly label: string;
  readonly run: Pick<
    RunProgressFragment,
    'state' | 'phase' | 'commitsTotal' | 'commitsRead' | 'commitsProjected' | 'message'
  >;
}

/** One line for all runs: the first that has not ended, and how many have. */
export function progressText(runs: readonly LabelledRun[]): string {
  const open = runs.filter(({ run }) => run.state === 'QUEUED' || run.state === 'RUNNING');
  const shown = open.find(({ run }) => run.state === 'RUNNING') ?? open[0];
  const ended = runs.length - open.length;
  const many = runs.length > 1 ? `[${ended} of ${runs.length} done] ` : '';
  return shown === undefined ? many : `${many}${plainText(shown.label)}: ${stepText(shown.run)}`;
}

function stepText({ state, phase, commitsTotal, commitsRead, commitsProjected, message }: LabelledRun['run']): string {
  if (state === 'QUEUED') return 'waiting for a worker';
  if (phase === 'PREPARING') return message ? plainText(message) : 'looking at the repository';
  if (phase === 'READING') {
    if (commitsTotal === null) return `reading history, ${count(commitsRead)} commits so far`;
    if (commitsTotal === 0) return 'nothing new to read';
    const done = Math.min(1, commitsProjected / commitsTotal);
    return `reading history, ${count(commitsRead)} of ${count(commitsTotal)} commits read, ${percent(done)} analysed`;
  }
  return 'telling people apart and showing the new state';
}
