import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';

/** Ids of erased people and of their aliases: an id that was given out once is an alias's. */
const ERASED = `select hash from record.suppression where workspace_id = $1 and kind = 'alias'
  union select developer_id from record.suppression where workspace_id = $1`;

/**
 * Drops what is about erased people: memberships of teams, claims, aliases that were vouched for, and the names of former
 * members who were one of them. Gives whether anything was there.
 */
export async function dropErasedPeople(db: WorkspaceClient, workspaceId: string): Promise<boolean> {
  const drop = async (statement: string) => (await db.query(statement, [workspaceId])).rowCount ?? 0;
  const gone = await drop(
    `update record.former_member former set name = 'Former member' where workspace_id = $1 and name <> 'Former member'
       and exists (select from record.claim where claim.workspace_id = $1 and claim.member_id = former.member_id
         and claim.developer_id in (${ERASED}))`,
  );
  const claims = await drop(`delete from record.claim where workspace_id = $1 and developer_id in (${ERASED})`);
  const vouched = await drop(`delete from record.vouched_alias where workspace_id = $1 and alias_id in (${ERASED})`);
  const memberships = await drop(
    `delete from record.team_membership where workspace_id = $1 and developer_id in (${ERASED})`,
  );
  return gone + claims + vouched + memberships > 0;
}

/** Where people write what they like: a table, its key, and the text. */
const TEXTS = [
  { table: 'record.team', key: 'team_id', column: 'name', otherwise: 'Team' },
  { table: 'record.access_change', key: 'change_id', column: 'detail', otherwise: '' },
  { table: 'record.api_token', key: 'token_id', column: 'label', otherwise: 'Token' },
] as const;

/** Takes mentions of erased people out of what others wrote. */
export async function redactWritten(
  db: WorkspaceClient,
  workspaceId: string,
  redact: (text: string) => string,
): Promise<void> {
  for (const { table, key, column, otherwise } of TEXTS) {
    const { rows } = await db.query<{ id: string; text: string }>(
      `select ${key} as id, ${column} as text from ${table} where workspace_id = $1 and ${column} is not null`,
      [workspaceId],
    );
    for (const { id, text } of rows) {
      const redacted = redact(text);
      if (redacted === text) continue;
      // Names of teams are unique: what is left of one may not be.
      const unique = otherwise === 'Team' ? `${redacted} ${id.slice(0, 8)}`.slice(0, 80) : redacted;
      await db.query(`update ${table} set ${column} = $3 where workspace_id = $1 and ${key} = $2`, [
        workspaceId,
        id,
        unique || otherwise,
      ]);
    }
  }
}

/** Takes away memberships and claims of people whom no repository knows any more. */
export async function dropUnknownPeople(db: WorkspaceClient, workspaceId: string): Promise<boolean> {
  const unknown = `developer_id not in (
    select alias_id from record.alias_person where workspace_id = $1
    union select developer_id from record.alias_person where workspace_id = $1)`;
  const memberships = await db.query(`delete from record.team_membership where workspace_id = $1 and ${unknown}`, [
    workspaceId,
  ]);
  const claims = await db.query(`delete from record.claim where workspace_id = $1 and ${unknown}`, [workspaceId]);
  return (memberships.rowCount ?? 0) + (claims.rowCount ?? 0) > 0;
}

/** Rows that erasing a person would drop. */
export async function personalRows(
  db: WorkspaceClient,
  workspaceId: string,
  developerId: string,
): Promise<{ readonly memberships: number; readonly claims: number }> {
  const ids = `select alias_id from record.alias_person where workspace_id = $1 and developer_id = $2 union select $2::uuid`;
  const { rows } = await db.query<{ memberships: number; claims: number }>(
    `select (select count(*)::int from record.team_membership where workspace_id = $1 and developer_id in (${ids})) as memberships,
       (select count(*)::int from record.claim where workspace_id = $1 and developer_id in (${ids})) as claims`,
    [workspaceId, developerId],
  );
  return rows[0] as (typeof rows)[number];
}

/** Takes away what updates leave behind: dead rows, and samples of texts in the planner's statistics. */
export async function vacuumWritten(pool: { query(text: string): Promise<unknown> }): Promise<void> {
  for (const table of ['record.team', 'record.former_member', 'record.access_change', 'record.api_token'])
    await pool.query(`vacuum (analyze) ${table}`);
}
