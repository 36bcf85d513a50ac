import { join } from 'node:path';
import { CommandFailed, runCommand } from '../bootstrap/step.mjs';
import type { Tally } from './tally.ts';

/** What is checked without running the product; each counts as one test. */
const CHECKS: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  { name: 'types', command: ['pnpm', 'exec', 'tsc', '-p', '.'] },
  { name: 'format and lint', command: ['pnpm', 'exec', 'biome', 'check', '--error-on-warnings', '.'] },
  { name: 'arrows between folders', command: ['node', 'scripts/check/arrows.ts'] },
  { name: 'the committed supergraph is the composed one', command: ['node', 'scripts/schema/compose.ts', '--check'] },
  { name: 'no change breaks released clients', command: ['node', 'scripts/schema/breaking-changes.ts'] },
  {
    name: 'the first load of the web application is within its budget',
    command: ['node', 'web/scripts/bundle-budget.ts'],
  },
];

/** Runs every check, and prints what fails. */
export async function runChecks(root: string): Promise<Tally> {
  let failed = 0;
  for (const { name, command } of CHECKS) {
    const [program, ...args] = command as [string, ...string[]];
    try {
      await runCommand(program, args, { cwd: join(root) });
      console.log(` ✓ ${name}`);
    } catch (error) {
      failed += 1;
      console.log(` ✗ ${name}: ${command.join(' ')}\n${error instanceof CommandFailed ? error.output.trim() : error}`);
    }
  }
  return { passed: CHECKS.length - failed, failed, skipped: 0 };
}
