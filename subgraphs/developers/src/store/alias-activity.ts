import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';

/** What a set of aliases did in current states. */
export interface AliasActivity {
  /** Each once, however many of the aliases it names and however many repositories have it. */
  readonly commits: number;
  readonly activeDays: number;
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  readonly repositoryIds: readonly string[];
}

/** What each set of aliases did, whoever they are: as a person, were they one. */
export async function readActivityOfAliases(
  db: WorkspaceClient,
  workspaceId: string,
  sets: readonly (readonly string[])[],
): Promise<AliasActivity[]> {
  const { rows } = await db.query<AliasActivity & { n: number }>(
    `with member as (
       select distinct asked.n, held.credit_set
       from unnest($2::int[], $3::uuid[]) as asked (n, alias_id)
       join projection.credit_set held on held.workspace_id = $1 and held.alias_id = asked.alias_id
     ), worked as (
       select generation, credit_set, day, commits from projection.activity_day where workspace_id = $1
       union all
       select generation, credit_set, day, -commits from projection.shared_day where workspace_id = $1
     )
     select member.n, sum(worked.commits) as commits, count(distinct worked.day) as "activeDays",
       min(worked.day) as "firstDay", max(worked.day) as "lastDay",
       array_agg(distinct state.repository_id)::text[] as "repositoryIds"
     from member
     join record.generation state on state.workspace_id = $1 and state.state = 'current'
     join worked on worked.generation = state.generation and worked.credit_set = member.credit_set
     group by member.n`,
    [workspaceId, sets.flatMap((set, n) => set.map(() => n)), sets.flat()],
  );
  const found = new Map(rows.map(({ n, ...activity }) => [n, activity]));
  return sets.map((_, n) => found.get(n) ?? NOTHING);
}

const NOTHING: AliasActivity = { commits: 0, activeDays: 0, firstDay: null, lastDay: null, repositoryIds: [] };
