import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';

/** A subject as it stands. */
export interface StoredSubject {
  readonly sha: string;
  readonly authorId: string;
  readonly subject: string;
}

/** All generations that have rows, whatever became of them. */
export async function allGenerations(db: WorkspaceClient, workspaceId: string): Promise<string[]> {
  const { rows } = await db.query<{ generation: string }>(
    'select generation from record.generation where workspace_id = $1 order by generation',
    [workspaceId],
  );
  return rows.map((row) => row.generation);
}

/** The subjects of a generation that are not empty, in the order of the SHAs, after one. */
export async function subjectsAfter(
  db: WorkspaceClient,
  workspaceId: string,
  generation: string,
  { after, atMost }: { readonly after: string; readonly atMost: number },
): Promise<StoredSubject[]> {
  const { rows } = await db.query<StoredSubject>(
    `select encode(sha, 'hex') as sha, credit[1] as "authorId", subject from projection.commit
     where workspace_id = $1 and generation = $2 and sha > decode($3, 'hex') and subject <> ''
     order by sha limit $4`,
    [workspaceId, generation, after, atMost],
  );
  return rows;
}

/** Puts other subjects in place of these. */
export async function replaceSubjects(
  db: WorkspaceClient,
  workspaceId: string,
  generation: string,
  changed: readonly { readonly sha: string; readonly subject: string }[],
): Promise<void> {
  if (changed.length === 0) return;
  await db.query(
    `update projection.commit known set subject = new.subject
     from unnest($3::text[], $4::text[]) as new (sha, subject)
     where known.workspace_id = $1 and known.generation = $2 and known.sha = decode(new.sha, 'hex')`,
    [workspaceId, generation, changed.map(({ sha }) => sha), changed.map(({ subject }) => subject)],
  );
}

/** Drops the hours of the day of credit sets that are erased people's alone. */
export async function dropErasedHours(db: WorkspaceClient, workspaceId: string): Promise<void> {
  const { rows } = await db.query<{ credit_set: string }>(
    `select member.credit_set from projection.credit_set member
     left join record.suppression erased on erased.workspace_id = $1 and erased.kind = 'alias'
       and erased.hash = member.alias_id
     where member.workspace_id = $1 and member.credit_set in (
       select named.credit_set from projection.credit_set named
       join record.suppression on suppression.workspace_id = $1 and kind = 'alias' and hash = named.alias_id
       where named.workspace_id = $1)
     group by member.credit_set having bool_and(erased.hash is not null)`,
    [workspaceId],
  );
  const sets = rows.map((row) => row.credit_set);
  if (sets.length === 0) return;
  for (const table of ['projection.activity_day', 'projection.shared_activity'])
    await db.query(
      `update ${table} set hours = '{}' where workspace_id = $1 and credit_set = any ($2::uuid[]) and hours <> '{}'`,
      [workspaceId, sets],
    );
}

/** The aliases of a person. */
export async function aliasesOf(
  db: WorkspaceClient,
  workspaceId: string,
  developerId: string,
): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ alias_id: string }>(
    'select alias_id from record.alias_person where workspace_id = $1 and developer_id = $2',
    [workspaceId, developerId],
  );
  return new Set(rows.map((row) => row.alias_id));
}

/** Rows that erasing a person would change, in current states. */
export interface ErasableRows {
  readonly ownTexts: number;
  readonly hourPatternDays: number;
}

export async function erasableRows(
  db: WorkspaceClient,
  workspaceId: string,
  developerId: string,
): Promise<ErasableRows> {
  const { rows } = await db.query<ErasableRows>(
    `with own as (select alias_id from record.alias_person where workspace_id = $1 and developer_id = $2),
     sets as (select distinct credit_set from projection.credit_set
       where workspace_id = $1 and alias_id in (select alias_id from own)),
     current as (select generation from record.generation where workspace_id = $1 and state = 'current')
     select (select count(*)::int from projection.commit c
         where c.workspace_id = $1 and c.generation in (select generation from current)
           and c.credit_set in (select credit_set from sets) and c.credit[1] in (select alias_id from own)
           and c.subject <> '') as "ownTexts",
       (select count(distinct a.day)::int from projection.activity_day a
         where a.workspace_id = $1 and a.generation in (select generation from current) and a.hours <> '{}'
           and a.credit_set in (select credit_set from sets) and not exists (
             select from projection.credit_set other where other.workspace_id = $1
               and other.credit_set = a.credit_set and other.alias_id not in (select alias_id from own))
       ) as "hourPatternDays"`,
    [workspaceId, developerId],
  );
  return rows[0] as ErasableRows;
}

/** Takes away what updates leave behind: dead rows, and samples of texts in the planner's statistics. */
export async function vacuumTexts(pool: { query(text: string): Promise<unknown> }): Promise<void> {
  for (const table of ['projection.commit', 'projection.activity_day', 'projection.shared_activity'])
    await pool.query(`vacuum (analyze) ${table}`);
}
