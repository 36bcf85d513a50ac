import {
  confidenceOf,
  type DuplicateEvidence,
  evidenceBetween,
  type LikenessOf,
  type ReadLikeness,
  readLikeness,
} from './duplicate-evidence.ts';

/** A person who may be suggested. */
export interface Candidate extends LikenessOf {
  readonly developerId: string;
}

/** Two people who may be one. */
export interface DuplicateSuggestion {
  /** Whoever committed first ahead; of equals the smaller id. */
  readonly developerIds: readonly [string, string];
  readonly confidence: number;
  readonly evidence: readonly DuplicateEvidence[];
}

/** Two people by their ids, in whatever order. */
export function pairKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

/** What this many people share says nothing of two of them. */
const COMMON = 12;
/** Below it a list would be noise. */
const LEAST_CONFIDENCE = 0.35;

/**
 * Pairs of people who may be one, surest first. Only people who share a clue are compared, so time grows with the number of
 * people, not of pairs.
 * @param known pairs that were decided about or dismissed
 * @param creditedTogether how many commits name both, by pair
 */
export function suggestDuplicates(
  candidates: readonly Candidate[],
  known: ReadonlySet<string>,
  creditedTogether: ReadonlyMap<string, number>,
): DuplicateSuggestion[] {
  const people = candidates
    .map((one) => ({ id: one.developerId, likeness: readLikeness(one) }))
    .sort((a, b) =>
      began(a.likeness) < began(b.likeness) ? -1 : began(a.likeness) > began(b.likeness) ? 1 : a.id < b.id ? -1 : 1,
    );
  const found = new Map<string, DuplicateSuggestion>();
  for (const group of groupsByClue(people.map(({ likeness }) => likeness))) {
    for (const [n, i] of group.entries()) {
      for (const j of group.slice(n + 1)) {
        const [a, b] = [people[i], people[j]] as [(typeof people)[number], (typeof people)[number]];
        const key = pairKey(a.id, b.id);
        if (known.has(key) || found.has(key)) continue;
        const evidence = evidenceBetween(a.likeness, b.likeness, creditedTogether.get(key) ?? 0);
        const confidence = confidenceOf(evidence);
        if (confidence >= LEAST_CONFIDENCE) found.set(key, { developerIds: [a.id, b.id], confidence, evidence });
      }
    }
  }
  return [...found].sort(([x, a], [y, b]) => b.confidence - a.confidence || (x < y ? -1 : 1)).map(([, one]) => one);
}

function began({ period }: ReadLikeness): string {
  return period?.from ?? '9999';
}

/** The people (by index) that share a clue, rising; clues that too many share are left out. */
function groupsByClue(people: readonly ReadLikeness[]): number[][] {
  const byClue = new Map<string, number[]>();
  people.forEach((likeness, i) => {
    for (const clue of new Set(cluesOf(likeness))) {
      const held = byClue.get(clue);
      if (held === undefined) byClue.set(clue, [i]);
      else held.push(i);
    }
  });
  return [...byClue.values()].filter((group) => group.length > 1 && group.length <= COMMON);
}

function* cluesOf({ names, shortNames, logins, addresses }: ReadLikeness): Generator<string> {
  for (const login of logins) yield `login ${login}`;
  for (const { local } of addresses) yield `spelled ${local.replace(/[^\p{L}]/gu, '')}`;
  for (const key of [...names.keys(), ...shortNames.keys()]) {
    const words = key.split(' ');
    const first = words[0] as string;
    const last = words.at(-1) as string;
    yield `words ${words.toSorted().join(' ')}`;
    // “A. Lee”, “Ann Mary Lee” and “Ann Lee” have it in common; evidence tells whether they are alike.
    yield `family ${first[0]} ${last}`;
    yield `family ${last[0]} ${first}`;
    if (!names.has(key)) continue;
    for (const spelled of [first + last, last + first, first[0] + last, first + last[0], last + first[0]])
      yield `spelled ${spelled}`;
  }
}
