import { isUuid } from '@trellis/contributions/ids.ts';
import type { WorkspaceClient } from '@trellis/database/workspace-transaction.ts';
import type { DayWindow } from '@trellis/service-kit/window.ts';

/** Changes to source files of a language; most changes first, then by name. */
export interface LanguageAmount {
  readonly language: string;
  readonly changes: number;
  readonly linesAdded: number;
  readonly linesDeleted: number;
  readonly lastDay: string;
}

const AMOUNTS = `language, sum(used.changes) as changes, sum(used.lines_added) as "linesAdded",
  sum(used.lines_deleted) as "linesDeleted", max(used.day) as "lastDay"`;

/** The languages of each person in the window (undefined: ever), in one repository or in all. */
export async function readLanguagesOfPeople(
  db: WorkspaceClient,
  workspaceId: string,
  developerIds: readonly string[],
  { repositoryId, window }: { readonly repositoryId: string | null; readonly window: DayWindow | undefined },
): Promise<LanguageAmount[][]> {
  if (repositoryId !== null && !isUuid(repositoryId)) return developerIds.map(() => []);
  const { rows } = await db.query<LanguageAmount & { developerId: string }>(
    `select person.developer_id as "developerId", ${AMOUNTS}
     from projection.credit_set_person person
     join record.generation state on state.workspace_id = $1 and state.state = 'current'
       and ($3::uuid is null or state.repository_id = $3)
     join projection.language_day used on used.workspace_id = $1 and used.generation = state.generation
       and used.credit_set = person.credit_set
     where person.workspace_id = $1 and person.developer_id = any ($2::uuid[])
       and used.day between coalesce($4::date, '-infinity') and coalesce($5::date, 'infinity')
     group by person.developer_id, language order by changes desc, language collate "C"`,
    [workspaceId, developerIds, repositoryId, window?.from ?? null, window?.to ?? null],
  );
  const found = Map.groupBy(rows, (row) => row.developerId);
  return developerIds.map((id) => found.get(id) ?? []);
}

/** The languages of a repository's current state in the window (undefined: ever), bots left out. */
export async function readLanguagesOfRepository(
  db: WorkspaceClient,
  workspaceId: string,
  repositoryId: string,
  window: DayWindow | undefined,
): Promise<LanguageAmount[]> {
  if (!isUuid(repositoryId)) return [];
  const { rows } = await db.query<LanguageAmount>(
    `with used as (
       select used.credit_set, ${AMOUNTS}
       from record.generation state
       join projection.language_day used using (workspace_id, generation)
       where state.workspace_id = $1 and state.repository_id = $2 and state.state = 'current'
         and used.day between coalesce($3::date, '-infinity') and coalesce($4::date, 'infinity')
       group by used.credit_set, language
     )
     select language, sum(changes) as changes, sum("linesAdded") as "linesAdded", sum("linesDeleted") as "linesDeleted",
       max("lastDay") as "lastDay"
     from used where credit_set in (
       select credit_set from projection.credit_set_person person
       join record.developer using (workspace_id, developer_id)
       where person.workspace_id = $1 and not developer.is_bot)
     group by language order by changes desc, language collate "C"`,
    [workspaceId, repositoryId, window?.from ?? null, window?.to ?? null],
  );
  return rows;
}
