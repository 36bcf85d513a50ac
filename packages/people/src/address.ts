/** An e-mail address as the identity rules see it: lower case, split at its last @. */
export interface Address {
  /** The whole address, trimmed, lower case. */
  readonly text: string;
  /** Before the @, without a `+tag`; of a GitHub no-reply address the login. */
  readonly local: string;
  readonly domain: string;
}

const GITHUB_NOREPLY = 'users.noreply.github.com';

/** Splits an address as written; one without @ has an empty domain. */
export function readAddress(email: string): Address {
  const text = email.trim().toLowerCase();
  const at = text.lastIndexOf('@');
  if (at < 0) return { text, local: text, domain: '' };
  const domain = text.slice(at + 1);
  const local = text.slice(0, at);
  if (domain === GITHUB_NOREPLY) return { text, local: local.replace(/^\d+\+/, ''), domain };
  return { text, local: local.replace(/(?<=.)\+.*$/, ''), domain };
}

/** Local parts that name a function or nobody, whatever the domain. */
const GENERIC_LOCALS = new Set(
  (
    'admin administrator anonymous build builds builder ci contact deploy dev developer developers devops devnull dev-null email git ' +
    'github gitlab hello help hi info jenkins mail me me.com my name nobody no-reply none noreply no.reply no_reply null office ops ' +
    'postmaster press root runner sales security service support svn system team test tester ubuntu unknown user vagrant web ' +
    'webmaster work you your your-email your.email youremail your_email example ec2-user pair pairing'
  ).split(' '),
);

/** True where the local part says nothing about a person. */
export function isGenericLocal(local: string): boolean {
  return local === '' || GENERIC_LOCALS.has(local);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const NO_DOMAIN =
  /(^|\.)(localhost|localdomain|local|lan|home|internal|intranet|corp|test|invalid|none|\(none\)|unknown|example)$/;
const EXAMPLE = /(^|\.)example\.(com|net|org|edu)$/;
const STOCK = new Set([
  'test.com',
  'email.com',
  'mail.com',
  'domain.com',
  'none.com',
  'nowhere.com',
  'noreply.com',
  'yourdomain.com',
]);

/**
 * True where an address is no address: empty, without a real domain (`ann@localhost`, `ann@mac.local`,
 * `root@host.(none)`), or a tutorial's (`you@example.com`). A git-svn address (`ann@<repository uuid>`) is one.
 */
export function isPlaceholder({ local, domain }: Address): boolean {
  if (local === '' || domain === '' || /\s/.test(local)) return true;
  if (UUID.test(domain)) return isGenericLocal(local);
  if (!domain.includes('.')) return true;
  return NO_DOMAIN.test(domain) || EXAMPLE.test(domain) || (STOCK.has(domain) && isGenericLocal(local));
}

/** The account behind a GitHub no-reply address; `accountId` stays when the login is renamed. */
export interface GitHubAccount {
  readonly login: string;
  readonly accountId: string | null;
}

/** Reads `12345+login@users.noreply.github.com` or `login@users.noreply.github.com`; null for any other address. */
export function readGitHubNoreply({ text }: Address): GitHubAccount | null {
  const match = /^(?:(\d+)\+)?([a-z\d](?:[a-z\d-]*)(?:\[bot\])?)@users\.noreply\.github\.com$/.exec(text);
  return match === null ? null : { login: match[2] as string, accountId: match[1] ?? null };
}
