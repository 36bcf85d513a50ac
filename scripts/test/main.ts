import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { useProjectTools } from '../bootstrap/environment.mjs';
import { whenNpmIsGone } from '../bootstrap/npm.mjs';
import { stopProcesses } from '../parts/records.ts';
import { runChecks } from './checks.ts';
import { type Kind, readSelection, type Selection, USAGE } from './selection.ts';
import { locateTestPrograms, makeTestFolder, startTestServers, startTestTrellis } from './servers.ts';
import { sum, type Tally, tallyOf } from './tally.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const folder = await makeTestFolder();
let runner: ChildProcess | undefined;
let cleaning: Promise<void> | undefined;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    runner?.kill('SIGTERM');
    void cleanUp().then(() => process.exit(130));
  });
}

whenNpmIsGone(() => {
  runner?.kill('SIGTERM');
  void cleanUp().then(() => process.exit(130));
});
useProjectTools(root);

try {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    console.log(USAGE);
    await end(0);
  }
  const { passed, failed, skipped } = await runTests(readSelection(root, args, process.env.INIT_CWD ?? process.cwd()));
  if (failed > 0) cpSync(folder.logs, join(root, 'test-results', 'logs'), { recursive: true });
  await cleanUp();
  if (skipped > 0) console.log(`\n${skipped} skipped`);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
} catch (error) {
  if (cleaning !== undefined) await new Promise(() => undefined);
  console.error(`\n${(error as Error).message}`);
  await end(1);
}

async function runTests({ kinds, filters }: Selection): Promise<Tally> {
  const tallies: Tally[] = [];
  const needsServers = kinds.includes('integration') || kinds.includes('e2e');
  // What is missing is said before minutes of tests, not after.
  const programs = needsServers ? await locateTestPrograms(kinds.includes('e2e')) : undefined;
  if (kinds.includes('check')) tallies.push(await runChecks(root));
  const servers = programs === undefined ? {} : await startTestServers(folder, programs);
  const withoutTrellis = kinds.filter((kind) => kind === 'unit' || kind === 'integration');
  if (withoutTrellis.length > 0) tallies.push(await vitest(withoutTrellis, filters, servers));
  if (kinds.includes('e2e')) {
    const trellis = await startTestTrellis(root, folder, servers);
    const browser = programs?.chromium?.kind === 'program' ? { TRELLIS_CHROMIUM: programs.chromium.program } : {};
    tallies.push(await vitest(['e2e'], filters, { ...servers, ...trellis, ...browser }));
  }
  return sum(tallies);
}

/** Runs vitest in the foreground, and counts what it reports. */
async function vitest(kinds: readonly Kind[], filters: readonly string[], env: Record<string, string>): Promise<Tally> {
  const report = join(folder.path, `${kinds.join('-')}.json`);
  const projects = kinds.flatMap((kind) => ['--project', kind]);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const args = ['run', ...projects, ...reporters, '--passWithNoTests', ...filters];
  const status = await new Promise<number>((resolve) => {
    runner = spawn(process.execPath, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: 'inherit',
    });
    runner.on('error', () => resolve(1));
    runner.on('exit', (code) => resolve(code ?? 1));
  });
  return tallyOf(report, status);
}

async function end(status: number): Promise<never> {
  await cleanUp();
  process.exit(status);
}

function cleanUp(): Promise<void> {
  cleaning ??= (async () => {
    await stopProcesses(folder.run);
    rmSync(folder.path, { recursive: true, force: true });
  })();
  return cleaning;
}
