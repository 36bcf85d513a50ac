import { describe, expect, it } from 'vitest';
import { GitError } from './git-error.ts';
import { isRemoteUrl, parseRemoteUrl } from './remote-url.ts';

describe('the address of a remote', () => {
  it.each([
    ['https://github.com/expressjs/express.git', 'https', 'express'],
    ['https://example.org:8443/a/b%20c/', 'https', 'b c'],
    ['ssh://git@example.org:22/team/tool', 'ssh', 'tool'],
    ['git@github.com:honojs/hono.git', 'ssh', 'hono'],
    ['example.org:tool.git', 'ssh', 'tool'],
  ])('%s is allowed', (url, scheme, name) => {
    expect(parseRemoteUrl(url)).toEqual({ url, scheme, name });
    expect(isRemoteUrl(url)).toBe(true);
  });

  it.each([
    'http://example.org/a.git',
    'git://example.org/a.git',
    'ext::sh -c "touch /tmp/x"',
    'file:///srv/a.git',
    'ftp://example.org/a',
    '/srv/a.git',
    '-oProxyCommand=x:y',
    'ssh://-oProxyCommand=x/a',
    'https:///a',
    'https://good.org\\@evil.org/a',
    '',
  ])('%s is refused', (url) => {
    expect(codeOf(() => parseRemoteUrl(url))).toBe('URL_SCHEME_REFUSED');
  });

  it('may be a file where the operator gave it', () => {
    expect(parseRemoteUrl('file:///srv/team/a.git', { allowFile: true })).toMatchObject({ scheme: 'file', name: 'a' });
  });

  it.each([
    'https://user:secret@example.org/a',
    'https://secret@example.org/a',
    'ssh://git:secret@example.org/a',
    'git:secret@example.org:a',
  ])('%s is refused, and the secret is not repeated', (url) => {
    const error = errorOf(() => parseRemoteUrl(url));
    expect(error?.code).toBe('URL_CREDENTIALS_REFUSED');
    expect(`${error?.message} ${error?.remedy}`).not.toContain('secret');
  });

  it.each(['.', '/srv/a', 'C:\\code\\a', 'file:///srv/a', 'a/b:c'])('%s is a path, not an address', (text) => {
    expect(isRemoteUrl(text)).toBe(false);
  });
});

it('a GitError never holds the user part of an address', () => {
  const error = new GitError('GIT_FAILED', "fatal: unable to access 'https://token:x@host/a/': no", 'Try again.');
  expect(error.message).toBe("fatal: unable to access 'https://host/a/': no");
});

function errorOf(run: () => unknown): GitError | null {
  try {
    run();
    return null;
  } catch (error) {
    return error as GitError;
  }
}

function codeOf(run: () => unknown): string | undefined {
  return errorOf(run)?.code;
}
