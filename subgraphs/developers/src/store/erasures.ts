import { copyRows } from '@trellis/database/copy-rows.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { ErasureEntry } from '@trellis/suppression/ledger.ts';
import type { ErasedAlias } from '../domain/erased-people.ts';
import { ERASED_NAME } from '../domain/erased-person.ts';
import type { MailmapEntry } from '../domain/mailmap.ts';
import { aliasTexts } from './aliases.ts';

/** An alias that is kept out. */
export interface EmptyAlias {
  readonly id: string;
  /** The nameless person it counts as. */
  readonly developerId: string;
  readonly nameHash: string | null;
  readonly emailHash: string | null;
  /** Earliest commit that credits it (author time, seconds). */
  readonly firstAt: number;
}

/** Empties aliases, or adds them empty; whether they count as bots stays. */
export async function saveEmptyAliases(
  db: WorkspaceClient,
  workspaceId: string,
  aliases: readonly EmptyAlias[],
): Promise<void> {
  if (aliases.length === 0) return;
  const { search, sort } = aliasTexts('', '', ERASED_NAME);
  await copyRows(
    db,
    'empty_alias',
    'alias_id uuid, developer_id uuid, name_hash uuid, email_hash uuid, first_at bigint',
    aliases.map((alias) => [alias.id, alias.developerId, alias.nameHash, alias.emailHash, alias.firstAt]),
  );
  await db.query(
    `insert into record.alias as known (workspace_id, alias_id, name, email, proper_name, search_text, sort_name,
       name_hash, email_hash, first_at, erased_as)
     select distinct on (alias_id) $1::uuid, alias_id, '', '', $2, $3, $4, name_hash, email_hash, first_at, developer_id
     from empty_alias order by alias_id, first_at
     on conflict (workspace_id, alias_id) do update set name = '', email = '', proper_name = $2, search_text = $3,
       sort_name = $4, erased_as = coalesce(known.erased_as, excluded.erased_as),
       first_at = least(known.first_at, excluded.first_at)`,
    [workspaceId, ERASED_NAME, search, sort],
  );
  await db.query('drop table empty_alias');
}

/** The emptied aliases of the workspace. */
export async function erasedAliases(db: WorkspaceClient, workspaceId: string): Promise<ErasedAlias[]> {
  const { rows } = await db.query<ErasedAlias>(
    `select alias_id as id, erased_as as "developerId", name_hash as "nameHash", email_hash as "emailHash",
       bot_reason as "botReason"
     from record.alias where workspace_id = $1 and erased_as is not null order by alias_id`,
    [workspaceId],
  );
  return rows;
}

/** Whether one of the people is erased: they have no name to decide by. */
export async function isAnyErased(
  db: WorkspaceClient,
  workspaceId: string,
  developerIds: readonly string[],
): Promise<boolean> {
  const { rowCount } = await db.query(
    'select 1 from record.alias where workspace_id = $1 and erased_as = any ($2::uuid[]) limit 1',
    [workspaceId, developerIds],
  );
  return rowCount === 1;
}

/** Notes that a person is being erased; again, nothing changes. */
export async function saveErasures(
  db: WorkspaceClient,
  workspaceId: string,
  entries: readonly ErasureEntry[],
): Promise<void> {
  for (const { erasureId, developerId, requestedBy, requestedAt } of entries)
    await db.query(
      `insert into record.erasure (workspace_id, erasure_id, developer_id, requested_by, requested_at)
       values ($1, $2, $3, $4, $5) on conflict do nothing`,
      [workspaceId, erasureId, developerId, requestedBy, requestedAt],
    );
}

/** Who was erased, as far as it is said, newest first. */
export async function readErasures(db: WorkspaceClient, workspaceId: string): Promise<ErasureEntry[]> {
  const { rows } = await db.query<Omit<ErasureEntry, 'requestedAt'> & { readonly requestedAt: Date }>(
    `select erasure_id as "erasureId", developer_id as "developerId", requested_by as "requestedBy",
       requested_at as "requestedAt"
     from record.erasure where workspace_id = $1 order by requested_at desc, erasure_id`,
    [workspaceId],
  );
  return rows.map((row) => ({ ...row, requestedAt: row.requestedAt.toISOString() }));
}

