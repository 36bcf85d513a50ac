import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { whenChanged } from './stamp.mjs';
import { runCommand, step } from './step.mjs';

const NODE = '24.21.0';
const PNPM = '12.21.0';

/** Gets Node and pnpm into `.tools`, where it does not have these versions. */
export function installToolchain(root, env) {
  const tools = join(root, '.tools');
  const outputs = ['.tools/node_modules/.bin/node', '.tools/node_modules/.bin/pnpm'];
  return whenChanged(root, 'toolchain', [`=node@${NODE} pnpm@${PNPM}`], outputs, () =>
    step(`Installing Node ${NODE} and pnpm ${PNPM} into .tools`, async () => {
      rmSync(join(tools, 'node_modules'), { recursive: true, force: true });
      const flags = ['--prefix', tools, '--no-audit', '--no-fund', '--no-save', '--no-package-lock'];
      await runCommand('npm', ['install', ...flags, `node@${NODE}`, `pnpm@${PNPM}`], { cwd: tools, env });
    }),
  );
}

/** Installs the dependencies, where the lock file or a package file changed. */
export function installDependencies(root, env) {
  const inputs = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests(root)];
  return whenChanged(root, 'dependencies', inputs, ['node_modules/.pnpm'], () =>
    step('Installing the dependencies', () => runCommand('pnpm', ['install', '--frozen-lockfile'], { cwd: root, env })),
  );
}

/** The package files of the workspace: one that is new or changed needs an installation too, even with the same lock file. */
function manifests(root) {
  const folders = ['.', 'gateway', 'web', 'scripts', 'bench', 'e2e'];
  for (const parent of ['subgraphs', 'workers', 'packages', 'extensions']) {
    for (const name of readdirSync(join(root, parent)).sort()) folders.push(`${parent}/${name}`);
  }
  return folders.map((folder) => `${folder}/package.json`);
}
