import type { Batch, BatchCommit, FileChange, FileClass } from '@trellis/contributions/batch.ts';
import { expect, test } from 'vitest';
import { commitFacts } from './commit-facts.ts';

const alias = '00000000-0000-8000-8000-000000000001';

function batchOf(
  classes: readonly FileClass[],
  changes: readonly FileChange[],
  given: Partial<BatchCommit> = {},
): Batch {
  const commit: BatchCommit = {
    k: 'commit',
    sha: 'a'.repeat(40),
    parents: 1,
    at: 0,
    off: 60,
    ct: 0,
    credit: [alias],
    forge: false,
    files: changes.length,
    changes,
    ...given,
  };
  return {
    header: { k: 'batch', v: 1, workspaceId: alias, repositoryId: alias, generation: alias },
    paths: classes.map((c, i) => ({ k: 'path', i, p: `file ${i}`, c, l: null })),
    commits: [commit],
  };
}

test('lines are those of all files, and those of source files alone', () => {
  const changes: FileChange[] = [
    [0, 'M', 10, 2],
    [1, 'M', 100, 20],
    [0, 'M', 1, 1],
  ];
  expect(commitFacts(batchOf(['source', 'vendored'], changes), [alias])).toMatchObject([
    { lines: { added: 111, deleted: 23 }, sourceLines: { added: 11, deleted: 3 } },
  ]);
});

test('a binary file changes, but has no lines', () => {
  const [fact] = commitFacts(batchOf(['binary'], [[0, 'M', null, null]]), [alias]);
  expect(fact).toMatchObject({ files: 1, lines: { added: 0, deleted: 0 } });
});

test("a commit stands on its author's local day and hour", () => {
  const [fact] = commitFacts(batchOf([], [], { at: Date.UTC(2026, 0, 5, 23, 30) / 1_000 }), [alias]);
  expect(fact).toMatchObject({ day: '2026-01-06', hour: 0, offsetMinutes: 60 });
});
