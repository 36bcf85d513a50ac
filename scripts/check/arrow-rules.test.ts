import { expect, test } from 'vitest';
import { findBreaches } from './arrow-rules.ts';
import { readSource } from './imports.ts';

/** What is wrong with a file of this path and text, in short. */
function breachesOf(path: string, text: string): string[] {
  return findBreaches([readSource(path, text)]).map(({ line, message }) => `${line}: ${message}`);
}

test.each([
  ['subgraphs/teams/src/resolvers/bus-factor.ts', "import { read } from '../store/file-authorship.ts';"],
  [
    'subgraphs/teams/src/store/file-authorship.ts',
    "import { order } from '../domain/truck-factor.ts';\nimport pg from 'pg';",
  ],
  [
    'subgraphs/teams/src/domain/truck-factor.ts',
    "import { max } from './degree.ts';\nimport type { Batch } from '@trellis/contributions/batch.ts';",
  ],
  [
    'subgraphs/teams/src/domain/truck-factor.ts',
    '// Date.now() would be wrong here\nexport const day = (at: number) => new Date(at);',
  ],
  [
    'workers/sync/src/workflows/import-repository.ts',
    "import type * as activities from '@trellis/subgraph-teams/activities/apply.ts';\nimport { sleep } from '@temporalio/workflow';",
  ],
  ['workers/sync/src/start.ts', "import * as activities from '@trellis/subgraph-teams/activities/apply.ts';"],
  ['gateway/src/start.ts', "import type { Handlers } from '@trellis/subgraph-teams/handlers.ts';"],
  ['web/src/pages/people.tsx', "import { useState } from 'react';\nexport const Page = () => <p>{useState(0)[0]}</p>;"],
  ['packages/git/src/log.integration.test.ts', "import { fake } from '@trellis/fakes/github.ts';"],
])('%s may have its imports', (path, text) => {
  expect(breachesOf(path, text)).toEqual([]);
});

test.each([
  [
    'subgraphs/teams/src/store/a.ts',
    "import { x } from '@trellis/subgraph-developers/store/b.ts';",
    'another subgraph',
  ],
  ['subgraphs/teams/src/store/a.ts', "import { x } from '../../../developers/src/store/b.ts';", 'another subgraph'],
  ['subgraphs/teams/src/store/a.ts', "import { x } from '../resolvers/b.ts';", 'a store imports'],
  ['subgraphs/teams/src/store/a.ts', "export * from '../activities/b.ts';", 'a store imports'],
  ['subgraphs/teams/src/resolvers/a.ts', "import { x } from '../activities/b.ts';", 'do not know each other'],
  ['subgraphs/teams/src/domain/a.ts', "import { readFileSync } from 'node:fs';", 'pure'],
  ['subgraphs/teams/src/domain/a.ts', "import { x } from '../store/b.ts';", 'pure'],
  ['subgraphs/teams/src/domain/a.ts', "import { type Pool } from '@trellis/database/pool.ts';", 'pure'],
  ['subgraphs/teams/src/domain/a.ts', 'export const now = () => Date.now();', 'takes time'],
  ['subgraphs/teams/src/domain/a.ts', 'export const now = () => new Date();', 'takes time'],
  ['subgraphs/teams/src/domain/a.ts', 'export const dice = () => Math.random();', 'takes time'],
  [
    'workers/sync/src/workflows/a.ts',
    "import { apply } from '@trellis/subgraph-teams/activities/apply.ts';",
    'a workflow imports types',
  ],
  ['workers/sync/src/workflows/a.ts', "const { apply } = await import('node:fs');", 'a workflow imports types'],
  ['gateway/src/a.ts', "import { x } from '@trellis/subgraph-teams/store/b.ts';", 'of subgraphs only types'],
  ['packages/git/src/a.ts', "import type { x } from '@trellis/gateway/start.ts';", 'packages only'],
  ['packages/git/src/a.ts', "import { x } from '../../storage/src/b.ts';", 'by its name'],
  ['packages/git/src/a.ts', "import { x } from '@trellis/fakes/github.ts';", 'made for tests'],
  ['packages/git/src/a.ts', "import { x } from '@trellis/database/testing.ts';", 'made for tests'],
  ['web/src/a.ts', "import { x } from '@trellis/contributions/batch.ts';", 'nothing of the server'],
  ['extensions/cli/src/a.ts', "import { x } from '@trellis/git/b.ts';", 'nothing of the server'],
])('in %s, `%s` is found', (path, text, why) => {
  const breaches = breachesOf(path, text);
  expect(breaches.join('\n')).toContain(why);
  expect(breaches[0]).toMatch(/^1: /);
});
