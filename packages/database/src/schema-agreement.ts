import type { Pool } from 'pg';

/** PostgreSQL's names of the types that a Prisma field can have. */
const TYPES: Readonly<Record<string, string>> = {
  String: 'text',
  Int: 'int4',
  BigInt: 'int8',
  Boolean: 'bool',
  Float: 'float8',
  Bytes: 'bytea',
  Json: 'jsonb',
  '@db.Uuid': 'uuid',
  '@db.Date': 'date',
  '@db.Timestamptz': 'timestamptz',
  '@db.SmallInt': 'int2',
  '@db.Integer': 'int4',
  '@db.Real': 'float4',
};

/**
 * The columns that a Prisma schema says a database has, one line each in order: `record.epoch.epoch int8 not null`, with
 * `key` for those of the primary key. Compare with `databaseColumns` of the migrated database.
 */
export function prismaColumns(schema: string): string[] {
  const models = [...schema.matchAll(/^model (\w+) \{\n([^}]*)\}/gm)];
  const names = new Set(models.map(([, name]) => name as string));
  return models.flatMap(([, name, body]) => modelColumns(name as string, body as string, names)).sort();
}

/** The columns of the tables in `record` and `projection`, in the form of `prismaColumns`. */
export async function databaseColumns(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(
    `select c.table_schema || '.' || c.table_name || '.' || c.column_name || ' ' || c.udt_name
       || case c.is_nullable when 'NO' then ' not null' else '' end
       || case when k.column_name is null then '' else ' key' end as line
     from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     left join (
       select u.table_schema, u.table_name, u.column_name
       from information_schema.table_constraints p
       join information_schema.key_column_usage u using (constraint_schema, constraint_name)
       where p.constraint_type = 'PRIMARY KEY') k using (table_schema, table_name, column_name)
     where c.table_schema in ('record', 'projection') and t.table_type = 'BASE TABLE'`,
  );
  return rows.map((row) => row.line).sort();
}

function modelColumns(model: string, body: string, models: ReadonlySet<string>): string[] {
  const lines = body.split('\n').map((line) => line.replace(/\/\/.*/, '').trim());
  const attribute = (name: string) => lines.find((line) => line.startsWith(`@@${name}(`));
  const table = /"([^"]+)"/.exec(attribute('map') ?? '')?.[1] ?? model;
  const schema = /"([^"]+)"/.exec(attribute('schema') ?? '')?.[1] ?? 'public';
  const key = new Set(/\[([^\]]+)\]/.exec(attribute('id') ?? '')?.[1]?.split(/,\s*/) ?? []);
  return lines.flatMap((line) => {
    const field = /^(\w+)\s+(\w+(?:\("[^"]+"\))?)(\[\])?(\?)?(?:\s|$)/.exec(line);
    if (field === null || models.has(field[2] as string)) return [];
    const [, name, type, list, optional] = field as unknown as [string, string, string, string?, string?];
    const column = /@map\("([^"]+)"\)/.exec(line)?.[1] ?? name;
    const native = /@db\.\w+/.exec(line)?.[0] ?? type;
    const udt = /^Unsupported\("([^"]+)"\)/.exec(type)?.[1] ?? TYPES[native] ?? `unknown type ${native}`;
    const isKey = key.has(name) || /@id\b/.test(line);
    return `${schema}.${table}.${column} ${list ? '_' : ''}${udt}${optional ? '' : ' not null'}${isKey ? ' key' : ''}`;
  });
}
