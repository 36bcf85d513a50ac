import { isUuid } from '@trellis/contributions/ids.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { IdentityRule } from '../domain/identity-rules.ts';
import { shownText } from '../domain/shown-name.ts';

export interface Developer {
  readonly id: string;
  readonly name: string;
  readonly isBot: boolean;
}

/** A name and e-mail as written, with whose it is and why. */
export interface Alias {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly developerId: string;
  readonly rule: IdentityRule;
  readonly confidence: number;
  readonly botReason: string | null;
}

/**
 * Developers in the order of the ids; null for an unknown one. An id is an alias's, and gives who has that alias: whoever was
 * known under it before a merge or a split by somebody else's id.
 */
export async function readDevelopers(
  db: WorkspaceClient,
  workspaceId: string,
  ids: readonly string[],
): Promise<(Developer | null)[]> {
  const { rows } = await db.query<{ asked: string; id: string; name: string; email: string; isBot: boolean }>(
    `select asked::text, developer.developer_id as id, coalesce(alias.proper_name, alias.name) as name, alias.email,
       developer.is_bot as "isBot"
     from unnest($2::uuid[]) as asked
     join record.alias_person person on person.workspace_id = $1 and person.alias_id = asked
     join record.developer on developer.workspace_id = $1 and developer.developer_id = person.developer_id
     join record.alias on alias.workspace_id = $1 and alias.alias_id = developer.shown_alias_id`,
    [workspaceId, ids.filter(isUuid)],
  );
  const found = new Map(
    rows.map(({ asked, id, name, email, isBot }) => [asked, { id, name: shownText(name, email), isBot }]),
  );
  return ids.map((id) => found.get(id.toLowerCase()) ?? null);
}

const ALIAS = `alias_id as id, name, email, developer_id as "developerId", rule, confidence, bot_reason as "botReason"
  from record.alias join record.alias_person using (workspace_id, alias_id)`;

/** Aliases in the order of the ids; null for one that is unknown or not decided yet. */
export async function readAliases(
  db: WorkspaceClient,
  workspaceId: string,
  ids: readonly string[],
): Promise<(Alias | null)[]> {
  const { rows } = await db.query<Alias>(`select ${ALIAS} where workspace_id = $1 and alias_id = any ($2::uuid[])`, [
    workspaceId,
    ids.filter(isUuid),
  ]);
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => found.get(id.toLowerCase()) ?? null);
}

/** The aliases of each person, the main one first, then by name and e-mail. */
export async function readAliasesOfDevelopers(
  db: WorkspaceClient,
  workspaceId: string,
  developerIds: readonly string[],
): Promise<Alias[][]> {
  const { rows } = await db.query<Alias>(
    `select ${ALIAS} where workspace_id = $1 and developer_id = any ($2::uuid[])
     order by alias_id <> developer_id, sort_name collate "C", email collate "C", alias_id`,
    [workspaceId, developerIds],
  );
  const found = Map.groupBy(rows, (row) => row.developerId);
  return developerIds.map((id) => found.get(id) ?? []);
}
