import type { RawAlias, RawChange, RawCommit, RawHistory } from '../testing/raw-history.ts';

/** What is asked of the oracle; `isActive` and `without` speak of its own user names. */
export interface OracleQuestion {
  readonly aliases: 'PERSON' | 'EMAIL_NAME';
  readonly coAuthors: 'FULL' | 'NONE';
  readonly classes: readonly string[];
  readonly directory: string;
  readonly leavesOut: (user: string) => boolean;
}

export interface OracleAnswer {
  readonly busFactor: number;
  readonly files: number;
  /** Short alias names of each removed author, with its files, in order; pruned ones too. */
  readonly taken: readonly { readonly user: string; readonly files: number; readonly coverage: number }[];
  readonly pruned: readonly string[];
  readonly coverageLeft: number;
}

interface FileRecord extends RawChange {
  readonly commit: RawCommit;
}

/**
 * The bus factor by the words of the paper and the published tool, one step after the other over raw commit records:
 * slow, and written without a look at the fast one, which has to agree with it.
 */
export function oracleTruckFactor(history: RawHistory, question: OracleQuestion): OracleAnswer {
  const userOf = users(history, question);
  const recordsAt = new Map<string, FileRecord[]>();
  for (const commit of history.commits)
    for (const change of commit.changes)
      recordsAt.set(change.path, [...(recordsAt.get(change.path) ?? []), { ...change, commit }]);

  const files = Object.entries(history.head)
    .filter(([path, fileClass]) => question.classes.includes(fileClass) && isBelow(path, question.directory))
    .map(([path]) => path);
  const authored = new Map<string, Set<string>>();
  const sumOfDegrees = new Map<string, number>();
  const counted = new Map<string, { at: number; sha: string; position: number }[]>();

  for (const file of files) {
    const creators = new Set<string>();
    const deliveries = new Map<string, number>();
    for (const record of historyOf(file, recordsAt)) {
      if (!['A', 'M', 'R'].includes(record.status)) continue;
      for (const { user, position } of credited(record.commit, userOf, question)) {
        counted.set(user, [...(counted.get(user) ?? []), { at: record.commit.at, sha: record.commit.sha, position }]);
        if (record.status === 'A') creators.add(user);
        deliveries.set(user, (deliveries.get(user) ?? 0) + (record.status === 'A' ? 0 : 1));
      }
    }
    const all = [...deliveries.values()].reduce((sum, own) => sum + own, 0);
    const doa = new Map(
      [...deliveries].map(([user, dl]) => {
        const fa = creators.has(user) ? 1 : 0;
        return [user, 3.293 + 1.098 * fa + 0.164 * dl - 0.321 * Math.log(1 + (all - dl))];
      }),
    );
    const best = Math.max(...doa.values());
    for (const [user, degree] of doa) {
      if (!(degree / best > 0.75 && (degree >= 3.293 || creators.has(user)))) continue;
      authored.set(user, (authored.get(user) ?? new Set()).add(file));
      sumOfDegrees.set(user, (sumOfDegrees.get(user) ?? 0) + Math.round(degree * 1e6));
    }
  }

  for (const user of [...authored.keys()]) if (question.leavesOut(user)) authored.delete(user);
  const coverage = () =>
    files.length === 0 ? 0 : new Set([...authored.values()].flatMap((set) => [...set])).size / files.length;
  const taken: { user: string; files: number; coverage: number }[] = [];
  while (authored.size > 0) {
    if (coverage() < 0.5) break;
    const [user] = [...authored.keys()].sort((a, b) => before(a, b)) as [string];
    const removed = authored.get(user)?.size as number;
    authored.delete(user);
    taken.push({ user, files: removed, coverage: coverage() });
  }
  const top = Math.max(...taken.map((one) => one.files));
  const pruned = taken.filter((one) => one.files / top < 0.1).map((one) => one.user);
  return { busFactor: taken.length - pruned.length, files: files.length, taken, pruned, coverageLeft: coverage() };

  function before(a: string, b: string): number {
    const size = (user: string) => authored.get(user)?.size as number;
    if (size(a) !== size(b)) return size(b) - size(a);
    const [sumA, sumB] = [sumOfDegrees.get(a) as number, sumOfDegrees.get(b) as number];
    if (sumA !== sumB) return sumB - sumA;
    const [firstA, firstB] = [earliest(a), earliest(b)];
    if (firstA.at !== firstB.at) return firstA.at - firstB.at;
    if (firstA.sha !== firstB.sha) return firstA.sha < firstB.sha ? -1 : 1;
    return firstA.position - firstB.position;
  }

  function earliest(user: string) {
    const all = [...(counted.get(user) ?? [])];
    all.sort((a, b) => a.at - b.at || (a.sha === b.sha ? a.position - b.position : a.sha < b.sha ? -1 : 1));
    return all[0] as { at: number; sha: string; position: number };
  }
}

/** A user name for each alias: the person, or all names and e-mails of a group; null: left out. */
export function users(
  { commits, aliases }: RawHistory,
  question: Pick<OracleQuestion, 'aliases' | 'coAuthors'>,
): Map<string, string | null> {
  if (question.aliases === 'PERSON')
    return new Map(Object.entries(aliases).map(([alias, { person, isBot }]) => [alias, isBot ? null : person]));
  const seen = [...new Set(commits.flatMap(({ by }) => (question.coAuthors === 'FULL' ? by : by.slice(0, 1))))].sort();
  let groups = seen.map((alias) => [alias]);
  for (let united = true; united; ) {
    united = false;
    for (const one of groups)
      for (const other of groups) {
        if (one === other || united || !one.some((a) => other.some((b) => alike(aliases[a], aliases[b])))) continue;
        groups = [...groups.filter((group) => group !== one && group !== other), [...one, ...other].sort()];
        united = true;
      }
  }
  return new Map(groups.flatMap((group) => group.map((alias) => [alias, group.join('+')])));
}

function alike(a: RawAlias | undefined, b: RawAlias | undefined): boolean {
  return (a?.name !== undefined && a.name === b?.name) || (a?.email !== undefined && a.email === b?.email);
}

function credited(commit: RawCommit, userOf: Map<string, string | null>, { coAuthors }: OracleQuestion) {
  const found: { user: string; position: number }[] = [];
  commit.by.forEach((alias, position) => {
    if (coAuthors === 'NONE' && position > 0) return;
    const user = userOf.get(alias) ?? null;
    if (user !== null && !found.some((one) => one.user === user)) found.push({ user, position });
  });
  return found;
}

/** All records of the path, and of the old path of every rename among them, again and again; each record once. */
function historyOf(file: string, recordsAt: Map<string, FileRecord[]>): Set<FileRecord> {
  const records = new Set(recordsAt.get(file) ?? []);
  for (let size = -1; size !== records.size; ) {
    size = records.size;
    for (const record of [...records])
      if (record.status === 'R') for (const old of recordsAt.get(record.oldPath as string) ?? []) records.add(old);
  }
  return records;
}

function isBelow(path: string, directory: string): boolean {
  return directory === '' || path.startsWith(`${directory}/`);
}
