import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Folder, temporaryFolder } from '../src/testing/git-folder.ts';

const LAUNCHER = resolve(import.meta.dirname, 'trellis');

let folder: Folder;
let project: string;

/** A project with a launcher and a Node that only says how it was called. */
beforeEach(() => {
  folder = temporaryFolder();
  project = join(folder.path, 'a project');
  const cli = join(project, 'extensions/cli');
  mkdirSync(join(cli, 'bin'), { recursive: true });
  mkdirSync(join(cli, 'src/generated'), { recursive: true });
  mkdirSync(join(cli, 'node_modules'));
  writeFileSync(join(cli, 'src/generated/gql.ts'), '');
  cpSync(LAUNCHER, join(cli, 'bin/trellis'));
  const node = join(project, '.tools/node_modules/.bin/node');
  mkdirSync(resolve(node, '..'), { recursive: true });
  writeFileSync(node, '#!/bin/sh\nprintf "%s\\n" "$@"\n');
  chmodSync(node, 0o755);
});

afterEach(() => folder.remove());

const launcher = () => join(project, 'extensions/cli/bin/trellis');

describe('the launcher', () => {
  test('is a plain POSIX script that can be run', () => {
    expect(readFileSync(LAUNCHER, 'utf8')).toMatch(/^#!\/bin\/sh\n/);
    execFileSync('sh', ['-n', LAUNCHER]);
  });

  test("calls the project's own Node with the arguments as they are", () => {
    const output = execFileSync(launcher(), ['who', 'a b', '--until', '*'], { cwd: '/', encoding: 'utf8' });
    expect(output).toBe(`${join(project, 'extensions/cli/src/trellis.ts')}\nwho\na b\n--until\n*\n`);
  });

  test('works through links, relative ones too', () => {
    mkdirSync(join(folder.path, 'bin'));
    symlinkSync(launcher(), join(folder.path, 'bin/absolute'));
    symlinkSync('absolute', join(folder.path, 'bin/trellis'));
    const output = execFileSync(join(folder.path, 'bin/trellis'), ['status'], { cwd: '/', encoding: 'utf8' });
    expect(output).toBe(`${join(project, 'extensions/cli/src/trellis.ts')}\nstatus\n`);
  });

  test('says how to install where nothing is there yet', () => {
    const { status, stderr } = spawnSync(launcher(), ['status'], { encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } });
    expect(status).toBe(0);
    execFileSync('rm', ['-r', join(project, '.tools'), join(project, 'extensions/cli/node_modules')]);
    const without = spawnSync(launcher(), ['status'], { encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } });
    expect({ before: stderr, status: without.status }).toEqual({ before: '', status: 1 });
    expect(without.stderr).toContain(`cd ${project} && npm start`);
  });
});
