import { GitError, withoutCredentials } from './git-error.ts';
import type { RemoteUrl } from './remote-url.ts';

const NEEDS_CREDENTIALS =
  /authentication failed|could not read (username|password)|permission denied|terminal prompts disabled|invalid (username|credentials)|error: (401|403)|host key verification failed|access denied|repository not found/i;

/** Why a remote could not be read, from what git said about it. */
export function remoteFailure(remote: RemoteUrl, stderr: string): GitError {
  const said = withoutCredentials(lastReason(stderr));
  if (NEEDS_CREDENTIALS.test(stderr)) {
    return new GitError(
      'AUTHENTICATION_FAILED',
      `${remote.url} can't be read with the credentials at hand: ${said}`,
      remote.scheme === 'ssh'
        ? 'Check that "ssh -oBatchMode=yes" reaches the host: load the key into an SSH agent and accept the host key once by hand.'
        : 'Set up a git credential helper, or give GIT_CONFIG_COUNT, GIT_CONFIG_KEY_0=http.extraHeader and GIT_CONFIG_VALUE_0 in the environment.',
    );
  }
  return new GitError(
    'REMOTE_UNREACHABLE',
    `${remote.url} could not be fetched: ${said}`,
    'Check the address and the connection ("git ls-remote" with the same address), then try again.',
  );
}

/** The line that says most: git's own "fatal" or the server's "ERROR", not the advice around it. */
function lastReason(stderr: string): string {
  const lines = stderr
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter(Boolean);
  const telling = lines.find((line) => /^(fatal|error|remote: (fatal|error)|ERROR|ssh):/i.test(line)) ?? lines.at(-1);
  return telling?.slice(0, 500) ?? 'git gave no reason';
}