/** Takes the lines out of all repositories' mailmaps that `isKeptOut` names; gives how many. */
export async function dropMailmapLines(
  db: WorkspaceClient,
  workspaceId: string,
  isKeptOut: (line: MailmapEntry) => boolean,
): Promise<number> {
  const lines = (await mailmapLines(db, workspaceId)).filter(isKeptOut);
  if (lines.length === 0) return 0;
  await db.query(
    `delete from record.mailmap_entry known using unnest($2::uuid[], $3::int[]) as line (r, p)
     where known.workspace_id = $1 and known.repository_id = line.r and known.position = line.p`,
    [workspaceId, lines.map((line) => line.repositoryId), lines.map((line) => line.position)],
  );
  return lines.length;
}

/** The lines of all repositories' mailmaps. */
export async function mailmapLines(
  db: WorkspaceClient,
  workspaceId: string,
): Promise<(MailmapEntry & { readonly repositoryId: string; readonly position: number })[]> {
  const { rows } = await db.query(
    `select repository_id as "repositoryId", position, proper_name as "properName", proper_email as "properEmail",
       commit_name as "commitName", commit_email as "commitEmail"
     from record.mailmap_entry where workspace_id = $1`,
    [workspaceId],
  );
  return rows;
}

/** Takes what somebody wrote about erased people out of decisions and operations. */
export async function redactWords(
  db: WorkspaceClient,
  workspaceId: string,
  redact: (text: string) => string,
): Promise<void> {
  await db.query(
    `update record.identity_decision decision set reason = null
     where workspace_id = $1 and reason is not null and exists (
       select from record.identity_decision_alias about join record.alias using (workspace_id, alias_id)
       where about.workspace_id = $1 and about.decision_id = decision.decision_id and erased_as is not null)`,
    [workspaceId],
  );
  const reasons = await db.query<{ id: string; text: string }>(
    `select decision_id as id, reason as text from record.identity_decision
     where workspace_id = $1 and reason is not null`,
    [workspaceId],
  );
  for (const { id, text } of reasons.rows) {
    const redacted = redact(text);
    if (redacted !== text)
      await db.query('update record.identity_decision set reason = $3 where workspace_id = $1 and decision_id = $2', [
        workspaceId,
        id,
        redacted,
      ]);
  }
}

/** How many commits of current states name one of the aliases, and in how many repositories. */
export async function commitsOfAliases(
  db: WorkspaceClient,
  workspaceId: string,
  aliasIds: readonly string[],
): Promise<{ readonly commits: number; readonly repositories: number }> {
  const { rows } = await db.query<{ commits: number; repositories: number }>(
    `select coalesce(sum(summary.commits), 0) as commits, count(distinct state.repository_id)::int as repositories
     from (select distinct credit_set from projection.credit_set
       where workspace_id = $1 and alias_id = any ($2::uuid[])) named
     join projection.credit_summary summary on summary.workspace_id = $1 and summary.credit_set = named.credit_set
     join record.generation state on state.workspace_id = $1 and state.generation = summary.generation
       and state.state = 'current'`,
    [workspaceId, aliasIds],
  );
  return rows[0] ?? { commits: 0, repositories: 0 };
}

/** Takes mentions of erased people out of what operations say of themselves. */
export async function redactOperations(
  db: WorkspaceClient,
  workspaceId: string,
  redact: (text: string) => string,
): Promise<void> {
  const { rows } = await db.query<{ id: string; message: string; remedy: string | null }>(
    `select operation_id as id, error_message as message, error_remedy as remedy from record.operation
     where workspace_id = $1 and error_message is not null`,
    [workspaceId],
  );
  for (const { id, message, remedy } of rows)
    await db.query(
      `update record.operation set error_message = $3, error_remedy = $4
       where workspace_id = $1 and operation_id = $2 and (error_message, error_remedy) is distinct from ($3, $4)`,
      [workspaceId, id, redact(message), remedy === null ? null : redact(remedy)],
    );
}

/** Takes away what updates leave behind: dead rows, and samples of names in the planner's statistics. */
export async function vacuumNames(pool: { query(text: string): Promise<unknown> }): Promise<void> {
  for (const table of ['record.alias', 'record.mailmap_entry', 'record.identity_decision', 'record.operation'])
    await pool.query(`vacuum (analyze) ${table}`);
}
