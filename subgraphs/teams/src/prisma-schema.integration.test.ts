import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createTestDatabase, type TestDatabase } from '@trellis/database/testing.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** What a Prisma type without an attribute is in PostgreSQL. */
const TYPES: Record<string, string> = {
  String: 'text',
  Int: 'integer',
  BigInt: 'bigint',
  Boolean: 'boolean',
  Bytes: 'bytea',
  'DateTime @db.Timestamptz': 'timestamp with time zone',
  'DateTime @db.Date': 'date',
  'String @db.Uuid': 'uuid',
  'String[] @db.Uuid': 'ARRAY',
  'String @db.Char(1)': 'character',
};

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase('teams');
});
afterAll(() => database.drop());

it('describes the tables, columns, types and null rules of the migrated database', async () => {
  const { rows } = await database.ownerPool.query<{ at: string; type: string; nullable: string }>(
    `select table_schema || '.' || table_name || '.' || column_name as at, data_type as type, is_nullable as nullable
     from information_schema.columns where table_schema in ('record', 'projection') order by 1`,
  );
  expect(prismaColumns()).toEqual(
    rows.map(({ at, type, nullable }) => `${at} ${type}${nullable === 'YES' ? '?' : ''}`),
  );
});

function prismaColumns(): string[] {
  const schema = readFileSync(path.join(import.meta.dirname, '../prisma/schema.prisma'), 'utf8');
  return [...schema.matchAll(/^model \w+ \{$(.*?)^\}$/gms)]
    .flatMap(([, body = '']) => {
      const table = `${/@@schema\("(\w+)"\)/.exec(body)?.[1]}.${/@@map\("(\w+)"\)/.exec(body)?.[1]}`;
      return [...body.matchAll(/^ {2}(\w+) +(\w+)(\[\])?(\?)?(.*)$/gm)].flatMap(
        ([, field, type, list = '', optional = '', rest = '']) => {
          const native = /@db\.[\w()]+/.exec(rest)?.[0];
          const sql = TYPES[[`${type}${list}`, ...(native ? [native] : [])].join(' ')];
          const column = /@map\("(\w+)"\)/.exec(rest)?.[1] ?? field;
          // What has no type of its own is a relation; a column with a type unknown here is missed in the comparison.
          return sql === undefined ? [] : [`${table}.${column} ${sql}${optional}`];
        },
      );
    })
    .sort();
}
