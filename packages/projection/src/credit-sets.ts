import { creditSetId, isUuid } from '@trellis/contributions/ids.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';

/** The credit sets of a batch's commits. */
export interface BatchCreditSets {
  /** Credit set of each commit, in the batch's order. */
  readonly ofCommit: readonly string[];
  /** Aliases by credit set. */
  readonly members: ReadonlyMap<string, readonly string[]>;
}

/** Finds the credit set of each commit; ids of sets seen before in the batch are not hashed again. */
export function batchCreditSets(commits: readonly { readonly credit: readonly string[] }[]): BatchCreditSets {
  const ids = new Map<string, string>();
  const members = new Map<string, readonly string[]>();
  const ofCommit = commits.map(({ credit }) => {
    const key = credit.join();
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = creditSetId(credit);
    ids.set(key, id);
    members.set(id, [...credit].sort());
    return id;
  });
  return { ofCommit, members };
}

/** Keeps which aliases make each credit set. Rows go in one order, so that two batches never wait for each other. */
export async function saveCreditSets(
  db: WorkspaceClient,
  workspaceId: string,
  members: BatchCreditSets['members'],
): Promise<void> {
  const sets: string[] = [];
  const aliases: string[] = [];
  for (const [set, ids] of members)
    for (const id of ids) {
      sets.push(set);
      aliases.push(id);
    }
  await db.query(
    `insert into projection.credit_set (workspace_id, credit_set, alias_id)
     select $1, s, a from unnest($2::uuid[], $3::uuid[]) as seen (s, a) order by s, a on conflict do nothing`,
    [workspaceId, sets, aliases],
  );
}

/** The credit sets in which one of the people has an alias, each once; none for an unknown person. */
export async function creditSetsOfPeople(
  db: WorkspaceClient,
  workspaceId: string,
  developerIds: readonly string[],
): Promise<string[]> {
  const { rows } = await db.query<{ credit_set: string }>(
    `select distinct s.credit_set from record.alias_person p
     join projection.credit_set s on s.workspace_id = p.workspace_id and s.alias_id = p.alias_id
     where p.workspace_id = $1 and p.developer_id = any ($2::uuid[])`,
    [workspaceId, developerIds.filter(isUuid)],
  );
  return rows.map((row) => row.credit_set);
}

/** The credit sets whose aliases are all bots: left out of every number about people. */
export async function botCreditSets(db: WorkspaceClient, workspaceId: string): Promise<string[]> {
  const { rows } = await db.query<{ credit_set: string }>(
    `select distinct s.credit_set from record.alias_person bot
     join projection.credit_set s on s.workspace_id = bot.workspace_id and s.alias_id = bot.alias_id
     where bot.workspace_id = $1 and bot.is_bot and not exists (
       select from projection.credit_set other
       left join record.alias_person p on p.workspace_id = other.workspace_id and p.alias_id = other.alias_id
       where other.workspace_id = $1 and other.credit_set = s.credit_set and p.is_bot is not true)`,
    [workspaceId],
  );
  return rows.map((row) => row.credit_set);
}
