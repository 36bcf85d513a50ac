import { readFileSync } from 'node:fs';
import { databaseColumns, prismaColumns } from '@trellis/database/schema-agreement.ts';
import { createTestDatabase } from '@trellis/database/testing.ts';
import { expect, test } from 'vitest';

test('the Prisma schema says what the migrations make', async () => {
  const database = await createTestDatabase('developers');
  try {
    const schema = readFileSync(new URL('../../prisma/schema.prisma', import.meta.url), 'utf8');
    expect(prismaColumns(schema)).toEqual(await databaseColumns(database.ownerPool));
  } finally {
    await database.drop();
  }
});
