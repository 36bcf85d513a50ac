import { expect, test } from 'vitest';
import { changedMigrations, currentMigrations, releasedMigrations } from './released-migrations.ts';

test('No migration of a release is gone or has changed.', () => {
  expect(changedMigrations(releasedMigrations(), currentMigrations())).toEqual([]);
});

test('A released migration that changed or is gone is found; a new one is not in question.', () => {
  const list = { 'teams/0001_a.sql': 'one', 'teams/0002_b.sql': 'two', 'teams/0003_c.sql': 'three' };
  const current = { 'teams/0001_a.sql': 'one', 'teams/0002_b.sql': 'other', 'teams/0004_d.sql': 'four' };
  expect(changedMigrations(list, current)).toEqual(['teams/0002_b.sql', 'teams/0003_c.sql']);
});
