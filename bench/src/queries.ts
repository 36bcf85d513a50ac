import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generatedRepository, type HistoryShape, PLAIN_HISTORY } from './generated-history.ts';
import { startInstallation } from './installation.ts';
import { measurePage, type PageTimes } from './queries/measure.ts';
import { pageQueries } from './queries/pages.ts';
import { findSubjects } from './queries/subjects.ts';
import { importOnce } from './run-import.ts';

/** How much slower a page may be with ten times the history and people, and how much faster once its answer is kept. */
const BOUNDS = { tenfold: 1.5, warm: 0.3 } as const;
/** Less than this is the request itself, and chance. */
const NOISE_MS = 2;
const TIMES = 10;
const ROUNDS = Number(process.env.TRELLIS_BENCH_ROUNDS ?? 40);

const scratch = mkdtempSync(path.join(tmpdir(), 'trellis-bench-repository-'));
try {
  const { commits, people } = PLAIN_HISTORY;
  const once = await measure(PLAIN_HISTORY);
  const tenfold = await measure({ ...PLAIN_HISTORY, commits: commits * TIMES, people: people * TIMES });
  const rows = once.map((small, at) => rowOf(small, tenfold[at] as PageTimes));
  if (process.argv.includes('--json')) console.log(JSON.stringify(rows));
  else print(rows);
  process.exitCode = rows.every((row) => row.isWithinBounds) ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Each in an installation of its own. */
async function measure(shape: HistoryShape): Promise<PageTimes[]> {
  const repository = await generatedRepository(scratch, shape);
  const trellis = await startInstallation();
  try {
    await importOnce(trellis, repository);
    const pages = pageQueries(await findSubjects(trellis));
    const times: PageTimes[] = [];
    for (const page of pages) times.push(await measurePage(trellis, page, ROUNDS));
    return times;
  } finally {
    await trellis.stop();
  }
}

function rowOf(once: PageTimes, tenfold: PageTimes) {
  const growth = tenfold.cold.median / once.cold.median;
  const warmth = tenfold.warm.median / tenfold.cold.median;
  const grew = growth > BOUNDS.tenfold && tenfold.cold.median - once.cold.median > NOISE_MS;
  const isKept = tenfold.kept === 'hit';
  const stayedCold = isKept && warmth > BOUNDS.warm && tenfold.warm.median > NOISE_MS;
  return { name: once.name, once, tenfold, growth, warmth, isKept, isWithinBounds: !grew && !stayedCold };
}

function print(rows: readonly ReturnType<typeof rowOf>[]): void {
  const ms = (value: number) => value.toFixed(1).padStart(8);
  console.log(
    `${'milliseconds'.padEnd(24)}   once: median, p95    × ${TIMES}: median, p95     ratio   warm: median, p95     ratio`,
  );
  for (const { name, once, tenfold, growth, warmth, isKept, isWithinBounds } of rows) {
    const warm = isKept
      ? `${ms(tenfold.warm.median)} ${ms(tenfold.warm.p95)}  ${warmth.toFixed(2).padStart(8)}`
      : '        never kept        ';
    console.log(
      `${name.padEnd(24)} ${ms(once.cold.median)} ${ms(once.cold.p95)}    ${ms(tenfold.cold.median)} ${ms(tenfold.cold.p95)}  ${growth.toFixed(2).padStart(8)}  ${warm}${isWithinBounds ? '' : '  over'}`,
    );
  }
  console.log(
    `bounds: ${BOUNDS.tenfold} × with ten times as much, ${BOUNDS.warm} × once kept (or under ${NOISE_MS} ms)`,
  );
}
