/** A gap in what was read, said to whoever sees the numbers. */
export interface Limitation {
  readonly code: string;
  readonly text: string;
  readonly remedy: string;
}

/** Something met while reading commits that makes numbers less than whole; the first example of each kind is kept. */
export type ReadingOddity =
  | 'contents-missing'
  | 'odd-date'
  | 'path-not-utf8'
  | 'renames-limited'
  | 'author-without-email';

/** The limitation that an oddity makes; `example` is the commit it was first met in. */
export function limitationOf(oddity: ReadingOddity, example: string): Limitation {
  const commit = example.slice(0, 12);
  switch (oddity) {
    case 'odd-date':
      return {
        code: 'DATE_OUT_OF_RANGE',
        text: `Some commits carry dates before 1970 or in the future (first: ${commit}). They count, but not in windows of time.`,
        remedy: 'None is needed; the dates stand in history.',
      };
    case 'path-not-utf8':
      return {
        code: 'PATH_NOT_UTF8',
        text: `Some file names are not UTF-8 (first: in ${commit}); their other bytes are shown as \\xNN.`,
        remedy: 'Rename the files to UTF-8 names if you want to read them.',
      };
    case 'renames-limited':
      return {
        code: 'RENAMES_LIMITED',
        text: `In very large commits (first: ${commit}) only exact renames were looked for; files renamed and changed there begin a new history.`,
        remedy: 'None: comparing all files of such a commit with each other would take hours.',
      };
    case 'contents-missing':
      return {
        code: 'CONTENTS_MISSING',
        text: `The contents of some files are not in this copy (first: in ${commit}); changed lines and renames with edits are unknown there.`,
        remedy: 'Import a whole copy; "git fsck" lists what is missing.',
      };
    case 'author-without-email':
      return {
        code: 'AUTHOR_WITHOUT_EMAIL',
        text: `Some commits have an author without e-mail (first: ${commit}); they are told apart by name only.`,
        remedy: 'Map the names to addresses in .mailmap.',
      };
  }
}
