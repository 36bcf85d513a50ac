import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join, parse } from 'node:path';
import { type GitAccess, safeEnvironment, safeOptions } from './git-environment.ts';
import { GitError, withoutCredentials } from './git-error.ts';

export interface GitOptions {
  /** The repository to read; it is treated as bare, so nothing in a work tree has a say. */
  readonly gitDir?: string;
  readonly access?: GitAccess;
  readonly signal?: AbortSignal | undefined;
  /** Every piece of standard error as it comes (progress). */
  readonly onStderr?: (text: string) => void;
}

export interface GitProcess {
  readonly stdin: ChildProcessWithoutNullStreams['stdin'];
  readonly stdout: ChildProcessWithoutNullStreams['stdout'];
  /** Settles when the process and its pipes are gone; never rejects. */
  readonly ended: Promise<GitExit>;
  /** Ends the process and everything it started; a second call does nothing. */
  stop(): Promise<void>;
}

export interface GitExit {
  readonly status: number | null;
  /** The last 16 KiB of standard error, without credentials. */
  readonly stderr: string;
  readonly failure: GitError | null;
}

const READ: GitAccess = { kind: 'read' };
const STDERR_KEPT = 16 * 1024;
const KILL_AFTER_MS = 2_000;

/**
 * The one place where git is started. Arguments are passed as they are, never through a shell. The process is killed
 * when the signal aborts.
 */
export function startGit(args: readonly string[], options: GitOptions = {}): GitProcess {
  const access = options.access ?? READ;
  options.signal?.throwIfAborted();
  const repository = options.gitDir === undefined ? [] : ['--bare', `--git-dir=${options.gitDir}`];
  const apart = options.gitDir === undefined ? {} : { GIT_INDEX_FILE: join(options.gitDir, 'no-index') };
  // A network git starts others (ssh, index-pack): its own group lets all of them be ended at once.
  const ownGroup = access.kind === 'network' && process.platform !== 'win32';
  const child = spawn('git', [...safeOptions(access), ...repository, ...args], {
    env: { ...safeEnvironment(access), ...apart },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: ownGroup,
    windowsHide: true,
    // Git would read attributes in the current folder and from the index; the history alone is to have a say.
    cwd: parse(process.cwd()).root,
  });

  let stderr = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_KEPT);
    options.onStderr?.(text);
  });
  // A git that ends early closes the pipe; its exit status says why.
  child.stdin.on('error', () => {});

  let spawnError: NodeJS.ErrnoException | null = null;
  child.on('error', (error) => {
    spawnError = error;
  });
  const ended = new Promise<GitExit>((resolve) => {
    child.on('close', (status) => {
      options.signal?.removeEventListener('abort', onAbort);
      resolve({ status, stderr: withoutCredentials(stderr), failure: spawnError && cannotStart(spawnError) });
    });
  });

  const kill = (signal: NodeJS.Signals) => {
    if (child.pid === undefined) return;
    try {
      if (ownGroup) process.kill(-child.pid, signal);
      else child.kill(signal);
    } catch {
      // Already gone.
    }
  };
  let stopping = false;
  const stop = async () => {
    if (!stopping && child.exitCode === null && child.signalCode === null) {
      stopping = true;
      kill('SIGTERM');
      const harder = setTimeout(() => kill('SIGKILL'), KILL_AFTER_MS);
      void ended.then(() => clearTimeout(harder));
    }
    child.stdin.destroy();
    child.stdout.destroy();
    await ended;
  };
  const onAbort = () => void stop();
  options.signal?.addEventListener('abort', onAbort, { once: true });

  return { stdin: child.stdin, stdout: child.stdout, ended, stop };
}

/** Throws what ended a git process other than well: the caller's own reason when it was aborted. */
export function assertEndedWell(exit: GitExit, what: string, signal?: AbortSignal): void {
  signal?.throwIfAborted();
  if (exit.failure) throw exit.failure;
  if (exit.status !== 0) throw gitFailed(exit, what);
}

/** The general failure: git said no for a reason that has no code of its own. */
export function gitFailed(exit: GitExit, what: string): GitError {
  const lines = exit.stderr.trim().split('\n').filter(Boolean);
  const said = lines.slice(-3).join('; ') || `git ended with status ${exit.status}`;
  return new GitError('GIT_FAILED', `${what}: ${said}`, 'Check the repository with "git fsck", then try again.');
}

/** Runs git to its end and gives its whole output: for commands with a short answer. */
export async function runGit(
  args: readonly string[],
  options: GitOptions & { readonly input?: string } = {},
): Promise<GitExit & { readonly stdout: Buffer }> {
  const git = startGit(args, options);
  git.stdin.end(options.input ?? '');
  const chunks: Buffer[] = [];
  git.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const exit = await git.ended;
  options.signal?.throwIfAborted();
  if (exit.failure) throw exit.failure;
  return { ...exit, stdout: Buffer.concat(chunks) };
}

/** Runs git and gives its output piece by piece; throws at the end when git failed, and ends git when left early. */
export async function* streamGit(
  args: readonly string[],
  what: string,
  options: GitOptions = {},
): AsyncGenerator<Buffer> {
  const git = startGit(args, options);
  git.stdin.end();
  try {
    yield* chunksOf(git);
    assertEndedWell(await git.ended, what, options.signal);
  } finally {
    await git.stop();
  }
}

/** The pieces of a process's output; ends quietly when the process is stopped. */
export async function* chunksOf(git: GitProcess): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of git.stdout) yield chunk as Buffer;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

function cannotStart(error: NodeJS.ErrnoException): GitError {
  if (error.code === 'ENOENT') {
    return new GitError('GIT_MISSING', 'git was not found', 'Install git 2.31 or newer and make sure it is on PATH.');
  }
  return new GitError('GIT_FAILED', `git could not be started: ${error.message}`, 'Check the git installation.');
}
