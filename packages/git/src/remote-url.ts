import { GitError } from './git-error.ts';

/** An address that git may fetch from. */
export interface RemoteUrl {
  readonly url: string;
  readonly scheme: 'https' | 'ssh' | 'file';
  /** The last part of its path, without `.git`. */
  readonly name: string;
}

/** Whether a text is meant as the address of a remote, not as a path: it has a scheme, or the form `host:path`. */
export function isRemoteUrl(text: string): boolean {
  if (/^file:/i.test(text)) return false;
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /^[a-z][a-z0-9+.-]*::/i.test(text) || SCP_LIKE.test(text);
}

/** `user@host:path` or `host:path`; one letter before the colon is a drive of Windows. */
const SCP_LIKE = /^(?:([^\s/:@]+)@)?(\[[0-9a-f:.]+\]|[a-z0-9][a-z0-9._-]+):(?!\/\/|:)(.+)$/i;

/**
 * Checks an address before git sees it. Allowed: https, ssh (also as `user@host:path`), and file where the operator
 * gave it. Throws GitError URL_SCHEME_REFUSED, or URL_CREDENTIALS_REFUSED for an address that carries a secret.
 */
export function parseRemoteUrl(text: string, options: { readonly allowFile?: boolean } = {}): RemoteUrl {
  const url = text.trim();
  const scp = SCP_LIKE.exec(url);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase() ?? (scp ? 'ssh' : null);
  if (scheme !== 'https' && scheme !== 'ssh' && !(scheme === 'file' && options.allowFile)) {
    throw new GitError(
      'URL_SCHEME_REFUSED',
      `${url} can't be cloned: ${scheme ? `the scheme "${scheme}" is not allowed here` : 'it is not an address'}.`,
      'Use an https:// or ssh:// address, or the path of a repository on this machine.',
    );
  }
  if (scheme === 'ssh' && scp) {
    // "user:secret@host:path" would be taken for a host named "user".
    if (/^[^/]*@/.test(scp[3] as string)) throw credentialsRefused('This address');
    return { url, scheme, name: nameOf(scp[3] as string) };
  }
  const parsed = URL.parse(url);
  const isWellFormed = /^[a-z]+:\/\/[^/-]/i.test(url) || (scheme === 'file' && /^file:\/\/\//i.test(url));
  // Where a browser reads a backslash as a slash, git does not: both must see one host.
  if (!parsed || !isWellFormed || /[\s\0\\]/.test(url) || parsed.hostname.startsWith('-')) {
    throw new GitError('URL_SCHEME_REFUSED', `${url} is not an address.`, 'Check the address.');
  }
  // In an https address even the user alone may be a token; ssh needs its user.
  if (parsed.password !== '' || (scheme !== 'ssh' && parsed.username !== '')) {
    throw credentialsRefused(`The address of ${parsed.hostname}`);
  }
  return { url, scheme, name: nameOf(decodeURIComponentSafely(parsed.pathname)) };
}

function credentialsRefused(what: string): GitError {
  return new GitError(
    'URL_CREDENTIALS_REFUSED',
    `${what} holds credentials, which would be stored with it.`,
    'Leave them out of the address; git takes them from its credential helper, an SSH agent, or GIT_CONFIG_* in the environment.',
  );
}

function nameOf(path: string): string {
  return (
    path
      .replace(/\/+$/, '')
      .split(/[/:]/)
      .at(-1)
      ?.replace(/\.git$/, '') || 'repository'
  );
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
