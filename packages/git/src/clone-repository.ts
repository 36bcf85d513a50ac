import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { lockClone } from './clone-lock.ts';
import { remoteFailure } from './remote-failure.ts';
import { parseRemoteUrl, type RemoteUrl } from './remote-url.ts';
import { assertEndedWell, gitFailed, runGit } from './run-git.ts';

export interface FetchProgress {
  /** Git's own name of the step, e.g. "Receiving objects". */
  readonly step: string;
  readonly percent: number | null;
}

export interface CloneOptions {
  /** A `file:` address is only followed where the operator gave it. */
  readonly allowFile?: boolean;
  readonly onProgress?: (progress: FetchProgress) => void;
  readonly signal?: AbortSignal | undefined;
  /** The longest wait for any sign of life from the remote; 120,000 by default. */
  readonly silenceMs?: number;
}

export interface CloneResult {
  /** The bare repository, absolute. */
  readonly gitDir: string;
  /** The remote's default branch; null when the remote has none. */
  readonly defaultBranch: string | null;
}

const SILENCE_MS = 120_000;

/**
 * Brings a bare copy of a remote's branches to `targetDir`, or up to date if it is there already: branches that were
 * rewritten follow, branches that are gone go, HEAD is the remote's default branch. A copy that was interrupted is
 * completed by the next call.
 *
 * Throws GitError URL_SCHEME_REFUSED, URL_CREDENTIALS_REFUSED, REMOTE_UNREACHABLE, AUTHENTICATION_FAILED, CLONE_BUSY, and
 * the signal's reason when it aborts.
 */
export async function cloneOrFetch(url: string, targetDir: string, options: CloneOptions = {}): Promise<CloneResult> {
  const remote = parseRemoteUrl(url, options);
  const gitDir = resolve(targetDir);
  await mkdir(gitDir, { recursive: true });
  const unlock = await lockClone(gitDir);
  try {
    const made = await runGit(['init', '--quiet', '--bare', '--template=', '--initial-branch=main', gitDir], {
      signal: options.signal,
    });
    assertEndedWell(made, 'A folder for the copy could not be made', options.signal);
    const head = await askDefaultBranch(remote, gitDir, options);
    await runNetwork(
      remote,
      gitDir,
      [
        'fetch',
        '--prune',
        '--force',
        '--no-tags',
        '--progress',
        '--no-write-fetch-head',
        '--',
        remote.url,
        '+refs/heads/*:refs/heads/*',
        ...head.extra,
      ],
      options,
    );
    await setHead(gitDir, head, options);
    return { gitDir, defaultBranch: head.branch };
  } finally {
    await unlock();
  }
}

interface RemoteHead {
  readonly branch: string | null;
  /** What to fetch beside the branches: the commit of a HEAD that is on no branch. */
  readonly extra: readonly string[];
}

const DETACHED = 'refs/trellis/head';

async function askDefaultBranch(remote: RemoteUrl, gitDir: string, options: CloneOptions): Promise<RemoteHead> {
  const listed = await runNetwork(
    remote,
    gitDir,
    ['ls-remote', '--symref', '--', remote.url, 'HEAD', 'refs/heads/*'],
    options,
  );
  const text = listed.toString('utf8');
  const symbolic = /^ref: refs\/heads\/(.+)\tHEAD$/m.exec(text)?.[1];
  if (symbolic !== undefined) return { branch: symbolic, extra: [] };
  const sha = /^([0-9a-f]+)\tHEAD$/m.exec(text)?.[1];
  if (sha === undefined) return { branch: null, extra: [] };
  const same = new RegExp(`^${sha}\\trefs/heads/(.+)$`, 'm').exec(text)?.[1];
  return same === undefined ? { branch: null, extra: [`+HEAD:${DETACHED}`] } : { branch: same, extra: [] };
}

async function setHead(gitDir: string, head: RemoteHead, options: CloneOptions): Promise<void> {
  if (head.branch === null && head.extra.length === 0) return;
  const args =
    head.branch === null
      ? ['update-ref', '--no-deref', 'HEAD', DETACHED]
      : ['symbolic-ref', 'HEAD', `refs/heads/${head.branch}`];
  const set = await runGit(args, { gitDir, signal: options.signal });
  if (set.status !== 0) throw gitFailed(set, 'The default branch could not be set');
}

/** Runs a git that talks to the remote, and gives it up when the remote stays silent. */
async function runNetwork(
  remote: RemoteUrl,
  gitDir: string,
  args: readonly string[],
  options: CloneOptions,
): Promise<Buffer> {
  const silenceMs = options.silenceMs ?? SILENCE_MS;
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), silenceMs);
  const readProgress = progressReader(options.onProgress);
  try {
    const done = await runGit(args, {
      gitDir,
      access: { kind: 'network', protocols: remote.scheme === 'file' ? ['file'] : ['https', 'ssh'] },
      signal: options.signal ? AbortSignal.any([options.signal, silence.signal]) : silence.signal,
      onStderr: (text) => {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), silenceMs);
        readProgress(text);
      },
    });
    if (done.status !== 0) throw remoteFailure(remote, done.stderr);
    return done.stdout;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (silence.signal.aborted)
      throw remoteFailure(remote, `timed out: no answer for ${Math.round(silenceMs / 1000)} seconds`);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Git writes "Receiving objects:  42% (42/100), 1.2 MiB" and goes back to the line's beginning for each step. */
function progressReader(onProgress: CloneOptions['onProgress']): (text: string) => void {
  let rest = '';
  let last = '';
  return (text) => {
    const lines = (rest + text).split(/[\r\n]/);
    rest = lines.pop() as string;
    for (const line of lines) {
      const match = /^(?:remote: )?([A-Z][A-Za-z ]+):\s+(?:(\d+)%|\d+)/.exec(line);
      if (!match || match[0] === last) continue;
      last = match[0];
      onProgress?.({ step: match[1] as string, percent: match[2] === undefined ? null : Number(match[2]) });
    }
  };
}
