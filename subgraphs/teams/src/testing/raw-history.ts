import { createHash } from 'node:crypto';
import type { Batch, BatchLine, ChangeStatus, FileClass, HeadFile, PathLine } from '@trellis/contributions/batch.ts';
import { uuidFromBytes } from '@trellis/contributions/ids.ts';
import type { GenerationHistory, WorkspaceAlias } from '../domain/generation-history.ts';
import { aggregateHistory } from '../domain/history-aggregates.ts';

/** A commit as a test writes it; people by the short names of their aliases, the author first. */
export interface RawCommit {
  readonly sha: string;
  /** Seconds since 1970. */
  readonly at: number;
  readonly by: readonly string[];
  readonly changes: readonly RawChange[];
  /** Default: 1. */
  readonly parents?: number;
}

export interface RawChange {
  readonly status: ChangeStatus;
  readonly path: string;
  readonly oldPath?: string;
}

/** Who an alias is: its person, the name and e-mail it carries, and whether it is a bot. */
export interface RawAlias {
  readonly person: string;
  readonly name?: string;
  readonly email?: string;
  readonly isBot?: boolean;
}

/** A whole small world: commits in the order they were made, files at the head with their class, aliases by short name. */
export interface RawHistory {
  readonly commits: readonly RawCommit[];
  readonly head: Readonly<Record<string, FileClass>>;
  readonly aliases: Readonly<Record<string, RawAlias>>;
}

/** The uuid a short name stands for. */
export function idOf(name: string): string {
  return uuidFromBytes(createHash('sha256').update(name).digest());
}

/** A SHA-1 that begins with the text given, padded. */
export function shaOf(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

/** The aliases as the identity decisions carry them. */
export function identityLines(aliases: RawHistory['aliases']) {
  return Object.entries(aliases).map(([alias, { person, name, email, isBot }]) => ({
    aliasId: idOf(alias),
    developerId: idOf(person),
    nameHash: name === undefined ? null : idOf(`name ${name}`),
    emailHash: email === undefined ? null : idOf(`email ${email}`),
    isBot: isBot ?? false,
  }));
}

/** The files at the head as the head object lists them. */
export function headFiles(head: RawHistory['head']): HeadFile[] {
  return Object.entries(head).map(([p, c]) => ({ p, c, l: c === 'source' ? 'TypeScript' : null, b: idOf(p), size: 1 }));
}

/** The lines of a batch with these commits. */
export function batchLines(
  commits: readonly RawCommit[],
  stream: { readonly workspaceId: string; readonly repositoryId: string; readonly generation: string },
): BatchLine[] {
  const lines: BatchLine[] = [{ k: 'batch', v: 1, ...stream }];
  const numbers = new Map<string, number>();
  const numberOf = (path: string) => {
    const known = numbers.get(path);
    if (known !== undefined) return known;
    lines.push({ k: 'path', i: numbers.size, p: path, c: 'source', l: null });
    numbers.set(path, numbers.size);
    return numbers.size - 1;
  };
  for (const { sha, at, by, changes, parents = 1 } of commits) {
    const files = changes.map(({ status, path, oldPath }) =>
      oldPath === undefined
        ? ([numberOf(path), status, 1, 0] as const)
        : ([numberOf(path), status, 1, 0, numberOf(oldPath)] as const),
    );
    lines.push({
      k: 'commit',
      sha,
      parents,
      at,
      off: 0,
      ct: at,
      credit: by.map(idOf),
      forge: false,
      files: files.length,
    });
    if (files.length > 0) lines.push({ k: 'files', f: files });
  }
  return lines;
}

/** What the store would load for this history, were it the whole workspace, without a database between. */
export function generationHistory({ commits, head, aliases }: RawHistory): GenerationHistory {
  const batch = toBatch(commits);
  const added = aggregateHistory(batch);
  const numbers = new Map(batch.paths.map(({ p, i }) => [p, i]));
  for (const path of Object.keys(head)) if (!numbers.has(path)) numbers.set(path, numbers.size);
  const lastAt = new Map<string, number>();
  for (const commit of commits)
    if ((commit.parents ?? 1) < 2)
      for (const alias of commit.by) lastAt.set(idOf(alias), Math.max(lastAt.get(idOf(alias)) ?? -Infinity, commit.at));
  const known: WorkspaceAlias[] = identityLines(aliases).map((line) => ({
    ...line,
    lastAt: lastAt.get(line.aliasId) ?? null,
  }));
  const aliasNumbers = new Map(known.map(({ aliasId }, index) => [aliasId, index]));
  return {
    pathCount: numbers.size,
    files: Object.entries(head)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, fileClass]) => ({ pathId: numbers.get(path) as number, path, fileClass, language: null })),
    pathCredits: {
      path: Int32Array.from(added.pathCredits, (row) => row.path),
      credit: Int32Array.from(added.pathCredits, (row) => row.credit),
      additions: Int32Array.from(added.pathCredits, (row) => row.additions),
      deliveries: Int32Array.from(added.pathCredits, (row) => row.deliveries),
      firstAt: Float64Array.from(added.pathCredits, (row) => row.firstAt),
      lastAt: Float64Array.from(added.pathCredits, (row) => row.lastAt),
      firstSha: (entry) => added.pathCredits[entry]?.firstSha as string,
    },
    renames: {
      paths: Int32Array.from(added.renames, ([path]) => path),
      oldPaths: Int32Array.from(added.renames, ([, old]) => old),
    },
    aliases: known,
    credits: added.credits.map((ids) => Int32Array.from(ids, (id) => aliasNumbers.get(id) as number)),
  };
}

/** The decoded batch of these commits. */
export function toBatch(commits: readonly RawCommit[]): Batch {
  const [header, ...lines] = batchLines(commits, { workspaceId: '', repositoryId: '', generation: '' });
  const paths = lines.filter((line): line is PathLine => line.k === 'path');
  const batch = { header, paths, commits: [] as unknown[] };
  for (const line of lines) {
    if (line.k === 'commit') batch.commits.push({ ...line, changes: [] });
    else if (line.k === 'files') Object.assign(batch.commits.at(-1) as object, { changes: line.f });
  }
  return batch as unknown as Batch;
}
