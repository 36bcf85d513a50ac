import { metricFields, type Unavailable, unavailable } from '@trellis/service-kit/metric.ts';
import type { DayWindow } from '@trellis/service-kit/window.ts';
import type { LanguageAmount } from '../store/languages.ts';
import type { ActivityAmount } from '../store/person-activity.ts';
import { NOT_IMPORTED } from './count-metric.ts';

/** Least evidence for anything said of a person: metrics.md. */
const LEAST_COMMITS = 10;
const LEAST_DAYS = 5;

const METHOD =
  "Changes to source files by Linguist language, as shares of all such changes; a file changed in a commit is one change. Merges and vendored, generated, binary, lock and documentation files don't count.";

const LANGUAGE_AT_HEAD =
  'A file has the language it has at the analysed head; one that is gone, the language of its path.';
const SHARED_HISTORY = 'The changes of a commit that several repositories have count in each of them.';

/** Says whether so much work is enough to say something of a person; null: it is. */
export function tooLittle({ commits, days }: ActivityAmount): Unavailable | null {
  if (commits >= LEAST_COMMITS && days >= LEAST_DAYS) return null;
  return unavailable(
    'NOT_ENOUGH_DATA',
    `${commits} commits on ${days} days; at least ${LEAST_COMMITS} on ${LEAST_DAYS} days are needed to say something of a person.`,
    'Choose a longer window or all repositories.',
  );
}

/**
 * The mix of languages.
 * @param asOf null: nothing was imported
 * @param missing why the mix must not be shown; null: it may be
 */
export function languageMix(given: {
  readonly asOf: Date | null;
  readonly now: Date;
  readonly window: DayWindow | undefined;
  readonly amounts: readonly LanguageAmount[];
  readonly missing: Unavailable | null;
  /** Whether the mix adds up repositories. */
  readonly acrossRepositories: boolean;
  readonly confidence?: number | null;
}) {
  const { asOf, window, amounts } = given;
  const changes = amounts.reduce((sum, amount) => sum + amount.changes, 0);
  const missing = asOf === null ? NOT_IMPORTED : (given.missing ?? (changes === 0 ? NO_SOURCE : null));
  return {
    ...metricFields({
      asOf: asOf ?? given.now,
      window,
      sampleSize: changes,
      unit: 'changes',
      method: METHOD,
      confidence: given.confidence,
      limitations: given.acrossRepositories ? [LANGUAGE_AT_HEAD, SHARED_HISTORY] : [LANGUAGE_AT_HEAD],
      unavailable: missing,
    }),
    languages: missing === null ? amounts.map((amount) => languageShare(amount, changes)) : [],
  };
}

const NO_SOURCE = unavailable(
  'NOT_ENOUGH_DATA',
  'No source file in a known language was changed.',
  'Choose a longer window or all repositories.',
);

function languageShare(amount: LanguageAmount, changes: number) {
  const { language, linesAdded, linesDeleted, lastDay } = amount;
  return {
    language,
    share: amount.changes / changes,
    changes: amount.changes,
    linesAdded: toInt(linesAdded),
    linesDeleted: toInt(linesDeleted),
    lastUsedOn: lastDay,
  };
}

/** GraphQL's Int has 32 bits; a sum of lines beyond that is capped. */
function toInt(lines: number): number {
  return Math.min(lines, 2_147_483_647);
}
