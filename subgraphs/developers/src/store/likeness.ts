import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import { type Candidate, pairKey } from '../domain/suggest-duplicates.ts';

/** People (no bots) with commits in current states, as far as likeness goes. */
export async function readCandidates(db: WorkspaceClient, workspaceId: string): Promise<Candidate[]> {
  const { rows } = await db.query<{
    developerId: string;
    aliases: { name: string; email: string }[];
    from: string;
    to: string;
  }>(
    `with active as (
       select person.developer_id, min(credit.first_day) as "from", max(credit.last_day) as "to"
       from record.generation state
       join projection.credit_summary credit using (workspace_id, generation)
       join projection.credit_set_person person using (workspace_id, credit_set)
       where state.workspace_id = $1 and state.state = 'current' group by person.developer_id
     )
     select active.developer_id as "developerId", active."from", active."to",
       json_agg(json_build_object('name', alias.name, 'email', alias.email) order by alias.alias_id) as aliases
     from active
     join record.developer on developer.workspace_id = $1 and developer.developer_id = active.developer_id
       and not developer.is_bot
     join record.alias_person person on person.workspace_id = $1 and person.developer_id = active.developer_id
     join record.alias on alias.workspace_id = $1 and alias.alias_id = person.alias_id and alias.erased_as is null
     group by active.developer_id, active."from", active."to"`,
    [workspaceId],
  );
  return rows.map(({ developerId, aliases, from, to }) => ({ developerId, aliases, period: { from, to } }));
}

/** Pairs of people that were split, or that were said to be two, by hand. */
export async function readKnownPairs(db: WorkspaceClient, workspaceId: string): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ a: string; b: string }>(
    `select distinct person.developer_id as a, other_person.developer_id as b
     from record.identity_decision decision
     join record.identity_decision_alias member using (workspace_id, decision_id)
     join record.identity_decision_alias other on other.workspace_id = $1 and other.decision_id = decision.decision_id
       and other.group_number > member.group_number
     join record.alias_person person on person.workspace_id = $1 and person.alias_id = member.alias_id
     join record.alias_person other_person on other_person.workspace_id = $1 and other_person.alias_id = other.alias_id
     where decision.workspace_id = $1 and decision.state in ('pending', 'in-force')
       and person.developer_id <> other_person.developer_id`,
    [workspaceId],
  );
  return new Set(rows.map(({ a, b }) => pairKey(a, b)));
}

/** How many commits of current states name two people, by pair; pairs that no commit names are absent. */
export async function readCreditedTogether(
  db: WorkspaceClient,
  workspaceId: string,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await db.query<{ a: string; b: string; commits: number }>(
    `with shared as materialized (
       select credit_set from projection.credit_set where workspace_id = $1 group by credit_set having count(*) > 1)
     select one.developer_id as a, other.developer_id as b, sum(credit.commits) as commits
     from shared
     join projection.credit_summary credit on credit.workspace_id = $1 and credit.credit_set = shared.credit_set
     join record.generation state on state.workspace_id = $1 and state.generation = credit.generation and state.state = 'current'
     join projection.credit_set_person one on one.workspace_id = $1 and one.credit_set = shared.credit_set
     join projection.credit_set_person other on other.workspace_id = $1 and other.credit_set = shared.credit_set
       and other.developer_id > one.developer_id
     group by one.developer_id, other.developer_id`,
    [workspaceId],
  );
  return new Map(rows.map(({ a, b, commits }) => [pairKey(a, b), commits]));
}
