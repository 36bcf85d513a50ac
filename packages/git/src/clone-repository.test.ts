import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { cloneOrFetch, type FetchProgress } from './clone-repository.ts';
import { openRepository } from './open-repository.ts';
import { remoteFailure } from './remote-failure.ts';
import { parseRemoteUrl } from './remote-url.ts';
import { createTestRepository, importStream, type TestRepository } from './testing.ts';

const made: TestRepository[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const repository of made.splice(0)) repository.remove();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function origin(): TestRepository & { readonly url: string } {
  const repository = createTestRepository('--bare');
  made.push(repository);
  repository.fastImport(
    importStream([{ message: 'One', changes: [['M 100644 inline a', '1\n']] }, { message: 'Two' }]),
  );
  return { ...repository, url: pathToFileURL(repository.dir).href };
}

function target(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trellis-clone-'));
  folders.push(folder);
  return join(folder, 'copy.git');
}

const FILE = { allowFile: true };

describe('a copy of a remote', () => {
  it('is bare, has the branches and the default branch, and tells of its progress', async () => {
    const remote = origin();
    remote.git('branch', 'side', 'main~1');
    const progress: FetchProgress[] = [];
    const gitDir = target();
    expect(await cloneOrFetch(remote.url, gitDir, { ...FILE, onProgress: (step) => progress.push(step) })).toEqual({
      gitDir,
      defaultBranch: 'main',
    });
    expect(progress).toContainEqual({ step: 'Counting objects', percent: 100 });
    const opened = await openRepository(gitDir, { branch: 'side' });
    expect(opened).toMatchObject({ isBare: true, name: 'copy', head: { sha: remote.git('rev-parse', 'side') } });
  });

  it('follows new commits, a rewritten branch, branches that went and came, and a new default branch', async () => {
    const remote = origin();
    remote.git('branch', 'topic', 'main');
    const gitDir = target();
    await cloneOrFetch(remote.url, gitDir, FILE);
    remote.git('update-ref', 'refs/heads/main', remote.git('rev-parse', 'main~1'));
    remote.git('branch', '-D', 'topic');
    remote.git('branch', 'topic/deeper', 'main');
    remote.git('symbolic-ref', 'HEAD', 'refs/heads/topic/deeper');
    expect((await cloneOrFetch(remote.url, gitDir, FILE)).defaultBranch).toBe('topic/deeper');
    expect((await openRepository(gitDir)).head).toEqual({
      sha: remote.git('rev-parse', 'main'),
      branch: 'topic/deeper',
    });
    await expect(openRepository(gitDir, { branch: 'topic' })).rejects.toMatchObject({ code: 'BRANCH_UNKNOWN' });
  });

  it('is taken at the commit of a HEAD that is on no branch', async () => {
    const remote = origin();
    const sha = remote.git('rev-parse', 'main~1');
    remote.git('update-ref', '--no-deref', 'HEAD', sha);
    const gitDir = target();
    expect((await cloneOrFetch(remote.url, gitDir, FILE)).defaultBranch).toBeNull();
    expect((await openRepository(gitDir)).head).toEqual({ sha, branch: null });
  });

  it('of an empty remote is empty', async () => {
    const remote = createTestRepository('--bare');
    made.push(remote);
    const gitDir = target();
    await cloneOrFetch(pathToFileURL(remote.dir).href, gitDir, FILE);
    await expect(openRepository(gitDir)).rejects.toMatchObject({ code: 'REPOSITORY_EMPTY' });
  });

  it('is completed after a process that was killed left its locks', async () => {
    const remote = origin();
    const gitDir = target();
    await cloneOrFetch(remote.url, gitDir, FILE);
    remote.fastImport(importStream([{ from: 'refs/heads/main^0', message: 'Three' }]));
    mkdirSync(join(gitDir, 'refs/heads'), { recursive: true });
    for (const lock of ['HEAD.lock', 'packed-refs.lock', 'refs/heads/main.lock']) writeFileSync(join(gitDir, lock), '');
    writeFileSync(join(gitDir, 'trellis.lock'), '999999999');
    await cloneOrFetch(remote.url, gitDir, FILE);
    expect((await openRepository(gitDir)).head.sha).toBe(remote.git('rev-parse', 'main'));
    expect(existsSync(join(gitDir, 'trellis.lock'))).toBe(false);
  });

  it('is refused to a second writer', async () => {
    const remote = origin();
    const gitDir = target();
    const both = await Promise.allSettled([
      cloneOrFetch(remote.url, gitDir, FILE),
      cloneOrFetch(remote.url, gitDir, FILE),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'CLONE_BUSY' } });
  });
});

describe('a remote that can not be read', () => {
  it('is a file that the operator did not give, or a scheme that is not allowed', async () => {
    await expect(cloneOrFetch(origin().url, target())).rejects.toMatchObject({ code: 'URL_SCHEME_REFUSED' });
    await expect(cloneOrFetch('ext::touch /tmp/x', target(), FILE)).rejects.toMatchObject({
      code: 'URL_SCHEME_REFUSED',
    });
  });

  it('is not there', async () => {
    await expect(cloneOrFetch('file:///nowhere/at/all', target(), FILE)).rejects.toMatchObject({
      code: 'REMOTE_UNREACHABLE',
      remedy: expect.stringContaining('ls-remote'),
    });
    await expect(cloneOrFetch('https://127.0.0.1:1/a.git', target())).rejects.toMatchObject({
      code: 'REMOTE_UNREACHABLE',
    });
  });

  it('does not answer in time', async () => {
    // Takes connections and says nothing.
    const server = createServer(() => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const silent = cloneOrFetch(`https://127.0.0.1:${port}/a.git`, target(), { silenceMs: 300 });
      await expect(silent).rejects.toMatchObject({
        code: 'REMOTE_UNREACHABLE',
        message: expect.stringContaining('timed out'),
      });
    } finally {
      server.close();
    }
  });

  it('is left with the reason of an abort', async () => {
    const signal = AbortSignal.abort(new Error('stopped by hand'));
    await expect(cloneOrFetch(origin().url, target(), { ...FILE, signal })).rejects.toThrow('stopped by hand');
  });

  it.each([
    ["fatal: could not read Username for 'https://x': terminal prompts disabled", 'AUTHENTICATION_FAILED'],
    ["fatal: Authentication failed for 'https://token@x/a'", 'AUTHENTICATION_FAILED'],
    ['git@x: Permission denied (publickey).\nfatal: Could not read from remote repository.', 'AUTHENTICATION_FAILED'],
    ['fatal: unable to access: The requested URL returned error: 403', 'AUTHENTICATION_FAILED'],
    ['ssh: Could not resolve hostname x: Name or service not known', 'REMOTE_UNREACHABLE'],
    ["fatal: repository 'https://x/a/' not found", 'REMOTE_UNREACHABLE'],
    ['', 'REMOTE_UNREACHABLE'],
  ])('is told apart by what git says: %s', (said, code) => {
    const failure = remoteFailure(parseRemoteUrl('https://x/a'), said);
    expect(failure.code).toBe(code);
    expect(failure.message).not.toContain('token');
  });
});
