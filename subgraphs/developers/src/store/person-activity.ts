import { isUuid } from '@trellis/contributions/ids.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { DayWindow } from '@trellis/service-kit/window.ts';

/**
 * A condition on `credit` (projection.credit_summary): it has a commit in the window. Only a span that reaches over
 * both ends, or one with days in the future, asks the days themselves.
 */
export const ACTIVE_IN = (from: string, to: string) =>
  `credit.first_day <= ${to}::date and credit.last_day >= ${from}::date and (
     credit.first_day >= ${from}::date or credit.last_day <= ${to}::date or exists (
       select from projection.activity_day worked where worked.workspace_id = credit.workspace_id
         and worked.generation = credit.generation and worked.credit_set = credit.credit_set
         and worked.day between ${from}::date and ${to}::date))`;

/** The credit sets of people, each once a person: `$2` are developer ids. */
const MEMBER = `member as (
  select developer_id, credit_set from projection.credit_set_person
  where workspace_id = $1 and developer_id = any ($2::uuid[]))`;

export interface RepositoryActivity {
  readonly repositoryId: string;
  readonly commits: number;
  readonly firstDay: string;
  readonly lastDay: string;
}

/** What each person did in each repository's current state; repositories in the order of their ids. */
export async function readActivityByRepository(
  db: WorkspaceClient,
  workspaceId: string,
  developerIds: readonly string[],
): Promise<RepositoryActivity[][]> {
  const { rows } = await db.query<RepositoryActivity & { developerId: string }>(
    `with ${MEMBER}
     select member.developer_id as "developerId", state.repository_id as "repositoryId", sum(credit.commits) as commits,
       min(credit.first_day) as "firstDay", max(credit.last_day) as "lastDay"
     from member
     join record.generation state on state.workspace_id = $1 and state.state = 'current'
     join projection.credit_summary credit on credit.workspace_id = $1 and credit.generation = state.generation
       and credit.credit_set = member.credit_set
     group by member.developer_id, state.repository_id order by state.repository_id`,
    [workspaceId, developerIds],
  );
  const found = Map.groupBy(rows, (row) => row.developerId);
  return developerIds.map((id) => found.get(id) ?? []);
}

/** Whether each person has a commit in the window. */
export async function readIsActive(
  db: WorkspaceClient,
  workspaceId: string,
  developerIds: readonly string[],
  window: DayWindow,
): Promise<boolean[]> {
  const { rows } = await db.query<{ developer_id: string }>(
    `with ${MEMBER}
     select distinct member.developer_id from member
     join record.generation state on state.workspace_id = $1 and state.state = 'current'
     join projection.credit_summary credit on credit.workspace_id = $1 and credit.generation = state.generation
       and credit.credit_set = member.credit_set
     where ${ACTIVE_IN('$3', '$4')}`,
    [workspaceId, developerIds, window.from, window.to],
  );
  const active = new Set(rows.map((row) => row.developer_id));
  return developerIds.map((id) => active.has(id));
}

export interface ActivityAmount {
  readonly commits: number;
  /** Local days with a commit. */
  readonly days: number;
}

/**
 * How much each person did in the window (undefined: ever), in one repository or in all; in all, a commit that several
 * repositories have counts once.
 */
export async function readActivityAmount(
  db: WorkspaceClient,
  workspaceId: string,
  developerIds: readonly string[],
  { repositoryId, window }: { readonly repositoryId: string | null; readonly window: DayWindow | undefined },
): Promise<ActivityAmount[]> {
  if (repositoryId !== null && !isUuid(repositoryId)) return developerIds.map(() => ({ commits: 0, days: 0 }));
  const { rows } = await db.query<ActivityAmount & { developer_id: string }>(
    `with ${MEMBER}, worked as (
       select generation, credit_set, day, commits from projection.activity_day where workspace_id = $1
       union all
       select generation, credit_set, day, -commits from projection.shared_day where workspace_id = $1 and $3::uuid is null
     )
     select member.developer_id, sum(worked.commits) as commits, count(distinct worked.day) as days
     from member
     join record.generation state on state.workspace_id = $1 and state.state = 'current'
       and ($3::uuid is null or state.repository_id = $3)
     join worked on worked.generation = state.generation and worked.credit_set = member.credit_set
     where worked.day between coalesce($4::date, '-infinity') and coalesce($5::date, 'infinity')
     group by member.developer_id`,
    [workspaceId, developerIds, repositoryId, window?.from ?? null, window?.to ?? null],
  );
  const found = new Map(rows.map((row) => [row.developer_id, { commits: row.commits, days: row.days }]));
  return developerIds.map((id) => found.get(id) ?? { commits: 0, days: 0 });
}

/** People (no bots) with a counted commit in the window (undefined: ever), in one repository or in all. */
export async function countPeople(
  db: WorkspaceClient,
  workspaceId: string,
  { repositoryId, window }: { readonly repositoryId: string | null; readonly window: DayWindow | undefined },
): Promise<number> {
  if (repositoryId !== null && !isUuid(repositoryId)) return 0;
  const { rows } = await db.query<{ people: number }>(
    `select count(distinct person.developer_id) as people
     from record.generation state
     join projection.credit_summary credit using (workspace_id, generation)
     join projection.credit_set_person person using (workspace_id, credit_set)
     join record.developer using (workspace_id, developer_id)
     where state.workspace_id = $1 and state.state = 'current' and ($2::uuid is null or state.repository_id = $2)
       and not developer.is_bot and ($3::date is null or ${ACTIVE_IN('$3', '$4')})`,
    [workspaceId, repositoryId, window?.from ?? null, window?.to ?? null],
  );
  return rows[0]?.people as number;
}
