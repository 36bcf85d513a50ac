import { copyRows } from '@trellis/database/copy-rows.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { HandDecision } from '../domain/hand-decisions.ts';

export type DecisionKind = 'merge' | 'split' | 'dismissal';
export type DecisionState = 'pending' | 'in-force' | 'undoing' | 'undone' | 'withdrawn';
export type Role = 'member' | 'admin' | 'owner';

/** One decision by hand, with who made and who undid it. */
export interface IdentityDecision {
  readonly id: string;
  readonly sequence: number;
  readonly kind: DecisionKind;
  readonly state: DecisionState;
  /** Whose name and id stay, of a merge. */
  readonly mainAliasId: string | null;
  readonly reason: string | null;
  readonly decidedBy: string;
  readonly decidedRole: Role;
  readonly decidedAt: Date;
  readonly undoneBy: string | null;
  readonly undoneRole: Role | null;
  readonly undoneAt: Date | null;
  readonly touchedClaimed: boolean | null;
  readonly operationId: string | null;
  /** The people it is about, as the aliases they had then; of a split those who stay, then those who leave. */
  readonly groups: readonly (readonly string[])[];
}

/** A decision that somebody makes. */
export interface NewDecision {
  readonly id: string;
  readonly kind: DecisionKind;
  readonly state: DecisionState;
  readonly mainAliasId: string | null;
  readonly reason: string | null;
  readonly decidedBy: string;
  readonly decidedRole: Role;
  readonly operationId: string | null;
  readonly groups: readonly (readonly string[])[];
}

const COLUMNS = `decision.decision_id as id, decision.sequence, decision.kind, decision.state,
  decision.main_alias_id as "mainAliasId", decision.reason, decision.decided_by as "decidedBy",
  decision.decided_role as "decidedRole", decision.decided_at as "decidedAt", decision.undone_by as "undoneBy",
  decision.undone_role as "undoneRole", decision.undone_at as "undoneAt", decision.touched_claimed as "touchedClaimed",
  decision.operation_id as "operationId", (
    select json_agg(members order by group_number) from (
      select group_number, json_agg(alias_id order by alias_id) as members from record.identity_decision_alias member
      where member.workspace_id = decision.workspace_id and member.decision_id = decision.decision_id
      group by group_number) grouped) as groups`;

/** What was decided by hand about who is who and counts now, in the order in which it was decided. */
export async function decisionsInForce(db: WorkspaceClient, workspaceId: string): Promise<IdentityDecision[]> {
  const { rows } = await db.query<IdentityDecision>(
    `select ${COLUMNS} from record.identity_decision decision
     where workspace_id = $1 and kind <> 'dismissal' and state in ('in-force', 'undoing') order by sequence`,
    [workspaceId],
  );
  return rows;
}

/** A decision as the identity rules take it; undefined for a dismissal, which says nothing to them. */
export function asHandDecision({
  kind,
  mainAliasId,
  groups,
}: Pick<NewDecision, 'kind' | 'mainAliasId' | 'groups'>): HandDecision | undefined {
  if (kind === 'merge') return { kind, mainAliasId: mainAliasId as string, groups };
  return kind === 'split' ? { kind, groups } : undefined;
}

/** The decisions in force as the identity rules take them. */
export async function handDecisions(db: WorkspaceClient, workspaceId: string): Promise<HandDecision[]> {
  return (await decisionsInForce(db, workspaceId)).flatMap((decision) => asHandDecision(decision) ?? []);
}

/** One decision of the workspace. */
export async function findDecision(
  db: WorkspaceClient,
  workspaceId: string,
  id: string,
): Promise<IdentityDecision | undefined> {
  const { rows } = await db.query<IdentityDecision>(
    `select ${COLUMNS} from record.identity_decision decision where workspace_id = $1 and decision_id = $2`,
    [workspaceId, id],
  );
  return rows[0];
}

/** Decisions, newest first: those before a sequence, or the newest. */
export async function listDecisions(
  db: WorkspaceClient,
  workspaceId: string,
  page: { readonly before: number | undefined; readonly limit: number },
): Promise<IdentityDecision[]> {
  const { rows } = await db.query<IdentityDecision>(
    `select ${COLUMNS} from record.identity_decision decision
     where workspace_id = $1 and ($2::bigint is null or sequence < $2) order by sequence desc limit $3`,
    [workspaceId, page.before ?? null, page.limit],
  );
  return rows;
}

