import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Folder {
  readonly path: string;
  remove(): void;
}

/** A new empty folder, by its real path. */
export function temporaryFolder(): Folder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'trellis-cli-')));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs git in a folder, without the configuration of the machine. */
export function git(folder: string, args: readonly string[], env: Record<string, string> = {}): string {
  return execFileSync('git', ['-C', folder, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1', ...env },
  }).trim();
}
