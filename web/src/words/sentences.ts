import { formatCount, formatShare } from '../time/format.ts';

/** Answers in one sentence, made from the data a page shows. */

/** "1 file", "2 files", "3 people". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** "Ada", "Ada and Bob", "Ada, Bob and 3 more"; at most `limit` names. */
export function listed(names: readonly string[], limit = 3): string {
  if (names.length === 0) return 'nobody';
  const shown = names.length > limit ? names.slice(0, limit - 1) : names;
  const rest = names.length - shown.length;
  const parts = rest > 0 ? [...shown, `${formatCount(rest)} more`] : shown;
  if (parts.length === 1) return parts[0] as string;
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** "3 more than before", "as many as before"; nothing where there is no before. */
export function change(value: number, previous: number | null | undefined): string | null {
  if (previous === null || previous === undefined) return null;
  if (value === previous) return 'as many as in the window before';
  const difference = Math.abs(value - previous);
  return `${formatCount(difference)} ${value > previous ? 'more' : 'fewer'} than in the window before`;
}

export interface OverviewFacts {
  readonly active: { readonly value: number | null; readonly previous: number | null };
  readonly windowPhrase: string;
  readonly repositories: readonly { readonly name: string; readonly busFactor: number | null }[];
}

/** "4 people committed in the last 4 full weeks, 1 more than in the window before. 2 of 3 repositories depend on one person: a and b." */
export function overviewSentence(facts: OverviewFacts): string {
  const { active, repositories } = facts;
  const parts: string[] = [];
  if (active.value !== null) {
    const compared = active.value === 0 && active.previous === 0 ? null : change(active.value, active.previous);
    const who = active.value === 0 ? 'Nobody' : counted(active.value, 'person', 'people');
    parts.push(`${who} committed ${facts.windowPhrase}${compared === null ? '' : `, ${compared}`}.`);
  }
  const known = repositories.filter((each) => each.busFactor !== null);
  const lost = known.filter((each) => each.busFactor === 0).map((each) => each.name);
  if (lost.length > 0) parts.push(`In ${listed(lost)} more than half of the files have no active author left.`);
  const fragile = known.filter((each) => each.busFactor === 1).map((each) => each.name);
  if (known.length === 1 && fragile.length === 1) parts.push(`${fragile[0]} depends on one person.`);
  else if (fragile.length > 0) {
    parts.push(
      `${formatCount(fragile.length)} of ${counted(known.length, 'repository', 'repositories')} ${fragile.length === 1 ? 'depends' : 'depend'} on one person: ${listed(fragile)}.`,
    );
  } else if (known.length > 0 && lost.length === 0) {
    const least = Math.min(...known.map((each) => each.busFactor as number));
    parts.push(`No repository depends on one person; the least bus factor is ${formatCount(least)}.`);
  }
  return parts.join(' ');
}

export interface BusFactorFacts {
  readonly place: string;
  readonly value: number | null | undefined;
  readonly historicalValue: number | null | undefined;
  readonly names: readonly string[];
  readonly files: number;
  readonly coverageLeft: number | null | undefined;
  readonly orphanedShare: number | null | undefined;
}

/** "Two people hold most of `lib`: Ada and Bob; without them 39 % of the 120 files have an author left." */
export function busFactorSentence(facts: BusFactorFacts): string | null {
  if (facts.value === null || facts.value === undefined) return null;
  const orphaned = facts.orphanedShare ?? 0;
  const files = counted(facts.files, 'file');
  if (facts.value === 0) {
    return `${formatShare(orphaned)} of the ${files} in ${facts.place} have no author who is still active: the half is passed before anybody leaves.`;
  }
  const who = facts.value === 1 ? `${listed(facts.names)} alone holds` : `${listed(facts.names, 4)} together hold`;
  const left =
    facts.coverageLeft === null || facts.coverageLeft === undefined
      ? ''
      : `; without them ${formatShare(facts.coverageLeft)} of the ${files} would still have an active author`;
  return `${who} most of what is known of ${facts.place}${left}.`;
}

export interface NobodyActiveFacts {
  readonly files: number;
  readonly orphanedShare: number | null | undefined;
  /** Active people who are authors of at least one file; the graph tells at most 50. */
  readonly activeAuthors: number;
}

/** "64 % of the 84 files have only authors without a commit in the last 365 days; 5 active people are authors of the rest." */
export function nobodyActiveSentence({ files, orphanedShare, activeAuthors }: NobodyActiveFacts): string {
  const share = orphanedShare == null ? '' : `${formatShare(orphanedShare)} of `;
  const gone = `${share}the ${counted(files, 'file')} ${files === 1 ? 'has' : 'have'} no author with a commit in the last 365 days`;
  const text = gone.charAt(0).toUpperCase() + gone.slice(1);
  if (activeAuthors === 0) return `${text}, so nobody is left whose leaving could be counted.`;
  const who = counted(activeAuthors, 'active person is an author', 'active people are authors');
  const least = activeAuthors < 50 ? '' : 'at least ';
  return `${text}, so nobody has to leave for the half to be passed; ${least}${who} of files among the rest.`;
}

export interface WhatIfFacts {
  readonly names: readonly string[];
  readonly filesLost: number | null | undefined;
  readonly files: number;
  readonly before: number | null | undefined;
  readonly after: number | null | undefined;
  /** Who counts: `active author`, or `author` where everybody who ever wrote does. */
  readonly among: string;
}

/** "If Ada and Bob left, 214 of 530 files would have no author; the bus factor would go from 3 to 1." */
export function whatIfSentence(facts: WhatIfFacts): string {
  const lost = facts.filesLost ?? 0;
  const share = facts.files === 0 ? '' : ` (${formatShare(lost / facts.files)})`;
  const files =
    lost === 0
      ? `every one of the ${counted(facts.files, 'file')} that has an ${facts.among} would keep one`
      : `${formatCount(lost)} of ${counted(facts.files, 'file')}${share} would have no ${facts.among}`;
  return `If ${listed(facts.names, 5)} left, ${files}${factorChange(facts.before, facts.after)}.`;
}

function factorChange(before: number | null | undefined, after: number | null | undefined): string {
  if (before === null || before === undefined || after === null || after === undefined) return '';
  if (before === after) return `; the bus factor would stay ${formatCount(after)}`;
  return `; the bus factor would go from ${formatCount(before)} to ${formatCount(after)}`;
}

/** "38 commits on 12 of 28 days, most on 3 March 2026 (9)." */
export function calendarSentence(
  days: readonly { readonly day: string; readonly commits: number }[],
  formatDay: (day: string) => string,
): string {
  const busy = days.filter((each) => each.commits > 0);
  if (busy.length === 0) return 'No commits in these days.';
  const total = busy.reduce((sum, each) => sum + each.commits, 0);
  const most = busy.reduce((best, each) => (each.commits > best.commits ? each : best));
  return `${counted(total, 'commit')} on ${counted(busy.length, 'day')}; most on ${formatDay(most.day)} (${formatCount(most.commits)}).`;
}

/** "TypeScript 61 %, Go 30 % and 2 more languages". */
export function languagesSentence(languages: readonly { readonly language: string; readonly share: number }[]): string {
  const named = languages.slice(0, 3).map((each) => `${each.language} ${formatShare(each.share)}`);
  const rest = languages.length - named.length;
  return rest > 0 ? `${named.join(', ')} and ${counted(rest, 'more language', 'more languages')}` : named.join(', ');
}
