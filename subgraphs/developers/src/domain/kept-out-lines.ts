import type { Suppression } from '@trellis/people/suppression.ts';
import type { MailmapEntry } from './mailmap.ts';

/** Tells the mailmap lines that name an erased person, as who they are or as who they wrote. */
export function isKeptOutLine(suppression: Suppression): (line: MailmapEntry) => boolean {
  const names = (name: string | null, email: string | null) =>
    suppression.erasedAs({ id: '', name: name ?? '', email: email ?? '' }) !== undefined;
  return (line) => names(line.properName, line.properEmail) || names(line.commitName, line.commitEmail);
}
