import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildWeb, bundleWorkflows, generateCode } from './generate.mjs';
import { alone } from './lock.mjs';
import { whenNpmIsGone } from './npm.mjs';
import { whenChanged } from './stamp.mjs';
import { CommandFailed, runCommand, step } from './step.mjs';

const NODE = '24.21.0';
const PNPM = '12.21.0';
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * Brings the checkout to where its TypeScript runs (Node 24, pnpm, dependencies, generated code, web build: each only when
 * its inputs changed), then runs `script` with Node 24 and ends as it ends.
 */
export async function bootstrap(script, args) {
  const env = environment();
  try {
    mkdirSync(join(root, '.tools'), { recursive: true });
    await alone(join(root, '.tools', 'install.lock'), () => prepare(env));
  } catch (error) {
    console.error(`\n${error.message}`);
    if (error instanceof CommandFailed) console.error(error.output.trim().split('\n').slice(-40).join('\n'));
    process.exit(1);
  }
  run(script, args, env);
}

async function prepare(env) {
  await whenChanged(
    root,
    'toolchain',
    [`=node@${NODE} pnpm@${PNPM}`],
    ['.tools/node_modules/.bin/node', '.tools/node_modules/.bin/pnpm'],
    () =>
      step(`Installing Node ${NODE} and pnpm ${PNPM} into .tools`, async () => {
        rmSync(join(root, '.tools', 'node_modules'), { recursive: true, force: true });
        const flags = ['--prefix', join(root, '.tools'), '--no-audit', '--no-fund', '--no-save', '--no-package-lock'];
        await runCommand('npm', ['install', ...flags, `node@${NODE}`, `pnpm@${PNPM}`], {
          cwd: join(root, '.tools'),
          env,
        });
      }),
  );
  await whenChanged(
    root,
    'dependencies',
    ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests()],
    ['node_modules/.pnpm'],
    () =>
      step('Installing the dependencies', () =>
        runCommand('pnpm', ['install', '--frozen-lockfile'], { cwd: root, env }),
      ),
  );
  await generateCode(root, env);
  await bundleWorkflows(root, env);
  await buildWeb(root, env);
}

/** The package files of the workspace: one that is new or changed needs an installation too, even with the same lock file. */
function manifests() {
  const folders = ['.', 'gateway', 'web', 'scripts', 'bench', 'e2e'];
  for (const parent of ['subgraphs', 'workers', 'packages', 'extensions']) {
    for (const name of readdirSync(join(root, parent)).sort()) folders.push(`${parent}/${name}`);
  }
  return folders.map((folder) => `${folder}/package.json`);
}

/** The caller's environment with Node 24 first on PATH, and without what the outer npm says about itself. */
function environment() {
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    if (
      /^npm_(package_|lifecycle_|command$|execpath$|node_execpath$|config_(local_prefix|prefix|global_prefix|user_agent|npm_version|node_gyp)$)/i.test(
        name,
      )
    ) {
      delete env[name];
    }
  }
  env.PATH = `${join(root, '.tools', 'node_modules', '.bin')}:${env.PATH ?? ''}`;
  return env;
}

/**
 * Runs the script in the foreground. The terminal's Ctrl-C reaches both; a signal sent to this process alone is passed on. Should this process be
 * killed, the script sees its channel close; should npm, which runs this process, be killed, nobody would be left to
 * say so: the script is then asked to end.
 */
function run(script, args, env) {
  const child = spawn('node', [join(root, script), ...args], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  whenNpmIsGone(() => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
