import { BATCH_LIMITS, type BatchHeader } from '@trellis/contributions/batch.ts';
import { decodeBatch, encodeText } from '@trellis/contributions/codec.ts';
import { createAliasHasher } from '@trellis/contributions/ids.ts';
import { describe, expect, it } from 'vitest';
import { createBatchBuilder, type ReadCommit } from './batch-builder.ts';

const header: BatchHeader = { k: 'batch', v: 1, workspaceId: 'w', repositoryId: 'r', generation: 'g' };
const hasher = createAliasHasher(Buffer.alloc(32, 1).toString('base64url'), 'w');
const build = () => createBatchBuilder(header, () => ({ fileClass: 'source', language: 'TypeScript' }), hasher);
const commit = (change: Partial<ReadCommit> = {}): ReadCommit => ({
  sha: 'a'.repeat(40),
  parents: 1,
  authorName: 'Ada',
  authorEmail: 'ada@example.org',
  authorAt: 1_700_000_000,
  authorOffsetMinutes: 120,
  committerName: 'Ada',
  committerEmail: 'ada@example.org',
  committerAt: 1_700_000_100,
  subject: 'Change "it"\nall',
  coAuthors: [],
  ...change,
});

describe('a batch', () => {
  it('is read back as it was built', async () => {
    const builder = build();
    builder.addCommit(commit());
    builder.addChanges([{ status: 'R', path: 'b.ts', oldPath: 'a\n"quoted".ts', added: 1, deleted: null }]);
    builder.addCommit(commit({ sha: 'b'.repeat(40), parents: 2 }));
    const built = builder.take();
    const batch = await decodeBatch((await encodeText(built?.text ?? '')).bytes);
    expect(batch.header).toEqual(header);
    expect(batch.paths.map((path) => path.p)).toEqual(['b.ts', 'a\n"quoted".ts']);
    expect(batch.commits.map(({ sha, parents, changes }) => ({ sha: sha[0], parents, changes }))).toEqual([
      { sha: 'a', parents: 1, changes: [[0, 'R', 1, null, 1]] },
      { sha: 'b', parents: 2, changes: [] },
    ]);
    expect(batch.commits[0]).toMatchObject({ at: 1_700_000_000, off: 120, ct: 1_700_000_100, forge: false });
  });

  it('holds no names, addresses or messages', () => {
    const builder = build();
    builder.addCommit(commit({ coAuthors: [{ name: 'Grace', email: 'grace@example.org' }] }));
    const built = builder.take();
    expect(built?.text).not.toMatch(/Ada|Grace|example\.org|Change/);
    expect(built?.commitTexts).toEqual([{ sha: 'a'.repeat(40), subject: 'Change "it"\nall' }]);
  });

  it('credits the author first, then each co-author once', () => {
    const builder = build();
    const ada = { name: 'Ada', email: 'ADA@example.org' };
    const grace = { name: 'Grace', email: 'grace@example.org' };
    builder.addCommit(commit({ coAuthors: [ada, grace, grace] }));
    const { credit } = JSON.parse(builder.take()?.text.split('\n').at(-1) ?? '{}');
    expect(credit).toEqual([hasher.aliasId('Ada', 'ada@example.org'), hasher.aliasId('Grace', 'grace@example.org')]);
  });

  it('splits the files of a large commit into lines of bounded size', async () => {
    const builder = build();
    builder.addCommit(commit());
    const files = Array.from({ length: 12_000 }, (_, i) => ({
      status: 'A' as const,
      path: `f${i}`,
      added: 1,
      deleted: 0,
    }));
    builder.addChanges(files);
    const text = builder.take()?.text ?? '';
    expect(text.split('\n').filter((line) => line.includes('"k":"files"'))).toHaveLength(3);
    const batch = await decodeBatch((await encodeText(text)).bytes);
    expect(batch.commits[0]?.changes).toHaveLength(12_000);
  });

  it('is full once it has as many commits or changes as a batch may have', () => {
    const builder = build();
    builder.addCommit(commit());
    expect(builder.isFull()).toBe(false);
    builder.addChanges(
      Array.from({ length: BATCH_LIMITS.changes }, () => ({ status: 'M' as const, path: 'x', added: 1, deleted: 1 })),
    );
    expect(builder.isFull()).toBe(true);
    builder.take();
    expect(builder.isFull()).toBe(false);
    expect(builder.take()).toBeUndefined();
  });

  it('remembers each alias once, with its earliest commit', () => {
    const builder = build();
    builder.addCommit(commit({ authorAt: 50 }));
    builder.addCommit(commit({ authorAt: 20 }));
    builder.addCommit(commit({ authorAt: 90 }));
    expect(builder.aliases()).toMatchObject([{ k: 'alias', name: 'Ada', email: 'ada@example.org', firstAt: 20 }]);
  });
});
