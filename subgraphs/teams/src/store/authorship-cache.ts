import { inWorkspace } from '@trellis/database/workspace-transaction.ts';
import { type ReadableGeneration, readableGeneration } from '@trellis/projection/readable-generations.ts';
import type { Pool } from 'pg';
import { activeAuthors } from '../domain/active-authors.ts';
import { type AuthorshipRules, type FileAuthorship, fileAuthorship } from '../domain/file-authorship.ts';
import type { GenerationHistory } from '../domain/generation-history.ts';
import { authorshipVersion } from './authorship-version.ts';
import { loadGenerationHistory } from './generation-history.ts';

/** Authorship in a state of a repository, with who is active in it. */
export interface AuthorshipState {
  readonly generation: ReadableGeneration;
  readonly authorship: FileAuthorship;
  /** By author: a commit anywhere in the workspace in the 365 days before `at`. */
  readonly active: readonly boolean[];
  /** Seconds since 1970: when the import ended; of a past state: the end of its day. */
  readonly at: number;
}

export interface AuthorshipCache {
  /** Authorship in the current state of a repository or in a past one; undefined where there is none to read. */
  read(
    workspaceId: string,
    repositoryId: string,
    state: string | null | undefined,
    rules: AuthorshipRules,
  ): Promise<AuthorshipState | undefined>;
}

/** One generation of 100,000 files with 300,000 touches takes about 40 MB. */
const MAX_BYTES = 64 * 1024 * 1024;

interface Entry {
  readonly history: Promise<GenerationHistory>;
  readonly byRules: Map<string, FileAuthorship>;
  bytes: number;
}

/**
 * Keeps the authorship of generations that were asked for last, so that the fields of one page load it once. Its key
 * holds what they follow from: after an import or a decision about people nothing older is served.
 */
export function createAuthorshipCache(pool: Pool, maxBytes = MAX_BYTES): AuthorshipCache {
  const entries = new Map<string, Entry>();

  return {
    async read(workspaceId, repositoryId, state, rules) {
      const found = await inWorkspace(pool, workspaceId, async (db) => {
        const generation = await readableGeneration(db, workspaceId, repositoryId, state);
        if (generation === undefined) return undefined;
        const at = momentOf(generation);
        const version = await authorshipVersion(db, workspaceId, generation.generation);
        const key = `${workspaceId} ${generation.generation} ${version}`;
        const entry = entries.get(key) ?? remember(key, loadGenerationHistory(db, workspaceId, generation, at));
        // Loading needs this transaction's connection, so it ends in here.
        await entry.history;
        return { generation, at, key, entry };
      });
      if (found === undefined) return undefined;
      const { generation, at, key, entry } = found;
      const authorship = underRules(entry, await entry.history, rules);
      touch(key, entry);
      return { generation, authorship, at, active: activeAuthors(authorship.authors, at) };
    },
  };

  function remember(key: string, history: Promise<GenerationHistory>): Entry {
    const entry: Entry = { history, byRules: new Map(), bytes: 0 };
    entries.set(key, entry);
    history.then(
      (loaded) => {
        entry.bytes += historyBytes(loaded);
      },
      () => entries.delete(key),
    );
    return entry;
  }

  /** Marks an entry as used last and forgets those used longest ago; the last one stays, however large. */
  function touch(key: string, entry: Entry): void {
    entries.delete(key);
    entries.set(key, entry);
    let held = [...entries.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const [oldest, { bytes }] of entries) {
      if (held <= maxBytes || oldest === key) return;
      entries.delete(oldest);
      held -= bytes;
    }
  }
}

function underRules(entry: Entry, history: GenerationHistory, rules: AuthorshipRules): FileAuthorship {
  const key = `${rules.aliases} ${rules.coAuthors}`;
  const known = entry.byRules.get(key);
  if (known !== undefined) return known;
  const authorship = fileAuthorship(history, rules);
  entry.byRules.set(key, authorship);
  entry.bytes += columnBytes(authorship) + authorship.authors.length * 200;
  return authorship;
}

function momentOf({ kind, until, asOf }: ReadableGeneration): number {
  return kind === 'past' && until !== null ? Date.parse(until) / 1000 + 86_400 : Math.floor(asOf.getTime() / 1000);
}

function historyBytes({ files, pathCredits, renames, aliases, credits }: GenerationHistory): number {
  const shas = pathCredits.path.length * 32;
  const paths = files.reduce((sum, { path }) => sum + path.length + 100, 0);
  return columnBytes(pathCredits) + shas + columnBytes(renames) + paths + aliases.length * 300 + credits.length * 120;
}

function columnBytes(table: object): number {
  return Object.values(table).reduce((sum, column) => sum + (ArrayBuffer.isView(column) ? column.byteLength : 0), 0);
}
