export type GitErrorCode =
  | 'GIT_MISSING'
  | 'GIT_FAILED'
  | 'PATH_MISSING'
  | 'NOT_A_REPOSITORY'
  | 'REPOSITORY_EMPTY'
  | 'BRANCH_UNKNOWN'
  | 'URL_SCHEME_REFUSED'
  | 'URL_CREDENTIALS_REFUSED'
  | 'REMOTE_UNREACHABLE'
  | 'AUTHENTICATION_FAILED'
  | 'CLONE_BUSY';

/** A failure of git with a stable code, a sentence for people and what they can do about it. Never holds credentials. */
export class GitError extends Error {
  readonly code: GitErrorCode;
  readonly remedy: string;

  constructor(code: GitErrorCode, message: string, remedy: string) {
    super(withoutCredentials(message));
    this.name = 'GitError';
    this.code = code;
    this.remedy = remedy;
  }
}

/** The text with the user part of every URL taken out: a token may stand there as a user name. */
export function withoutCredentials(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^/\s'"]*@/gi, '$1');
}
