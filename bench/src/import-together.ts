import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generatedRepository, PLAIN_HISTORY } from './generated-history.ts';
import { type Installation, startInstallation } from './installation.ts';
import { importOnce, watchingMemory } from './run-import.ts';

/** How many times the throughput of one after the other four repositories at once have to reach, on two cores. */
const LEAST = 1.5;
const REPOSITORIES = 4;

const scratch = mkdtempSync(path.join(tmpdir(), 'trellis-bench-repository-'));
try {
  const repositories: string[] = [];
  for (let seed = 1; seed <= REPOSITORIES; seed++)
    repositories.push(await generatedRepository(scratch, { ...PLAIN_HISTORY, seed }));
  const apart = await measure(async (trellis) => {
    for (const repository of repositories) await importOnce(trellis, repository);
  });
  const together = await measure((trellis) => Promise.all(repositories.map((one) => importOnce(trellis, one))));
  const throughput = apart.seconds / together.seconds;
  if (process.argv.includes('--json')) console.log(JSON.stringify({ apart, together, throughput }));
  else
    console.log(
      [
        `${REPOSITORIES} repositories of ${PLAIN_HISTORY.commits} commits`,
        `  one after the other  ${apart.seconds.toFixed(2)} s, peak ${apart.peakMb.toFixed(0)} MB`,
        `  at once              ${together.seconds.toFixed(2)} s, peak ${together.peakMb.toFixed(0)} MB`,
        `  throughput           ${throughput.toFixed(2)} ×  (at least ${LEAST})`,
      ].join('\n'),
    );
  process.exitCode = throughput >= LEAST ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function measure(
  work: (trellis: Installation) => Promise<unknown>,
): Promise<{ seconds: number; peakMb: number }> {
  const trellis = await startInstallation();
  try {
    // The first import of a process also pays for what is compiled and connected once; neither side should.
    const warmUp = await generatedRepository(mkdtempSync(path.join(scratch, 'warm-up-')), {
      ...PLAIN_HISTORY,
      commits: 500,
      seed: 99,
    });
    await importOnce(trellis, warmUp);
    const begun = performance.now();
    const { peakMb } = await watchingMemory(trellis, () => work(trellis));
    return { seconds: (performance.now() - begun) / 1_000, peakMb };
  } finally {
    await trellis.stop();
  }
}
