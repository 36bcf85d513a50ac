/** What a number means, for those numbers that the graph gives without an account of themselves. */
export interface Definition {
  readonly title: string;
  readonly meaning: string;
  readonly unit: string;
  /** Where it comes from: the record, or the work that defines it. */
  readonly source: string;
}

const history = 'Git history of the repository, as imported.';
const authorship =
  'Authors by degree of authorship (Fritz et al., with the weights of Avelino et al., ICPC 2016), computed from the imported history.';
const numstat = 'git’s own count (numstat) for the commit; a binary file has none.';

const known = {
  'repository-count': {
    title: 'Repositories',
    meaning: 'Repositories added to this workspace, whether or not their first import is done.',
    unit: 'repositories',
    source: 'The workspace’s list of sources.',
  },
  freshness: {
    title: 'Fresh as of',
    meaning:
      'How long ago the oldest of the newest successful imports ended, over the repositories listed on this page. What was committed after an import is in no number yet.',
    unit: 'time since the import ended',
    source: 'The record of imports; Sources shows the time for each repository.',
  },
  'commit-count': {
    title: 'Commits',
    meaning: 'Commits that can be reached from the analysed head, merges included.',
    unit: 'commits',
    source: history,
  },
  'commits-in-window': {
    title: 'Commits in the chosen days',
    meaning: 'Commits that can be reached from the analysed head and lie in the chosen days, merges included.',
    unit: 'commits',
    source: history,
  },
  'commit-size': {
    title: 'Size of the commit',
    meaning:
      'Files the commit added, changed, renamed or deleted, and the lines of them it added and deleted. A size, not a measure of work; a merge counts no changes of its own.',
    unit: 'files, and lines',
    source: numstat,
  },
  'people-found': {
    title: 'People found',
    meaning:
      'People of the workspace that match the search and the filter. A person is all the names and e-mails in history that are taken for one; bots are left out.',
    unit: 'people',
    source: 'The authors and co-authors named in the imported history.',
  },
  'duplicate-confidence': {
    title: 'Confidence that two are one',
    meaning:
      'How much the evidence says that the two people are one, from 0 to 100 %. Below what the rules merge by themselves; a person decides.',
    unit: 'share',
    source: 'Names, addresses, logins and active days in the imported history.',
  },
  'orphaned-share': {
    title: 'Only inactive authors',
    meaning: 'Share of the files that count all of whose authors have no commit in the last 365 days.',
    unit: 'share of files',
    source: authorship,
  },
  'historical-factor': {
    title: 'Bus factor, everybody ever',
    meaning:
      'How many people must go before more than half of the files that count have no author left, where everybody who ever wrote still counts.',
    unit: 'people',
    source: 'Truck factor (Avelino et al., ICPC 2016), computed from the imported history.',
  },
  'commits-of-person': {
    title: 'Commits of the person',
    meaning:
      'Commits in the chosen days that name the person as author or co-author, each counted once; merges are left out.',
    unit: 'commits',
    source: history,
  },
  'commits-ever': {
    title: 'Commits ever',
    meaning:
      'Commits of the repository that name the person as author or co-author, each counted once; merges are left out.',
    unit: 'commits',
    source: history,
  },
  'alias-confidence': {
    title: 'Confidence of the identity',
    meaning:
      'How sure the rule in this row is that the name and e-mail are this person. The rule sets it; it is not measured.',
    unit: 'share, 0 to 100 %',
    source: 'The rules by which Trellis joins names and e-mails to people.',
  },
  'files-changed': {
    title: 'Files changed',
    meaning: 'Files the commit added, changed, renamed or deleted. A merge is not counted.',
    unit: 'files',
    source: history,
  },
  'lines-added': {
    title: 'Lines added',
    meaning: 'Lines the change added, generated and vendored files included. A size, not a measure of work.',
    unit: 'lines',
    source: numstat,
  },
  'lines-deleted': {
    title: 'Lines deleted',
    meaning: 'Lines the change deleted, generated and vendored files included. A size, not a measure of work.',
    unit: 'lines',
    source: numstat,
  },
  degree: {
    title: 'Degree of authorship',
    meaning:
      'How much of a file is a person’s: higher for who created it and with each change of theirs, lower with each change by others. For a folder, the sum over its files.',
    unit: 'degree, without a unit; compare it within one file or folder only',
    source: authorship,
  },
  knowledge: {
    title: 'Knowledge',
    meaning:
      'The degree of authorship against that of the most knowledgeable person of each file; for a folder, the mean over all its files.',
    unit: 'share, 0 to 100 %',
    source: authorship,
  },
  'authored-files': {
    title: 'Author of files',
    meaning:
      'Files below the place that the person is an author of: a degree above three quarters of the file’s highest, and at least 3.293 or a creator of the file.',
    unit: 'files',
    source: authorship,
  },
  'sole-files': {
    title: 'Author alone',
    meaning: 'Of the files the person is an author of, those that nobody else is an author of.',
    unit: 'files',
    source: authorship,
  },
  changes: {
    title: 'Changes',
    meaning:
      'Changes and renames of the files by the person, under the names they had before too. Creating a file is not counted here.',
    unit: 'changes to files',
    source: history,
  },
  'changes-by-others': {
    title: 'Changes by others',
    meaning: 'Changes and renames of the same files by everybody else. They lower the degree of authorship.',
    unit: 'changes to files',
    source: history,
  },
  'directory-files': {
    title: 'Files',
    meaning: 'Files at the head below the folder that count: source files, or all of them where that is chosen.',
    unit: 'files',
    source: 'The tree at the analysed head, classified by GitHub Linguist’s rules.',
  },
  'directory-factor': {
    title: 'Bus factor of the folder',
    meaning:
      'How many active people can leave before more than half of the folder’s files have no active author left; 0 where that is so already.',
    unit: 'people',
    source: 'Truck factor (Avelino et al., ICPC 2016), over the folder’s files alone.',
  },
  'top-share': {
    title: 'Share of the author of the most',
    meaning:
      'Share of the files below that the person named beside it is an author of; others may be authors of them too.',
    unit: 'share of files',
    source: authorship,
  },
  'single-author-files': {
    title: 'One author alone',
    meaning: 'Files below with exactly one author, whoever that is.',
    unit: 'files',
    source: authorship,
  },
  'orphaned-files': {
    title: 'Only inactive authors',
    meaning: 'Files below all of whose authors have no commit in the workspace in the last 365 days.',
    unit: 'files',
    source: authorship,
  },
  'ownership-map': {
    title: 'The map of ownership',
    meaning:
      'Each tile is a folder or file of this level. Its area is the number of files that count; its colour and name, the person who is an author of most of them; stripes, that one person alone is the author of more than half.',
    unit: 'files',
    source: authorship,
  },
  'owned-share': {
    title: 'Share of the area',
    meaning: 'Source files below the folder that the person is an author of, as a share of all source files there.',
    unit: 'share of files',
    source: authorship,
  },
  'files-then': {
    title: 'Files authored when removed',
    meaning: 'Files the person was an author of when removed; who is an author of the most is removed first.',
    unit: 'files',
    source: 'The removal of the truck factor (Avelino et al., ICPC 2016).',
  },
  'coverage-after': {
    title: 'Files still covered',
    meaning: 'Share of the files that count that still have an author once this person and all above are gone.',
    unit: 'share of files',
    source: 'The removal of the truck factor (Avelino et al., ICPC 2016).',
  },
} as const satisfies Readonly<Record<string, Definition>>;

export type DefinitionName = keyof typeof known;

export const definitions: Readonly<Record<DefinitionName, Definition>> = known;
