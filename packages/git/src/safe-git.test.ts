import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloneOrFetch } from './clone-repository.ts';
import { commitBefore, countCommits, isAncestor, listCommits } from './commit-list.ts';
import { safeEnvironment } from './git-environment.ts';
import { openRepository } from './open-repository.ts';
import { readBlobs } from './read-blobs.ts';
import { readCommits } from './read-commits.ts';
import { listTree, readAttributes, readMailmap } from './read-tree.ts';
import { listBranches } from './resolve-branch.ts';
import { createTestRepository, gatherCommits, importStream, type TestRepository } from './testing.ts';

/**
 * A repository that tries to start a program by every setting that names one. The program leaves a mark; each trap is
 * first shown to work with a plain git.
 */
let folder: string;
let mark: string;
let trap: TestRepository;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trellis-trap-'));
  mark = join(folder, 'mark');
  const program = join(folder, 'program');
  writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> '${mark}'\nexit 0\n`);
  chmodSync(program, 0o755);
  trap = createTestRepository();
  trap.fastImport(
    importStream([
      {
        message: 'One',
        changes: [
          ['M 100644 inline .gitattributes', '*.txt diff=trap filter=trap merge=trap\n'],
          ['M 100644 inline .mailmap', 'Trap <trap@x>\n'],
          ['M 100644 inline a.txt', '1\n'],
        ],
      },
      { message: 'Two', changes: [['M 100644 inline a.txt', '2\n']] },
    ]),
  );
  trap.git('reset', '--quiet', '--hard', 'main');
  for (const [name, value] of [
    ['core.fsmonitor', program],
    ['core.hooksPath', join(folder, 'hooks')],
    ['core.sshCommand', program],
    ['core.gitProxy', program],
    ['core.pager', program],
    ['core.editor', program],
    ['core.askPass', program],
    ['core.alternateRefsCommand', program],
    ['core.attributesFile', join(folder, 'attributes')],
    ['pager.log', program],
    ['diff.external', program],
    ['diff.trap.command', program],
    ['diff.trap.textconv', program],
    ['filter.trap.clean', program],
    ['filter.trap.smudge', program],
    ['filter.trap.process', program],
    ['filter.trap.required', 'true'],
    ['merge.trap.driver', program],
    ['credential.helper', `!${program}`],
    ['gpg.program', program],
    ['gpg.ssh.program', program],
    ['log.showSignature', 'true'],
    ['remote.origin.url', `ext::${program}`],
    ['remote.origin.uploadpack', program],
    ['remote.origin.promisor', 'true'],
    ['protocol.allow', 'always'],
    ['uploadpack.packObjectsHook', program],
    ['alias.diff-tree', `!${program}`],
    ['alias.log', `!${program}`],
  ] as const) {
    trap.git('config', name, value);
  }
  mkdirSync(join(folder, 'hooks'));
  for (const hooks of [join(folder, 'hooks'), join(trap.dir, '.git/hooks')]) {
    mkdirSync(hooks, { recursive: true });
    for (const hook of [
      'post-checkout',
      'post-index-change',
      'reference-transaction',
      'pre-auto-gc',
      'fsmonitor-watchman',
    ]) {
      writeFileSync(join(hooks, hook), `#!/bin/sh\necho hook >> '${mark}'\n`);
      chmodSync(join(hooks, hook), 0o755);
    }
  }
});

