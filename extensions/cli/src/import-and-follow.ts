import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from './failure.ts';
import { graphql } from './generated/gql.ts';
import type { RunProgressFragment } from './generated/graphql.ts';
import { progressText } from './import-progress.ts';
import type { Session } from './session.ts';
import { plainText } from './terminal/text.ts';

/** An import that was asked for. */
export interface StartedRun {
  readonly id: string;
  /** What progress calls it; from the outside world, so made plain before it is printed. */
  readonly label: string;
}

export interface FinishedRun {
  readonly label: string;
  /** The run as it ended; undefined where it could not be started. */
  readonly run: RunProgressFragment | undefined;
  /** Why there is no new state; undefined: it succeeded. */
  readonly failure: Failure | undefined;
}

graphql(`
  fragment RunProgress on ImportRun {
    id
    state
    phase
    commitsTotal
    commitsRead
    commitsProjected
    fromStart
    message
    startedAt
    finishedAt
    stateId
    error { code message remedy }
    limitations { code text remedy }
    repository { id name headSha branch commitCount importedAt }
  }
`);

const StartImport = graphql(`
  mutation StartImport($input: ImportRepositoryInput!) {
    importRepository(input: $input) { ...RunProgress }
  }
`);

const FollowImport = graphql(`
  query FollowImport($id: ID!) {
    importRun(id: $id) { ...RunProgress }
  }
`);

/** Asks for imports, in the order given. @throws Failure where one is refused */
export async function startImports(
  { ask }: Session,
  inputs: readonly { readonly location: string; readonly branch?: string | null }[],
): Promise<StartedRun[]> {
  const started: StartedRun[] = [];
  for (const { location, branch } of inputs) {
    const { importRepository } = await ask(StartImport, { input: { location, branch: branch ?? null } });
    started.push({ id: importRepository.id, label: importRepository.repository.name });
  }
  return started;
}

/** Imports each place, whatever becomes of the others, and waits for all. */
export async function importAndFollow(
  session: Session,
  inputs: readonly { readonly location: string; readonly branch?: string | null }[],
): Promise<FinishedRun[]> {
  const asked: (StartedRun | FinishedRun)[] = [];
  for (const input of inputs) asked.push(await startOrFailure(session, input));
  const started = asked.filter((each): each is StartedRun => !('failure' in each));
  const finished = new Map(started.length === 0 ? [] : zip(started, await followRuns(session, started)));
  return asked.map((each) => ('failure' in each ? each : (finished.get(each) as FinishedRun)));
}

/**
 * Waits until all runs have ended, with their progress on stderr. Trellis may be away for some seconds meanwhile.
 * @returns the ended runs, in the order given
 */
export async function followRuns(session: Session, runs: readonly StartedRun[]): Promise<FinishedRun[]> {
  const { progress } = session.terminal;
  const latest = new Map<string, RunProgressFragment>();
  session.whenInterrupted(
    'The import goes on as long as Trellis runs: `trellis status` shows it, `trellis import --cancel PATH_OR_URL` stops it.',
  );
  const beganAt = performance.now();
  try {
    for (;;) {
      for (const run of runs) {
        if (hasEnded(latest.get(run.id))) continue;
        latest.set(run.id, await askPatiently(session, run));
      }
      const states = runs.map((run) => latest.get(run.id) as RunProgressFragment);
      if (states.every(hasEnded)) break;
      progress.update(progressText(runs.map(({ label }, at) => ({ label, run: states[at] as RunProgressFragment }))));
      await sleep(pauseMs(performance.now() - beganAt));
    }
  } finally {
    progress.done();
    session.whenInterrupted(undefined);
  }
  return runs.map(({ id, label }) => finishedRun(label, latest.get(id) as RunProgressFragment));
}

const POLLS_MISSED_AT_MOST = 8;
const AWAY_CODES: readonly string[] = ['NOT_RUNNING', 'TIMEOUT', 'UNAVAILABLE', 'RATE_LIMITED'];

async function askPatiently(session: Session, { id, label }: StartedRun): Promise<RunProgressFragment> {
  for (let missed = 0; ; missed += 1) {
    try {
      const { importRun } = await session.ask(FollowImport, { id });
      if (importRun) return importRun;
      throw new Failure('NOT_FOUND', `The import of ${plainText(label)} is gone.`, {
        remedy: '`trellis status` shows what is there.',
      });
    } catch (error) {
      const mayComeBack = error instanceof Failure && AWAY_CODES.includes(error.code);
      if (!mayComeBack || missed >= POLLS_MISSED_AT_MOST) throw error;
      session.terminal.progress.update(`${error.message} Asking again.`);
      await sleep(1_000);
    }
  }
}

/** Short at first, so that a small import feels immediate; longer once it evidently takes a while. */
function pauseMs(waitedMs: number): number {
  if (waitedMs < 3_000) return 120;
  return waitedMs < 30_000 ? 400 : 1_000;
}

function hasEnded(run: RunProgressFragment | undefined): boolean {
  return run !== undefined && run.state !== 'QUEUED' && run.state !== 'RUNNING';
}

function finishedRun(label: string, run: RunProgressFragment): FinishedRun {
  if (run.state === 'SUCCEEDED') return { label, run, failure: undefined };
  if (run.state === 'CANCELLED') {
    const failure = new Failure('CANCELLED', `The import of ${plainText(label)} was cancelled.`, {
      remedy: '`trellis import` goes on from where it stopped.',
    });
    return { label, run, failure };
  }
  const { code, message, remedy } = run.error ?? { code: 'IMPORT_FAILED', message: 'It failed.', remedy: undefined };
  return { label, run, failure: new Failure(code, `The import of ${plainText(label)} failed: ${message}`, { remedy }) };
}

async function startOrFailure(
  session: Session,
  input: { readonly location: string; readonly branch?: string | null },
): Promise<StartedRun | FinishedRun> {
  try {
    const [started] = await startImports(session, [input]);
    return started as StartedRun;
  } catch (failure) {
    if (!(failure instanceof Failure) || failure.code === 'NOT_RUNNING') throw failure;
    return { label: input.location, run: undefined, failure };
  }
}

function zip<A, B>(left: readonly A[], right: readonly B[]): [A, B][] {
  return left.map((each, at) => [each, right[at] as B]);
}
