import type { AliasLine } from '@trellis/contributions/batch.ts';
import { copyRows } from '@trellis/database/copy-rows.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { foldText } from '@trellis/people/name-words.ts';
import type { MailmapEntry } from '../domain/mailmap.ts';
import { shownText } from '../domain/shown-name.ts';

type WrittenLine = Extract<AliasLine, { k: 'alias' }>;

/** An alias as the identity rules read it. */
export interface KnownAlias {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly properName: string | null;
  readonly nameHash: string | null;
  readonly emailHash: string | null;
  /** Author time of the earliest commit that credits it, seconds. */
  readonly firstAt: number;
  readonly botReason: string | null;
}

/** What a search looks through, and what sorts a list, for an alias shown as `properName` or as written. */
export function aliasTexts(name: string, email: string, properName: string | null): { search: string; sort: string } {
  const names = properName === null ? name : `${properName}\n${name}`;
  return { search: foldText(`${names}\n${email}`), sort: foldText(shownText(properName ?? name, email)) };
}

/**
 * Adds aliases, or moves the first commit of known ones further back. Of an e-mail that is written in several cases the last
 * one in the order of characters stays (the one in small letters), in whatever order the commits come.
 */
export async function saveAliases(
  db: WorkspaceClient,
  workspaceId: string,
  lines: readonly WrittenLine[],
): Promise<void> {
  if (lines.length === 0) return;
  await copyRows(
    db,
    'written_alias',
    'alias_id uuid, name text, email text, search_text text, sort_name text, name_hash uuid, email_hash uuid, first_at bigint',
    lines.map(({ id, name, email, nameHash, emailHash, firstAt }) => {
      const { search, sort } = aliasTexts(name, email, null);
      return [id, name, email, search, sort, nameHash, emailHash, firstAt];
    }),
  );
  // Sorted, so that two files with the same people never wait for each other in a circle.
  await db.query(
    `insert into record.alias as known
       (workspace_id, alias_id, name, email, search_text, sort_name, name_hash, email_hash, first_at)
     select $1, alias_id, name, email, search_text, sort_name, name_hash, email_hash, first_at
     from (
       select alias_id, name, max(email collate "C") as email, min(search_text) as search_text, min(sort_name) as sort_name,
         name_hash, email_hash, min(first_at) as first_at
       from written_alias group by alias_id, name, name_hash, email_hash) written
     order by alias_id
     on conflict (workspace_id, alias_id) do update
       set first_at = least(known.first_at, excluded.first_at), email = greatest(known.email collate "C", excluded.email)
     where (excluded.first_at < known.first_at or excluded.email > known.email collate "C") and known.erased_as is null`,
    [workspaceId],
  );
}

/** Notes that a repository's history names these aliases. */
export async function saveAliasRepository(
  db: WorkspaceClient,
  workspaceId: string,
  repositoryId: string,
  aliasIds: readonly string[],
): Promise<void> {
  await db.query(
    `insert into record.alias_repository (workspace_id, alias_id, repository_id)
     select $1, a, $2 from unnest($3::uuid[]) as named (a) order by a on conflict do nothing`,
    [workspaceId, repositoryId, aliasIds],
  );
}

/** Makes these the lines of the repository's mailmap; without any, it has none. */
export async function replaceMailmap(
  db: WorkspaceClient,
  workspaceId: string,
  repositoryId: string,
  entries: readonly MailmapEntry[],
): Promise<void> {
  await db.query('delete from record.mailmap_entry where workspace_id = $1 and repository_id = $2', [
    workspaceId,
    repositoryId,
  ]);
  if (entries.length === 0) return;
  await copyRows(
    db,
    'mailmap_line',
    'position int, proper_name text, proper_email text, commit_name text, commit_email text',
    entries.map((entry, position) => [
      position,
      entry.properName,
      entry.properEmail,
      entry.commitName,
      entry.commitEmail,
    ]),
  );
  await db.query(
    `insert into record.mailmap_entry
       (workspace_id, repository_id, position, proper_name, proper_email, commit_name, commit_email)
     select $1, $2, position, proper_name, proper_email, commit_name, commit_email from mailmap_line`,
    [workspaceId, repositoryId],
  );
}

/** The aliases that say whose they are; those of erased people are empty. */
export async function knownAliases(db: WorkspaceClient, workspaceId: string): Promise<KnownAlias[]> {
  const { rows } = await db.query<KnownAlias>(
    `select alias_id as id, name, email, proper_name as "properName", name_hash as "nameHash",
       email_hash as "emailHash", first_at as "firstAt", bot_reason as "botReason"
     from record.alias where workspace_id = $1 and erased_as is null order by alias_id`,
    [workspaceId],
  );
  return rows;
}

/** The lines of each repository's mailmap, repositories in the order of their ids. */
export async function knownMailmaps(db: WorkspaceClient, workspaceId: string): Promise<MailmapEntry[][]> {
  const { rows } = await db.query<MailmapEntry & { repositoryId: string }>(
    `select repository_id as "repositoryId", proper_name as "properName", proper_email as "properEmail",
       commit_name as "commitName", commit_email as "commitEmail"
     from record.mailmap_entry where workspace_id = $1 order by repository_id, position`,
    [workspaceId],
  );
  return [...Map.groupBy(rows, (row) => row.repositoryId).values()];
}

/** What the rules say of an alias itself, beside whose it is. */
export interface AliasVerdict {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly properName: string | null;
  readonly botReason: string | null;
}

export async function saveVerdicts(
  db: WorkspaceClient,
  workspaceId: string,
  verdicts: readonly AliasVerdict[],
): Promise<void> {
  if (verdicts.length === 0) return;
  await copyRows(
    db,
    'alias_verdict',
    'alias_id uuid, proper_name text, bot_reason text, search_text text, sort_name text',
    verdicts.map(({ id, name, email, properName, botReason }) => {
      const { search, sort } = aliasTexts(name, email, properName);
      return [id, properName, botReason, search, sort];
    }),
  );
  await db.query(
    `update record.alias as known set proper_name = verdict.proper_name, bot_reason = verdict.bot_reason,
       search_text = verdict.search_text, sort_name = verdict.sort_name
     from alias_verdict verdict where known.workspace_id = $1 and known.alias_id = verdict.alias_id`,
    [workspaceId],
  );
}
