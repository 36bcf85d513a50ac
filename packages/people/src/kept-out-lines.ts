import type { Suppression } from './suppression.ts';

/** What a line of a .mailmap says. */
interface MailmapWords {
  readonly properName: string | null;
  readonly properEmail: string | null;
  readonly commitName: string | null;
  readonly commitEmail: string | null;
}

/** Tells the mailmap lines that name an erased person, as who they are or as who they wrote. */
export function isKeptOutLine(suppression: Suppression): (line: MailmapWords) => boolean {
  const names = (name: string | null, email: string | null) =>
    suppression.erasedAs({ id: '', name: name ?? '', email: email ?? '' }) !== undefined;
  return (line) => names(line.properName, line.properEmail) || names(line.commitName, line.commitEmail);
}
