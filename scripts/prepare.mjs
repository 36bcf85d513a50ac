import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { useProjectTools } from './bootstrap/environment.mjs';
import { buildWeb, bundleWorkflows, generateCode } from './bootstrap/generate.mjs';
import { installDependencies, installToolchain } from './bootstrap/install.mjs';
import { alone } from './bootstrap/lock.mjs';
import { CommandFailed } from './bootstrap/step.mjs';

/**
 * Brings the checkout to where its TypeScript runs: Node 24 and pnpm, dependencies, generated code, workflow bundle, web
 * build, each only when its inputs changed. It runs on the Node that is there; package.json goes on with ours.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
useProjectTools(root);
const { env } = process;
try {
  mkdirSync(join(root, '.tools'), { recursive: true });
  await alone(join(root, '.tools', 'install.lock'), async () => {
    await installToolchain(root, env);
    await installDependencies(root, env);
    await generateCode(root, env);
    await bundleWorkflows(root, env);
    await buildWeb(root, env);
  });
} catch (error) {
  console.error(`\n${error.message}`);
  if (error instanceof CommandFailed) console.error(error.output.trim().split('\n').slice(-40).join('\n'));
  process.exitCode = 1;
}
