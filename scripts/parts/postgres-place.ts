import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { onPath } from './finding.ts';

/** The operating system's user a process runs as. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** Where data and programs go that must be reachable by users who can't enter the checkout. */
const OUTSIDE = '/var/lib/trellis';

/**
 * PostgreSQL refuses to run as root, and its own user may not be able to enter the folders above the data or above the
 * program. Then both go to a folder outside, and a note in the data folder says where.
 */
export function placePostgres(
  program: string,
  folder: string,
  user: User | undefined,
): { folder: string; binary: string } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user === undefined) return { folder, binary: program };
  const note = join(folder, 'lies-in');
  const isOutside = existsSync(note) || !canEnter(dirname(folder), user);
  const place = isOutside ? placeOutside(folder, note) : folder;
  chownSync(place, user.uid, user.gid);
  chmodSync(place, 0o700);
  const home = dirname(dirname(program));
  if (canRun(program, user) && canEnter(join(home, 'lib'), user)) return { folder: place, binary: program };
  return { folder: place, binary: join(copyOutside(home), 'bin', basename(program)) };
}

/** The name is random, not made from the path: a new checkout where an old one was must not meet the old one's data. */
function placeOutside(folder: string, note: string): string {
  if (!existsSync(note)) {
    writeFileSync(`${note}.new`, join(OUTSIDE, randomBytes(8).toString('hex')));
    renameSync(`${note}.new`, note);
  }
  const place = readFileSync(note, 'utf8');
  if (existsSync(place)) return place;
  console.error(`PostgreSQL's user can't enter ${dirname(folder)}: its data lie in ${place}.`);
  makeTraversable(place);
  writeFileSync(join(place, 'belongs-to'), `${folder}\n`);
  // A checkout that was moved to where that user can't follow takes its data along.
  if (existsSync(join(folder, 'data'))) execFileSync('mv', [join(folder, 'data'), place]);
  return place;
}

/** Copies the server's programs and libraries to where its user can read them; one copy serves every checkout with that version. */
function copyOutside(home: string): string {
  const version = createHash('sha256')
    .update(readFileSync(join(home, 'bin', 'postgres')))
    .digest('hex')
    .slice(0, 12);
  const copy = join(OUTSIDE, `postgresql-${version}`);
  if (existsSync(copy)) return copy;
  makeTraversable(dirname(copy));
  const unfinished = `${copy}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  cpSync(home, unfinished, { recursive: true, verbatimSymlinks: true });
  execFileSync('chmod', ['-R', 'a+rX', unfinished]);
  renameSync(unfinished, copy);
  return copy;
}

function makeTraversable(folder: string): void {
  if (existsSync(folder)) return;
  makeTraversable(dirname(folder));
  mkdirSync(folder, { mode: 0o755 });
  chmodSync(folder, 0o755);
}

function canEnter(folder: string, user: User): boolean {
  return succeeds('cd "$1"', folder, user);
}

function canRun(program: string, user: User): boolean {
  return succeeds('test -x "$1"', program, user);
}

/** Asks the system itself, as that user: modes alone don't tell (access lists, read-only mounts). */
function succeeds(script: string, path: string, user: User): boolean {
  return spawnSync('/bin/sh', ['-c', script, 'sh', path], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}

/** The system's `postgres` user (made, and said, when there is none): the server never runs as root. */
export function unprivilegedUser(): User {
  const found = userNamed('postgres');
  if (found !== undefined) return found;
  if (onPath('useradd') !== undefined) {
    console.error('PostgreSQL does not run as root: making the system user "postgres" with useradd.');
    execFileSync('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--home-dir',
      '/nonexistent',
      '--shell',
      '/usr/sbin/nologin',
      'postgres',
    ]);
  }
  const user = userNamed('postgres') ?? userNamed('nobody');
  if (user === undefined)
    throw new Error('PostgreSQL does not run as root, and there is no other user: make one named postgres.');
  return user;
}

function userNamed(name: string): User | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}
