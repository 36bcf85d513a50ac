import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generatedRepository, PLAIN_HISTORY } from './generated-history.ts';
import { startInstallation } from './installation.ts';
import { importOnce, watchingMemory } from './run-import.ts';

/** What ten times the commits and days (same files, same people) may cost against once, as ratios. */
const BOUNDS = { time: 11, memory: 1.2 } as const;
const TIMES = 10;

interface Figures {
  readonly commits: number;
  readonly seconds: number;
  readonly idleMb: number;
  readonly peakMb: number;
}

const scratch = mkdtempSync(path.join(tmpdir(), 'trellis-bench-repository-'));
try {
  const once = await measure(PLAIN_HISTORY.commits);
  const tenfold = await measure(PLAIN_HISTORY.commits * TIMES);
  const ratios = { time: tenfold.seconds / once.seconds, memory: tenfold.peakMb / once.peakMb };
  if (process.argv.includes('--json')) console.log(JSON.stringify({ once, tenfold, ratios }));
  else console.log([describe(once), describe(tenfold), describeRatios(ratios)].join('\n'));
  process.exitCode = ratios.time <= BOUNDS.time && ratios.memory <= BOUNDS.memory ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Each in an installation of its own: what one import leaves in memory is not the other's. */
async function measure(commits: number): Promise<Figures> {
  const repository = await generatedRepository(scratch, { ...PLAIN_HISTORY, commits });
  const trellis = await startInstallation();
  try {
    const { idleMb, peakMb, result } = await watchingMemory(trellis, () => importOnce(trellis, repository));
    return { commits, seconds: result, idleMb, peakMb };
  } finally {
    await trellis.stop();
  }
}

function describe({ commits, seconds, idleMb, peakMb }: Figures): string {
  return `${commits} commits: ${seconds.toFixed(2)} s, memory ${idleMb.toFixed(0)} → ${peakMb.toFixed(0)} MB`;
}

function describeRatios({ time, memory }: { readonly time: number; readonly memory: number }): string {
  return `ratio: ${time.toFixed(2)} × the time (allowed ${BOUNDS.time}), ${memory.toFixed(2)} × the peak memory (allowed ${BOUNDS.memory})`;
}
