/** What an increment might fail to extend; a sample of made-up histories has to have all of it. */
export const HARD_FOR_INCREMENTS = [
  'merged an old branch',
  'merged an old branch after a rename',
  'renamed a file',
  'copied a file',
  'rewrote the branch',
  'changed .gitattributes',
  'changed .mailmap',
  'deepened a shallow clone',
] as const;

export type HistoryFact = (typeof HARD_FOR_INCREMENTS)[number];

type Git = (...args: readonly string[]) => string;

/** What git itself says to have happened between two heads that were imported one after the other. */
export function factsBetween(git: Git, before: string, after: string): HistoryFact[] {
  const facts = new Set<HistoryFact>();
  const changed = lines(git('diff', '--name-only', before, after));
  if (changed.some((file) => /(^|\/)\.gitattributes$/.test(file))) facts.add('changed .gitattributes');
  if (changed.includes('.mailmap')) facts.add('changed .mailmap');
  if (!isAncestor(git, before, after)) facts.add('rewrote the branch');
  if (git('log', '--format=', '--name-status', '-M', '--diff-filter=R', `${before}..${after}`) !== '')
    facts.add('renamed a file');
  const copies = ['-C', '--find-copies-harder', '--diff-filter=C'];
  if (git('log', '--format=', '--name-status', ...copies, `${before}..${after}`) !== '') facts.add('copied a file');
  for (const merge of lines(git('rev-list', '--merges', '--parents', `${before}..${after}`))) {
    const [, first = '', second = ''] = merge.split(' ');
    const base = tryTo(() => git('merge-base', first, second));
    if (base === undefined || base === before || !isAncestor(git, base, before)) continue;
    facts.add('merged an old branch');
    const renamed = git('log', '--format=', '--name-status', '-M', '--diff-filter=R', `${base}..${before}`);
    if (renamed !== '') facts.add('merged an old branch after a rename');
  }
  return [...facts];
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

function isAncestor(git: Git, older: string, newer: string): boolean {
  return tryTo(() => git('merge-base', '--is-ancestor', older, newer)) !== undefined;
}

function tryTo<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
