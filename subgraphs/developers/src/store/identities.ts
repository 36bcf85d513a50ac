import { copyRows } from '@trellis/database/copy-rows.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { IdentityRule } from '../domain/identity-rules.ts';

/** Whose an alias is, and why. */
export interface AliasPerson {
  readonly aliasId: string;
  readonly developerId: string;
  readonly nameHash: string | null;
  readonly emailHash: string | null;
  readonly isBot: boolean;
  readonly rule: IdentityRule;
  readonly confidence: number;
}

export interface DeveloperRow {
  readonly developerId: string;
  readonly shownAliasId: string;
  readonly isBot: boolean;
}

/** Locks the workspace's decisions until the transaction ends, and says their version; 0 before the first. */
export async function lockIdentities(db: WorkspaceClient, workspaceId: string): Promise<number> {
  await db.query('insert into record.identity_version (workspace_id, version) values ($1, 0) on conflict do nothing', [
    workspaceId,
  ]);
  const { rows } = await db.query<{ version: number }>(
    'select version from record.identity_version where workspace_id = $1 for update',
    [workspaceId],
  );
  return rows[0]?.version as number;
}

export async function saveIdentityVersion(db: WorkspaceClient, workspaceId: string, version: number): Promise<void> {
  await db.query('update record.identity_version set version = $2 where workspace_id = $1', [workspaceId, version]);
}

export async function knownAliasPeople(db: WorkspaceClient, workspaceId: string): Promise<AliasPerson[]> {
  const { rows } = await db.query<AliasPerson>(
    `select alias_id as "aliasId", developer_id as "developerId", name_hash as "nameHash", email_hash as "emailHash",
       is_bot as "isBot", rule, confidence
     from record.alias_person where workspace_id = $1 order by alias_id`,
    [workspaceId],
  );
  return rows;
}

/** The people there are, by id. */
export async function knownDevelopers(db: WorkspaceClient, workspaceId: string): Promise<Map<string, DeveloperRow>> {
  const { rows } = await db.query<DeveloperRow>(
    `select developer_id as "developerId", shown_alias_id as "shownAliasId", is_bot as "isBot"
     from record.developer where workspace_id = $1`,
    [workspaceId],
  );
  return new Map(rows.map((row) => [row.developerId, row]));
}

/** Takes away whose the aliases are that are not there any more. */
export async function forgetAliasPeople(
  db: WorkspaceClient,
  workspaceId: string,
  aliasIds: readonly string[],
): Promise<void> {
  await db.query('delete from record.alias_person where workspace_id = $1 and alias_id = any ($2::uuid[])', [
    workspaceId,
    aliasIds,
  ]);
}

/** Saves the decisions that changed. */
export async function saveAliasPeople(
  db: WorkspaceClient,
  workspaceId: string,
  changed: readonly AliasPerson[],
): Promise<void> {
  if (changed.length === 0) return;
  await copyRows(
    db,
    'decided_alias',
    'alias_id uuid, developer_id uuid, name_hash uuid, email_hash uuid, is_bot boolean, rule text, confidence real',
    changed.map((one) => [
      one.aliasId,
      one.developerId,
      one.nameHash,
      one.emailHash,
      one.isBot,
      one.rule,
      one.confidence,
    ]),
  );
  await db.query(
    `insert into record.alias_person
       (workspace_id, alias_id, developer_id, name_hash, email_hash, is_bot, rule, confidence)
     select $1, alias_id, developer_id, name_hash, email_hash, is_bot, rule, confidence from decided_alias
     on conflict (workspace_id, alias_id) do update set developer_id = excluded.developer_id,
       name_hash = excluded.name_hash, email_hash = excluded.email_hash, is_bot = excluded.is_bot,
       rule = excluded.rule, confidence = excluded.confidence`,
    [workspaceId],
  );
}

/** Saves the developers that are new or changed, and takes away those that are gone. */
export async function saveDevelopers(
  db: WorkspaceClient,
  workspaceId: string,
  changed: readonly DeveloperRow[],
  gone: readonly string[],
): Promise<void> {
  await copyRows(
    db,
    'decided_developer',
    'developer_id uuid, shown_alias_id uuid, is_bot boolean',
    changed.map((row) => [row.developerId, row.shownAliasId, row.isBot]),
  );
  await db.query(
    `insert into record.developer (workspace_id, developer_id, shown_alias_id, is_bot)
     select $1, developer_id, shown_alias_id, is_bot from decided_developer
     on conflict (workspace_id, developer_id) do update set shown_alias_id = excluded.shown_alias_id, is_bot = excluded.is_bot`,
    [workspaceId],
  );
  await db.query('delete from record.developer where workspace_id = $1 and developer_id = any ($2)', [
    workspaceId,
    gone,
  ]);
}

/** Counted commits of each alias in the repositories' current states. */
export async function commitsByAlias(
  db: WorkspaceClient,
  workspaceId: string,
): Promise<ReadonlyMap<string, { readonly commits: number; readonly lastAt: number }>> {
  const { rows } = await db.query<{ alias_id: string; commits: number; last_at: number }>(
    `select member.alias_id, sum(summary.commits) as commits, max(summary.last_at) as last_at
     from record.generation
     join projection.credit_summary summary using (workspace_id, generation)
     join projection.credit_set member using (workspace_id, credit_set)
     where generation.workspace_id = $1 and generation.state = 'current' group by member.alias_id`,
    [workspaceId],
  );
  return new Map(rows.map((row) => [row.alias_id, { commits: row.commits, lastAt: row.last_at }]));
}

/** A name each person could be shown by, persons one after the other. */
export async function nameCandidates(
  db: WorkspaceClient,
  workspaceId: string,
): Promise<(DeveloperRow & { readonly aliasId: string; readonly name: string; readonly properName: string | null })[]> {
  const { rows } = await db.query(
    `select developer_id as "developerId", shown_alias_id as "shownAliasId", developer.is_bot as "isBot",
       alias_id as "aliasId", alias.name, alias.proper_name as "properName"
     from record.developer
     join record.alias_person using (workspace_id, developer_id)
     join record.alias using (workspace_id, alias_id)
     where developer.workspace_id = $1 order by developer_id, alias_id`,
    [workspaceId],
  );
  return rows;
}

export async function saveShownAliases(
  db: WorkspaceClient,
  workspaceId: string,
  shown: ReadonlyMap<string, string>,
): Promise<void> {
  if (shown.size === 0) return;
  await db.query(
    `update record.developer as known set shown_alias_id = a
     from unnest($2::uuid[], $3::uuid[]) as shown (d, a) where known.workspace_id = $1 and known.developer_id = d`,
    [workspaceId, [...shown.keys()], [...shown.values()]],
  );
}
