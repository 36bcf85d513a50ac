import type { AliasHasher } from '@trellis/contributions/ids.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { isKeptOutLine } from '@trellis/people/kept-out-lines.ts';
import { createSuppression, type Suppressed } from '@trellis/people/suppression.ts';
import { addSuppressions, readSuppressions, suppressionVersion } from '@trellis/suppression/store.ts';
import { identifiersOf, type NamedAlias, suppressedRows } from '../domain/erased-person.ts';
import { knownAliases } from '../store/aliases.ts';
import { dropMailmapLines, type EmptyAlias, redactWords, saveEmptyAliases } from '../store/erasures.ts';

/** An alias on its way in, or that is there already. */
export type HeldAlias = NamedAlias & EmptyAlias;

/** What is to be kept out from now on, besides what is. */
export interface NewlyKeptOut {
  /** Aliases that somebody named as an erased person's. */
  readonly named: ReadonlyMap<string, string>;
  /** Rows that are known without the words behind them. */
  readonly rows: readonly Omit<Suppressed, 'version'>[];
  /** Aliases on their way in. */
  readonly entering: readonly HeldAlias[];
}

/** What came of it. */
export interface KeptOut {
  readonly version: number;
  /** Ids of the aliases that turned out to be an erased person's. */
  readonly emptied: ReadonlySet<string>;
  /** True where others don't know yet what is kept out. */
  readonly isNewer: boolean;
}

/**
 * Empties the aliases of erased people, and keeps out what these brought along: whoever commits with the suppressed name
 * under a new address is known by that address too, and so on until nothing new is found. Mailmap lines that name them go.
 * Call it with identities locked.
 */
export async function keepOut(
  db: WorkspaceClient,
  workspaceId: string,
  hasher: AliasHasher,
  { named, rows, entering }: NewlyKeptOut,
): Promise<KeptOut> {
  const known = await readSuppressions(db, workspaceId);
  const before = await suppressionVersion(db, workspaceId);
  const version = before + 1;
  const held = new Map<string, HeldAlias>(entering.map((alias) => [alias.id, alias]));
  for (const alias of await knownAliases(db, workspaceId)) held.set(alias.id, { ...alias, developerId: '' });
  const added = addable(known, [...rows.map((row) => ({ ...row, version }))]);
  const emptied: EmptyAlias[] = [];
  const emptiedIds = new Set<string>();
  for (;;) {
    const suppression = createSuppression([...known, ...added.rows], hasher, version);
    const found = [...held.values()].flatMap((alias) => {
      const developerId = named.get(alias.id) ?? suppression.erasedAs(alias);
      return developerId === undefined ? [] : [{ ...alias, developerId }];
    });
    if (found.length === 0) break;
    for (const { id } of found) held.delete(id);
    const others = [...held.values()];
    for (const [developerId, own] of Map.groupBy(found, (alias) => alias.developerId)) {
      added.add(suppressedRows(identifiersOf(own, others), hasher, { developerId, version }));
    }
    for (const alias of found) {
      emptied.push(alias);
      emptiedIds.add(alias.id);
    }
  }
  const isNewer = added.rows.length > 0;
  if (isNewer) await addSuppressions(db, workspaceId, added.rows, version);
  await saveEmptyAliases(db, workspaceId, emptied);
  const suppression = createSuppression([...known, ...added.rows], hasher);
  await dropMailmapLines(db, workspaceId, isKeptOutLine(suppression));
  await redactWords(db, workspaceId, suppression.redact);
  return { version: isNewer ? version : before, emptied: emptiedIds, isNewer };
}

function addable(known: readonly Suppressed[], first: readonly Suppressed[]) {
  const there = new Set(known.map(({ kind, hash }) => `${kind} ${hash}`));
  const rows: Suppressed[] = [];
  const add = (more: readonly Suppressed[]) => {
    for (const row of more) {
      const key = `${row.kind} ${row.hash}`;
      if (there.has(key)) continue;
      there.add(key);
      rows.push(row);
    }
  };
  add(first);
  return { rows, add };
}
