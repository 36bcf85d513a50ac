import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRepository, type RepositoryHandle } from './open-repository.ts';
import { readBlobs } from './read-blobs.ts';
import { listTree, readAttributes, readMailmap } from './read-tree.ts';
import { createTestRepository, importStream, type TestRepository } from './testing.ts';

let repository: TestRepository;
let opened: RepositoryHandle;

beforeAll(async () => {
  repository = createTestRepository('--bare');
  repository.fastImport(
    importStream([
      {
        changes: [
          ['M 100644 inline .gitattributes', '* top\n'],
          ['M 100644 inline .mailmap', 'Ada <ada@x>\n'],
          ['M 100644 inline deep/in/.gitattributes', '* in\n'],
          ['M 100644 inline deep/.gitattributes', '* deep\n'],
          ['M 120000 inline linked/.gitattributes', '../.gitattributes'],
          ['M 100644 inline not.gitattributes', 'x'],
          ['M 100644 inline empty', ''],
          ['M 100755 inline run', '#!/bin/sh\n'],
          ['M 100644 inline "new\\nline \\377"', 'x'],
          ['M 100644 inline large', Buffer.alloc(300_000, 'ab')],
          `M 160000 ${'1'.repeat(40)} library`,
        ],
      },
    ]),
  );
  opened = await openRepository(repository.dir);
});
afterAll(() => repository.remove());

describe('the files at a commit', () => {
  it('have kinds and sizes; submodules are left out', async () => {
    const files = (await Array.fromAsync(listTree(opened, opened.head.sha))).flat();
    expect(files.map(({ path, size, kind }) => [path, size, kind])).toEqual([
      ['.gitattributes', 6, 'file'],
      ['.mailmap', 12, 'file'],
      ['deep/.gitattributes', 7, 'file'],
      ['deep/in/.gitattributes', 5, 'file'],
      ['empty', 0, 'file'],
      ['large', 300_000, 'file'],
      ['linked/.gitattributes', 17, 'symlink'],
      ['new\nline \\xFF', 1, 'file'],
      ['not.gitattributes', 1, 'file'],
      ['run', 10, 'executable'],
    ]);
  });

  it('have attributes by folder, the top first, links not followed', async () => {
    expect(await readAttributes(opened, opened.head.sha)).toEqual([
      { directory: '', text: '* top\n' },
      { directory: 'deep', text: '* deep\n' },
      { directory: 'deep/in', text: '* in\n' },
    ]);
  });

  it('may have a mailmap', async () => {
    expect(await readMailmap(opened, opened.head.sha)).toBe('Ada <ada@x>\n');
    repository.fastImport(importStream([{ branch: 'bare', from: 'refs/heads/main^0', changes: ['D .mailmap'] }]));
    expect(await readMailmap(opened, repository.git('rev-parse', 'bare'))).toBe('');
  });
});

describe('contents', () => {
  it('come in the order asked, cut at the limit, null where there is none', async () => {
    const head = opened.head.sha;
    const names = [`${head}:large`, `${head}:empty`, '1'.repeat(40), `${head}:run`, `${head}:large`];
    const read = await Array.fromAsync(readBlobs(opened, names, { maxBytes: 100_001 }));
    expect(read.map(({ blob }) => blob)).toEqual(names);
    expect(read.map(({ size }) => size)).toEqual([300_000, 0, 0, 10, 300_000]);
    expect(read.map(({ content }) => content?.length ?? null)).toEqual([100_001, 0, null, 10, 100_001]);
    expect(read[0]?.content?.equals(Buffer.alloc(100_001, 'ab'))).toBe(true);
    expect(read[3]?.content?.toString()).toBe('#!/bin/sh\n');
  });

  it('are read for any number of names, and stop with the reason of an abort', async () => {
    const name = `${opened.head.sha}:run`;
    let count = 0;
    for await (const { size } of readBlobs(
      opened,
      Array.from({ length: 20_000 }, () => name),
      { maxBytes: 5 },
    ))
      count += size;
    expect(count).toBe(200_000);
    const controller = new AbortController();
    const reading = (async () => {
      for await (const _ of readBlobs(
        opened,
        Array.from({ length: 20_000 }, () => name),
        { maxBytes: 5, signal: controller.signal },
      )) {
        controller.abort(new Error('stopped by hand'));
      }
    })();
    await expect(reading).rejects.toThrow('stopped by hand');
  });
});
