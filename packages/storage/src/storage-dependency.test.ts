import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createFolderStorage } from './folder-storage.ts';
import { storageDependency } from './storage-dependency.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'trellis-ready-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('is there when objects can be written and read, and leaves none behind', async () => {
  await expect(storageDependency(createFolderStorage(folder)).check()).resolves.toBeUndefined();
  expect(readdirSync(path.join(folder, 'readiness'))).toEqual([]);
});

it('is not there when nothing can be written', async () => {
  const file = path.join(folder, 'a-file');
  await createFolderStorage(folder).put('a-file', Buffer.from('x'));
  chmodSync(file, 0o400);
  await expect(storageDependency(createFolderStorage(file)).check()).rejects.toThrow();
});

it('is not there when something else is read than was written', async () => {
  const storage = { ...createFolderStorage(folder), get: async () => Buffer.from('other') };
  await expect(storageDependency(storage).check()).rejects.toThrow('not read as it had been written');
});
