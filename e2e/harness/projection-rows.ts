import type { Subgraph } from '@trellis/config/config.ts';
import type { Pool } from '@trellis/database/pool.ts';
import type { TestInstallation } from './test-config.ts';

export type Projecting = Exclude<Subgraph, 'integrations'>;

const PROJECTING: readonly Projecting[] = ['developers', 'teams', 'analytics', 'predictions'];

/** The whole row; it names nothing that another import would number otherwise. */
const AS_IT_IS = 'select to_jsonb(t) as row from projection.%t t where t.generation = $1';

/** Credit sets are a workspace's: those count that the generation has commits of. */
const creditSets = (table: string) => `select to_jsonb(t) as row from projection.credit_set t
  where t.credit_set in (select credit_set from projection.${table} where generation = $1)`;

/** Numbers of paths and credits belong to one generation: what they stand for takes their place. */
const inWords = (...numbers: ('path' | 'old_path' | 'credit')[]) => {
  const kept = numbers.map((name) => (name === 'credit' ? 'credit_no' : `${name}_id`));
  const said = numbers.map((name) => (name === 'credit' ? `'credit', c.alias_ids` : `'${name}', ${name}.path`));
  const joins = numbers.map((name) =>
    name === 'credit'
      ? 'left join projection.credit c on c.generation = t.generation and c.credit_no = t.credit_no'
      : `left join projection.path ${name} on ${name}.generation = t.generation and ${name}.path_id = t.${name}_id`,
  );
  return `select to_jsonb(t) - '{${kept}}'::text[] || jsonb_build_object(${said}) as row
    from projection.%t t ${joins.join(' ')} where t.generation = $1`;
};

/** How the rows of each projected table read; `%t` is the table. Every table has to be here. */
const READINGS: Record<Projecting, Readonly<Record<string, string>>> = {
  developers: {
    activity_day: AS_IT_IS,
    counted_commit: AS_IT_IS,
    credit_set: creditSets('counted_commit'),
    credit_summary: AS_IT_IS,
    language_day: AS_IT_IS,
    shared_day: AS_IT_IS,
  },
  teams: {
    credit: `select to_jsonb(t) - 'credit_no' as row from projection.%t t where t.generation = $1`,
    credit_day: inWords('credit'),
    file_change: inWords('path', 'old_path', 'credit'),
    path: `select to_jsonb(t) - 'path_id' as row from projection.%t t where t.generation = $1`,
    path_credit: inWords('path', 'credit'),
    rename: inWords('path', 'old_path'),
  },
  analytics: {
    activity_day: AS_IT_IS,
    commit: AS_IT_IS,
    credit_set: creditSets('commit'),
    shared_activity: AS_IT_IS,
  },
  predictions: {
    activity_week: AS_IT_IS,
    credit_set: creditSets('indexed_commit'),
    indexed_commit: AS_IT_IS,
    shared_week: AS_IT_IS,
    term_posting: AS_IT_IS,
    text_size: AS_IT_IS,
  },
};

/** Rows in a form that neither the generation's id nor the order of arrival enters, sorted: by `subgraph.table`. */
export type CanonicalRows = Readonly<Record<string, readonly string[]>>;

/** Tables of the schema `projection` that `canonicalRows` does not read, and those it reads that are not there. */
export async function uncoveredTables({ databases }: TestInstallation): Promise<string[]> {
  const found = await Promise.all(
    PROJECTING.map(async (subgraph) => {
      const { rows } = await databases[subgraph].ownerPool.query<{ name: string }>(
        "select tablename as name from pg_tables where schemaname = 'projection'",
      );
      const there = new Set(rows.map(({ name }) => name));
      return [...there.symmetricDifference(new Set(Object.keys(READINGS[subgraph])))].map((t) => `${subgraph}.${t}`);
    }),
  );
  return found.flat().sort();
}

/** Where the rows are: connections that see all of them. */
interface Databases {
  readonly databases: Record<Projecting, { readonly ownerPool: Pool }>;
}

/**
 * All rows of a repository's current generation in the four projecting databases.
 * @param way `other`: one side saw a branch before it was rewritten; what that leaves behind is not compared
 * @param state id of a past state, for its rows instead
 */
export async function canonicalRows(
  { databases }: Databases,
  workspaceId: string,
  repositoryId: string,
  way: 'same' | 'other' = 'other',
  state?: string,
): Promise<CanonicalRows> {
  const aside = ASIDE[way];
  const rows: Record<string, readonly string[]> = {};
  for (const subgraph of PROJECTING) {
    const ask = async <T extends object>(query: string, ...values: (string | null)[]) =>
      (await databases[subgraph].ownerPool.query<T>(query, values)).rows;
    const current = await ask<{ generation: string; row: object }>(
      `select generation, jsonb_build_object('head', head_sha, 'at', head_at, 'halted', halted) as row
       from record.generation where workspace_id = $1 and repository_id = $2
         and case when $3::uuid is null then state = 'current' else stream = $3 and state = 'past' end`,
      workspaceId,
      repositoryId,
      state ?? null,
    );
    rows[`${subgraph}.generation`] = current.map(({ row }) => JSON.stringify(row));
    for (const [table, reading] of Object.entries(READINGS[subgraph])) {
      const query = `select (row - '{generation,workspace_id}'::text[])::text as row from (${reading.replace('%t', table)}) r order by 1`;
      rows[`${subgraph}.${table}`] = (await ask<{ row: string }>(query, current[0]?.generation as string)).map(
        ({ row }) => row,
      );
    }
    rows[`${subgraph}.people`] = await peopleOf(ask, workspaceId, aside.person);
  }
  return { ...rows, ...(await namesOf(databases.developers.ownerPool, workspaceId, aside)) };
}

/**
 * What a branch that was rewritten on the way leaves behind, and nothing else does: the first commit of an alias may be one
 * that is gone, and a person has the id of the alias that came first, to which rule and confidence say how the others came.
 */
const ASIDE = {
  same: { person: '{workspace_id}', alias: '{workspace_id}', developer: '{workspace_id}' },
  other: {
    person: '{workspace_id,developer_id,rule,confidence}',
    alias: '{workspace_id,first_at}',
    developer: '{workspace_id,developer_id}',
  },
} as const;

/** Which aliases are one person. */
async function peopleOf(
  ask: <T extends object>(query: string, ...values: string[]) => Promise<T[]>,
  workspaceId: string,
  aside: string,
): Promise<readonly string[]> {
  const people = await ask<{ row: object }>(
    `select jsonb_agg(to_jsonb(p) - $2::text[] order by alias_id) as row
     from record.alias_person p where workspace_id = $1 group by developer_id`,
    workspaceId,
    aside,
  );
  return people.map(({ row }) => JSON.stringify(row)).sort();
}

/** What is written of each alias, the repositories' mailmaps, and whose name each person shows. */
async function namesOf(
  pool: Pool,
  workspaceId: string,
  aside: (typeof ASIDE)[keyof typeof ASIDE],
): Promise<CanonicalRows> {
  const ask = async (table: string, without: string) => {
    const query = `select (to_jsonb(t) - $2::text[])::text as row from record.${table} t where workspace_id = $1 order by 1`;
    return (await pool.query<{ row: string }>(query, [workspaceId, without])).rows.map(({ row }) => row);
  };
  return {
    'developers.alias': await ask('alias', aside.alias),
    'developers.mailmap_entry': await ask('mailmap_entry', '{workspace_id}'),
    'developers.developer': await ask('developer', aside.developer),
  };
}
