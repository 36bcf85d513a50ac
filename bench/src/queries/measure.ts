import type { Installation } from '../installation.ts';
import type { PageQuery } from './pages.ts';

/** Milliseconds from the request to the whole answer. */
export interface Times {
  readonly median: number;
  readonly p95: number;
}

export interface PageTimes {
  readonly name: string;
  /** Every answer made anew: an epoch was raised before each. */
  readonly cold: Times;
  /** Asked again with nothing changed. */
  readonly warm: Times;
  /** What the gateway says of the warm ones: `hit` unless the answer is never kept. */
  readonly kept: string;
}

/** Asks a page's query again and again, cold and warm. */
export async function measurePage(trellis: Installation, page: PageQuery, rounds: number): Promise<PageTimes> {
  // The first answers also pay for plans, connections and compiled code, which no later one does.
  for (let round = 0; round < 3; round++) await timed(trellis, page);
  const cold: number[] = [];
  for (let round = 0; round < rounds; round++) {
    if (round % 10 === 0) await trellis.refillBudgets();
    await raiseEpoch(trellis, round);
    cold.push((await timed(trellis, page)).ms);
  }
  const warm: number[] = [];
  let kept = '';
  for (let round = 0; round < rounds; round++) {
    if (round % 10 === 0) await trellis.refillBudgets();
    const answer = await timed(trellis, page);
    warm.push(answer.ms);
    kept = answer.kept;
  }
  return { name: page.name, cold: timesOf(cold), warm: timesOf(warm), kept };
}

/** Changes who may see what: no answer that was kept before is given after it. */
async function raiseEpoch(trellis: Installation, round: number): Promise<void> {
  await trellis.ask('mutation Raise($input: RenameWorkspaceInput!) { renameWorkspace(input: $input) { id } }', {
    input: { name: `Measured ${round}` },
  });
}

async function timed(trellis: Installation, { name, query, operationName, variables }: PageQuery) {
  const begun = performance.now();
  const response = await trellis.post({ query, operationName, variables });
  const { errors } = (await response.json()) as { errors?: { message: string }[] };
  const ms = performance.now() - begun;
  if (errors?.[0] !== undefined) throw new Error(`${name}: ${errors[0].message}`);
  return { ms, kept: response.headers.get('x-trellis-cache') ?? '' };
}

function timesOf(values: readonly number[]): Times {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95) };
}