/** Adds a decision after all others; the caller holds the workspace's lock on decisions. */
export async function addDecision(db: WorkspaceClient, workspaceId: string, decision: NewDecision): Promise<void> {
  const { id, kind, state, mainAliasId, reason, decidedBy, decidedRole, operationId, groups } = decision;
  await db.query(
    `insert into record.identity_decision (workspace_id, decision_id, sequence, kind, state, main_alias_id, reason,
       decided_by, decided_role, operation_id)
     select $1, $2, coalesce(max(sequence), 0) + 1, $3, $4, $5, $6, $7, $8, $9
     from record.identity_decision where workspace_id = $1`,
    [workspaceId, id, kind, state, mainAliasId, reason, decidedBy, decidedRole, operationId],
  );
  await copyRows(
    db,
    'decision_member',
    'group_number smallint, alias_id uuid',
    groups.flatMap((group, number) => group.map((aliasId) => [number, aliasId])),
  );
  await db.query(
    `insert into record.identity_decision_alias (workspace_id, decision_id, group_number, alias_id)
     select $1, $2, group_number, alias_id from decision_member`,
    [workspaceId, id],
  );
}

/** What changes of a decision after it was made. */
export interface DecisionChange {
  readonly state: DecisionState;
  readonly touchedClaimed?: boolean;
  readonly operationId?: string;
  /** Who undoes it; null: nobody any more. */
  readonly undone?: { readonly by: string; readonly role: Role } | null;
  readonly undoneAt?: Date;
}

/** Moves a decision on; what is not named stays. */
export async function changeDecision(
  db: WorkspaceClient,
  workspaceId: string,
  id: string,
  change: DecisionChange,
): Promise<void> {
  const { state, touchedClaimed, operationId, undone, undoneAt } = change;
  await db.query(
    `update record.identity_decision set state = $3, touched_claimed = coalesce($4, touched_claimed),
       operation_id = coalesce($5, operation_id), undone_by = case when $6 then $7 else undone_by end,
       undone_role = case when $6 then $8 else undone_role end, undone_at = coalesce($9, undone_at)
     where workspace_id = $1 and decision_id = $2`,
    [
      workspaceId,
      id,
      state,
      touchedClaimed ?? null,
      operationId ?? null,
      undone !== undefined,
      undone?.by ?? null,
      undone?.role ?? null,
      undoneAt ?? null,
    ],
  );
}

/** Whether a decision about one of these aliases, or its undoing, is still on its way. */
export async function isUnderWay(
  db: WorkspaceClient,
  workspaceId: string,
  aliasIds: readonly string[],
): Promise<boolean> {
  const { rows } = await db.query(
    `select from record.identity_decision decision
     join record.identity_decision_alias member using (workspace_id, decision_id)
     join record.operation operation using (workspace_id, operation_id)
     where workspace_id = $1 and decision.state in ('pending', 'undoing') and operation.state in ('QUEUED', 'RUNNING')
       and member.alias_id = any ($2::uuid[]) limit 1`,
    [workspaceId, aliasIds],
  );
  return rows.length > 0;
}

/** Of these decisions those on which no later one rests: none about the same aliases is in force or on its way. */
export async function withoutLaterOnes(
  db: WorkspaceClient,
  workspaceId: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ id: string }>(
    `select decision.decision_id as id from record.identity_decision decision
     where decision.workspace_id = $1 and decision.decision_id = any ($2::uuid[]) and not exists (
       select from record.identity_decision_alias member
       join record.identity_decision_alias same using (workspace_id, alias_id)
       join record.identity_decision later on later.workspace_id = $1 and later.decision_id = same.decision_id
       where member.workspace_id = $1 and member.decision_id = decision.decision_id
         and later.sequence > decision.sequence and later.kind <> 'dismissal'
         and later.state in ('pending', 'in-force', 'undoing'))`,
    [workspaceId, ids],
  );
  return new Set(rows.map((row) => row.id));
}

/** People whom one of these aliases is, with all their aliases. */
export async function peopleOfAliases(
  db: WorkspaceClient,
  workspaceId: string,
  aliasIds: readonly string[],
): Promise<{ readonly developerId: string; readonly isBot: boolean; readonly aliasIds: string[] }[]> {
  const { rows } = await db.query(
    `select developer.developer_id as "developerId", developer.is_bot as "isBot",
       array_agg(person.alias_id order by person.alias_id)::text[] as "aliasIds"
     from record.developer join record.alias_person person using (workspace_id, developer_id)
     where workspace_id = $1 and developer_id in (
       select developer_id from record.alias_person where workspace_id = $1 and alias_id = any ($2::uuid[]))
     group by developer.developer_id, developer.is_bot order by developer.developer_id`,
    [workspaceId, aliasIds],
  );
  return rows;
}