afterAll(() => {
  trap.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe('a repository whose settings start programs', () => {
  it.each([
    ['a file system monitor', ['status']],
    ['a filter of text conversion', ['log', '-p', '--textconv', '--no-ext-diff', 'main']],
    ['an external diff', ['diff', '--ext-diff', 'main~1', 'main']],
    ['a filter of contents', ['checkout', 'main~1', '--', 'a.txt']],
    ['a hook', ['update-ref', 'refs/heads/other', 'main']],
    ['a transport', ['-c', 'protocol.ext.allow=always', 'fetch', 'origin']],
  ])('would do so by %s', (_, args) => {
    rmSync(mark, { force: true });
    try {
      trap.git(...args);
    } catch {
      // The program gives git no answer that it could use.
    }
    expect(existsSync(mark)).toBe(true);
  });

  it('is read without starting any of them, with the same result as without them', async () => {
    rmSync(mark, { force: true });
    const opened = await openRepository(trap.dir);
    const head = opened.head.sha;
    const commits = await gatherCommits(readCommits(opened, listCommits(opened, { head })));
    expect(commits.map(({ changes }) => changes.map(({ path, added }) => `${path} ${added}`))).toEqual([
      ['.gitattributes 1', '.mailmap 1', 'a.txt 1'],
      ['a.txt 1'],
    ]);
    await listBranches(opened);
    await countCommits(opened, { head });
    await commitBefore(opened, head, 2_000_000_000);
    await isAncestor(opened, head, head);
    const files = (await Array.fromAsync(listTree(opened, head))).flat();
    await Array.fromAsync(
      readBlobs(
        opened,
        files.map(({ blob }) => blob),
        { maxBytes: 100 },
      ),
    );
    await readAttributes(opened, head);
    await readMailmap(opened, head);
    // A missing object of a promisor remote would be fetched by the remote's own command.
    await Array.fromAsync(readBlobs(opened, ['1'.repeat(40)], { maxBytes: 100 }));
    await expect(gatherCommits(readCommits(opened, ['2'.repeat(40)]))).rejects.toMatchObject({ code: 'GIT_FAILED' });
    expect(existsSync(mark)).toBe(false);
  });

  it('is cloned without starting any of them', async () => {
    rmSync(mark, { force: true });
    trap.git('config', '--unset', 'core.fsmonitor');
    const gitDir = join(folder, 'copy.git');
    await cloneOrFetch(pathToFileURL(join(trap.dir, '.git')).href, gitDir, { allowFile: true });
    await cloneOrFetch(pathToFileURL(join(trap.dir, '.git')).href, gitDir, { allowFile: true });
    expect((await openRepository(gitDir)).head.sha).toBe(trap.git('rev-parse', 'main'));
    expect(existsSync(mark)).toBe(false);
  });

  it('shows its own history, not a replacement', async () => {
    const plain = createTestRepository('--bare');
    try {
      plain.fastImport(importStream([{ message: 'True' }, { branch: 'false', message: 'False' }]));
      plain.git('replace', 'main', 'false');
      const opened = await openRepository(plain.dir);
      const [only] = await gatherCommits(readCommits(opened, [opened.head.sha]));
      expect(only?.commit.subject).toBe('True');
    } finally {
      plain.remove();
    }
  });
});

describe('the environment of git', () => {
  const outer = {
    PATH: '/bin',
    HOME: '/home/ada',
    GIT_DIR: '/elsewhere',
    GIT_EXTERNAL_DIFF: 'program',
    GIT_TRACE: '/tmp/trace',
    GIT_ASKPASS: 'program',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: 'Authorization: secret',
    GIT_CONFIG_PARAMETERS: "'core.pager=program'",
    SSH_AUTH_SOCK: '/run/agent',
    AWS_SECRET_ACCESS_KEY: 'secret',
  };

  it('holds nothing of the caller when git only reads', () => {
    const inner = safeEnvironment({ kind: 'read' }, outer);
    expect(inner).toMatchObject({ PATH: '/bin', HOME: '/dev/null', GIT_ALLOW_PROTOCOL: 'none', GIT_ASKPASS: '' });
    expect(JSON.stringify(inner)).not.toMatch(/secret|program|elsewhere|trace|agent/);
  });

  it('holds the caller’s credentials, but no program that asks, when git goes to a remote', () => {
    const inner = safeEnvironment({ kind: 'network', protocols: ['https', 'ssh'] }, outer);
    expect(inner).toMatchObject({
      HOME: '/home/ada',
      SSH_AUTH_SOCK: '/run/agent',
      GIT_CONFIG_VALUE_0: 'Authorization: secret',
      GIT_ALLOW_PROTOCOL: 'https:ssh',
      GIT_TERMINAL_PROMPT: '0',
    });
    expect(inner.GIT_SSH_COMMAND).toContain('BatchMode=yes');
    expect(JSON.stringify(inner)).not.toMatch(/program|elsewhere|trace|AWS/);
  });
});
