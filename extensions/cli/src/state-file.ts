import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { Failure } from './failure.ts';

/** Where a running Trellis answers, and how to be let in. */
export interface RunningTrellis {
  /** Base URL without a trailing slash; GraphQL is at `<url>/graphql`. */
  readonly url: string;
  readonly token: string;
}

/** What `npm start` leaves for the command line while it runs. */
export interface StateFile extends RunningTrellis {
  /** The process whose end means that Trellis has stopped. */
  readonly pid: number;
  /** RFC 3339. */
  readonly startedAt: string;
}

type Environment = Record<string, string | undefined>;

/** The folder in which `npm start` is run: three above this package. */
export const TRELLIS_FOLDER = resolve(import.meta.dirname, '../../..');

const START_REMEDY = `Start one: cd ${TRELLIS_FOLDER} && npm start`;

/**
 * Finds the running Trellis: TRELLIS_URL and TRELLIS_TOKEN, else the state file.
 * @throws Failure NOT_RUNNING, STATE_FILE_UNSAFE, STATE_FILE_BROKEN or USAGE
 */
export function findTrellis(env: Environment): RunningTrellis {
  const { TRELLIS_URL: url, TRELLIS_TOKEN: token } = env;
  if (url || token) return fromEnvironment(url, token);
  const path = stateFilePath(env);
  const state = readStateFile(path);
  if (state === undefined) throw new Failure('NOT_RUNNING', 'No Trellis is running.', { remedy: `${START_REMEDY}.` });
  if (!isAlive(state.pid)) {
    throw new Failure('NOT_RUNNING', `No Trellis is running: ${path} is stale, its process ${state.pid} has ended.`, {
      remedy: `${START_REMEDY}.`,
    });
  }
  return state;
}

/** Where the state file lies for a user's environment. */
export function stateFilePath(env: Environment): string {
  if (env.TRELLIS_STATE_FILE) return env.TRELLIS_STATE_FILE;
  const home = env.HOME || homedir();
  const base =
    env.XDG_STATE_HOME && isAbsolute(env.XDG_STATE_HOME) ? env.XDG_STATE_HOME : join(home, '.local', 'state');
  return join(base, 'trellis', 'state.json');
}

/**
 * Reads a state file that only its owner can read; undefined where there is none. The file is checked after it was
 * opened, so that it can't be exchanged in between.
 * @throws Failure STATE_FILE_UNSAFE for a link, another owner or a mode that lets others in, STATE_FILE_BROKEN
 */
export function readStateFile(path: string, uid: number | undefined = process.getuid?.()): StateFile | undefined {
  const file = open(path);
  if (file === undefined) return undefined;
  try {
    const { mode, uid: owner } = fstatSync(file);
    if ((mode & constants.S_IFMT) !== constants.S_IFREG) throw unsafe(path, 'it is not a plain file');
    if (uid !== undefined && owner !== uid) throw unsafe(path, 'it belongs to another user');
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw unsafe(path, `others may read it (mode ${(mode & 0o777).toString(8).padStart(4, '0')}, expected 0600)`);
    }
    return parse(path, readFileSync(file, 'utf8'));
  } finally {
    closeSync(file);
  }
}

function open(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'ELOOP') throw unsafe(path, 'it is a link');
    throw unsafe(path, `it can't be read (${code})`);
  }
}

function unsafe(path: string, why: string): Failure {
  return new Failure('STATE_FILE_UNSAFE', `${path} is not used: ${why}.`, {
    remedy: `It holds a key, so only its owner may read it. Remove it and start Trellis again: cd ${TRELLIS_FOLDER} && npm start.`,
  });
}

function parse(path: string, text: string): StateFile {
  const broken = new Failure('STATE_FILE_BROKEN', `${path} is not a state file of Trellis.`, {
    remedy: `Remove it and start Trellis again: cd ${TRELLIS_FOLDER} && npm start.`,
  });
  let read: Partial<Record<keyof StateFile, unknown>> | null;
  try {
    read = JSON.parse(text);
  } catch {
    throw broken;
  }
  const { url, token, pid, startedAt } = read ?? {};
  if (typeof url !== 'string' || !isHttp(url)) throw broken;
  if (typeof token !== 'string' || token === '') throw broken;
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) throw broken;
  return { url: withoutSlash(url), token, pid, startedAt: typeof startedAt === 'string' ? startedAt : '' };
}

function fromEnvironment(url: string | undefined, token: string | undefined): RunningTrellis {
  if (!url || !token) {
    const [missing, present] = url ? ['TRELLIS_TOKEN', 'TRELLIS_URL'] : ['TRELLIS_URL', 'TRELLIS_TOKEN'];
    throw new Failure('USAGE', `${present} is set, but ${missing} is not.`, {
      remedy: 'Set both, or neither to use the Trellis that runs on this machine.',
      exitCode: 2,
    });
  }
  if (!isHttp(url)) {
    throw new Failure('USAGE', 'TRELLIS_URL is not an http or https address.', { exitCode: 2 });
  }
  return { url: withoutSlash(url), token };
}

function isHttp(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
