import { nameWords } from '@trellis/people/name-words.ts';
import type { Survival } from './hand-decisions.ts';
import { fullNameKey } from './person-name.ts';

/** A name a person could be shown by. */
export interface NameCandidate {
  readonly aliasId: string;
  readonly name: string;
  /** As the mailmaps correct it; null: not at all. */
  readonly properName: string | null;
  /** Counted commits in current states, and the author time of the newest, seconds; 0 where there are none. */
  readonly commits: number;
  readonly lastAt: number;
}

/**
 * The alias whose name a person is shown by: a name that a mailmap gives before one as written, a full name before a
 * login, then the one with most commits, the newest, and the id. Whoever survived a merge by hand keeps an own name.
 */
export function shownAlias(candidates: readonly NameCandidate[], survival?: Survival): string {
  const grade = ({ name, properName }: NameCandidate) => {
    const full = nameQuality(properName ?? name);
    return properName === null || full === 0 ? full : full + 3;
  };
  const better = (x: NameCandidate, y: NameCandidate) =>
    grade(y) - grade(x) || y.commits - x.commits || y.lastAt - x.lastAt || (x.aliasId < y.aliasId ? -1 : 1);
  const own = candidates.filter(({ aliasId }) => !survival?.takenIn.has(aliasId));
  return own.reduce((best, next) => (better(next, best) < 0 ? next : best)).aliasId;
}

/** 3 a full name, 2 several words, 1 a single word, 0 nothing. */
function nameQuality(name: string): number {
  if (fullNameKey(name) !== null) return 3;
  return Math.min(2, nameWords(name).length);
}

/** What is shown of a name: the name, else the e-mail's local part, else that there is none. */
export function shownText(name: string, email: string): string {
  return name.trim() || email.trim().replace(/@.*$/, '') || '(no name)';
}
