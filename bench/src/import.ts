import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generatedRepository, PLAIN_HISTORY } from './generated-history.ts';
import { type Installation, startInstallation } from './installation.ts';
import { importOnce, watchingMemory } from './run-import.ts';

/** Issue's bounds: at most 3 × git's time plus 2 s; at most 300 MB above idle and under 800 MB; nothing new in under 2 s. */
const BOUNDS = { ratio: 3, fixedSeconds: 2, aboveIdleMb: 300, peakMb: 800, secondSeconds: 2 } as const;

interface Figures {
  readonly repository: string;
  readonly commits: number;
  readonly importSeconds: number;
  readonly gitSeconds: number;
  /** importSeconds ÷ gitSeconds. */
  readonly ratio: number;
  readonly secondImportSeconds: number;
  readonly idleMb: number;
  readonly peakMb: number;
}

const args = process.argv.slice(2);
const asJson = args.includes('--json');
const given = args.find((arg) => !arg.startsWith('--'));
const scratch = mkdtempSync(path.join(tmpdir(), 'trellis-bench-repository-'));
let trellis: Installation | undefined;
try {
  const repository = given === undefined ? await generatedRepository(scratch, PLAIN_HISTORY) : path.resolve(given);
  trellis = await startInstallation();
  const figures = await measure(trellis, repository);
  console.log(asJson ? JSON.stringify(figures) : describe(figures));
  process.exitCode = isWithinBounds(figures) ? 0 : 1;
} finally {
  await trellis?.stop();
  rmSync(scratch, { recursive: true, force: true });
}

async function measure(trellis: Installation, repository: string): Promise<Figures> {
  const before = gitSeconds(repository);
  const {
    idleMb,
    peakMb,
    result: importSeconds,
  } = await watchingMemory(trellis, () => importOnce(trellis, repository));
  const secondImportSeconds = await importOnce(trellis, repository);
  // The better of two runs, around ours: a busy machine must not flatter us.
  const git = Math.min(before, gitSeconds(repository));
  const commits = Number(execFileSync('git', ['-C', repository, 'rev-list', '--count', 'HEAD'], { encoding: 'utf8' }));
  return {
    repository: given === undefined ? 'generated, seed 42' : repository,
    commits,
    importSeconds,
    gitSeconds: git,
    ratio: importSeconds / git,
    secondImportSeconds,
    idleMb,
    peakMb,
  };
}

function gitSeconds(repository: string): number {
  const begun = performance.now();
  execFileSync('git', ['-C', repository, 'log', '--numstat', '-M'], { stdio: ['ignore', 'ignore', 'inherit'] });
  return (performance.now() - begun) / 1_000;
}

function describe(figures: Figures): string {
  const { importSeconds, gitSeconds, ratio, secondImportSeconds, idleMb, peakMb } = figures;
  const allowed = BOUNDS.ratio * gitSeconds + BOUNDS.fixedSeconds;
  return [
    `${figures.repository}: ${figures.commits} commits`,
    `  whole import               ${importSeconds.toFixed(2)} s  (allowed: 3 × git + 2 s = ${allowed.toFixed(2)} s)`,
    `  git log --numstat -M       ${gitSeconds.toFixed(2)} s`,
    `  ratio                      ${ratio.toFixed(2)}`,
    `  second import, nothing new ${secondImportSeconds.toFixed(2)} s  (allowed: ${BOUNDS.secondSeconds} s)`,
    `  our processes, idle → peak ${idleMb.toFixed(0)} → ${peakMb.toFixed(0)} MB  (allowed: +${BOUNDS.aboveIdleMb} MB, under ${BOUNDS.peakMb} MB)`,
  ].join('\n');
}

function isWithinBounds(figures: Figures): boolean {
  return (
    figures.importSeconds <= BOUNDS.ratio * figures.gitSeconds + BOUNDS.fixedSeconds &&
    figures.secondImportSeconds < BOUNDS.secondSeconds &&
    figures.peakMb - figures.idleMb <= BOUNDS.aboveIdleMb &&
    figures.peakMb < BOUNDS.peakMb
  );
}
